"""W-03: material goes out, its arrival is confirmed, a meeting is agreed and its slip drafted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.standing import dealt_with
from app.kernel import clock, policy
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits.models import MaterialDispatch
from app.visits.operations import dispatch as verbs
from app.visits.rules import dispatch as rules
from app.visits.words import DispatchState

SEND = TaskSpec(to="owner_id", title=_("Send the material"), rule="R-071")
CALL = TaskSpec(to="owner_id", title=_("Confirm by telephone that it arrived"), rule="R-073")
AGREE = TaskSpec(to="owner_id", title=_("Agree on a meeting"), rule="R-073")


def _after_sending(_row: MaterialDispatch) -> TaskSpec:
    return CALL if policy.value("first_contact.confirm_call") else AGREE


def _sendable(row: MaterialDispatch, _viewer: Viewer) -> Iterator[Broken]:
    """Something is sent, to somebody one deals with (R-075, R-260)."""
    yield from dealt_with(row.customer)
    yield from rules.sent(row)


def _arrived(row: MaterialDispatch, _viewer: Viewer) -> Iterator[Broken]:
    """The day of the call (R-073)."""
    yield from rules.arrived(row)


def _agreed(row: MaterialDispatch, _viewer: Viewer) -> Iterator[Broken]:
    """When one meets (R-073, R-085)."""
    yield from dealt_with(row.customer)
    yield from rules.agreed(row)


def _confirmed_or_not_needed(row: MaterialDispatch) -> bool:
    """Confirmed, or the register does without the call (R-073)."""
    is_called = bool(policy.value("first_contact.confirm_call"))
    return row.state is DispatchState.CONFIRMED or not is_called


def _sent(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    row.sent_on = row.sent_on or clock.today()


def _appoint(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    verbs.draft_slip(session, row)


dispatch_flow = Workflow(
    "dispatch",
    model="material_dispatch",
    source="W-03",
    states=DispatchState,
    initial="planned",
    editable={"planned"},
    finals={"appointed", "no_answer"},
    handed=SEND,
    path=("planned", "sent", "confirmed", "appointed"),
    moves=(
        Move(
            "send", _("Material sent"), from_={"planned"}, to="sent", asks=("sent_on",),
            guard=_sendable, effect=_sent, task=_after_sending, rules=("R-071", "R-075"),
            primary=True, icon="send",
        ),
        Move(
            "confirm", _("Arrival confirmed"), from_={"sent"}, to="confirmed",
            asks=("receipt_confirmed_on", "confirm_note"), guard=_arrived, task=AGREE,
            rules=("R-073",), primary=True, icon="phone",
        ),
        Move(
            "appoint", _("Meeting agreed"), from_={"sent", "confirmed"}, to="appointed",
            asks=("appointment_at",), when=_confirmed_or_not_needed, guard=_agreed, effect=_appoint,
            rules=("R-073", "R-085"), primary=True, icon="calendar-plus",
        ),
        Move(
            "close", _("No answer"), from_={"sent", "confirmed"}, to="no_answer", needs_reason=True,
            rules=("R-071",), icon="x",
        ),
    ),
)  # fmt: skip
