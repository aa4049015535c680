"""What the office asks of floors it may not call: the branch beside the brand."""

from __future__ import annotations

import time
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import event, select
from sqlalchemy.orm import Session, object_session

from app.allocation.operations import allocating, deciding
from app.allocation.queries import count_of, departing, entangled, watched
from app.allocation.words import AllocationState
from app.allocation.workflow import allocation_flow, begin, conflict_flow
from app.archive.operations import classing, corrections, originals, revising, scoring
from app.archive.queries import corrections_of, kinds_in_force
from app.customers.models import Customer
from app.customers.queries import ENTRY_DEADLINE
from app.customers.signals import (
    card_approved,
    corrections_asked,
    like_customer_found,
    merge_asked,
    originals_asked,
    rhythm_asked,
)
from app.customers.standing import is_blocked
from app.customers.workflow import visited
from app.desk.office.accounts import account_closing
from app.desk.twins import last_dealing_asked
from app.disposal.queries import open_case
from app.kernel import clock, policy, workdays
from app.kernel.db import db, utcnow
from app.kernel.files.fixity import file_damaged
from app.kernel.files.models import StoredFile
from app.kernel.notices import notify_all
from app.kernel.papers.reading import listed, moment
from app.kernel.recount import deadline_moved
from app.kernel.scope import current_viewer
from app.kernel.tasks import Task
from app.kernel.viewer import SYSTEM, Viewer
from app.kernel.workflow import run
from app.market import operations as market
from app.organization.models import Branch
from app.returns import frequency
from app.returns import operations as returning
from app.returns.queries import contacts
from app.returns.workflow import begin_all
from app.visits import queries as visits
from app.visits.operations import RECORD_DEADLINES
from app.visits.operations.minutes import DEADLINES as MINUTES_DEADLINES
from app.visits.rules.slip import SURVEY
from app.visits.signals import contacts_asked, visit_recorded

# which column of a record keeps a copy of the deadline that a parameter makes
COPIES = {
    returning.AFTER_RECORD: "due_at",
    ENTRY_DEADLINE: "entry_due_at", allocating.FIRST_CONTACT: "contact_due_at",
} | dict.fromkeys((*RECORD_DEADLINES, SURVEY), "record_due_at") | dict.fromkeys(
    MINUTES_DEADLINES, "minutes_due_at"
)  # fmt: skip

# the card says what its latest check found; a market profile stands in its area's branch
event.listen(Session, "before_flush", market.follow)
# an original paper knows its scans; a new term ends the task about the old one
event.listen(Session, "before_flush", originals.follow)
# a class that changes is written down, and what follows from it at once is set
event.listen(Session, "before_flush", classing.follow)
# a check of a card knows how complete the card is; whose card is untrue is told
event.listen(Session, "before_flush", revising.note_check)
event.listen(Session, "before_commit", revising.tell_untrue)
# how complete an archive is follows what it holds, in the same transaction
event.listen(Session, "after_flush", scoring.note)
event.listen(Session, "before_commit", scoring.settle)


@deadline_moved.connect
def keep_copy(row: Any, task: Task, **_more: Any) -> None:
    """The record shows the deadline its open task has."""
    column = COPIES.get(task.parameter)
    if column is not None and hasattr(row, column):
        setattr(row, column, task.due_at)


@last_dealing_asked.connect
def last_visits(model: Any, session: Any, ids: list[int], **_more: Any) -> dict[int, Any]:
    """A customer was last dealt with when somebody came back from there."""
    return visits.last_visits(session, ids) if model is Customer else {}


@card_approved.connect
def allocate_card(customer: Customer, **_more: Any) -> None:
    """A reviewed card goes to whom its channel says; the week for the first contact begins (W-02)."""
    session = object_session(customer)
    if session is None:
        return
    now = utcnow()
    if customer.assigned_on is not None and customer.assigned_on < clock.day_of(now):
        now = workdays.start_of_day(customer.assigned_on, clock.zone())
    row = allocating.receive_card(session, customer, now)
    if row is not None:
        begin(session, row, now)


@like_customer_found.connect
def open_conflict(customer: Customer, like: Any, **_more: Any) -> None:
    """A card like an older one of somebody else opens a conflict by itself (W-04)."""
    session = object_session(customer)
    if session is not None:
        for row in deciding.open_conflicts(session, customer, like):
            run(session, conflict_flow, row, "propose", viewer=SYSTEM)


