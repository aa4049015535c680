"""A major event is filed in time after it was recorded (R-136); upkeep calls for the next one (F-058)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.standing import dealt_with
from app.kernel.deadlines import Due, after, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits.models import MajorEvent, Upkeep
from app.visits.rules import events as rules
from app.visits.words import EventState, UpkeepState

IN_TIME = "record.deadline.visit"  # an event is on file as soon as a visit is on record


def _filed_by(session: Session, _row: MajorEvent, now: dt.datetime) -> Due:
    return after(session, now, IN_TIME)


def _next(_session: Session, row: Upkeep, _now: dt.datetime) -> Due:
    """The end of the day that was named."""
    return stated(row, "next_on")


FILE = TaskSpec(
    roles=("custodian", "clerk"), title=_("File the major event"), due=_filed_by, rule="R-136"
)
AGAIN = TaskSpec(
    to="technician_id", title=_("Look after the product again"), due=_next, rule="R-137"
)


def _file(_session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.filed_by_id, row.filed_at = viewer.user_id, now


def _promise(session: Session, row: Upkeep, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    """A named day waits for whoever looked after the product."""
    if row.next_on is not None:
        row.state = UpkeepState.AHEAD
        session.flush()
        if row.technician_id is not None:
            open_task(session, upkeep_flow.name, row, AGAIN, now, set())


def _named(row: Upkeep, _viewer: Viewer) -> Iterator[Broken]:
    """Its day, and who does it (R-137), at a customer one deals with (R-260)."""
    yield from dealt_with(row.customer)
    yield from rules.next_named(row)


event_flow = Workflow(
    "major_event",
    model="major_event",
    source="F-057",
    states=EventState,
    initial="recorded",
    editable={"recorded"},
    finals={"filed"},
    handed=FILE,
    path=("recorded", "filed"),
    moves=(
        Move(
            "file", _("File the event"), from_={"recorded"}, to="filed", effect=_file,
            rules=("R-136",), primary=True, icon="archive",
        ),
    ),
)  # fmt: skip

upkeep_flow = Workflow(
    "upkeep",
    model="upkeep",
    source="F-058",
    states=UpkeepState,
    initial="done",
    editable={"done", "ahead"},
    finals={"continued"},
    begun=_promise,
    path=("done", "ahead", "continued"),
    moves=(
        Move(
            "plan", _("Name the next upkeep"), from_={"done"}, to="ahead",
            asks=("next_on",), guard=_named, task=AGAIN, rules=("R-137",),
            icon="clock",
        ),
        Move(
            "continue", _("Looked after again"), from_={"ahead"}, to="continued",
            by=("technician_id", "owner_id", "created_by_id"), asks=("result",), rules=("R-137",),
            primary=True, icon="check",
        ),
    ),
)  # fmt: skip
