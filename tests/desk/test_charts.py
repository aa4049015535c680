"""Charts: SQL adds up what the viewer may see, and each piece leads to exactly its rows."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from dataclasses import replace

import pytest

from app.customers.models import Customer
from app.customers.views import CustomerView
from app.customers.words import AbcGrade, Tier
from app.desk.charts import Chart
from app.desk.filters import Filter, together
from app.desk.grouping import between, bounds, key_of
from app.desk.interface import rows_of
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.viewer import Viewer
from tests.desk.cards import NAME, make_cards
from tests.desk.test_lists import get, ids

CHART = f"/customerview/chart/?f.customer_name.starts={NAME}"


def island(page: str) -> dict:
    return json.loads(re.search(r'id="chart-data">(.*?)</script>', page, re.S).group(1))


def test_the_data_of_a_chart_are_the_numbers_it_draws(cards, client_as) -> None:
    client = client_as("manager", "en")
    page = get(client, f"{CHART}&by=created_at&bucket=quarter&series=tier")
    link = html.unescape(re.search(r'id="chart-data-link" href="([^"]+)"', page).group(1))
    answer = client.get(link)
    assert answer.mimetype == "text/csv"
    head, *lines = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    drawn = island(page)
    assert head[1:] == [series["name"] for series in drawn["series"]]
    assert [line[0] for line in lines] == drawn["groups"]
    assert sum(float(cell) for line in lines for cell in line[1:]) == total(drawn) == 48


def total(data: dict) -> float:
    return sum(sum(series["values"]) for series in data["series"])


@pytest.fixture
def cards(session) -> list[int]:
    return make_cards(session, "rep", 48)


@pytest.mark.parametrize("ask", ["chart=by_tier", "chart=by_month", "chart=by_owner", "by=abc_grade&series=tier", "by=branch", "by=is_core", "by=collected_on&bucket=week", "by=created_at&bucket=quarter", "by=created_at&bucket=week&series=tier", "by=created_at&bucket=day", "by=created_at&bucket=year", "chart=0", "by=owner&kind=pie"])  # fmt: skip
def test_a_chart_adds_up_to_the_rows_of_the_list(cards, client_as, ask) -> None:
    data = island(get(client_as("manager"), f"{CHART}&{ask}"))
    assert total(data) == 48
    assert all(len(series["values"]) == len(data["groups"]) for series in data["series"])


def test_every_piece_leads_to_its_rows(cards, client_as) -> None:
    client = client_as("manager")
    for ask in (
        "by=tier&series=abc_grade",
        "chart=by_month",
        "by=created_at&bucket=week",
        "by=owner",
    ):
        data = island(get(client, f"{CHART}&{ask}"))
        for series in data["series"]:
            for value, link in zip(series["values"], series["links"], strict=True):
                if value:
                    assert len(ids(get(client, f"{link}&size=100"))) == value, (ask, link)


@pytest.mark.parametrize(
    "ask",
    [
        "f.created_at.between=2020-01-01..2199-12-31&by=created_at&bucket=month",
        "f.abc_grade.is=A1&by=abc_grade&series=tier",
        "f.abc_grade.is=A1&by=tier&series=abc_grade",
    ],
)
def test_a_piece_of_what_is_filtered_already_leads_to_its_rows(cards, client_as, ask) -> None:
    client = client_as("manager")
    data = island(get(client, f"{CHART}&{ask}"))
    assert total(data) > 0
    for links, values in (
        (data["links"], [sum(each) for each in zip(*(s["values"] for s in data["series"]), strict=True)]),
        *((series["links"], series["values"]) for series in data["series"]),
    ):  # fmt: skip
        for value, link in zip(values, links, strict=True):
            if value:
                assert len(ids(get(client, f"{link}&size=100"))) == value, link


def test_two_spans_of_a_field_are_what_they_share() -> None:
    old = Filter("on", "between", ("2026-03-20", "2026-01-10"))
    month = Filter("on", "between", ("2026-03-01", "2026-03-31"))
    assert together([old], [month]) == (replace(month, values=("2026-03-01", "2026-03-20")),)
    april = Filter("on", "between", ("2026-04-01", "2026-04-30"))
    assert together([old], [april]) is None, "no row can lie in both"


def test_what_is_older_than_what_is_drawn_is_one_group(session, client_as) -> None:
    """Days far apart leave gaps; neither they nor the rows before them may eat rows or the newest days."""
    found = make_cards(session, "rep", 6)
    days = [dt.date(1999, 1, 5), dt.date(2012, 3, 4), dt.date(2026, 10, 2), dt.date(2026, 11, 3)]
    with acting_as(SYSTEM):
        for ident, day in zip(found, days, strict=False):
            session.get_one(Customer, ident).founded_on = day
        session.commit()
    for also in ("", "&series=abc_grade"):
        data = island(get(client_as("manager", "en"), f"{CHART}&by=founded_on&bucket=day{also}"))
        assert total(data) == 6
        assert data["groups"][0] == "Earlier" and data["links"][0] == ""
        assert data["groups"][-2:] == ["2026-11-03", "(empty)"] and len(data["groups"]) == 62
        at = data["groups"].index("2026-10-02")
        sums = [sum(each) for each in zip(*(s["values"] for s in data["series"]), strict=True)]
        assert (sums[0], sums[at], sums[-2], sums[-1]) == (2, 1, 1, 2)


def test_a_chart_of_many_series_adds_up(session, client_as) -> None:
    """Every group has another series: neither those beyond the colours nor those of the small groups are lost."""
    found = make_cards(session, "rep", 12)
    with acting_as(SYSTEM):
        for number, ident in enumerate(found):
            row = session.get_one(Customer, ident)
            row.founded_on = dt.date(2026, 1, 1 + number)
            row.collected_on = dt.date(2025, 1 + number, 1)
        session.commit()
    ask = "by=founded_on&bucket=day&series=collected_on"
    data = island(get(client_as("manager", "en"), f"{CHART}&{ask}"))
    assert total(data) == 12 and len(data["series"]) == 7
    assert data["series"][-1]["name"] == "Others" and sum(data["series"][-1]["values"]) == 6


def test_series_of_the_small_groups_alone_are_counted(session, client_as, monkeypatch) -> None:
    found = make_cards(session, "rep", 5)
    with acting_as(SYSTEM):
        for number, ident in enumerate(found):
            row = session.get_one(Customer, ident)
            row.abc_grade, row.tier = (
                (AbcGrade.A1, Tier.IMPORTANT) if number < 3 else (None, Tier.GENERAL)
            )
        session.commit()
    few = [Chart("few", "Few", by="abc_grade", series="tier", legs=1)]
    monkeypatch.setattr(CustomerView, "charts", few)
    data = island(get(client_as("manager", "en"), f"{CHART}&chart=few"))
    assert total(data) == 5
    assert [series["name"] for series in data["series"]][-1] == "Others"


def test_a_chart_passes_the_gate(session, client_as) -> None:
    make_cards(session, "rep", 4)
    make_cards(session, "rep3", 3, start=50)
    assert total(island(get(client_as("rep"), f"{CHART}&chart=by_tier"))) == 4
    assert total(island(get(client_as("gm"), f"{CHART}&chart=by_tier"))) == 7


@pytest.mark.parametrize("ask", ["chart=99", "chart=none", "chart=-1", "by=password", "by=customer_name", "by=id", "by=tier&series=password", "by=tier&sum=id", "kind=java", "by=created_at&bucket=second", "by=key_point_feedback"])  # fmt: skip
def test_what_is_not_offered_does_not_exist(cards, client_as, ask) -> None:
    get(client_as("manager"), f"/customerview/chart/?{ask}", 404)


def test_small_groups_are_drawn_as_one(session, cards, client_as, monkeypatch) -> None:
    monkeypatch.setattr(
        CustomerView,
        "charts",
        [
            Chart("few", "Few", by="tier", legs=1),
            Chart("two", "Two", by="tier", series="abc_grade", legs=1),
        ],
    )
    for name in ("few", "two"):
        data = island(get(client_as("manager", "en"), f"{CHART}&chart={name}"))
        assert len(data["groups"]) == 2 and total(data) == 48
        assert all(series["links"][1] == "" for series in data["series"]), (
            "no filter says “the others”"
        )


def test_months_without_rows_are_drawn_too() -> None:
    assert list(between("month", "2025-11", "2026-02")) == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert list(between("quarter", "2025-Q4", "2026-Q1")) == ["2025-Q4", "2026-Q1"]
    assert bounds("quarter", "2026-Q1") == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert key_of("week", dt.date(2026, 11, 22)) == "2026-11-16"


def test_the_numbers_come_as_csv_that_no_spreadsheet_runs(cards, client_as) -> None:
    answer = client_as("manager").get(f"{CHART}&chart=by_tier&as=csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = answer.get_data(as_text=True).strip().splitlines()
    assert sum(int(line.rsplit(",", 1)[1]) for line in lines[1:]) == 48


def test_a_sum_counts_nothing_where_there_is_no_value(cards, client_as) -> None:
    data = island(get(client_as("manager"), f"{CHART}&by=tier&sum=registered_capital"))
    assert total(data) == 0


def test_a_chart_over_a_hidden_field_is_not_offered() -> None:
    view = CustomerView.__new__(CustomerView)
    view.datamodel, view.charts = (
        CustomerView.datamodel,
        [Chart("secret", "Secret", by="key_point_feedback")],
    )
    view.list_columns, view.search_columns = ["tier"], []
    assert "secret" not in {chart.name for chart in view.charts_for(Viewer(user_id=1))}


def test_every_table_has_a_chart() -> None:
    view = CustomerView.__new__(CustomerView)
    view.datamodel, view.charts = rows_of(CustomerView.datamodel.obj), []
    view.list_columns, view.search_columns = ["customer_name", "tier"], ["tier"]
    assert [chart.name for chart in view.charts_for(Viewer(user_id=1))] == ["by_tier", "by_month"]
