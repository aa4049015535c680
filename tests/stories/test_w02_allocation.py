"""W-02: a customer is given to a salesperson, and the week for the first contact is watched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.allocation import queries
from app.allocation.models import Allocation, AllocationCandidate
from app.allocation.operations import allocating
from app.allocation.words import AllocationState, Ground, LeadSource, Medium, Why
from app.allocation.workflow import allocation_flow, begin
from app.customers.models import Contact, Customer
from app.customers.words import CardState, CollectChannel
from app.customers.workflow import card_flow
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import acting_as, everything, get
from app.kernel.tasks import open_tasks
from app.kernel.worker import Worker
from app.kernel.workflow import Denied, run
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import report, slip

WEEK = dt.timedelta(days=8)


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move of an allocation."""

    def make(who: str, row: Any, name: str, reason: str = "", **held: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, allocation_flow, row, name, viewer=viewer, reason=reason, **held)

    return make


@pytest.fixture
def reviewed(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """A card that the manager has just reviewed, and its allocation."""

    def make(channel: CollectChannel = CollectChannel.PARTNER, **given: Any) -> Any:
        rep, manager = viewer_of("rep"), viewer_of("manager")
        with acting_as(rep):
            row = card(session, user_id("rep"), collect_channel=channel, **given)
            run(session, card_flow, row, "submit", viewer=rep)
        with acting_as(manager):
            run(session, card_flow, row, "approve", viewer=manager)
            found = select(Allocation).where(Allocation.customer_id == row.id)
            return row, session.scalars(found).one_or_none()

    return make


def late(session: Any, row: Allocation) -> None:
    """Let the week be over."""
    row.contact_due_at = utcnow() - dt.timedelta(hours=1)
    row.assigned_on = clock.today() - WEEK
    session.flush()


@pytest.mark.rule("R-059", "R-063", "C-17")
def test_what_a_salesperson_collected_is_his_and_the_week_begins(
    session: Any, reviewed: Callable, user_id: Callable, as_system: None
) -> None:
    customer, row = reviewed()
    assert (row.state, row.lead_source) == (AllocationState.ASSIGNED, LeadSource.OWN)
    assert row.assigned_to_id == customer.owner_id == user_id("rep")
    (task,) = open_tasks(session, row)
    assert (task.user_id, task.rule, task.due_at) == (user_id("rep"), "R-063", row.contact_due_at)
    assert (clock.day_of(row.contact_due_at) - clock.today()).days == 7
    (first,) = queries.owners_of(session, customer.id)
    assert (first.why, first.from_id, first.to_id) == (Why.COLLECTED, None, user_id("rep"))


@pytest.mark.rule("R-063")
def test_a_customer_that_trades_with_us_for_long_needs_no_first_contact(
    reviewed: Callable,
) -> None:
    _customer, row = reviewed(cooperation_started_on=dt.date(2019, 5, 20))
    assert row is None


@pytest.mark.rule("R-062", "C-17")
def test_a_campaign_lead_is_weighed_and_the_manager_decides(
    session: Any, reviewed: Callable, move: Callable, user_id: Callable, viewer_of: Callable
) -> None:
    customer, row = reviewed(CollectChannel.CAMPAIGN)
    assert (row.state, row.ground) == (AllocationState.PROPOSED, Ground.BALANCE)
    (task,) = open_tasks(session, row)
    assert task.role == "branch_manager"
    with acting_as(viewer_of("manager")):
        weighed = session.scalars(
            select(AllocationCandidate)
            .where(AllocationCandidate.allocation_id == row.id)
            .order_by(AllocationCandidate.place)
        ).all()
    assert {each.user_id for each in weighed} == {user_id("rep"), user_id("rep2")}
    assert weighed[0].user_id == row.proposed_to_id
    assert weighed[0].load_after <= weighed[1].load_after
    assert all(each.load < each.load_after for each in weighed)
    other = next(each.user_id for each in weighed if each.user_id != customer.owner_id)
    row.assigned_to_id = other  # the manager may differ from the proposal
    move("manager", row, "assign", "熟悉这个行业")
    assert customer.owner_id == row.owner_id == other and row.reason == "熟悉这个行业"
    assert row.assigned_by_id == user_id("manager") and row.current_count is not None
    with acting_as(viewer_of("rep")):
        assert get(session, Customer, customer.id) is None
        assert not session.scalars(select(Contact).where(Contact.customer_id == customer.id)).all()
    told = session.scalars(select(Notice.user_id).where(Notice.notice_kind == "allocation")).all()
    assert {user_id("rep"), other} <= set(told)


@pytest.mark.rule("R-057", "C-17")
def test_a_lead_of_marketing_goes_by_the_place_of_business(
    session: Any, reviewed: Callable, user_id: Callable, as_system: None
) -> None:
    place = select(Customer.business_place_id).where(Customer.owner_id == user_id("rep2")).limit(1)
    _customer, row = reviewed(
        CollectChannel.MARKETING_DEPT, business_place_id=session.scalar(place)
    )
    assert (row.ground, row.proposed_to_id) == (Ground.TERRITORY, user_id("rep2"))


@pytest.mark.rule("R-063")
def test_a_first_contact_says_when_and_how(
    session: Any, reviewed: Callable, move: Callable, viewer_of: Callable
) -> None:
    _customer, row = reviewed()
    with pytest.raises(Denied) as denied:
        move("rep", row, "contact")
    assert {b.field for b in denied.value.broken} == {"first_contact_on", "first_contact_medium"}
    asked = {"first_contact_on": clock.today(), "first_contact_medium": Medium.PHONE}
    move("rep", row, "contact", asked=asked)
    assert row.state is AllocationState.CONTACTED and row.is_contacted_late is False
    assert not open_tasks(session, row)


@pytest.mark.rule("R-063")
def test_a_visit_is_a_first_contact(
    session: Any, reviewed: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    customer, row = reviewed()
    rep, manager, office = viewer_of("rep"), viewer_of("manager"), viewer_of("attendance")
    with acting_as(rep):
        visit = slip(session, customer, user_id("rep"))
    for viewer, name in ((rep, "submit"), (manager, "approve"), (office, "hand_over"),
                         (rep, "depart"), (rep, "return")):  # fmt: skip
        with acting_as(viewer):
            run(session, slip_flow, visit, name, viewer=viewer)
    with acting_as(rep):
        run(session, slip_flow, report(visit), "record", viewer=rep)
    assert (row.state, row.first_contact_medium) == (AllocationState.CONTACTED, Medium.VISIT)
    assert row.first_contact_on == clock.today() and row.is_contacted_late is False


@pytest.mark.rule("R-063", "R-064")
def test_a_week_without_contact_lets_the_manager_give_the_customer_away(
    app: Any, session: Any, reviewed: Callable, move: Callable, user_id: Callable,
    viewer_of: Callable,
) -> None:  # fmt: skip
    customer, row = reviewed()
    with pytest.raises(Denied) as denied:
        move("manager", row, "expire")
    assert [b.rule for b in denied.value.broken] == ["R-063"]
    late(session, row)
    move("manager", row, "expire")
    assert row.state is AllocationState.OVERDUE and row.is_contacted_late
    assert {task.duty for task in open_tasks(session, row)} == {"", "contact"}
    with pytest.raises(Denied):
        move("manager", row, "transfer")  # without a reason
    move("manager", row, "transfer", "一周内没有联系客户")
    assert row.state is AllocationState.TRANSFERRED and not open_tasks(session, row)
    with acting_as(viewer_of("manager")):
        fresh = queries.pending(session, customer.id)
    assert fresh is not None and fresh.why is Why.OVERDUE
    fresh.assigned_to_id = user_id("rep2")
    move("manager", fresh, "assign")
    with everything():
        last = queries.owners_of(session, customer.id)[-1]
    assert (last.why, last.from_id, last.to_id) == (Why.OVERDUE, user_id("rep"), user_id("rep2"))
    assert last.document == fresh.allocation_no and customer.owner_id == user_id("rep2")
    assert row.owner_id == user_id("rep2")  # the successor reads what was before


@pytest.mark.rule("R-063")
def test_a_late_contact_keeps_its_flag(session: Any, reviewed: Callable, move: Callable) -> None:
    _customer, row = reviewed()
    late(session, row)
    move("manager", row, "expire")
    asked = {"first_contact_on": clock.today(), "first_contact_medium": Medium.WECHAT}
    move("rep", row, "contact_late", asked=asked)
    assert row.state is AllocationState.CONTACTED and row.is_contacted_late is True


@pytest.mark.rule("R-063")
def test_the_clock_finds_what_is_late_by_itself(own_app: Any) -> None:
    from app.kernel import jobs
    from app.kernel.db import db, writing
    from app.kernel.scope import SYSTEM

    with own_app.app_context(), writing(), acting_as(SYSTEM):
        row = db.session.scalars(
            select(Allocation).where(Allocation.state == AllocationState.ASSIGNED)
        ).first()
        row.contact_due_at = utcnow() - dt.timedelta(minutes=1)
        jobs.enqueue(db.session, "watch_first_contacts")
        ident = row.id
        db.session.commit()
    Worker(own_app).drain()
    with own_app.app_context(), acting_as(SYSTEM):
        assert db.session.get(Allocation, ident).state is AllocationState.OVERDUE


@pytest.mark.rule("R-065")
def test_a_customer_without_anybody_is_the_managers_to_give(
    session: Any, move: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
    with everything():
        customer.owner_id = None
        customer.state = CardState.FILED
        session.flush()
    with acting_as(viewer_of("manager")):
        assert customer in queries.ownerless(session, 1000)
        row = allocating.open_allocation(
            session, customer, lead_source=allocating.source_of(customer)
        )
        begin(session, row, utcnow())
    assert row.lead_source is LeadSource.OWNERLESS and row.assigned_to_id is not None
    row.assigned_to_id = user_id("custodian")
    with pytest.raises(Denied) as denied:
        move("manager", row, "assign")
    assert [b.rule for b in denied.value.broken] == ["R-065"]
    row.assigned_to_id = user_id("rep")
    move("manager", row, "assign")
    assert customer.owner_id == user_id("rep")
