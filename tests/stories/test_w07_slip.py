"""W-07: a slip is filled, approved, taken by attendance; the visitor leaves, returns, records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app.customers.words import Tier
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import acting_as, sees
from app.kernel.tasks import Task
from app.kernel.workflow import Denied, open_tasks, run
from app.organization.models import Deputy
from app.visits import signals
from app.visits.models import VisitRequest
from app.visits.words import EmergencyState, SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import report, slip


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move."""

    def make(who: str, row: VisitRequest, name: str, reason: str = "", **held: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, slip_flow, row, name, viewer=viewer, reason=reason, **held)

    return make


@pytest.fixture
def draft(session: Any, viewer_of: Callable, user_id: Callable) -> VisitRequest:
    """A slip of the salesperson for an own customer."""
    with acting_as(viewer_of("rep")):
        return slip(session, card(session, user_id("rep")), user_id("rep"))


def walk(move: Callable, row: VisitRequest, until: str) -> VisitRequest:
    """The usual way up to a move."""
    way = (("rep", "submit"), ("manager", "approve"), ("attendance", "hand_over"),
           ("rep", "depart"), ("rep", "return"))  # fmt: skip
    for who, name in way:
        move(who, row, name)
        if name == until:
            break
    return row


@pytest.mark.rule("R-078", "R-120", "R-108", "R-125")
def test_from_the_plan_to_the_record(
    session: Any, draft: VisitRequest, move: Callable, user_id: Callable, viewer_of: Callable
) -> None:
    assert not sees(viewer_of("attendance"), draft)
    move("rep", draft, "submit")
    (task,) = open_tasks(session, draft)
    assert (task.role, task.rule, task.due_at) == ("branch_manager", "R-078", draft.planned_from)
    move("manager", draft, "approve", "同意")
    assert draft.approved_by_id == user_id("manager") and draft.approval_opinion == "同意"
    assert sees(viewer_of("attendance"), draft)
    told = session.scalars(
        select(Notice.user_id).where(Notice.row_table == "visit_request", Notice.row_id == draft.id)
    ).all()
    assert {user_id("rep"), user_id("attendance")} <= set(told)
    move("attendance", draft, "hand_over")
    assert draft.attendance_received_by_id == user_id("attendance")
    move("rep", draft, "depart")
    move("rep", draft, "return")
    assert draft.departed_at <= draft.returned_at < draft.record_due_at
    (task,) = open_tasks(session, draft)
    assert (task.user_id, task.rule, task.due_at) == (user_id("rep"), "R-125", draft.record_due_at)
    with pytest.raises(Denied) as denied:
        move("rep", draft, "record")
    assert {b.rule for b in denied.value.broken} == {"R-120", "R-108", "R-123"}
    heard: list[Any] = []
    with signals.visit_recorded.connected_to(heard.append):
        move("rep", report(draft), "record")
    assert draft.state is SlipState.RECORDED and heard == [draft]
    assert draft.is_recorded_late is False and not open_tasks(session, draft)


@pytest.mark.rule("R-078")
def test_nobody_leaves_before_attendance_has_the_slip(draft: VisitRequest, move: Callable) -> None:
    walk(move, draft, "approve")
    with pytest.raises(Denied) as denied:
        move("rep", draft, "depart")
    assert denied.value.code == "state"


@pytest.mark.rule("R-077")
def test_a_slip_without_goals_is_not_submitted(draft: VisitRequest, move: Callable) -> None:
    draft.visit_goal = None
    with pytest.raises(Denied) as denied:
        move("rep", draft, "submit")
    assert [b.rule for b in denied.value.broken] == ["R-077"]


