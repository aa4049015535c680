"""W-17: from the nomination of a bad customer to the filed case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.disposal import operations, queries, rules
from app.disposal.models import BadCase
from app.disposal.words import CaseState, Side
from app.kernel import policy
from app.kernel.db import utcnow
from app.kernel.deadlines import Due, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

OTHERS = ("create", "submit", "owner")


def _duties_due(_session: Session, row: BadCase, _now: dt.datetime) -> Due:
    """What the general manager said when he approved."""
    return stated(row, "duties_due_at")


PRESENT = TaskSpec(roles=("marketing",), title=_("Present or revoke the nomination"), rule="R-259")
REPORT = TaskSpec(roles=("marketing",), title=_("Analyse the causes"), rule="R-265")
READ = TaskSpec(roles=("gm",), title=_("Read the analysis of causes"), rule="R-265")
REVIEW = TaskSpec(roles=("marketing",), title=_("Review the case internally"), rule="R-266")
ACCOUNT = TaskSpec(
    roles=("admin_legal", "gm"), title=_("Decide on rewards and punishments"), rule="R-267"
)
FILE = TaskSpec(roles=("custodian",), title=_("File the case"), rule="R-266")


def _decide(_row: BadCase) -> TaskSpec:
    """To whom the case is presented (C-35)."""
    return TaskSpec(roles=rules.approver_roles(), title=_("Decide on a bad customer"), rule="C-35")


def _of(side: Side, title: Any, rule: str) -> TaskSpec:
    _parameter, role = operations.DUTIES[side]
    return TaskSpec(roles=(role,), title=title, due=_duties_due, rule=rule, duty=side.value)


TASKS = (
    _of(Side.BUSINESS, _("Duties of the business department"), "R-262"),
    _of(Side.FINANCE, _("Duties of the finance department"), "R-263"),
    _of(Side.ADMIN, _("Duties of the administration department"), "R-264"),
)


RULES = {Side.BUSINESS: "R-262", Side.FINANCE: "R-263", Side.ADMIN: "R-264"}
_FINISH = {
    Side.BUSINESS: _("Business department is done"),
    Side.FINANCE: _("Finance department is done"),
    Side.ADMIN: _("Administration department is done"),
}


# -- for which cases, and guards -----------------------------------------------------------------
def _has_accountability(_row: BadCase) -> bool:
    """The register asks for rewards and punishments (R-267)."""
    return bool(policy.value("bad.accountability"))


def _presentable(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
    """Facts and measures (R-260, R-261)."""
    yield from rules.presentable(row)


def _decides(row: BadCase, viewer: Viewer) -> Iterator[Broken]:
    """The general manager, or whom the register names (C-35)."""
    if not viewer.is_system and not viewer.roles & set(rules.approver_roles()):
        yield Broken("", _("This case is another person's to decide."), "C-35")


def _approvable(row: BadCase, viewer: Viewer) -> Iterator[Broken]:
    """Who decides, and until when the departments are to be done (C-35)."""
    others = list(_decides(row, viewer))
    yield from others
    if others:
        return
    if row.duties_due_at is None:
        message = _("Say until when the departments are to be done.")
        yield Broken("duties_due_at", message, "R-262")
    elif row.duties_due_at <= utcnow():
        yield Broken("duties_due_at", _("The day lies in the past."), "R-262")


def _done(side: Side) -> Any:
    """All duties of a department are ticked (R-262…R-264)."""

    def guard(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
        if queries.has_open_duty(object_session(row), row.id, side):
            message = _("Not all duties of this department are done yet.")
            yield Broken("", message, RULES[side])

    return guard


def _analysed(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
    """Causes and prevention (R-265)."""
    yield from rules.analysed(row)


def _read(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
    """The general manager's opinion (R-265)."""
    yield from rules.read(row)