@merge_asked.connect
def settle_first(customer: Customer, **_more: Any) -> Any:
    """Whose a card is, and whether it is to be parted from, is settled before it is merged (R-061)."""
    session = object_session(customer)
    if session is None:
        return None
    if open_case(session, customer.id) is not None:
        return _("A bad-customer case about this card is under way.")
    return entangled(session, customer.id)


@originals_asked.connect
def registered_originals(customer: Customer, **_more: Any) -> Any:
    """A paper in the register need not hang on the card as well (R-025)."""
    session = object_session(customer)
    return kinds_in_force(session, customer.id) if session is not None else set()


@corrections_asked.connect
def stamped_corrections(customer: Customer, **_more: Any) -> list[tuple[str, str, str]]:
    """The printed card tells what was corrected, as its reader may know it (R-296)."""
    session = object_session(customer)
    made = corrections_of(session, customer.id) if session is not None else ()
    viewer = current_viewer()
    return [(str(row.field_name.label), corrections.told(row, viewer), row.stamp) for row in made]


@rhythm_asked.connect
def rhythm(customer: Customer, **_more: Any) -> list[tuple[str, str]]:
    """The management card says what its class demands and when somebody was there last (F-018)."""
    session = object_session(customer)
    last = visits.last_visits(session, [customer.id]) if session is not None else {}
    demanded = frequency.demands(customer.abc_grade, customer.tier)
    often = listed(f"{frequency.CALLED[each.how, each.span]} {each.number}" for each in demanded)
    return [(str(_("How often")), often), (str(_("Last visit")), moment(last.get(customer.id)))]


@account_closing.connect
def hand_over_first(user: Any, session: Any, **_more: Any) -> Any:
    """Who still has customers hands them over before his account is closed (R-066)."""
    if not policy.value("handover.required_on_departure"):
        return None
    number = count_of(session, user.id)
    if not number:
        return departing(session, user.id)
    return _(
        "This person is responsible for %(number)s customers: hand them over first.", number=number
    )


@visit_recorded.connect
def card_follows_visit(slip: Any, **_more: Any) -> None:
    """The card of a customer visited for the first time is completed the same day (R-036)."""
    session = object_session(slip)
    if session is not None and slip.customer is not None:
        visited(session, slip.customer, slip.returned_at or slip.recorded_at)


@contacts_asked.connect
def return_visits_made(customers: list[int], **asked: Any) -> Any:
    """A return visit that was made is a contact as well (R-068)."""
    return contacts(customers, **asked)


@visit_recorded.connect
def ask_the_customer(slip: Any, **_more: Any) -> None:
    """Within a week of a visit record the customer is asked how it was (R-162)."""
    session = object_session(slip)
    if session is None or slip.customer is None or is_blocked(slip.customer):
        return
    now = slip.recorded_at or utcnow()
    row = returning.after_record(session, slip, now)
    if row is not None:
        begin_all(session, [row], SYSTEM, now)


@visit_recorded.connect
def visit_was_first_contact(slip: Any, **_more: Any) -> None:
    """A visit by whom the customer was given to is the first contact (R-063)."""
    session = object_session(slip)
    row = watched(session, slip.customer_id, slip.visitor_id) if session is not None else None
    if session is None or row is None:
        return
    move = "contact" if row.state is AllocationState.ASSIGNED else "contact_late"
    met = allocating.met(row, slip.departed_at or slip.recorded_at)
    run(
        session,
        allocation_flow,
        row,
        move,
        viewer=current_viewer(),
        asked=met,
        now=slip.recorded_at,
    )


@file_damaged.connect
def tell_administrators(stored: StoredFile, session: Any, **_more: Any) -> None:
    """A damaged or missing file is the administrators' to restore; they learn its fingerprint, not its name."""
    role = User.roles.any(Role.name.in_(["sysadmin"]))
    told = session.scalars(select(User.id).where(User.active, role))
    message = _("A stored file is damaged or missing: %(print)s.", print=stored.sha256[:12])
    notify_all(session, told, "file_damaged", message)


_names: dict[int, tuple[float, str]] = {}
KEPT = 300  # seconds that a branch's name is remembered: the sidebar must not cost a statement


def place_of(viewer: Viewer) -> str:
    """The branch that stands beside the brand; nothing for those who see several or all."""
    if len(viewer.branch_ids) != 1:
        return ""
    (branch_id,) = viewer.branch_ids
    known = _names.get(branch_id)
    if known is None or known[0] < time.monotonic():
        name = db.session.scalar(select(Branch.name).where(Branch.id == branch_id))
        known = _names[branch_id] = (time.monotonic() + KEPT, name or "")
    return known[1]
