"""W-17: a bad customer is nominated, parted from, and the case analysed, reviewed and filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle
from app.disposal import queries
from app.disposal.models import BadCase, BadDecision, BadResponsibility
from app.disposal.words import CaseState, DecisionKind, Directness, DutyState, Origin, Side
from app.disposal.workflow import case_flow, duty_flow
from app.kernel import reminders
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as, get, sees
from app.kernel.tasks import open_tasks, steps
from app.kernel.workflow import Denied, run
from app.returns.models import ReturnVisit
from app.returns.words import ReturnState
from app.returns.workflow.visit import begin_all
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.disposal import case
from tests.factories.policy import in_force
from tests.factories.visits import slip
from tests.house.rows import make

ANALYSED = {"causes": "赊销过宽，未及时对账", "prevention": "新客户一律现款，逾期即停货"}
REVIEWED = {
    "course": "逾期后三次上门催收未果", "review_conclusion": "授信审核流于形式",
    "loss_amount": Decimal("52300.00"),
}  # fmt: skip


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move of the case."""

    def make(who: str, row: Any, name: str, reason: str = "", **asked: Any) -> None:
        flow = case_flow if isinstance(row, BadCase) else duty_flow
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, flow, row, name, viewer=viewer, reason=reason, asked=asked)

    return make


@pytest.fixture
def customer(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """A current customer of the salesperson."""
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"))
    row.state, row.lifecycle_status = CardState.FILED, Lifecycle.ACTIVE
    session.flush()
    return row


@pytest.fixture
def nominated(session: Any, customer: Customer, viewer_of: Callable) -> BadCase:
    with acting_as(viewer_of("marketing")):
        return case(session, customer)


def walk(session: Any, move: Callable, row: BadCase, until: str) -> BadCase:
    """The usual way up to a move."""
    due = utcnow() + dt.timedelta(days=14)
    way: list[tuple[str, str, dict[str, Any]]] = [
        ("marketing", "submit", {}),
        ("gm", "approve", {"duties_due_at": due}),
        ("marketing", "process", {}),
        ("", "duties", {}),
        ("marketing", "analyse", ANALYSED),
        ("gm", "read", {"gm_opinion": "举一反三"}),
        ("marketing", "review", REVIEWED),
        ("admin_legal", "account", {}),
    ]
    for who, name, asked in way:
        if name == "duties":
            do_duties(session, move, row)
        else:
            move({"admin_legal": "legal"}.get(who, who), row, name, **asked)
        if name == until:
            break
    return row


def do_duties(session: Any, move: Callable, row: BadCase) -> None:
    people = {Side.BUSINESS: "marketing", Side.FINANCE: "finance", Side.ADMIN: "legal"}
    with acting_as(SYSTEM):
        duties = queries.duties_of(session, row.id)
    for duty in duties:
        move(people[duty.side], duty, f"tick_{duty.side.value}", result="已办")


@pytest.mark.rule("R-259", "R-260", "R-262", "R-263", "R-264", "R-265", "R-266", "R-267", "C-35")
def test_from_the_nomination_to_the_filed_case(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, user_id: Callable
) -> None:
    (task,) = open_tasks(session, nominated)
    assert (task.role, task.rule) == ("marketing", "R-259")
    told = session.scalars(select(Notice.user_id).where(Notice.row_table == "bad_case")).all()
    assert {user_id("rep"), user_id("manager")} <= set(told)
    assert nominated.customer_name == customer.customer_name
    assert customer.lifecycle_status is Lifecycle.ACTIVE
    move("marketing", nominated, "submit")
    (task,) = open_tasks(session, nominated)
    assert (task.role, task.rule) == ("gm", "C-35")
    due = utcnow() + dt.timedelta(days=14)
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "approve", "同意")
    assert [(b.field, b.rule) for b in denied.value.broken] == [("duties_due_at", "R-262")]
    move("gm", nominated, "approve", "同意", duties_due_at=due)
    assert customer.lifecycle_status is Lifecycle.BAD_IN_PROCESS
    assert (nominated.approved_by_id, nominated.decision_note) == (user_id("gm"), "同意")
    move("marketing", nominated, "process")
    tasks = {task.duty: (task.role, task.due_at) for task in open_tasks(session, nominated)}
    assert tasks == {
        "business": ("marketing", due), "finance": ("finance", due), "admin": ("admin_legal", due),
    }  # fmt: skip
    with pytest.raises(Denied) as denied:
        move("finance", nominated, "finish_finance")
    assert [broken.rule for broken in denied.value.broken] == ["R-263"]
    do_duties(session, move, nominated)
    assert nominated.state is CaseState.DUTIES_DONE
    with pytest.raises(Denied) as denied:
        move("marketing", nominated, "analyse")
    assert {broken.rule for broken in denied.value.broken} == {"R-265"}
    move("marketing", nominated, "analyse", **ANALYSED)
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "read")
    assert [(b.field, b.rule) for b in denied.value.broken] == [("gm_opinion", "R-265")]
    move("gm", nominated, "read", gm_opinion="举一反三")
    with acting_as(SYSTEM):
        blamed = BadResponsibility(
            bad_case_id=nominated.id, user_id=user_id("rep"), directness=Directness.DIRECT
        )
        session.add(blamed)
        session.flush()
    move("marketing", nominated, "review", **REVIEWED)
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "account")
    assert [broken.rule for broken in denied.value.broken] == ["R-267"]
    with acting_as(SYSTEM):
        session.add(
            BadDecision(
                decision_no="JC-1", bad_case_id=nominated.id, user_id=user_id("rep"), basis="公司规定",
                decision_kind=DecisionKind.PUNISH_DIRECT, content="扣发当月奖金",
            )
        )  # fmt: skip
        session.flush()
    move("gm", nominated, "account")
    move("custodian", nominated, "close")
    assert nominated.state is CaseState.CLOSED and nominated.closed_at is not None
    assert not open_tasks(session, nominated)


