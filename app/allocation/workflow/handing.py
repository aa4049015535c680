"""W-05: the company keeps the customer when a person leaves or is replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.allocation import queries, rules
from app.allocation.models import Transfer
from app.allocation.operations import handing
from app.allocation.words import ItemState, TransferState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Denied, Move, Workflow

GIVE = TaskSpec(to="from_user_id", title=_("Sign the hand-over"), rule="R-066")
CHECK = TaskSpec(roles=("custodian",), title=_("Check the hand-over"), rule="R-025")
CLOSE = TaskSpec(roles=("branch_manager",), title=_("Close the hand-over"), rule="R-066")


def _receive_task(row: Transfer) -> TaskSpec | None:
    """A task for the one successor; several learn it by a notice each."""
    if row.to_user_id is None:
        return None
    return TaskSpec(to="to_user_id", title=_("Take over the customers"), rule="R-066")


def _last_one(row: Transfer) -> bool:
    return row.unsigned <= 1


def _not_the_last(row: Transfer) -> bool:
    return row.unsigned > 1


def _not_signed(row: Transfer) -> bool:
    return row.given_at is None


def _listable(row: Transfer, _viewer: Viewer) -> Iterator[Broken]:
    """There is something to hand over (R-066)."""
    session = object_session(row)
    if session is not None and not queries.count_of(session, row.from_user_id):
        yield Broken("from_user_id", _("This person is responsible for no customer."), "R-066")


def _checkable(row: Transfer, _viewer: Viewer) -> Iterator[Broken]:
    """Signed, a successor for every line, and nothing left behind by who leaves (R-066)."""
    session = object_session(row)
    if session is None:
        return
    if row.given_at is None:
        yield Broken("given_at", _("Who hands over has not signed yet."), "R-066")
    if queries.without_successor(session, row.id):
        yield Broken("", _("A line of the manifest has no successor."), "R-066")
    yield from rules.settled(queries.customers_listed(row.id))
    yield from _left_behind(session, row)


def _left_behind(session: Session, row: Transfer) -> Iterator[Broken]:
    """Who leaves leaves no customer behind (R-066)."""
    if row.transfer_reason in handing.LEAVING:
        for customer in queries.left_behind(session, row, rules.NAMED):
            yield Broken("", _("Not on the list: %(customer)s.", customer=str(customer)), "R-066")


def _receiving(row: Transfer, viewer: Viewer) -> Iterator[Broken]:
    """Only who receives something signs, and once (R-066)."""
    session = object_session(row)
    mine = viewer.user_id in queries.receivers_left(session, row) if session is not None else False
    if not mine and not viewer.is_system:
        yield Broken("", _("There is nothing for you to sign here."), "R-066")
    if session is not None:
        yield from rules.settled(queries.customers_listed(row.id))


def _closable(row: Transfer, _viewer: Viewer) -> Iterator[Broken]:
    """Every line ticked, every customer moved, the counts equal (R-066)."""
    session = object_session(row)
    if session is not None and queries.unticked(session, row.id):
        yield Broken("", _("Not every line of the manifest is ticked."), "R-066")
    if row.moved_count != row.customer_count or row.counted_before != row.counted_after:
        yield Broken("moved_count", _("Not everything has moved yet."), "R-066")
    if session is not None:
        yield from _left_behind(session, row)


def _list(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    handing.list_customers(session, row, now)


def _give(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    handing.sign_giver(session, row, now)


def _check(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    handing.check(session, row, viewer.user_id, now)


def _receive(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    if viewer.user_id is None:
        raise Denied("by")
    handing.sign_receiver(session, row, viewer.user_id, now)


def _accept(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    _receive(session, row, viewer, now, note)
    handing.take_over(session, row, viewer.user_id, now)


def _close(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    handing.close(session, row, viewer.user_id, now)


def _miss(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, note: str) -> None:
    row.missing_note = note[:300]


transfer_flow = Workflow(
    "transfer",
    model="transfer",
    source="W-05",
    states=TransferState,
    initial="opened",
    editable={"opened"},
    finals={"closed", "cancelled"},
    path=("opened", "listed", "checked", "accepted", "closed"),
    moves=(
        Move(
            "list", _("Make the manifest"), from_={"opened"}, to="listed", guard=_listable,
            effect=_list, rules=("R-066",), primary=True, icon="table", task=GIVE,
        ),
        Move(
            "give", _("Sign: handed over"), from_={"listed"}, to="", by="from_user_id",
            or_roles=("branch_manager",), when=_not_signed, effect=_give, rules=("R-066",),
            primary=True, icon="edit",
        ),
        Move(
            "check", _("Originals checked"), from_={"listed"}, to="checked", guard=_checkable,
            effect=_check, rules=("R-025", "R-066"), primary=True, icon="clipboard-check",
            task=_receive_task,
        ),
        Move(
            "receive", _("Sign: received"), from_={"checked"}, to="", when=_not_the_last,
            guard=_receiving, effect=_receive, rules=("R-066",), primary=True, icon="edit",
        ),
        Move(
            "accept", _("Sign and take over"), from_={"checked"}, to="accepted", when=_last_one,
            guard=_receiving, effect=_accept, rules=("R-066", "R-067"), primary=True, icon="check",
            task=CLOSE,
        ),
        Move(
            "close", _("Close the hand-over"), from_={"accepted"}, to="closed", guard=_closable,
            effect=_close, rules=("R-066",), primary=True, icon="lock",
        ),
        Move(
            "cancel", _("Cancel the hand-over"), from_={"opened", "listed", "checked"},
            to="cancelled", needs_reason=True, rules=("R-066",), danger=True, icon="ban",
        ),
    ),
)  # fmt: skip

item_flow = Workflow(
    "transfer_item",
    model="transfer_item",
    source="W-05",
    states=ItemState,
    initial="listed",
    editable={"listed"},
    finals={"received", "missing"},
    path=("listed", "given", "received"),
    moves=(
        Move("tick_given", _("Tick: handed over"), from_={"listed"}, to="given",
             rules=("R-066",), icon="check"),
        Move("tick_received", _("Tick: received"), from_={"given"}, to="received",
             by="to_user_id", rules=("R-066",), primary=True, icon="check"),
        Move("miss", _("Something is missing"), from_={"listed", "given", "received"},
             to="missing", needs_reason=True, effect=_miss, rules=("R-025",), danger=True,
             icon="alert-triangle"),
    ),
)  # fmt: skip
