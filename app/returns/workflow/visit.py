"""W-10 and W-11, one return visit: to be made, recorded the same day, signed, filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers.standing import dealt_with
from app.kernel.chains import stages, waits_for
from app.kernel.deadlines import Due, after, stated
from app.kernel.rules import Broken
from app.kernel.scope import SYSTEM
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow, run
from app.returns import operations, rules
from app.returns.models import ReturnVisit
from app.returns.words import ReturnState, RvSource
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from app.visits.workflow.opinion import wait_for_decision

CHAIN = ("approval.chain.rv_record",)
STAFF = ("cs_agent", "sales_rep")
# whoever made the return visit does not sign its record, whoever wrote it down for him
APART = ("record", "create", "owner", "visitor_id")


def _due(session: Session, row: ReturnVisit, now: dt.datetime) -> Due:
    """A week after a visit record (R-162), else the time of the plan (R-141)."""
    if row.source is RvSource.VISIT_RECORD:
        return after(session, now, operations.AFTER_RECORD)
    return stated(row, "due_at")


MAKE = TaskSpec(to="visitor_id", title=_("Make the return visit"), due=_due, rule="R-147")
MAKE_ANY = TaskSpec(roles=STAFF, title=_("Make the return visit"), due=_due, rule="R-162")
CORRECT = TaskSpec(to="visitor_id", title=_("Correct the record of the return visit"), rule="R-155")
CHECK = TaskSpec(chain=CHAIN, title=_("Check and sign a return visit"), rule="R-148")
FILE = TaskSpec(roles=("clerk", "cs_agent"), title=_("File the return visit"), rule="R-152")


def _begin(session: Session, row: ReturnVisit, _viewer: Viewer, now: dt.datetime, _n: str) -> None:
    """It waits for whoever is to make it; where nobody is named, for customer service."""
    spec = MAKE if row.visitor_id is not None else MAKE_ANY
    roles = () if spec.to else stages(session, row, spec, set())
    open_task(session, visit_flow.name, row, spec, now, set(), roles)


def begin_all(
    session: Session, rows: Iterable[ReturnVisit], viewer: Viewer, now: dt.datetime
) -> None:
    """Return visits that a plan or a visit record has called for wait for whoever makes them."""
    for row in rows:
        _begin(session, row, viewer, now, "")


def _recordable(row: ReturnVisit, _viewer: Viewer) -> Iterator[Broken]:
    """A customer one deals with, and a whole record (R-260, R-147)."""
    yield from dealt_with(row.customer)
    yield from rules.recorded(row)


def _in_turn(row: ReturnVisit, viewer: Viewer) -> Iterator[Broken]:
    """Whose turn it is in the chain of the register (C-08, C-29)."""
    if not waits_for(object_session(row), row, viewer, CHECK):
        yield Broken("", _("This record is another person's to sign."), "C-08")


def _record(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.record(row, viewer.user_id, now)
    complaint = operations.open_complaint(session, row)
    if complaint is not None:
        wait_for_decision(session, complaint, now)
    slip = row.visit_request
    if slip is not None and slip.state is SlipState.RECORDED:
        run(session, slip_flow, slip, "follow_up", viewer=SYSTEM, reason=row.visit_no, now=now)


def _check(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.check(session, row, viewer.user_id, now, note)


def _back(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, note: str) -> None:
    operations.send_back(session, row, note)


def _file(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.file(row, now)


visit_flow = Workflow(
    "return_visit",
    model="return_visit",
    source="W-10",
    states=ReturnState,
    initial="planned",
    editable={"planned"},
    finals={"filed", "cancelled"},
    begun=_begin,
    path=("planned", "recorded", "checked", "filed"),
    moves=(
        Move(
            "record", _("Hand in the record"), from_={"planned"}, to="recorded",
            by=("visitor_id", "owner_id"), or_roles=("cs_agent",), guard=_recordable,
            effect=_record, task=CHECK, rules=("R-147", "R-159", "R-164"), primary=True, icon="send",
        ),
        Move(
            "check", _("Check and sign"), from_={"recorded"}, to="checked",
            apart_from=APART, in_turn=True, guard=_in_turn, effect=_check,
            task=FILE, rules=("R-148", "R-155", "C-08"), primary=True, icon="check",
        ),
        Move(
            "send_back", _("Send back"), from_={"recorded"}, to="planned", needs_reason=True,
            apart_from=APART, guard=_in_turn, effect=_back, task=CORRECT,
            rules=("R-155",), danger=True, icon="arrow-back-up",
        ),
        Move(
            "file", _("File it"), from_={"checked"}, to="filed", effect=_file, rules=("R-152",),
            primary=True, icon="archive",
        ),
        Move(
            "cancel", _("Not to be made"), from_={"planned"}, to="cancelled", needs_reason=True,
            by=("visitor_id", "owner_id"), or_roles=("cs_agent", "dept_manager"),
            rules=("R-147",), icon="x",
        ),
    ),
)  # fmt: skip
