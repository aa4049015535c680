"""W-11 at a single call: what is still to be done after it becomes a task of whoever spoke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel.deadlines import Due, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits.models import PhoneCall
from app.visits.rules import calls as rules
from app.visits.words import CallState


def _due(_session: Session, row: PhoneCall, _now: dt.datetime) -> Due:
    """The end of the day that was promised."""
    return stated(row, "follow_up_on")


FOLLOW_UP = TaskSpec(to="our_person_id", title=_("Follow up a call"), due=_due, rule="R-121")


def _begin(session: Session, row: PhoneCall, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    """A call that leaves something to be done waits for whoever spoke."""
    if row.follow_up:
        row.state = CallState.FOLLOWING
        session.flush()
        open_task(session, call_flow.name, row, FOLLOW_UP, now, set())


def _named(row: PhoneCall, _viewer: Viewer) -> Iterator[Broken]:
    """What is to be done, and by when."""
    yield from rules.to_be_followed(row)


def _told(row: PhoneCall, _viewer: Viewer) -> Iterator[Broken]:
    """What came of it."""
    yield from rules.followed_up(row)


def _done(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.followed_up_at = now


call_flow = Workflow(
    "phone_call",
    model="phone_call",
    source="W-11",
    states=CallState,
    initial="noted",
    editable={"noted"},
    finals={"followed"},
    begun=_begin,
    path=("noted", "following", "followed"),
    moves=(
        Move(
            "follow", _("Something is to be done"), from_={"noted", "followed"}, to="following",
            by=("our_person_id", "owner_id"), asks=("follow_up", "follow_up_on"), guard=_named,
            task=FOLLOW_UP, rules=("R-121",), icon="clock",
        ),
        Move(
            "followed", _("Done"), from_={"following"}, to="followed",
            by=("our_person_id", "owner_id"), asks=("follow_up_result",), guard=_told,
            effect=_done, rules=("R-121",), primary=True, icon="check",
        ),
    ),
)  # fmt: skip
