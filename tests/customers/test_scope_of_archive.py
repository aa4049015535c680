"""What the archive is for: every kind of customer, all four parts of the card, who is written to, who is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.customers.faces import CARD, CARD_LINES, TRADING
from app.customers.models import Customer, TradingDeclaration
from app.customers.words import CollectMode, DealStage, Lifecycle, RelationKind, TimeClass
from app.kernel import clock, policy
from app.kernel.scope import acting_as
from app.market.models import CustomerChange, CustomerCompetitor
from app.menu import INVITED, MAILED
from tests.factories.customers import card

SECTIONS = {section.name: set(section.names()) for section in CARD}
LINES = {lines.name for lines in CARD_LINES}


@pytest.mark.rule("R-004")
def test_past_present_and_future_direct_and_indirect_customers_have_a_place(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    assert set(policy.value("archive.scope_time")) == {"past", "present", "future"}
    relations = {word.value for word in RelationKind}
    assert set(policy.value("archive.scope_relation")) == relations
    assert {word.value for word in TimeClass} == {"old", "new", "future"}
    assert {word.value for word in DealStage} == {"past", "current", "upcoming"}
    with acting_as(viewer_of("rep")):
        for kind in RelationKind:
            assert card(session, user_id("rep"), False, relation_kind=kind).relation_kind is kind


@pytest.mark.rule("R-006")
def test_lists_for_letters_and_invitations_hold_only_who_agreed(
    session: Any, viewer_of: Any, user_id: Any, client_as: Any
) -> None:
    with acting_as(viewer_of("rep")):
        names = {"yes": "愿收信样例店", "no": "拒收信样例店", "gone": "已流失样例店"}
        made = {
            key: card(
                session, user_id("rep"), False, customer_name=name, mailing_allowed=key != "no"
            )
            for key, name in names.items()
        }
        made["gone"].lifecycle_status = Lifecycle.LOST
    session.commit()
    for query in (MAILED, INVITED):
        page = client_as("rep").get(f"/customerview/list/?{query}").text
        assert names["yes"] in page and names["no"] not in page and names["gone"] not in page


@pytest.mark.rule("R-014", "R-019")
def test_the_first_step_is_kept_with_who_brought_it_and_whom_it_reaches(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    assert policy.value("process.record_from") == "first_contact"
    with acting_as(viewer_of("clerk")):
        row = card(session, user_id("rep"), False)
    assert row.recorded_at is not None and row.created_by_id == user_id("clerk")
    assert row.owner_id == row.collected_by_id == user_id("rep")
    assert CustomerChange.__table__.c.change_source is not None  # where news came from


@pytest.mark.rule("R-018")
def test_the_whole_archive_stands_on_one_page_for_those_who_lead(
    session: Any, viewer_of: Any, user_id: Any, client_as: Any
) -> None:
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"))
    session.commit()
    page = client_as("gm").get(f"/customerview/show/{row.id}?tab=whole")
    assert page.status_code == 200
    assert all(f'id="w-{name}"' in page.text for name in ("classes", "unit", "business", "origin"))


@pytest.mark.rule("R-030")
def test_data_come_in_one_of_the_ways_the_register_names(as_system: None) -> None:
    assert len(CollectMode) == len(policy.value("collect.modes"))


@pytest.mark.rule("R-038", "R-039")
def test_a_card_has_its_four_parts_and_the_rivals_around_the_customer(as_system: None) -> None:
    assert set(policy.value("card.parts")) == {"base", "features", "business", "transactions"}
    assert {"unit", "features", "business"} <= SECTIONS.keys()
    assert "declared" in LINES
    assert policy.value("card.include_competitors")
    assert "rivals" in LINES and CustomerCompetitor.reach.table == "customer"
    assert {"area_potential", "area_culture", "area_customs"} <= SECTIONS["features"]


@pytest.mark.rule("R-049")
def test_what_follow_up_asks_of_a_customer_and_its_leaders_has_a_field() -> None:
    asked = set().union(*SECTIONS.values())
    assert {"scale", "legal_representative", "products_made"} & asked
    assert {"comp_quantity"} <= set(CustomerCompetitor.__table__.c.keys())


@pytest.mark.rule("R-051")
def test_plan_time_quantity_funds_and_payment_stand_in_the_state_of_trade() -> None:
    fields = {name for section in TRADING for name in section.names()}
    assert {
        "purchase_plan_time",
        "purchase_plan_quantity",
        "fund_release_time",
        "payment_method",
    } <= fields
    assert all(TradingDeclaration.__table__.c[name].info["rule"] == "R-051" for name in (
        "purchase_plan_time", "purchase_plan_quantity", "fund_release_time", "payment_method"))  # fmt: skip


@pytest.mark.rule("R-069", "R-070")
@pytest.mark.parametrize(("days", "years"), [(0, "0"), (364, "0"), (366, "1"), (3660, "10")])
def test_years_of_cooperation_are_reckoned_from_its_first_day(days: int, years: str) -> None:
    row = Customer(cooperation_started_on=clock.today() - dt.timedelta(days=days))
    assert row.cooperation_years == years
    assert Customer().cooperation_years is None


def test_the_day_a_customer_is_lost_is_kept_and_goes_when_he_comes_back() -> None:
    row = Customer(lifecycle_status=Lifecycle.ACTIVE)
    assert row.lost_on is None
    row.lifecycle_status = Lifecycle.LOST
    assert row.lost_on == clock.today()
    row.lifecycle_status = Lifecycle.ACTIVE
    assert row.lost_on is None