def _reviewed(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
    """Course and conclusion (R-266)."""
    yield from rules.reviewed(row)


def _accounted(row: BadCase, _viewer: Viewer) -> Iterator[Broken]:
    """Everybody responsible has his decision (R-267)."""
    yield from rules.accounted(object_session(row), row)


# -- effects -------------------------------------------------------------------------------------
def _nominated(session: Session, row: Any, viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    is_hint = not viewer.is_system and not viewer.may("can_submit", "BadCaseView")
    operations.nominate(session, row, is_hint)


def _submit(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.present(row, now)


def _reject(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.refuse(session, row, viewer.user_id, now, note)


def _approve(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.approve(session, row, viewer.user_id, now, note)


def _process(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.give_out_duties(session, row)


def _complete(session: Session, row: Any, viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.complete(session, row, viewer.user_id)


def _take_back(session: Session, row: Any, _v: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.take_back(session, row)


def _close(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.closed_at = now


def _readmit(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.readmit(session, row)


def _may_come_back(row: BadCase) -> bool:
    """The customer is still parted from because of this very case (C-01)."""
    session = object_session(row)
    return session is not None and operations.is_parted(session, row)


case_flow = Workflow(
    "bad_case",
    model="bad_case",
    source="W-17",
    states=CaseState,
    initial="nominated",
    editable={"nominated", "gm_reviewed"},
    finals={"rejected", "revoked", "closed"},
    handed=PRESENT,
    begun=_nominated,
    path=(
        "nominated", "submitted", "approved", "processing", "duties_done", "analysed",
        "gm_reviewed", "reviewed", "accountability", "closed",
    ),
    moves=(
        Move(
            "submit", _("Present to the decider"), from_={"nominated"}, to="submitted",
            guard=_presentable, effect=_submit, task=_decide, rules=("R-260", "R-261"),
            primary=True, icon="send",
        ),
        Move(
            "revoke", _("Revoke the nomination"), from_={"nominated", "submitted"}, to="revoked",
            needs_reason=True, rules=("R-259",), icon="arrow-back-up",
        ),
        Move(
            "reject", _("Do not agree"), from_={"submitted"}, to="rejected", apart_from=OTHERS,
            needs_reason=True, guard=_decides, effect=_reject, rules=("R-252", "C-35"), danger=True,
            icon="x",
        ),
        Move(
            "approve", _("Approve the parting"), from_={"submitted"}, to="approved",
            apart_from=OTHERS, asks=("duties_due_at",), guard=_approvable, effect=_approve,
            rules=("R-260", "C-35"), primary=True, icon="check",
            task=TaskSpec(
                roles=("marketing",), title=_("Give out the duties"), rule="R-262"
            ),
        ),
        Move(
            "take_back", _("Call the parting off"), from_={"approved", "processing"}, to="revoked",
            needs_reason=True, guard=_decides, effect=_take_back, rules=("R-259", "C-35"),
            danger=True, icon="arrow-back-up",
        ),
        Move(
            "process", _("Give out the duties"), from_={"approved"}, to="processing",
            effect=_process, duties=TASKS, rules=("R-262", "R-263", "R-264"), primary=True,
            icon="users",
        ),
        *(
            Move(
                f"finish_{side.value}", _FINISH[side], from_={"processing"}, to="duties_done",
                closes=side.value, guard=_done(side), effect=_complete, task=REPORT,
                rules=(RULES[side],), icon="check",
            )
            for side in Side
        ),
        Move(
            "analyse", _("Analyse the causes"), from_={"duties_done"}, to="analysed",
            asks=("causes", "prevention"), guard=_analysed, task=READ, rules=("R-265",),
            primary=True, icon="notes",
        ),
        Move(
            "read", _("Write the opinion"), from_={"analysed"}, to="gm_reviewed",
            asks=("gm_opinion",), guard=_read, task=REVIEW, rules=("R-265",), primary=True, icon="check",
        ),
        Move(
            "review", _("Review internally"), from_={"gm_reviewed"}, to="reviewed",
            asks=("course", "loss_amount", "review_conclusion"), guard=_reviewed, task=ACCOUNT,
            rules=("R-266",), primary=True, icon="notes",
        ),
        Move(
            "account", _("Decide on rewards and punishments"), from_={"reviewed"},
            to="accountability", when=_has_accountability, guard=_accounted, task=FILE,
            rules=("R-267",), primary=True, icon="scale",
        ),
        Move(
            "close", _("File the case"), from_={"accountability", "reviewed"}, to="closed",
            guard=_accounted, effect=_close, rules=("R-266", "R-267"), icon="archive",
        ),
        Move(
            "readmit", _("Recognise the customer anew"), from_={"closed"}, to="",
            needs_reason=True, when=_may_come_back, effect=_readmit, rules=("C-01", "R-027"),
            icon="refresh",
        ),
    ),
)  # fmt: skip