@pytest.mark.rule("R-090", "C-13")
def test_one_visitor_to_a_first_tier_customer_needs_a_reason(
    session: Any, draft: VisitRequest, move: Callable, viewer_of: Callable
) -> None:
    names = {m.name for m in slip_flow.possible(draft, viewer_of("manager"))}
    assert "approve_alone" not in names
    draft.customer.tier = Tier.IMPORTANT
    move("rep", draft, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", draft, "approve")
    assert [b.rule for b in denied.value.broken] == ["R-090"]
    with pytest.raises(Denied) as denied:
        move("manager", draft, "approve_alone")
    assert denied.value.code == "reason"
    move("manager", draft, "approve_alone", "仅送样品，单人即可")
    assert draft.state is SlipState.APPROVED and draft.pair_waiver_reason == "仅送样品，单人即可"


@pytest.mark.rule("R-078", "C-08")
def test_the_managers_own_slip_goes_to_the_next_in_the_chain(
    session: Any, move: Callable, user_id: Callable, viewer_of: Callable
) -> None:
    manager = session.get(User, user_id("manager"))
    manager.roles.append(session.scalars(select(Role).where(Role.name == "sales_rep")).one())
    session.flush()
    with acting_as(viewer_of("manager")):
        own = slip(session, card(session, manager.id), manager.id)
    move("manager", own, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", own, "approve")
    assert denied.value.code == "own"
    (task,) = open_tasks(session, own)
    assert task.role == "dept_manager" and manager.id in task.apart
    move("dept", own, "approve")
    assert own.approved_by_id == user_id("dept")


@pytest.mark.rule("C-08")
def test_a_head_of_department_does_not_approve_out_of_turn(
    draft: VisitRequest, move: Callable
) -> None:
    move("rep", draft, "submit")
    with pytest.raises(Denied) as denied:
        move("dept", draft, "approve")
    assert [b.rule for b in denied.value.broken] == ["C-08"]


@pytest.mark.rule("C-08")
def test_a_named_deputy_approves_in_the_managers_absence(
    session: Any, draft: VisitRequest, move: Callable, user_id: Callable
) -> None:
    today = clock.today()
    session.add(
        Deputy(
            principal_id=user_id("manager"), deputy_id=user_id("dept"), from_on=today, to_on=today
        )
    )
    session.flush()
    move("rep", draft, "submit")
    move("dept", draft, "approve")
    assert draft.state is SlipState.APPROVED


@pytest.mark.rule("R-078")
def test_a_slip_not_approved_is_revised_and_submitted_again(
    session: Any, draft: VisitRequest, move: Callable, user_id: Callable
) -> None:
    move("rep", draft, "submit")
    move("manager", draft, "reject", "先预约")
    (task,) = open_tasks(session, draft)
    assert task.user_id == user_id("rep")
    move("rep", draft, "revise")
    assert slip_flow.is_editable(draft)
    move("rep", draft, "submit")
    assert draft.approved_by_id is None and draft.approval_opinion is None


@pytest.mark.rule("R-078")
def test_a_cancelled_visit_is_told_to_attendance(
    session: Any, draft: VisitRequest, move: Callable, user_id: Callable
) -> None:
    walk(move, draft, "hand_over")
    move("rep", draft, "cancel", "客户改期")
    told = session.scalars(
        select(Notice.user_id).where(Notice.row_id == draft.id, Notice.row_table == "visit_request")
        .order_by(Notice.id.desc()).limit(1)
    ).one()  # fmt: skip
    assert told == user_id("attendance") and draft.state is SlipState.CANCELLED


@pytest.mark.rule("C-31", "R-096")
def test_an_emergency_departure_is_approved_afterwards(
    session: Any, draft: VisitRequest, move: Callable, user_id: Callable
) -> None:
    with pytest.raises(Denied) as denied:
        move("rep", draft, "depart_urgently")
    assert denied.value.code == "reason"
    left = utcnow()
    move("rep", draft, "depart_urgently", "客户来电，须当场核实", now=left)
    assert draft.emergency is EmergencyState.PENDING and draft.state is SlipState.DEPARTED
    asked = session.scalars(
        select(Task).where(Task.duty == "emergency", Task.row_id == draft.id)
    ).one()
    assert asked.due_at - left == dt.timedelta(hours=24) and asked.role == "branch_manager"
    move("rep", draft, "return")
    assert asked.closed_at is None, "the way of the slip leaves the question open"
    move("manager", draft, "confirm", "情况属实")
    assert draft.emergency is EmergencyState.CONFIRMED and draft.state is SlipState.RETURNED
    session.refresh(asked)
    assert asked.outcome == "confirm"
    assert [task.rule for task in open_tasks(session, draft)] == ["R-125"]
    with pytest.raises(Denied) as denied:
        move("manager", draft, "refuse", "再议")
    assert denied.value.code == "state"


@pytest.mark.rule("R-125")
def test_a_late_record_is_marked(draft: VisitRequest, move: Callable) -> None:
    walk(move, draft, "return")
    move("rep", report(draft), "record", now=utcnow() + dt.timedelta(days=30))
    assert draft.is_recorded_late is True


def test_only_the_visitor_leaves(draft: VisitRequest, move: Callable) -> None:
    walk(move, draft, "hand_over")
    with pytest.raises(Denied) as denied:
        move("rep2", draft, "depart")
    assert denied.value.code == "by"