@pytest.mark.rule("C-01", "R-260")
def test_removal_is_a_closed_store(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, viewer_of: Callable,
    user_id: Callable,
) -> None:  # fmt: skip
    with acting_as(viewer_of("rep")):
        draft = slip(session, customer, user_id("rep"))
        run(session, slip_flow, draft, "depart_urgently", viewer=viewer_of("rep"), reason="催款")
    assert open_tasks(session, draft)
    walk(session, move, nominated, "process")
    assert all(sees(viewer_of(who), customer) for who in ("rep", "manager", "marketing"))
    do_duties(session, move, nominated)
    assert customer.lifecycle_status is Lifecycle.REMOVED_ARCHIVED
    for who in ("rep", "manager", "marketing", "clerk", "credit", "custodian", "finance", "gm"):
        viewer = viewer_of(who)
        with acting_as(viewer):
            found = session.scalars(select(Customer.id).where(Customer.id == customer.id)).first()
            assert found is None and get(session, Customer, customer.id) is None, who
            left = select(VisitRequest.id).where(VisitRequest.id == draft.id)
            assert session.scalars(left).first() is None and not sees(viewer, draft), who
    assert not open_tasks(session, draft), "nobody can do it any more"
    assert sees(viewer_of("marketing"), nominated) and sees(viewer_of("legal"), nominated)
    assert {who for who in ("rep", "manager", "marketing", "credit", "custodian", "finance", "gm")
            if viewer_of(who).may_open_closed} == {"custodian", "finance", "gm"}  # fmt: skip


@pytest.mark.rule("R-260", "C-21")
def test_business_ends_with_the_approval(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, viewer_of: Callable,
    user_id: Callable,
) -> None:  # fmt: skip
    with acting_as(viewer_of("rep")):
        ahead = slip(session, customer, user_id("rep"))
        run(session, slip_flow, ahead, "submit", viewer=viewer_of("rep"))
        draft = slip(session, customer, user_id("rep"))
    walk(session, move, nominated, "approve")
    assert ahead.state is SlipState.CANCELLED and not open_tasks(session, ahead)
    for name in ("submit", "depart_urgently"):
        with acting_as(viewer_of("rep")), pytest.raises(Denied) as denied:
            run(session, slip_flow, draft, name, viewer=viewer_of("rep"), reason="催款")
        assert "R-260" in [broken.rule for broken in denied.value.broken]


@pytest.mark.rule("R-252", "C-35")
def test_a_refused_case_leaves_a_watched_customer(
    nominated: BadCase, customer: Customer, move: Callable
) -> None:
    move("marketing", nominated, "submit")
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "reject")
    assert denied.value.code == "reason"
    move("gm", nominated, "reject", "先停止赊销再看")
    assert nominated.state is CaseState.REJECTED
    assert customer.lifecycle_status is Lifecycle.WATCHED


@pytest.mark.rule("R-259")
def test_who_traded_again_is_not_parted_from(
    session: Any, nominated: BadCase, customer: Customer, move: Callable
) -> None:
    move("marketing", nominated, "submit")
    move("marketing", nominated, "revoke", "客户已恢复进货")
    assert nominated.state is CaseState.REVOKED
    assert customer.lifecycle_status is Lifecycle.ACTIVE
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "approve")
    assert denied.value.code == "state"


