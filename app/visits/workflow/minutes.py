"""The minutes within W-07: written in two working days, reviewed, sent, receipt confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.kernel import policy
from app.kernel.chains import waits_for
from app.kernel.deadlines import Due
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits.models import Minutes, VisitRequest
from app.visits.operations import minutes as verbs
from app.visits.rules import minutes as rules
from app.visits.words import MinutesState

AUTHOR = ("owner_id",)


def _due(session: Session, row: Minutes, now: dt.datetime) -> Due:
    due: Due = verbs.due(session, row.visit_request.returned_at or now)
    return due


WRITE = TaskSpec(to="owner_id", title=_("Write the minutes"), due=_due, rule="R-118")
REVIEW = TaskSpec(chain=("approval.chain.minutes",), title=_("Review the minutes"), rule="R-119")
SEND = TaskSpec(to="owner_id", title=_("Send the minutes to the customer"), rule="R-119")
CONFIRM = TaskSpec(
    to="owner_id", title=_("Have the receipt of the minutes confirmed"), rule="R-119"
)


def begin(session: Session, slip: VisitRequest, now: dt.datetime) -> None:
    """After a face-to-face talk: minutes drafted from the notes, and a task to write them (R-118)."""
    row = verbs.draft(session, slip) if slip.had_talk else None
    if row is not None:
        open_task(session, verbs.FLOW, row, WRITE, now, set())


def _is_reviewed(_row: Minutes) -> bool:
    return bool(policy.value("minutes.review_required"))


def _is_not_reviewed(row: Minutes) -> bool:
    return not _is_reviewed(row)


def _after_sending(_row: Minutes) -> TaskSpec | None:
    return CONFIRM if policy.value("minutes.receipt_confirmation_required") else None


def _writable(row: Minutes, _viewer: Viewer) -> Iterator[Broken]:
    """Who met, about what, and what was agreed (R-118)."""
    yield from rules.complete(object_session(row), row)


def _in_turn(row: Minutes, viewer: Viewer) -> Iterator[Broken]:
    """Whose turn it is in the chain of the register (C-08)."""
    if not waits_for(object_session(row), row, viewer, REVIEW):
        yield Broken("", _("These minutes are another person's to review."), "C-08")


def _sendable(row: Minutes, _viewer: Viewer) -> Iterator[Broken]:
    """The day and the way (R-119)."""
    yield from rules.sent(row)


def _confirmed(row: Minutes, _viewer: Viewer) -> Iterator[Broken]:
    """Who confirmed, and when; unless the register does without (R-119)."""
    if policy.value("minutes.receipt_confirmation_required"):
        yield from rules.confirmed(row)


def _write(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    verbs.write(row, now)


def _review(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    verbs.review(session, row, viewer.user_id, now, note)


def _back(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, note: str) -> None:
    verbs.send_back(session, row, note)


minutes_flow = Workflow(
    verbs.FLOW,
    model="minutes",
    source="W-07",
    states=MinutesState,
    initial="draft",
    editable={"draft"},
    finals={"receipt"},
    path=("draft", "minutes_written", "minutes_reviewed", "sent", "receipt"),
    moves=(
        Move(
            "write", _("Hand in the minutes"), from_={"draft"}, to="minutes_written", by=AUTHOR,
            when=_is_reviewed, guard=_writable, effect=_write, task=REVIEW, rules=("R-118", "R-119"),
            primary=True, icon="send",
        ),
        Move(
            "finish", _("Minutes are written"), from_={"draft"}, to="minutes_reviewed", by=AUTHOR,
            when=_is_not_reviewed, guard=_writable, effect=_write, task=SEND, rules=("R-118",),
            primary=True, icon="send",
        ),
        Move(
            "review", _("Agree to the minutes"), from_={"minutes_written"}, to="minutes_reviewed",
            apart_from=("create", "owner", "write"), in_turn=True, guard=_in_turn, effect=_review,
            task=SEND, rules=("R-119", "C-08"), primary=True, icon="check",
        ),
        Move(
            "return", _("Have them written anew"), from_={"minutes_written"}, to="draft",
            apart_from=("create", "owner", "write"), needs_reason=True, guard=_in_turn, effect=_back,
            task=WRITE, rules=("R-119",), danger=True, icon="arrow-back-up",
        ),
        Move(
            "send", _("Sent to the customer"), from_={"minutes_reviewed"}, to="sent", by=AUTHOR,
            asks=("sent_on", "sent_way"), guard=_sendable, task=_after_sending, rules=("R-119",),
            primary=True, icon="send",
        ),
        Move(
            "confirm", _("Receipt confirmed"), from_={"sent"}, to="receipt", by=AUTHOR,
            asks=("receipt_confirmed_on", "receipt_confirmed_by"), guard=_confirmed,
            rules=("R-119",), primary=True, icon="circle-check",
        ),
    ),
)  # fmt: skip
