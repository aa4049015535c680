"""The cooperation archive: begins with the first contract or order, and stands on the customer's record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.customers import cooperation
from app.customers.matters import MatterState
from app.customers.models import CooperationMatter, Customer
from app.customers.traits import ProspectStage
from app.customers.words import DealStage, TimeClass
from app.customers.workflow import cooperation_flow, merge_flow
from app.kernel import clock, numbering
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, run
from app.reference.queries import word
from tests.customers.test_merging import proposed
from tests.factories.cooperation import evidence, in_force, matter
from tests.factories.customers import card

DAY = dt.timedelta(days=1)


@pytest.fixture
def rep(viewer_of: Callable) -> Any:
    with acting_as(viewer_of("rep")) as viewer:
        yield viewer


@pytest.fixture
def customer(session: Any, rep: Any) -> Customer:
    return in_force(session, rep.user_id)


def do(session: Any, viewer: Any, row: CooperationMatter, move: str, **more: Any) -> None:
    with acting_as(viewer):
        run(session, cooperation_flow, row, move, viewer=viewer, **more)


def confirmed(session: Any, rep: Any, manager: Any, row: CooperationMatter) -> CooperationMatter:
    evidence(session, row)
    do(session, rep, row, "submit")
    do(session, manager, row, "confirm")
    return row


@pytest.mark.rule("R-069", "R-070", "C-28")
def test_the_first_contract_makes_a_new_customer_an_old_one(
    session: Any, rep: Any, viewer_of: Any, customer: Customer
) -> None:
    manager = viewer_of("manager")
    assert cooperation.classes(customer) == (TimeClass.NEW, DealStage.UPCOMING)
    first = confirmed(
        session, rep, manager, matter(session, customer, matter_on=clock.today() - 9 * DAY)
    )
    assert customer.cooperation_started_on == first.matter_on and first.opens_archive
    assert (customer.time_class, customer.deal_stage) == (TimeClass.OLD, DealStage.CURRENT)
    assert customer.prospect_stage is ProspectStage.OLD
    (task,) = open_tasks(session, first)
    assert task.role == "custodian"
    older = confirmed(
        session,
        rep,
        manager,
        matter(session, customer, "order", matter_on=clock.today() - 20 * DAY),
    )
    assert customer.cooperation_started_on == older.matter_on, "the earliest counts"
    assert older.opens_archive and not first.opens_archive


@pytest.mark.rule("R-069")
def test_a_beginning_has_its_paper_and_its_number_and_another_pair_of_eyes(
    session: Any, rep: Any, viewer_of: Any, customer: Customer
) -> None:
    row = matter(session, customer)
    with pytest.raises(Denied) as denied:
        do(session, rep, row, "submit")
    assert [broken.rule for broken in denied.value.broken] == ["R-069"]
    evidence(session, row)
    do(session, rep, row, "submit")
    with pytest.raises(Denied) as own:
        do(session, rep, row, "confirm")
    assert own.value.code == "own"
    do(session, viewer_of("manager"), row, "send_back", reason="缺盖章页")
    assert row.state is MatterState.RETURNED and not cooperation.has_begun(customer)
    values = {"customer_id": customer.id, "matter_kind_id": row.matter_kind_id}
    assert [each.field for each in check([cooperation.matter], values)[0]] == ["paper_no"]


@pytest.mark.rule("R-069", "R-124")
def test_other_matters_follow_the_beginning_and_are_entered_at_once(
    session: Any, rep: Any, customer: Customer
) -> None:
    kind = word(session, cooperation.KINDS, "payment")
    values = {"customer_id": customer.id, "matter_kind_id": kind.id, "matter_on": clock.today()}
    (broken,) = check([cooperation.matter], values)[0]
    assert (broken.field, broken.rule) == ("matter_kind_id", "R-069")
    cooperation.begin(session, customer, "order", clock.today(), summary="首单", paper_no="DD-1")
    assert not check([cooperation.matter], values)[0]
    assert check([cooperation.matter], {**values, "matter_on": clock.today() + DAY})[0]
    row = matter(session, customer, "payment", paper_no=None)
    do(session, rep, row, "note")
    assert row.state is MatterState.CONFIRMED and not row.opens_archive


@pytest.mark.rule("R-053")
def test_nothing_begins_with_a_card_that_is_not_in_force(session: Any, rep: Any) -> None:
    row = matter(session, card(session, rep.user_id, False))
    evidence(session, row)
    with pytest.raises(Denied) as denied:
        do(session, rep, row, "submit")
    assert [broken.rule for broken in denied.value.broken] == ["R-053"]


@pytest.mark.rule("R-069")
def test_a_day_told_before_stays_until_a_declaration_says_otherwise(
    session: Any, rep: Any, customer: Customer
) -> None:
    customer.cooperation_started_on = dt.date(2019, 5, 20)
    cooperation.derive(session, customer)
    assert customer.cooperation_started_on == dt.date(2019, 5, 20)
    cooperation.begin(session, customer, "contract", dt.date(2020, 1, 8), summary="首份合同")
    assert customer.cooperation_started_on == dt.date(2020, 1, 8)
    with pytest.raises(LookupError):
        cooperation.begin(session, customer, "gift", clock.today(), summary="无此类别")


@pytest.mark.rule("R-069", "R-123")
def test_the_archive_is_a_tab_of_the_record(
    session: Any, rep: Any, customer: Customer, client_as: Any
) -> None:
    row = cooperation.begin(
        session, customer, "contract", clock.today(), summary="年度经销合同", paper_no="HT-77"
    )
    session.commit()
    page = client_as("rep").get(f"/customerview/show/{customer.id}?tab=cooperation").text
    assert row.matter_no in page and "HT-77" in page and "年度经销合同" in page
    sheet = client_as("rep").get(f"/cooperationmatterview/show/{row.id}").text
    assert "关键点信息反馈" in sheet


@pytest.mark.rule("R-011", "R-069")
def test_of_two_cards_that_become_one_the_earlier_beginning_counts(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    with acting_as(SYSTEM):
        stays, goes = (in_force(session, user_id("rep")) for _n in range(2))
        goes.through_id = None
        cooperation.begin(session, stays, "contract", dt.date(2024, 3, 1), summary="后签")
        first = cooperation.begin(session, goes, "contract", dt.date(2021, 3, 1), summary="先签")
    row = proposed(session, stays, goes, viewer_of("rep"))
    with acting_as(viewer_of("manager")) as manager:
        run(session, merge_flow, row, "merge", viewer=manager)
        assert stays.cooperation_started_on == dt.date(2021, 3, 1) and first.customer_id == stays.id
        run(session, merge_flow, row, "undo", viewer=manager, reason="两家不同")
        assert stays.cooperation_started_on == dt.date(2024, 3, 1) and first.customer_id == goes.id
        assert goes.cooperation_started_on == dt.date(2021, 3, 1) and first.opens_archive


@pytest.mark.rule("R-011", "R-004")
def test_a_card_reached_through_its_double_is_not_reached_through_itself(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    with acting_as(SYSTEM):
        stays, goes = (in_force(session, user_id("rep")) for _n in range(2))
        stays.through_id = goes.id
        session.flush()
    row = proposed(session, stays, goes, viewer_of("rep"))
    with acting_as(viewer_of("manager")) as manager:
        run(session, merge_flow, row, "merge", viewer=manager)
        assert stays.through_id is None
        run(session, merge_flow, row, "undo", viewer=manager, reason="两家不同")
        assert stays.through_id == goes.id


def test_a_matter_is_numbered(session: Any, rep: Any, customer: Customer) -> None:
    row = CooperationMatter(customer_id=customer.id)
    numbering.number(session, row, on=dt.date(2026, 1, 2))
    assert row.matter_no.startswith("HZ-2026-")
