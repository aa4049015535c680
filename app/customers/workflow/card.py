"""W-01: from a found customer to a filed archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers import cooperation, operations, rules, standing
from app.customers.models import Customer
from app.customers.turns import COUNTED
from app.customers.words import CardState, DealStage, Lifecycle
from app.kernel import policy
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task, open_tasks
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

COLLECTOR = ("owner_id", "collected_by_id")
IN_FORCE = {"approved", "entered", "forwarded", "filed"}


def _complete(row: Customer, _viewer: Viewer) -> Iterator[Broken]:
    """The first card is complete (R-034, R-035)."""
    yield from rules.complete_card(row, object_session(row))


def _qualified(row: Customer, _viewer: Viewer) -> Iterator[Broken]:
    """An unqualified customer is rejected, not approved (R-034)."""
    if policy.value("lead.qualification_required") and not row.qualification_ok:
        message = _("The customer does not meet the dealer qualification: judge the card invalid.")
        yield Broken("qualification_ok", message, "R-034")


def _reviewed(_row: Customer) -> bool:
    """The register has a manager review each card (R-053)."""
    return bool(policy.value("card.manager_review"))


def _unreviewed(row: Customer) -> bool:
    """The register does without (R-053)."""
    return not _reviewed(row)


def _acceptable(row: Customer, viewer: Viewer) -> Iterator[Broken]:
    """Without a review the card is complete and the customer qualified by itself."""
    yield from _complete(row, viewer)
    yield from _qualified(row, viewer)


def _classed(row: Customer, _viewer: Viewer) -> Iterator[Broken]:
    """Class, tier and part are set (R-056, R-303)."""
    yield from rules.filing(row)


def _compare(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    """A card typed into the form is compared like any other (R-060)."""
    operations.look_for_like(session, row)


def _submit(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.submit_card(session, row)


def _accept(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.accept_card(session, row, now)


def _withdraw(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.withdraw_card(row)


def _send_back(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, note: str) -> None:
    operations.send_back_card(session, row, note)


def _reject(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.reject_card(session, row, viewer.user_id, now, note)


def _approve(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.approve_card(session, row, viewer.user_id, now, note)


def _enter(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.enter_card(session, row, now)


def _forward(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.forward_card(session, row, now)


def _file(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.file_card(session, row, viewer.user_id, now)


def _entry_due(session: Session, row: Customer, _now: dt.datetime) -> Any:
    """Working days from the collection, not from the review (R-054)."""
    return operations.entry_due(session, row)


def _counts(row: Customer) -> bool:
    """One of ours, with whom business has not been ended."""
    return row.lifecycle_status in COUNTED and not standing.is_blocked(row)


def _is_lost(row: Customer) -> bool:
    return row.lifecycle_status is Lifecycle.LOST


def _why_lost(row: Customer, _viewer: Viewer) -> Iterator[Broken]:
    """Nobody is lost without a reason (F-110)."""
    if row.loss_reason is None:
        yield Broken("loss_reason", _("Say why the customer was lost."), "R-257")


def _lose(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    row.lifecycle_status, row.deal_stage = Lifecycle.LOST, DealStage.PAST


def _regain(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    row.lifecycle_status, row.loss_reason, row.loss_note = Lifecycle.ACTIVE, None, None
    row.time_class, row.deal_stage = cooperation.classes(row)


_ENTER = TaskSpec(
    roles=("clerk", "sales_rep"), title=_("Enter the card in the system"), due=_entry_due,
    rule="R-054",
)  # fmt: skip
_REVIEW = TaskSpec(
    roles=("branch_manager",), title=_("Review customer card"), due=_entry_due, rule="R-053"
)

_FIRST_VISIT = TaskSpec(
    to="owner_id", title=_("Complete the card after the first visit"),
    due="card.open_within_days_after_first_visit", rule="R-036",
)  # fmt: skip


def visited(session: Session, row: Customer, now: dt.datetime) -> None:
    """After the first visit the card is completed and submitted at once (R-036); one on its way is already."""
    if row.state not in (CardState.DRAFT, CardState.RETURNED):
        return
    if all(task.rule != _FIRST_VISIT.rule for task in open_tasks(session, row)):
        open_task(session, card_flow.name, row, _FIRST_VISIT, now, set())


card_flow = Workflow(
    "customer_card",
    model="customer",
    source="W-01",
    states=CardState,
    initial="draft",
    editable={"draft", "returned", "forwarded"},
    finals={"filed", "invalid"},
    begun=_compare,
    handed=TaskSpec(
        to="collected_by_id", title=_("Submit the customer card"), due=_entry_due, rule="R-054"
    ),
    path=("draft", "submitted", "approved", "entered", "forwarded", "filed"),
    moves=(
        Move(
            "submit", _("Submit for review"), from_={"draft"}, to="submitted",
            by=COLLECTOR, when=_reviewed, guard=_complete, effect=_submit, task=_REVIEW,
            rules=("R-034", "R-035"), primary=True, icon="send",
        ),
        Move(
            "resubmit", _("Submit again"), from_={"returned"}, to="submitted",
            by=COLLECTOR, when=_reviewed, guard=_complete, effect=_submit, task=_REVIEW,
            rules=("R-053",), primary=True, icon="send",
        ),
        Move(
            "accept", _("Submit without review"), from_={"draft", "returned"}, to="approved",
            by=COLLECTOR, when=_unreviewed, guard=_acceptable, effect=_accept, task=_ENTER,
            rules=("R-034", "R-035", "R-053", "R-059"), primary=True, icon="send",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"submitted"}, to="draft",
            by=COLLECTOR, effect=_withdraw, rules=("R-053",),
            icon="arrow-back-up",
        ),
        Move(
            "approve", _("Approve the card"), from_={"submitted"}, to="approved",
            apart_from=("submit", "resubmit", "create", "owner"), guard=_qualified,
            effect=_approve, rules=("R-053", "R-059"), primary=True, icon="check",
            task=_ENTER,
        ),
        Move(
            "send_back", _("Send back"), from_={"submitted"}, to="returned", needs_reason=True,
            apart_from=("submit", "resubmit", "create", "owner"), effect=_send_back,
            rules=("R-053",), icon="arrow-back-up",
            task=TaskSpec(to="owner_id", title=_("Correct the customer card"), rule="R-053"),
        ),
        Move(
            "reject", _("Judge invalid"), from_={"submitted"}, to="invalid", needs_reason=True,
            apart_from=("submit", "resubmit", "create", "owner"), effect=_reject,
            rules=("R-034", "R-017"), danger=True, icon="ban",
        ),
        Move(
            "enter", _("Enter in the system"), from_={"approved"}, to="entered", effect=_enter,
            rules=("R-054", "R-289"), primary=True, icon="database",
            task=TaskSpec(
                roles=("clerk",), title=_("Forward the card to marketing"), due="card.forward_to_marketing_days",
                rule="R-055",
            ),
        ),
        Move(
            "forward", _("Forward to marketing"), from_={"entered"}, to="forwarded",
            effect=_forward, rules=("R-055",), primary=True, icon="arrow-right",
            task=TaskSpec(
                roles=("marketing", "custodian"), title=_("File the customer card"), rule="R-056"
            ),
        ),
        Move(
            "file", _("File in the archive"), from_={"forwarded"}, to="filed", guard=_classed,
            asks=("tier", "abc_grade", "archive_part", "catalogue_no", "volume_no"),
            effect=_file, rules=("R-056", "R-303"), primary=True, icon="archive",
        ),
        Move(
            "lose", _("Note as lost"), from_=IN_FORCE, to="", when=_counts,
            asks=("loss_reason", "loss_note"), guard=_why_lost, effect=_lose, rules=("R-257", "R-027"),
            danger=True, icon="user-off",
        ),
        Move(
            "regain", _("Won back"), from_=IN_FORCE, to="", when=_is_lost, effect=_regain,
            rules=("R-257", "R-027"), icon="user-check",
        ),
    ),
)  # fmt: skip
