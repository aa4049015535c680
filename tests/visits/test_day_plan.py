"""The order of a round and the plan of a day (R-088, R-091, R-092, R-093)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.customers.words import Tier
from app.kernel.clock import day_of
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.visits.models import VisitRequest
from app.visits.route import round_of
from app.visits.views.day import _on_paper
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip

DAY = dt.timedelta(days=120)  # the demo plans nothing there


@pytest.fixture
def visits(session: Any, viewer_of: Callable, user_id: Callable) -> list[VisitRequest]:
    """Four visits of a day, in the order of their times."""
    start = utcnow().replace(hour=2, minute=0, second=0, microsecond=0) + DAY
    made = []
    with acting_as(viewer_of("rep")):
        for hour in range(4):
            at = start + dt.timedelta(hours=hour)
            row = slip(
                session, card(session, user_id("rep")), user_id("rep"), planned_from=at,
                planned_to=at + dt.timedelta(minutes=50),
            )  # fmt: skip
            row.customer.tier = Tier.GENERAL
            made.append(row)
    session.flush()
    return made


@pytest.mark.rule("R-093", "R-091")
def test_the_order_is_area_then_route_then_place_on_it(visits: list[VisitRequest]) -> None:
    for row, route, place in zip(
        visits, ("东二", "东一", "东一", None), (1, 9, 2, None), strict=True
    ):
        row.customer.route_no, row.customer.route_seq = route, place
    found = round_of(visits)
    assert found.by == "card" and found.km is None
    assert list(found.slips) == [visits[2], visits[1], visits[0], visits[3]]


@pytest.mark.rule("R-088")
def test_important_customers_come_first_where_the_register_says_so(
    session: Any, visits: list[VisitRequest]
) -> None:
    for number, row in enumerate(visits):
        row.customer.route_no, row.customer.route_seq = "东一", number
    visits[3].customer.tier = Tier.IMPORTANT
    assert round_of(visits).slips[0] is visits[3]
    in_force(session, "route.sort_first", "route")
    assert list(round_of(visits).slips) == visits


@pytest.mark.rule("R-091")
def test_the_visitors_own_order_counts_before_all(visits: list[VisitRequest]) -> None:
    for row, number in zip(visits, (3, 1, None, 2), strict=True):
        row.day_seq = number
    found = round_of(visits)
    assert found.by == "hand"
    assert list(found.slips) == [visits[1], visits[3], visits[0], visits[2]]


@pytest.mark.rule("R-091")
def test_where_all_places_are_known_the_way_is_shortened_and_said(
    visits: list[VisitRequest],
) -> None:
    for number, (row, north) in enumerate(zip(visits, (0, 3, 1, 2), strict=True)):
        row.customer.route_no, row.customer.route_seq = "东一", number
        row.customer.latitude = Decimal("30.60") + Decimal(north) / 10
        row.customer.longitude = Decimal("104.06")
    found = round_of(visits)
    assert found.by == "distance" and found.km == pytest.approx(33.4, abs=0.2)
    assert list(found.slips) == [visits[0], visits[2], visits[3], visits[1]]
    visits[1].customer.latitude = None
    assert round_of(visits).by == "card"


@pytest.mark.rule("R-092")
def test_the_plan_shows_the_round_and_offers_the_sheet(
    visits: list[VisitRequest], session: Any, client_as: Callable, user_id: Callable
) -> None:
    session.commit()
    day = day_of(visits[0].planned_from).isoformat()
    page = client_as("rep").get(f"/dayplan/?day={day}").text
    assert all(f"/show/{row.id}" in page for row in visits) and "/dayplan/print" in page
    mine = f"/dayplan/?day={day}&who={user_id('rep')}"
    assert f"/show/{visits[0].id}" in client_as("manager").get(mine).text
    assert f"/show/{visits[0].id}" not in client_as("rep3").get(mine).text, "out of his reach"
    assert client_as("rep").get("/dayplan/?day=2026-13-40").status_code == 404
    for who in (99_999_999, 2**40):
        assert client_as("rep").get(f"/dayplan/?who={who}").status_code == 404
    assert client_as("admin").get("/dayplan/").status_code == 403


@pytest.mark.rule("R-092", "C-24")
def test_the_sheet_names_a_receiver_to_those_who_may_read_his_name(
    app: Any, session: Any, visits: list[VisitRequest], viewer_of: Callable
) -> None:
    for row in visits:
        row.receiver_name = "不外传者"
    session.flush()
    with app.test_request_context():
        for person, is_told in (("rep", True), ("attendance", False)):
            with acting_as(viewer_of(person)):
                assert ("不外传者" in str(_on_paper(round_of(visits)))) is is_told, person
