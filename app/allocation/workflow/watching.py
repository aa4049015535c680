"""W-02: give a customer to a salesperson and watch the one-week rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.allocation import rules
from app.allocation.models import Allocation
from app.allocation.operations import allocating
from app.allocation.operations.giving import FLOW
from app.allocation.words import AllocationState
from app.customers.standing import dealt_with
from app.kernel.db import utcnow
from app.kernel.deadlines import Due, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import SYSTEM, Viewer
from app.kernel.workflow import Move, Workflow, run

CONTACT = "contact"  # the duty that is left when the week is over


def _due(session: Session, row: Allocation, now: dt.datetime) -> Due:
    """Counted from the allocation; a deadline that has passed stays as it was."""
    if row.state is AllocationState.OVERDUE:
        return stated(row, "contact_due_at")
    found: Due = allocating.contact_due(session, row, now)
    return found


DECIDE = TaskSpec(
    roles=("branch_manager",), title=_("Allocate the customer"), rule="R-062"
)  # fmt: skip
CALL = TaskSpec(to="assigned_to_id", title=_("Make the first contact"), due=_due, rule="R-063")
CALL_LATE = TaskSpec(
    to="assigned_to_id", title=_("Make the first contact"), due=_due, rule="R-063", duty=CONTACT
)
INTERVENE = TaskSpec(
    roles=("branch_manager",), title=_("Decide on the overdue first contact"), rule="R-063"
)


def _proposable(row: Allocation, _viewer: Viewer) -> Iterator[Broken]:
    """A customer one deals with (R-260)."""
    yield from dealt_with(row.customer)


def _assignable(row: Allocation, _viewer: Viewer) -> Iterator[Broken]:
    """A customer one deals with, and somebody is named who may be responsible (R-260, R-061)."""
    yield from dealt_with(row.customer)
    yield from rules.assignable(row)


def _contacted(row: Allocation, _viewer: Viewer) -> Iterator[Broken]:
    """Day and way are written down (R-063)."""
    yield from rules.contacted(row)


def _expired(row: Allocation, _viewer: Viewer) -> Iterator[Broken]:
    """Not before the time is over (R-063)."""
    if row.contact_due_at is None or row.contact_due_at > utcnow():
        yield Broken("contact_due_at", _("The time for the first contact is not over."), "R-063")


def _propose(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    allocating.propose(session, row, now)


def _assign(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    row.reason = note[:300] or row.reason
    allocating.assign(session, row, viewer.user_id, now)


def _contact(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    allocating.contact(row, late=False)


def _contact_late(
    _session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str
) -> None:
    allocating.contact(row, late=True)


def _expire(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    allocating.expire(session, row)


def _transfer(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    begin(session, allocating.allocate_anew(session, row), now)


allocation_flow = Workflow(
    FLOW,
    model="allocation",
    source="W-02",
    states=AllocationState,
    initial="unassigned",
    editable={"unassigned", "proposed"},
    finals={"contacted", "transferred"},
    path=("unassigned", "proposed", "assigned", "contacted"),
    moves=(
        Move(
            "propose", _("Propose a salesperson"), from_={"unassigned"}, to="proposed",
            guard=_proposable, effect=_propose, rules=("R-057", "R-062", "R-065"), icon="users", task=DECIDE,
        ),
        Move(
            "assign", _("Allocate"), from_={"unassigned", "proposed"}, to="assigned",
            guard=_assignable, effect=_assign, rules=("R-061", "R-062", "R-065"), primary=True,
            icon="user-check", task=CALL,
        ),
        Move(
            "contact", _("First contact made"), from_={"assigned"}, to="contacted",
            by=("assigned_to_id", "owner_id"),
            asks=("first_contact_on", "first_contact_medium", "first_contact_note"),
            guard=_contacted, effect=_contact, rules=("R-063",), primary=True, icon="phone",
        ),
        Move(
            "expire", _("Time is over"), from_={"assigned"}, to="overdue", guard=_expired,
            effect=_expire, rules=("R-063",), danger=True, icon="clock-exclamation",
            task=INTERVENE, duties=(CALL_LATE,),
        ),
        Move(
            "contact_late", _("First contact made late"), from_={"overdue"}, to="contacted",
            by=("assigned_to_id", "owner_id"), closes=CONTACT,
            asks=("first_contact_on", "first_contact_medium", "first_contact_note"),
            guard=_contacted, effect=_contact_late, rules=("R-063",), primary=True, icon="phone",
        ),
        Move(
            "transfer", _("Give to somebody else"), from_={"overdue"}, to="transferred",
            needs_reason=True, guard=_proposable, effect=_transfer, rules=("R-064",), icon="arrows-split",
        ),
    ),
)  # fmt: skip


def begin(session: Session, row: Allocation, now: dt.datetime) -> None:
    """Set a new allocation on its way: the week of who has the customer, or the manager's task."""
    if row.state is AllocationState.ASSIGNED:
        open_task(session, FLOW, row, CALL, now, set())
    elif row.state is AllocationState.UNASSIGNED:
        run(session, allocation_flow, row, "propose", viewer=SYSTEM, now=now)
