"""Verbs of customer visits: fill a slip, approve, hand over, leave, return, record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers.models import Customer
from app.kernel import clock, deadlines, numbering, policy
from app.kernel.db import utcnow
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify, notify_all
from app.kernel.tasks import able, close_tasks, record_step
from app.kernel.viewer import Viewer
from app.visits import layouts, queries, signals
from app.visits.models import VisitCompanion, VisitRequest
from app.visits.words import EmergencyState, SlipState

FLOW = "visit_slip"
VISIT = declare("visit", _("Visit slips"), by_mail=True)
RECORD_DEADLINES = ("visit_record.deadline_workdays", "record.deadline.visit")


def open_slip(session: Session, companions: tuple[int, ...] = (), **values: Any) -> VisitRequest:
    """A new slip with those who come along; numbered, and placed with the visitor."""
    row = VisitRequest(**values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    for user_id in companions:
        session.add(VisitCompanion(visit_request_id=row.id, user_id=user_id))
    session.flush()
    return row


def note_card_view(session: Session, customer_id: int, visitor_id: int, now: dt.datetime) -> int:
    """The visitor has looked at the card: kept on every slip still ahead (R-084)."""
    slips = queries.unseen_slips(session, customer_id, visitor_id)
    for row in slips:
        row.card_viewed_at = now
    return len(slips)


def card_seen(row: Any, viewer: Viewer) -> Callable[[Session], Any] | None:
    """Somebody looks at a customer's card: what there is to write about it, if anything (R-084)."""
    visits = viewer.may("can_depart", "VisitRequestView")
    if not isinstance(row, Customer) or viewer.user_id is None or not visits:
        return None
    if not policy.value("visit.card_view_logged"):
        return None
    session = object_session(row)
    if session is None or not queries.unseen_slips(session, row.id, viewer.user_id):
        return None
    ident, who = row.id, viewer.user_id
    return lambda session: note_card_view(session, ident, who, utcnow())


def submit_slip(session: Session, row: VisitRequest, now: dt.datetime) -> None:
    """The slip waits for the approver; what is known of the receiver is written on it (R-079)."""
    row.approved_by_id = row.approved_at = row.approval_opinion = None
    _fix(session, row, now)


def _fix(session: Session, row: VisitRequest, now: dt.datetime) -> None:
    """What the slip says from now on: when it was handed in, whom it is about, who receives."""
    row.submitted_at = now
    row.customer_name = row.customer.customer_name if row.customer is not None else None
    take_receiver(session, row)
    carry_over(session, row)


def carry_over(session: Session, row: VisitRequest) -> None:
    """What earlier visits left open stands on this slip, and is this one's from now on (R-122)."""
    if not policy.value("visit.show_leftovers"):
        return
    earlier = queries.leftovers(session, row.customer_id, row.id)
    for each in earlier:
        each.carried_into_id = row.id
    row.carried_problems = "\n".join(map(_as_carried, reversed(earlier))) or None


def _as_carried(row: VisitRequest) -> str:
    """A visit's open problem, a line each, with the slip on which it came up first."""
    before = set((row.carried_problems or "").splitlines())
    lines = filter(str.strip, (row.leftover_problem or "").splitlines())
    return "\n".join(line if line in before else f"{row.slip_no}: {line}" for line in lines)


def release_slip(session: Session, row: VisitRequest, now: dt.datetime) -> None:
    """The slip needs nobody's approval; attendance is told where it takes slips over (R-078)."""
    submit_slip(session, row, now)
    _tell_attendance(session, row, _("A visit slip is coming to you."))


def is_handed_over() -> bool:
    """Attendance takes a slip over before the visitor may leave (R-078)."""
    return bool(policy.value("visit.attendance_handover_required"))


def withdraw_slip(session: Session, row: VisitRequest) -> None:
    """A draft again, taken back or to be revised: what it had taken up is free once more (R-078, R-122)."""
    row.submitted_at = row.carried_problems = None
    for each in queries.taken_up_by(session, row.id):
        each.carried_into_id = None


def take_receiver(_session: Session, row: VisitRequest) -> None:
    """Name, post and decision of a receiver chosen from the contacts stand on the slip."""
    contact = row.receiver
    if contact is None:
        return
    row.receiver_name = row.receiver_name or contact.contact_name
    row.receiver_post = row.receiver_post or contact.contact_post
    if row.receiver_has_decision_power is None:
        row.receiver_has_decision_power = contact.has_project_decision


def approve_slip(
    session: Session, row: VisitRequest, by_id: int | None, now: dt.datetime, note: str
) -> None:
    """The approval stands on the slip; visitor and attendance are told (R-078)."""
    row.approved_by_id, row.approved_at, row.approval_opinion = by_id, now, note or None
    _tell(session, row, _("Your visit slip has been approved."))
    _tell_attendance(session, row, _("An approved visit slip is coming to you."))


