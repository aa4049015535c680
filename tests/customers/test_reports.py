"""Gain and loss of customers, and how they are spread: page, paper, data, within the reader's reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers import figures
from app.customers.matters import LossReason, Turn
from app.customers.models import CustomerTurn
from app.desk.prints import PrintEntry
from app.kernel import clock
from app.kernel.scope import SYSTEM, acting_as
from app.reference.queries import region
from tests.desk.test_paper_face import Printer, printer  # noqa: F401  (fixture)
from tests.factories.cooperation import in_force

FIRST, LAST = dt.date(2031, 1, 1), dt.date(2031, 3, 31)


def turn(session: Any, customer: Any, on: dt.date, kind: Turn, **why: Any) -> None:
    session.add(CustomerTurn(customer_id=customer.id, turned_on=on, turn=kind, **why))
    session.flush()


@pytest.mark.rule("R-257", "R-006")
def test_what_comes_in_and_goes_adds_up_month_by_month(session: Any, viewer_of: Callable) -> None:
    with acting_as(viewer_of("rep")) as rep:
        row = in_force(session, rep.user_id)
        before = figures.gains_and_losses(session, FIRST, LAST)[0].opening
        turn(session, row, dt.date(2031, 1, 3), Turn.GAINED, gain_reason=row.collect_channel)
        turn(
            session,
            row,
            dt.date(2031, 2, 28),
            Turn.LOST,
            loss_reason=LossReason.PRICE,
            note="报价高",
        )
        turn(session, row, dt.date(2031, 3, 31), Turn.RETURNED)
        months = figures.gains_and_losses(session, FIRST, LAST)
        assert [(m.month, m.opening - before, m.closing - before) for m in months] == [
            ("2031-01", 0, 1), ("2031-02", 1, 0), ("2031-03", 0, 1),
        ]  # fmt: skip
        gained, lost = figures.reasons(session, FIRST, LAST)
        assert gained.total() == 2 and lost == {LossReason.PRICE: 1}
        assert [each.note for each in figures.lost_ones(session, FIRST, LAST)] == ["报价高"]
    with acting_as(viewer_of("rep3")):
        assert figures.reasons(session, FIRST, LAST)[1] == {}, "another branch"


@pytest.mark.rule("R-006")
def test_customers_are_spread_over_cities_and_industries(session: Any, user_id: Callable) -> None:
    with acting_as(SYSTEM):
        place = region(session, "510104")
        before = figures.by_region(session, figures.CITY)["四川省成都市"].total()
        in_force(session, user_id("rep"), region_id=place.id)
        assert figures.by_region(session, figures.CITY)["四川省成都市"].total() == before + 1
        assert figures.by_region(session, figures.PROVINCE)["四川省"].total() > before
        whole = sum(counts.total() for counts in figures.by_industry(session).values())
        assert whole == sum(c.total() for c in figures.by_region(session, figures.CITY).values())


@pytest.mark.parametrize(
    ("path", "said"),
    [("/gains/", "期初数"), (f"/gains/?period={clock.today().year}", "期末数"),
     ("/spread/", "成都市"), ("/spread/?by=industry&region=province", "四川省")],
)  # fmt: skip
def test_a_report_is_a_page_a_paper_and_data(path: str, said: str, client_as: Callable) -> None:
    client = client_as("gm")
    page = client.get(path)
    assert page.status_code == 200 and said in page.text
    where, _mark, query = path.partition("?")
    data = client.get(f"{where}data?{query}")
    assert data.mimetype == "text/csv" and said in data.text
    assert client.get(f"{where}?{'period' if 'gains' in path else 'by'}=strange").status_code == 404


def test_a_report_leads_to_no_list_that_its_reader_may_not_open(client_as: Callable) -> None:
    assert "/customerturnview/list/" in client_as("gm").get("/gains/").text
    finance = client_as("finance")
    assert finance.get("/customerturnview/list/").status_code == 403
    assert "/customerturnview/" not in finance.get("/gains/").text


def test_who_does_not_analyse_opens_no_report(client_as: Callable) -> None:
    assert client_as("attendance").get("/gains/").status_code in (302, 403)
    assert client_as("rep").get("/gains/data").status_code in (302, 403)


def test_the_paper_is_a_copy_of_the_print_log(
    session: Any,
    client_as: Callable,
    printer: Printer,  # noqa: F811
) -> None:
    paper = client_as("gm").get("/gains/print")
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF")
    assert "期初数" in printer.html[0]
    entry = session.scalars(select(PrintEntry).order_by(PrintEntry.id.desc()).limit(1)).one()
    assert (entry.paper, entry.copy_no, "客户增减分析表" in entry.document) == ("gains", 1, True)
