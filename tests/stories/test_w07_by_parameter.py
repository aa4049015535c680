"""W-07 as the register wants it: who approves, whether anybody does, whether attendance has a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app.kernel.notices import Notice
from app.kernel.scope import acting_as
from app.kernel.workflow import Denied, begin, open_tasks, run
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move."""

    def make(who: str, row: VisitRequest, name: str, reason: str = "") -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, slip_flow, row, name, viewer=viewer, reason=reason)

    return make


@pytest.fixture
def slip_of(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """A draft of somebody, for an own customer."""

    def make(who: str) -> VisitRequest:
        if not viewer_of(who).may("can_submit", "VisitRequestView"):
            user = session.get(User, user_id(who))
            user.roles.append(session.scalars(select(Role).where(Role.name == "sales_rep")).one())
            session.flush()
        with acting_as(viewer_of(who)):
            return slip(session, card(session, user_id(who)), user_id(who))

    return make


def offered(row: VisitRequest, viewer: Any) -> set[str]:
    return {m.name for m in slip_flow.possible(row, viewer)}


@pytest.mark.rule("R-078", "C-08")
def test_where_nobody_stands_between_the_general_manager_approves(
    session: Any, slip_of: Callable, move: Callable, user_id: Callable, client_as: Callable
) -> None:
    own = slip_of("manager2")  # his branch has no head of department
    move("manager2", own, "submit")
    subject = own.customer_name
    (task,) = open_tasks(session, own)
    assert (task.role, task.branch_id) == ("gm", None) and user_id("manager2") in task.apart
    with pytest.raises(Denied) as denied:
        move("dept", own, "approve")
    assert [b.rule for b in denied.value.broken] == ["C-08"]
    session.commit()
    client = client_as("gm")
    assert subject in client.get("/inbox/").text
    client.post(
        "/inbox/decide",
        data={"task": task.id, "move": "approve", f"version_{task.id}": own.version},
    )
    assert own.state is SlipState.APPROVED and own.approved_by_id == user_id("gm")


@pytest.mark.rule("C-08")
def test_the_chain_is_data(session: Any, slip_of: Callable, move: Callable) -> None:
    in_force(session, "approval.chain.visit_slip", "gm")
    row = slip_of("rep")
    move("rep", row, "submit")
    assert [task.role for task in open_tasks(session, row)] == ["gm"]
    with pytest.raises(Denied) as denied:
        move("manager", row, "approve")
    assert [b.rule for b in denied.value.broken] == ["C-08"]
    move("gm", row, "approve")
    assert row.state is SlipState.APPROVED


@pytest.mark.rule("R-078")
def test_without_a_chain_the_role_of_the_rule_approves(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, "approval.chain.visit_slip", "")
    in_force(session, "visit.approver_role", "dept_manager")
    row = slip_of("rep")
    move("rep", row, "submit")
    assert [task.role for task in open_tasks(session, row)] == ["dept_manager"]
    with pytest.raises(Denied):
        move("manager", row, "approve")
    move("dept", row, "approve")


@pytest.mark.rule("C-31")
def test_an_urgent_departure_of_the_manager_is_told_to_the_next_in_the_chain(
    session: Any, slip_of: Callable, move: Callable, user_id: Callable
) -> None:
    own = slip_of("manager2")
    move("manager2", own, "depart_urgently", "客户仓库漏水")
    told = session.scalars(select(Notice.user_id).where(Notice.row_id == own.id)).all()
    assert user_id("gm") in told and user_id("manager2") not in told
    move("gm", own, "confirm")


@pytest.mark.rule("R-078")
@pytest.mark.parametrize("value", ["true", "false"])
def test_approval_before_leaving_is_as_the_register_says(
    session: Any, slip_of: Callable, move: Callable, viewer_of: Callable, value: str
) -> None:
    in_force(session, "visit.approval_required", value)
    row = slip_of("rep")
    names = offered(row, viewer_of("rep"))
    if value == "true":
        assert {"submit", "depart_urgently"} <= names and "release" not in names
        move("rep", row, "submit")
        assert row.state is SlipState.SUBMITTED
        return
    assert "release" in names and not names & {"submit", "depart_urgently"}
    move("rep", row, "release")
    assert row.state is SlipState.APPROVED and row.approved_by_id is None and row.submitted_at
    assert [task.role for task in open_tasks(session, row)] == ["attendance"]
    move("attendance", row, "hand_over")
    move("rep", row, "depart")


@pytest.mark.rule("R-077", "R-078")
def test_a_slip_that_needs_no_approval_still_needs_goals(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, "visit.approval_required", "false")
    row = slip_of("rep")
    row.visit_goal = None
    with pytest.raises(Denied) as denied:
        move("rep", row, "release")
    assert [b.rule for b in denied.value.broken] == ["R-077"]


@pytest.mark.rule("R-078")
@pytest.mark.parametrize("value", ["true", "false"])
def test_attendance_has_a_part_as_the_register_says(
    session: Any, slip_of: Callable, move: Callable, user_id: Callable, value: str
) -> None:
    in_force(session, "visit.attendance_handover_required", value)
    row = slip_of("rep")
    move("rep", row, "submit")
    move("manager", row, "approve")
    told = session.scalars(select(Notice.user_id).where(Notice.row_id == row.id)).all()
    (task,) = open_tasks(session, row)
    if value == "true":
        assert task.role == "attendance" and user_id("attendance") in told
        with pytest.raises(Denied):
            move("rep", row, "depart")
        return
    assert task.user_id == user_id("rep") and user_id("attendance") not in told
    move("rep", row, "depart")
    assert row.state is SlipState.DEPARTED and row.attendance_received_at is None


@pytest.mark.rule("R-078")
@pytest.mark.parametrize("who", ["rep", "supervisor", "agent", "manager"])
def test_the_visitor_or_the_manager_calls_the_visit_off(
    slip_of: Callable, move: Callable, viewer_of: Callable, who: str
) -> None:
    row = slip_of("rep" if who == "manager" else who)
    move("rep" if who == "manager" else who, row, "submit")
    move("manager", row, "approve")
    assert viewer_of(who).may("can_cancel", "VisitRequestView")
    move(who, row, "cancel", "客户临时有事")
    assert row.state is SlipState.CANCELLED


@pytest.mark.rule("R-078")
def test_an_agent_does_not_call_off_the_visit_of_another(slip_of: Callable, move: Callable) -> None:
    row = slip_of("rep")
    move("rep", row, "submit")
    move("manager", row, "approve")
    with pytest.raises(Denied) as denied:
        move("agent", row, "cancel", "x")
    assert denied.value.code == "by"


@pytest.mark.rule("R-078")
def test_attendance_reads_the_same_name_on_the_slip_and_in_the_inbox(
    session: Any, slip_of: Callable, move: Callable, client_as: Callable
) -> None:
    row = slip_of("rep")
    name = row.customer.customer_name
    assert row.customer_name is None, "the draft asks the card"
    move("rep", row, "submit")
    move("manager", row, "approve")
    session.commit()
    client = client_as("attendance")
    for page in ("/visitrequestview/list/", f"/visitrequestview/show/{row.id}", "/inbox/"):
        assert name in client.get(page).text, page
    assert client.get(f"/customerview/show/{row.customer_id}").status_code == 403


def test_a_slip_typed_for_a_visitor_waits_for_him(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("clerk")):
        row = slip(session, card(session, user_id("rep")), user_id("rep"))
        begin(session, slip_flow, row, viewer_of("clerk"))
    (task,) = open_tasks(session, row)
    assert (task.user_id, task.due_at) == (user_id("rep"), row.planned_from)