@pytest.mark.rule("C-35")
def test_a_small_firm_lets_the_branch_manager_decide(
    session: Any, nominated: BadCase, move: Callable
) -> None:
    move("marketing", nominated, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", nominated, "approve")
    assert [broken.rule for broken in denied.value.broken] == ["C-35"]
    in_force(session, "bad.case_approver", "branch_manager")
    move("manager", nominated, "approve", duties_due_at=utcnow() + dt.timedelta(days=7))
    assert nominated.state is CaseState.APPROVED


@pytest.mark.rule("C-01", "R-027")
def test_coming_back_is_a_new_recognition(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, viewer_of: Callable
) -> None:
    walk(session, move, nominated, "account")
    move("custodian", nominated, "close")
    move("gm", nominated, "readmit", "欠款已结清，重新认定")
    assert (customer.state, customer.lifecycle_status) == (CardState.RETURNED, Lifecycle.DRAFT)
    assert sees(viewer_of("rep"), customer) and nominated.state is CaseState.CLOSED
    with pytest.raises(Denied):
        move("gm", nominated, "readmit", "再来一次")


@pytest.mark.rule("R-262")
def test_a_duty_is_the_departments_own(
    session: Any, nominated: BadCase, move: Callable, viewer_of: Callable
) -> None:
    walk(session, move, nominated, "process")
    with acting_as(SYSTEM):
        (legal,) = queries.duties_of(session, nominated.id, Side.ADMIN)
    viewer = viewer_of("finance")
    may = lambda name: viewer.may(name, "BadDutyView")  # noqa: E731
    assert [m.name for m in duty_flow.possible(legal, viewer, may)] == []
    move("legal", legal, "tick_admin", result="律师函已寄")
    assert legal.state is DutyState.DONE and legal.done_at is not None


@pytest.mark.rule("R-259", "C-35")
@pytest.mark.parametrize("until", ["approve", "process"])
def test_a_parting_is_called_off_and_its_history_stays(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, viewer_of: Callable,
    user_id: Callable, until: str,
) -> None:  # fmt: skip
    walk(session, move, nominated, until)
    with pytest.raises(Denied) as denied:
        move("gm", nominated, "take_back")
    assert denied.value.code == "reason"
    with pytest.raises(Denied) as denied:
        move("manager", nominated, "take_back", "客户已付清")
    assert [broken.rule for broken in denied.value.broken] == ["C-35"]
    move("gm", nominated, "take_back", "客户已付清欠款")
    assert nominated.state is CaseState.REVOKED and not open_tasks(session, nominated)
    assert customer.lifecycle_status is Lifecycle.ACTIVE
    made = [(step.move, step.reason) for step in steps(session, nominated)]
    assert made[-1] == ("take_back", "客户已付清欠款") and made[0][0] == "submit"
    with acting_as(viewer_of("rep")):
        anew = slip(session, customer, user_id("rep"))
        run(session, slip_flow, anew, "submit", viewer=viewer_of("rep"))


@pytest.mark.rule("R-259")
def test_a_salesperson_gives_a_hint_and_marketing_presents_it(
    session: Any, customer: Customer, move: Callable, viewer_of: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        row = case(session, customer)
    assert row.nominated_by is Origin.HINT
    assert not viewer_of("rep").may("can_submit", "BadCaseView")
    (task,) = open_tasks(session, row)
    assert task.role == "marketing"
    move("marketing", row, "submit")
    assert row.state is CaseState.SUBMITTED


@pytest.mark.rule("R-260", "R-143")
def test_return_visits_that_nobody_has_made_are_called_off(
    session: Any, nominated: BadCase, customer: Customer, move: Callable, viewer_of: Callable,
    user_id: Callable,
) -> None:  # fmt: skip
    with acting_as(SYSTEM):
        planned = make(session, ReturnVisit, customer_id=customer.id, visitor_id=user_id("rep"))
        begin_all(session, [planned], SYSTEM, utcnow())
    walk(session, move, nominated, "approve")
    assert planned.state is ReturnState.CANCELLED and not open_tasks(session, planned)
    (step,) = steps(session, planned)
    assert step.move == "cancel" and step.reason


@pytest.mark.rule("R-262", "R-263", "R-264")
def test_a_department_that_is_late_is_reminded(
    session: Any, nominated: BadCase, move: Callable, user_id: Callable
) -> None:
    walk(session, move, nominated, "process")
    late = utcnow() + dt.timedelta(days=15)
    with acting_as(SYSTEM):
        waiting = open_tasks(session, nominated)
        for task in waiting:
            reminders.wake(session, task, late)
    told = select(Notice.user_id).where(
        Notice.row_table == "bad_case", Notice.row_id == nominated.id,
        Notice.notice_kind == reminders.KIND,
    )  # fmt: skip
    assert {user_id(who) for who in ("marketing", "finance", "legal")} <= set(session.scalars(told))
    assert {task.told for task in waiting} == {reminders.LATE}


@pytest.mark.rule("R-252", "R-260")
@pytest.mark.parametrize("stays", [Lifecycle.BAD_IN_PROCESS, Lifecycle.LOST, Lifecycle.WATCHED])
def test_a_no_lifts_no_block_and_brings_nobody_back(
    stays: Lifecycle, move: Callable, nominated: Any, session: Any
) -> None:
    nominated.customer.lifecycle_status = stays
    session.flush()
    move("marketing", nominated, "submit")
    move("gm", nominated, "reject", "证据不足")
    assert nominated.customer.lifecycle_status is stays
