"""Rivals and what they do at customers (F-012)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.kernel import clock
from app.kernel.rules import check
from app.market import rules
from tests.factories.customers import card
from tests.factories.market import competitor, competitor_at

pytestmark = pytest.mark.usefixtures("as_system")


@pytest.mark.rule("R-046")
def test_what_is_not_known_of_a_rival_is_said_and_does_not_stop(session: Any) -> None:
    errors, warnings = check([rules.at_customer], {"comp_product_use": "宴席用酒"})
    assert not errors
    assert {broken.field for broken in warnings} == set(rules.TO_FIND_OUT)
    assert {broken.rule for broken in warnings} == {"R-046"}


@pytest.mark.rule("R-046")
def test_nothing_is_found_out_tomorrow(session: Any) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    errors, _warnings = check([rules.at_customer], {"noted_on": tomorrow})
    assert [broken.field for broken in errors] == ["noted_on"]


@pytest.mark.rule("R-046")
def test_a_rival_stands_in_the_list_once(session: Any) -> None:
    there = competitor(session, comp_name="春酿（集团）有限公司")
    again = {"comp_name": "春酿(集团) 有限公司"}
    assert [b.field for b in check([rules.competitor], again)[0]] == ["comp_name"]
    assert not check([rules.competitor], again, there)[0], "itself is no twin"


def test_who_sees_the_customer_sees_its_rivals(session: Any, client_as: Any, user_id: Any) -> None:
    row = competitor_at(session, card(session, user_id("rep")), comp_rep_name="郑强")
    session.commit()
    where = f"/customercompetitorview/show/{row.id}/part/rep"
    assert "郑强" in client_as("rep").get(where).text
    assert client_as("rep2").get(where).status_code == 404
    assert "郑强" not in client_as("director").get(where).text, "a person of somebody else"


def test_a_customer_shows_its_rivals(session: Any, client_as: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    row = competitor_at(session, customer)
    session.commit()
    page = client_as("rep").get(f"/customerview/show/{customer.id}/part/competitors").text
    assert f"/customercompetitorview/show/{row.id}" in page