def reject_slip(
    session: Session, row: VisitRequest, by_id: int | None, now: dt.datetime, note: str
) -> None:
    """Not approved, and why (R-078)."""
    row.approved_by_id, row.approved_at, row.approval_opinion = by_id, now, note
    _tell(session, row, _("Your visit slip was not approved: %(why)s", why=note))


def receive_slip(row: VisitRequest, by_id: int | None, now: dt.datetime) -> None:
    """Attendance has the slip: the absence is covered (R-078)."""
    row.attendance_received_by_id, row.attendance_received_at = by_id, now


def leave(row: VisitRequest, now: dt.datetime) -> None:
    """The visitor leaves the office."""
    row.departed_at = now


def leave_urgently(
    session: Session, row: VisitRequest, now: dt.datetime, note: str, told: set[int]
) -> None:
    """Gone before the approval: the approver is told and asked afterwards (C-31, R-096)."""
    row.departed_at, row.emergency = now, EmergencyState.PENDING
    _fix(session, row, now)
    message = _("Emergency departure, approval asked afterwards: %(why)s", why=note)
    notify_all(session, told - {row.owner_id}, VISIT, message, row)
    signals.departed_urgently.send(row)


def come_back(session: Session, row: VisitRequest, now: dt.datetime) -> None:
    """The visitor is back; from now the days for the record count (R-125)."""
    row.returned_at = now
    row.leftover_problem = row.leftover_problem or row.carried_problems
    row.record_due_at = record_due(session, row, now).at


def record_visit(row: VisitRequest, now: dt.datetime) -> None:
    """The visit is recorded, late or in time, and counts (R-125, R-108)."""
    row.recorded_at = now
    row.is_recorded_late = row.record_due_at is not None and now > row.record_due_at
    signals.visit_recorded.send(row)


def note_follow_up(row: VisitRequest, now: dt.datetime) -> None:
    """The customer was asked how the visit was (R-162)."""
    row.followed_up_at = now


def close_slip(row: VisitRequest, now: dt.datetime) -> None:
    """Record and papers of the visit are put with the archive (R-134)."""
    row.closed_at = now


def cancel_slip(session: Session, row: VisitRequest, note: str) -> None:
    """The visit does not take place; attendance is told (R-078)."""
    _tell_attendance(session, row, _("A visit has been cancelled: %(why)s", why=note))


def call_off(
    session: Session, customer_id: int, by_id: int | None, now: dt.datetime, reason: str
) -> int:
    """Call off the visits to a customer that nobody has left for yet; how many (R-260).

    They are cancelled as their visitors would: the step says who ended it and why.
    """
    slips = queries.not_left_yet(session, customer_id)
    for row in slips:
        before, row.state = row.state.value, SlipState.CANCELLED
        close_tasks(session, row, by_id, now, "cancel", FLOW)
        record_step(session, FLOW, row, "cancel", before, row.state.value, by_id, now, reason)
        cancel_slip(session, row, reason)
        _tell(session, row, _("A visit has been cancelled: %(why)s", why=reason))
    return len(slips)


def decide_emergency(
    session: Session,
    row: VisitRequest,
    outcome: EmergencyState,
    by_id: int | None,
    now: dt.datetime,
    note: str,
) -> None:
    """The approval, or its refusal, that follows an emergency departure (C-31)."""
    row.emergency = outcome
    row.approved_by_id, row.approved_at, row.approval_opinion = by_id, now, note or None
    _tell(session, row, _("Your emergency departure has been decided on."))


def record_due(session: Session, row: VisitRequest, now: dt.datetime) -> Any:
    """From the return to the record: the strictest of the deadlines of its forms (R-125, C-04)."""
    keys = [
        *RECORD_DEADLINES,
        *(f.deadline for f in layouts.asked_of(row.visit_kind) if f.deadline),
    ]
    found = (deadlines.after(session, now, key) for key in keys)
    return min(found, key=lambda due: due.at or now)


def emergency_due(session: Session, _row: VisitRequest, now: dt.datetime) -> Any:
    """Hours from the departure to the approval (C-31)."""
    return deadlines.after(session, now, "visit.adhoc_approval_within_hours")


def _tell_attendance(session: Session, row: VisitRequest, message: Any) -> None:
    if is_handed_over():
        told = able(session, "attendance", row).people
        notify_all(session, told, VISIT, message, row)


def _tell(session: Session, row: VisitRequest, message: Any) -> None:
    if row.owner_id is not None:
        notify(session, row.owner_id, VISIT, message, row)
