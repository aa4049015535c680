"""W-07 from the slip to the filed visit, and the approval that follows an emergency departure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers.standing import dealt_with
from app.kernel import policy
from app.kernel.chains import stages, waits_for
from app.kernel.db import utcnow
from app.kernel.deadlines import Due, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, able
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits import operations, rules
from app.visits.models import VisitRequest
from app.visits.words import EmergencyState, SlipState
from app.visits.workflow import minutes, opinion
from app.visits.workflow.filing import FILING

VISITOR = ("owner_id", "visitor_id")
DESK = ("attendance",)  # sees who leaves and who comes back
AWAY = {"departed", "returned", "recorded", "followed_up", "closed"}
EMERGENCY = "emergency"  # the duty that outlives the states of the slip (C-31)
OTHERS = ("submit", "depart_urgently", "create", "owner")


def _planned(_session: Session, row: VisitRequest, _now: dt.datetime) -> Due:
    """Before departure."""
    return stated(row, "planned_from")


def _planned_end(_session: Session, row: VisitRequest, _now: dt.datetime) -> Due:
    """When the visit should be over."""
    return stated(row, "planned_to")


# the chain of C-08, then the approver that R-078 names
APPROVERS = ("approval.chain.visit_slip", "visit.approver_role")
APPROVE = TaskSpec(chain=APPROVERS, title=_("Approve visit slip"), due=_planned, rule="R-078")
CONFIRM = TaskSpec(
    chain=APPROVERS, title=_("Decide on emergency departure"),
    due=operations.emergency_due, rule="C-31", duty=EMERGENCY, beside=True,
)  # fmt: skip
TAKE_OVER = TaskSpec(
    roles=("attendance",), title=_("Take over visit slip"), due=_planned, rule="R-078"
)
LEAVE = TaskSpec(to="owner_id", title=_("Mark the departure"), due=_planned_end, rule="R-078")


def _once_approved(_row: VisitRequest) -> TaskSpec:
    """Attendance takes the slip over, unless the register does without (R-078)."""
    return TAKE_OVER if operations.is_handed_over() else LEAVE


# -- for which slips ---------------------------------------------------------------------------
def _is_pending(row: VisitRequest) -> bool:
    """The approval of an emergency departure is still open (C-31)."""
    return row.emergency is EmergencyState.PENDING


def _needs_approval(_row: VisitRequest) -> bool:
    """The register asks for the approver's yes before leaving (R-078)."""
    return bool(policy.value("visit.approval_required"))


def _needs_none(row: VisitRequest) -> bool:
    """The register does without (R-078)."""
    return not _needs_approval(row)


def _may_leave(row: VisitRequest) -> bool:
    """Attendance has the slip, or need not have it (R-078)."""
    return row.state is SlipState.ATTENDANCE or not operations.is_handed_over()


def _lacks_pair(row: VisitRequest) -> bool:
    """A first-tier customer and too few visitors (R-090)."""
    return bool(list(rules.paired(row, object_session(row))))


# -- guards -----------------------------------------------------------------------------------
def _ready(row: VisitRequest, _viewer: Viewer) -> Iterator[Broken]:
    """A customer one deals with, goals, note taker; the rest is shown as warnings (R-260, R-077, R-083)."""
    yield from dealt_with(row.customer)
    yield from rules.ready(row)
    yield from rules.not_again(object_session(row), row, row.planned_from)
    yield from rules.prepared(row, object_session(row))


def _in_chain(row: VisitRequest, viewer: Viewer) -> Iterator[Broken]:
    """Whose turn it is in the chain of the register; the applicant's own goes on (C-08, R-078)."""
    spec = APPROVE if row.state is SlipState.SUBMITTED else CONFIRM
    if not waits_for(object_session(row), row, viewer, spec):
        yield Broken("", _("This slip is another person's to approve."), "C-08")


def _approvable(row: VisitRequest, viewer: Viewer) -> Iterator[Broken]:
    """In the chain, and two visitors where the customer asks for two (R-090)."""
    yield from _in_chain(row, viewer)
    yield from rules.paired(row, object_session(row))


def _alone(row: VisitRequest, viewer: Viewer) -> Iterator[Broken]:
    """One visitor may be allowed with a reason, where the register says so (C-13)."""
    yield from _in_chain(row, viewer)
    if not policy.value("visit.pair_waivable"):
        yield Broken("companions", _("The second visitor cannot be waived."), "C-13")


def _urgent(row: VisitRequest, _viewer: Viewer) -> Iterator[Broken]:
    """Emergency departures can be switched off (C-31, R-096), and none leads to a bad customer (R-260)."""
    yield from dealt_with(row.customer)
    if not policy.value("visit.adhoc_allowed"):
        yield Broken("", _("Departures without approval are not allowed."), "R-096")
    yield from rules.not_again(object_session(row), row, utcnow())


def _departable(row: VisitRequest, _viewer: Viewer) -> Iterator[Broken]:
    """Not before the day that was approved (R-078)."""
    yield from rules.on_its_day(row)


def _recordable(row: VisitRequest, _viewer: Viewer) -> Iterator[Broken]:
    """Contents, persons, key points and evidence are there (R-120, R-108)."""
    yield from rules.recorded(row, object_session(row))


