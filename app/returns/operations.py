"""Verbs of return visits: planned, called for by a visit record, made, signed, filed (W-08, W-10, W-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import Tier
from app.kernel import clock, deadlines, numbering, policy
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify, notify_all
from app.kernel.tasks import able, close_tasks, record_step
from app.kernel.workdays import start_of_day
from app.returns import rules
from app.returns.frequency import How, Owed
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.queries import after_visit, lines_of, still_to_make
from app.returns.words import (
    USUAL,
    PlanMethod,
    RecordMethod,
    ReturnState,
    RvKind,
    RvPurpose,
    RvSource,
)
from app.visits.models import OpinionItem, VisitRequest
from app.visits.operations.opinions import raise_one
from app.visits.words import OpinionKind

AFTER_RECORD = "rv.after_visit_record_days"
FLOW = "return_visit"
WEEK, MORNING = 7, 10  # days; the hour a call is planned for
# whom the register tells of a complaint, as roles; the representative is a person
TOLD_ROLES = {"functional_department": "functional_dept", "general_manager": "gm"}
TOLD = declare("return_visit", _("Return visits"))


def kind_of(customer: Customer) -> RvKind:
    """Large customers have visits of their own, all others routine ones (R-138, C-02)."""
    is_large = customer.abc_grade is not None or customer.tier is Tier.IMPORTANT
    return RvKind.KEY_ACCOUNT if is_large else RvKind.ROUTINE


def plan_owed(session: Session, found: Sequence[Owed], by_id: int, today: dt.date) -> ReturnPlan:
    """A draft for next week with the customers to whom something is owed, to be completed (R-143, C-02)."""
    monday = today + dt.timedelta(days=WEEK - today.weekday())
    plan = ReturnPlan(
        topic=str(_("Return visits owed")), from_on=monday, owner_id=by_id,
        to_on=monday + dt.timedelta(days=WEEK - 1),
    )  # fmt: skip
    numbering.number(session, plan, on=today)
    session.add(plan)
    session.flush()
    session.add_all(_owed_line(plan, each, monday) for each in found)
    session.flush()
    return plan


def _owed_line(plan: ReturnPlan, owed: Owed, monday: dt.date) -> ReturnPlanLine:
    """A visit where a visit is missing, else a call."""
    on_site = any(demand.how is How.VISIT for demand in owed.missing)
    return ReturnPlanLine(
        plan_id=plan.id, customer_id=owed.customer.id, rv_purpose=RvPurpose.SALES_MARKET,
        plan_method=PlanMethod.ONSITE_CORE if on_site else PlanMethod.PHONE_REGULAR,
        planned_at=start_of_day(monday, clock.zone()) + dt.timedelta(hours=MORNING),
    )  # fmt: skip


def submit_plan(row: ReturnPlan, now: dt.datetime) -> None:
    """Handed in (R-141)."""
    row.submitted_at = now


def approve_plan(
    session: Session, row: ReturnPlan, by_id: int | None, now: dt.datetime
) -> list[ReturnVisit]:
    """Approved: every line becomes a return visit to be made (F-060, R-143)."""
    row.approved_by_id, row.approved_at = by_id, now
    made = [_out_of(row, line) for line in lines_of(session, row.id)]
    return [_kept(session, each) for each in made]


def _out_of(plan: ReturnPlan, line: ReturnPlanLine) -> ReturnVisit:
    return ReturnVisit(
        customer_id=line.customer_id, rv_kind=kind_of(line.customer), source=RvSource.PLAN,
        plan_line_id=line.id, rv_purpose=line.rv_purpose, topic=plan.topic,
        planned_at=line.planned_at, due_at=line.planned_at,
        visitor_id=line.visitor_id or plan.owner_id,
        record_method=USUAL.get(line.plan_method, RecordMethod.ON_SITE),
    )  # fmt: skip


def after_record(session: Session, slip: VisitRequest, now: dt.datetime) -> ReturnVisit | None:
    """Within a week of a visit record somebody asks the customer how it was (R-162); once a slip."""
    if after_visit(session, slip.id) is not None:
        return None
    row = ReturnVisit(
        customer_id=slip.customer_id, rv_kind=kind_of(slip.customer), source=RvSource.VISIT_RECORD,
        visit_request_id=slip.id, topic=(slip.topic or slip.visit_goal or "")[:200] or None,
        due_at=deadlines.after(session, now, AFTER_RECORD).at,
    )  # fmt: skip
    return _kept(session, row)


def _kept(session: Session, row: ReturnVisit) -> ReturnVisit:
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def call_off(
    session: Session, customer_id: int, by_id: int | None, now: dt.datetime, reason: str
) -> int:
    """Call off the return visits to a customer that nobody has made yet; how many (R-260).

    They are cancelled as their visitors would: the step says who ended it and why.
    """
    rows = still_to_make(session, customer_id)
    for row in rows:
        before, row.state = row.state.value, ReturnState.CANCELLED
        close_tasks(session, row, by_id, now, "cancel", FLOW)
        record_step(session, FLOW, row, "cancel", before, row.state.value, by_id, now, reason)
        if row.visitor_id is not None:
            message = _("A return visit was called off: %(why)s", why=reason)
            notify(session, row.visitor_id, TOLD, message, row)
    return len(rows)


def record(row: ReturnVisit, by_id: int | None, now: dt.datetime) -> None:
    """Made and written down, late or the same day (R-147, R-159)."""
    row.visitor_id = row.visitor_id or by_id
    row.recorded_at, row.is_recorded_late = now, bool(row.is_recorded_late) or rules.is_late(row)


def open_complaint(session: Session, row: ReturnVisit) -> OpinionItem | None:
    """A complaint heard goes at once to the department that handles it (R-147, R-164).

    Once: a record that came back and is handed in again opens no second one.
    """
    if not row.is_complaint or row.visited_at is None or row.complaint_id is not None:
        return None
    opened = raise_one(
        session, row.customer, OpinionKind.COMPLAINT, row.content_record or "",
        clock.day_of(row.visited_at), row.functional_department_id,
    )  # fmt: skip
    row.complaint_id = opened.id
    _tell_at_once(session, row, opened)
    return opened


def _tell_at_once(session: Session, row: ReturnVisit, opened: OpinionItem) -> None:
    """The department, the customer's representative and the general manager, as the register says (R-164)."""
    told: set[int | None] = set()
    for whom in policy.value("complaint.notify_immediately"):
        if whom == "customer_representative":
            told.add(row.owner_id)
        else:
            told |= able(session, TOLD_ROLES[whom], opened).people
    message = _("A complaint was heard on a return visit: %(what)s", what=opened.content[:80])
    notify_all(session, {who for who in told if who is not None}, TOLD, message, opened)


def check(
    session: Session, row: ReturnVisit, by_id: int | None, now: dt.datetime, note: str
) -> None:
    """Read and signed by the department head, with guidance for whoever made it (R-148, R-155)."""
    row.checked_by_id, row.checked_at, row.guidance = by_id, now, note or row.guidance
    if note and row.visitor_id is not None:
        notify(
            session,
            row.visitor_id,
            TOLD,
            _("Guidance on your return visit: %(what)s", what=note),
            row,
        )


def send_back(session: Session, row: ReturnVisit, note: str) -> None:
    """To be written anew, and why (R-155)."""
    if row.visitor_id is not None:
        message = _("Your record of a return visit came back: %(why)s", why=note)
        notify(session, row.visitor_id, TOLD, message, row)


def file(row: ReturnVisit, now: dt.datetime) -> None:
    """Put into the customer's archive (R-152)."""
    row.filed_at = now
