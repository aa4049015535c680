"""W-10 and W-11: planned, approved, made, recorded the same day, signed, filed; and called for by a visit record (W-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.words import AbcGrade, Tier
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, run
from app.organization.models import Department
from app.returns import rules
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.operations import kind_of
from app.returns.words import PlanMethod, RecordMethod, ReturnState, RvKind, RvPurpose, RvSource
from app.returns.workflow import plan_flow, visit_flow
from app.visits import encounters
from app.visits.models import OpinionItem
from app.visits.words import OpinionKind
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.returns import due, written
from tests.factories.visits import recorded, slip


@pytest.fixture
def customer(session: Any, viewer_of: Callable, user_id: Callable) -> Any:
    with acting_as(viewer_of("rep")):
        return card(session, user_id("rep"))


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(login: str, flow: Any, row: Any, name: str, reason: str = "", **more: Any) -> None:
        viewer = viewer_of(login)
        with acting_as(viewer):
            run(session, flow, row, name, viewer=viewer, reason=reason, **more)

    return make


@pytest.mark.rule("R-138", "R-141", "R-142", "R-143")
def test_a_plan_becomes_return_visits(
    session: Any, customer: Any, viewer_of: Callable, user_id: Callable, move: Callable
) -> None:
    agent = viewer_of("agent")
    with acting_as(agent):
        row = ReturnPlan(
            topic="下周回访", from_on=clock.today(), to_on=clock.today(), owner_id=agent.user_id
        )
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
    with pytest.raises(Denied) as denied:
        move("agent", plan_flow, row, "submit")
    assert [b.field for b in denied.value.broken] == ["lines"]
    at = utcnow() + dt.timedelta(days=2)
    with acting_as(agent):
        line = ReturnPlanLine(
            plan_id=row.id, customer_id=customer.id, plan_method=PlanMethod.PHONE_FIRST,
            rv_purpose=RvPurpose.SALES_MARKET, planned_at=at,
        )  # fmt: skip
        session.add(line)
        session.flush()
    with pytest.raises(Denied) as denied:
        move("agent", plan_flow, row, "submit")
    assert "回访内容" in str(denied.value.broken[0].message)
    line.content = "了解动销"
    move("agent", plan_flow, row, "submit")
    with pytest.raises(Denied):
        move("agent", plan_flow, row, "approve")
    move("manager", plan_flow, row, "approve")  # nobody heads customer service (C-08)
    with acting_as(agent):
        made = session.scalars(select(ReturnVisit).where(ReturnVisit.plan_line_id == line.id)).one()
        assert (made.source, made.visitor_id, made.due_at) == (RvSource.PLAN, user_id("agent"), at)
        assert (made.record_method, made.rv_kind) == (RecordMethod.FIRST_PHONE, RvKind.ROUTINE)
        (task,) = open_tasks(session, made)
        assert (task.user_id, task.due_at) == (user_id("agent"), at)


@pytest.mark.rule("R-147", "R-148", "R-152", "R-155", "R-159", "C-29")
def test_from_the_record_to_the_file(
    session: Any, customer: Any, viewer_of: Callable, move: Callable
) -> None:
    agent = viewer_of("agent")
    with acting_as(agent):
        row = due(session, customer, agent)
    with pytest.raises(Denied) as denied:
        move("agent", visit_flow, row, "record")
    assert {b.field for b in denied.value.broken} >= {
        "content_record",
        "requirement",
        "service_rating",
    }
    written(row)
    move("agent", visit_flow, row, "record")
    assert row.state is ReturnState.RECORDED and row.is_recorded_late is False
    with pytest.raises(Denied):
        move("agent", visit_flow, row, "check")
    move("dept", visit_flow, row, "send_back", "写明原话")
    assert row.state is ReturnState.PLANNED
    assert [(task.user_id, task.rule) for task in open_tasks(session, row)] == [
        (agent.user_id, "R-155")
    ]
    move("agent", visit_flow, row, "record")
    move("dept", visit_flow, row, "check", "按时回复")
    assert row.guidance == "按时回复" and row.checked_at is not None
    move("clerk", visit_flow, row, "file")
    assert row.state is ReturnState.FILED and not open_tasks(session, row)
    with acting_as(agent):
        assert row in [each.row for each in encounters.latest(session, customer.id)]


@pytest.mark.rule("R-159")
def test_what_is_written_another_day_is_late_for_ever(
    session: Any, customer: Any, viewer_of: Callable, move: Callable
) -> None:
    agent, yesterday = viewer_of("agent"), utcnow() - dt.timedelta(days=1)
    with acting_as(agent):
        row, other = (written(due(session, customer, agent), visited_at=yesterday) for _ in "12")
    move("agent", visit_flow, row, "record")
    assert row.is_recorded_late is True
    move("dept", visit_flow, row, "send_back", "补充")
    row.visited_at = utcnow()
    move("agent", visit_flow, row, "record")
    assert row.is_recorded_late is True
    with acting_as(agent):
        in_force(session, "rv.close_same_day", "false")
    move("agent", visit_flow, other, "record")
    assert other.is_recorded_late is False


@pytest.mark.rule("R-147", "R-164")
def test_a_complaint_goes_to_the_department_at_once(
    session: Any, customer: Any, viewer_of: Callable, user_id: Callable, move: Callable
) -> None:
    agent = viewer_of("agent")
    with acting_as(agent):
        row = written(due(session, customer, agent), is_complaint=True)
        with pytest.raises(Denied) as denied:
            move("agent", visit_flow, row, "record")
        assert [b.field for b in denied.value.broken] == ["functional_department_id"]
        row.functional_department_id = session.scalars(select(Department.id)).first()
    move("agent", visit_flow, row, "record")
    with acting_as(viewer_of("gm")):
        item = session.scalars(
            select(OpinionItem).where(OpinionItem.customer_id == customer.id)
        ).one()
        assert item.opinion_kind is OpinionKind.COMPLAINT and item.content == row.content_record
        assert item.responsible_department_id == row.functional_department_id
        assert [task.role for task in open_tasks(session, item)]
        told = select(Notice.user_id).where(
            Notice.row_table == "opinion_item", Notice.row_id == item.id
        )
        assert {user_id("gm"), user_id("rep")} <= set(session.scalars(told))


@pytest.mark.rule("R-138", "C-02")
def test_a_large_customer_has_visits_of_its_own(customer: Any) -> None:
    assert kind_of(customer) is RvKind.ROUTINE
    customer.abc_grade = AbcGrade.B2
    assert kind_of(customer) is RvKind.KEY_ACCOUNT
    customer.abc_grade, customer.tier = None, Tier.IMPORTANT
    assert kind_of(customer) is RvKind.KEY_ACCOUNT


@pytest.mark.rule("R-162", "R-138")
def test_a_visit_record_calls_for_a_return_visit_within_a_week(
    session: Any, customer: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        row = slip(session, customer, user_id("rep"))
    done = recorded(session, row, viewer_of("rep"))
    with acting_as(viewer_of("rep")):
        row = session.scalars(
            select(ReturnVisit).where(ReturnVisit.visit_request_id == done.id)
        ).one()
        assert row.source is RvSource.VISIT_RECORD and row.visitor_id is None
        (task,) = open_tasks(session, row)
        assert (task.role, task.parameter) == ("cs_agent", "rv.after_visit_record_days")
        assert dt.timedelta(days=6) < row.due_at - done.recorded_at < dt.timedelta(days=8)


@pytest.mark.rule("R-164", "R-155")
def test_a_record_handed_in_again_opens_its_complaint_once(
    session: Any, customer: Any, viewer_of: Callable, move: Callable
) -> None:
    with acting_as(viewer_of("agent")):
        department = session.scalars(select(Department.id).limit(1)).one()
        row = due(session, customer, viewer_of("agent"))
        written(row, is_complaint=True, functional_department_id=department)
    move("agent", visit_flow, row, "record")
    move("dept", visit_flow, row, "send_back", "请写明原话")
    move("agent", visit_flow, row, "record")
    with acting_as(viewer_of("gm")):
        told = select(OpinionItem.id).where(OpinionItem.customer_id == customer.id)
        assert session.scalars(told).all() == [row.complaint_id]


@pytest.mark.rule("R-148", "C-08")
def test_whoever_made_a_return_visit_does_not_sign_its_record(
    session: Any, customer: Any, viewer_of: Callable, user_id: Callable, move: Callable
) -> None:
    """Not either where somebody of customer service wrote it down for him."""
    with acting_as(viewer_of("agent")):
        row = written(due(session, customer, viewer_of("agent"), visitor_id=user_id("dept")))
    move("agent", visit_flow, row, "record")
    assert [task.role for task in open_tasks(session, row)] == ["branch_manager"]
    for name, reason in (("check", ""), ("send_back", "请补充")):
        with pytest.raises(Denied):
            move("dept", visit_flow, row, name, reason)
    move("manager", visit_flow, row, "check")
    assert row.state is ReturnState.CHECKED


@pytest.mark.rule("R-141", "R-147")
def test_a_period_ends_after_it_begins_and_a_visit_is_told_when_it_was_made() -> None:
    today, now, hour = clock.today(), utcnow(), dt.timedelta(hours=1)
    over = rules.plan({"from_on": today, "to_on": today - dt.timedelta(days=1)})
    assert [(b.field, b.rule) for b in over] == [("to_on", "R-141")]
    assert not [*rules.plan({"from_on": today, "to_on": today})]
    ahead = rules.visit({"visited_at": now + hour})
    assert [(b.field, b.rule) for b in ahead] == [("visited_at", "R-147")]
    assert not [*rules.visit({"visited_at": now - hour})]