# -- effects ----------------------------------------------------------------------------------
def _submit(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.submit_slip(session, row, now)


def _release(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.release_slip(session, row, now)


def _withdraw(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.withdraw_slip(session, row)


def _approve(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.approve_slip(session, row, viewer.user_id, now, note)


def _approve_alone(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    row.pair_waiver_reason = note[:300]
    operations.approve_slip(session, row, viewer.user_id, now, note)


def _reject(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.reject_slip(session, row, viewer.user_id, now, note)


def _receive(_session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.receive_slip(row, viewer.user_id, now)


def _leave(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.leave(row, now)


def _leave_urgently(
    session: Session, row: Any, _viewer: Viewer, now: dt.datetime, note: str
) -> None:
    told: set[int] = set()
    for role in stages(session, row, CONFIRM, {row.owner_id})[:1]:
        told = able(session, role, row).people
    operations.leave_urgently(session, row, now, note, told)


def _return(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.come_back(session, row, now)


def _record(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.record_visit(row, now)
    minutes.begin(session, row, now)
    opinion.begin(session, row, now)


def _cancel(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, note: str) -> None:
    operations.cancel_slip(session, row, note)


def _confirm(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.decide_emergency(session, row, EmergencyState.CONFIRMED, viewer.user_id, now, note)


def _refuse(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    operations.decide_emergency(session, row, EmergencyState.REFUSED, viewer.user_id, now, note)


slip_flow = Workflow(
    operations.FLOW,
    model="visit_request",
    source="W-07",
    states=SlipState,
    initial="draft",
    editable={"draft", "returned"},
    finals={"closed", "cancelled"},
    handed=TaskSpec(to="owner_id", title=_("Submit the visit slip"), due=_planned, rule="R-078"),
    path=("draft", "submitted", "approved", "attendance", "departed", "returned", "recorded", "followed_up", "closed"),
    moves=(
        Move(
            "submit", _("Submit for approval"), from_={"draft"}, to="submitted", by=VISITOR,
            when=_needs_approval, guard=_ready, effect=_submit, task=APPROVE, rules=("R-077", "R-078", "R-085"),
            primary=True, icon="send",
        ),
        Move(
            "release", _("Submit without approval"), from_={"draft"}, to="approved", by=VISITOR,
            when=_needs_none, guard=_ready, effect=_release, task=_once_approved,
            rules=("R-077", "R-078"), primary=True, icon="send",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"submitted"}, to="draft", by=VISITOR, effect=_withdraw,
            rules=("R-078",), icon="arrow-back-up",
        ),
        Move(
            "approve", _("Approve"), from_={"submitted"}, to="approved", apart_from=OTHERS, in_turn=True,
            guard=_approvable, effect=_approve, rules=("R-078", "R-061", "R-090"), primary=True,
            icon="check", task=_once_approved,
        ),
        Move(
            "approve_alone", _("Approve with one visitor"), from_={"submitted"}, to="approved",
            apart_from=OTHERS, in_turn=True, needs_reason=True, when=_lacks_pair, guard=_alone, effect=_approve_alone,
            rules=("R-090", "C-13"), icon="user-check", task=_once_approved,
        ),
        Move(
            "reject", _("Do not approve"), from_={"submitted"}, to="rejected", apart_from=OTHERS,
            needs_reason=True, guard=_in_chain, effect=_reject, rules=("R-078",), danger=True,
            icon="x",
            task=TaskSpec(to="owner_id", title=_("Revise visit slip"), rule="R-078"),
        ),
        Move(
            "revise", _("Revise"), from_={"rejected"}, to="draft", by=VISITOR, effect=_withdraw, rules=("R-078",),
            primary=True, icon="edit",
        ),
        Move(
            "hand_over", _("Take over for attendance"), from_={"approved"}, to="attendance",
            apart_from=("create", "owner"), effect=_receive, rules=("R-078",), primary=True,
            icon="clipboard-check", task=LEAVE,
        ),
        Move(
            "depart", _("Leave for the visit"), from_={"approved", "attendance"}, to="departed",
            by=VISITOR, or_roles=DESK, when=_may_leave, guard=_departable, effect=_leave, rules=("R-078",), primary=True,
            icon="walk",
            task=TaskSpec(
                to="owner_id", title=_("Mark the return"), due=_planned_end, rule="R-078"
            ),
        ),
        Move(
            "depart_urgently", _("Leave in an emergency"), from_={"draft"}, to="departed",
            by=VISITOR, when=_needs_approval, needs_reason=True, guard=_urgent, effect=_leave_urgently,
            rules=("R-096", "C-31"), danger=True, icon="urgent", duties=(CONFIRM,),
            task=TaskSpec(
                to="owner_id", title=_("Mark the return"), due=_planned_end, rule="R-078"
            ),
        ),
        Move(
            "return", _("Back in the office"), from_={"departed"}, to="returned", by=VISITOR,
            or_roles=DESK, effect=_return, rules=("R-078", "R-125"), primary=True, icon="arrow-back-up",
            task=TaskSpec(
                to="owner_id", title=_("Record the visit"), due=operations.record_due,
                rule="R-125",
            ),
        ),
        Move(
            "record", _("Record the visit"), from_={"returned"}, to="recorded", by=VISITOR,
            guard=_recordable, effect=_record, rules=("R-120", "R-108", "R-125"), primary=True,
            icon="notes",
        ),
        *FILING,
        Move(
            "confirm", _("Approve afterwards"), from_=AWAY, to="", closes=EMERGENCY, apart_from=OTHERS,
            in_turn=True, when=_is_pending, guard=_in_chain, effect=_confirm, rules=("C-31", "R-078"),
            icon="check",
        ),
        Move(
            "refuse", _("Refuse afterwards"), from_=AWAY, to="", closes=EMERGENCY, apart_from=OTHERS,
            needs_reason=True, when=_is_pending, guard=_in_chain, effect=_refuse,
            rules=("C-31",), danger=True, icon="x",
        ),
        Move(
            "cancel", _("Cancel the visit"), from_={"approved", "attendance"}, to="cancelled",
            by=VISITOR, or_roles=("branch_manager",), needs_reason=True, effect=_cancel, rules=("R-078",), danger=True, icon="ban",
        ),
    ),
)  # fmt: skip
