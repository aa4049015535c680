"""What a class demands, what counts, what is owed, and a plan of it at one click."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.customers.words import AbcGrade, Lifecycle, Tier
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.returns import figures, frequency
from app.returns.frequency import How, Span, demands
from app.returns.models import ReturnPlan, ReturnPlanLine
from app.returns.words import RecordMethod, ReturnState
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.returns import due, written


@pytest.fixture
def mine(session: Any, viewer_of: Callable, user_id: Callable) -> Any:
    """A customer one deals with; its class can be given."""

    def make(**given: Any) -> Any:
        with acting_as(viewer_of("rep")):
            row = card(session, user_id("rep"))
            row.lifecycle_status = Lifecycle.ACTIVE
            row.abc_grade, row.tier = given.get("grade"), given.get("tier")
            session.flush()
        return row

    return make


@pytest.fixture
def made(session: Any, viewer_of: Callable) -> Callable:
    def make(customer: Any, how: RecordMethod, **given: Any) -> Any:
        with acting_as(viewer_of("rep")):
            row = written(due(session, customer, viewer_of("rep")), record_method=how, **given)
            row.state = given.get("state", ReturnState.CHECKED)
            session.flush()
        return row

    return make


GRID = [
    ("A1", 2, Span.WEEK, 4), ("A2", 1, Span.WEEK, 3), ("B1", 1, Span.WEEK, 2),
    ("B2", 1, Span.FORTNIGHT, 1), ("C", 1, Span.FORTNIGHT, 0),
]  # fmt: skip


@pytest.mark.rule("R-180", "R-181", "R-182", "R-183", "R-184", "C-32")
@pytest.mark.parametrize(("grade", "calls", "span", "visits"), GRID)
def test_the_grid_of_key_accounts(
    session: Any, viewer_of: Callable, grade: str, calls: int, span: Span, visits: int
) -> None:
    with acting_as(viewer_of("gm")):
        told = {(each.how, each.span): each.number for each in demands(AbcGrade(grade), None)}
    wanted = {(How.CALL, span): calls} | ({(How.VISIT, Span.MONTH): visits} if visits else {})
    assert told == wanted


@pytest.mark.rule("C-02", "R-139", "R-140")
def test_the_most_specific_rule_holds_or_all(session: Any, viewer_of: Callable) -> None:
    with acting_as(viewer_of("gm")):
        assert [d.rule for d in demands(None, Tier.GENERAL)] == ["R-139"]
        assert [d.rule for d in demands(None, Tier.IMPORTANT)] == ["R-140"]
        assert {d.rule for d in demands(AbcGrade.B2, Tier.IMPORTANT)} == {"R-183"}
        in_force(session, "freq.resolve", "strictest")
        strict = demands(AbcGrade.B2, Tier.IMPORTANT)
        assert {d.rule for d in strict} == {"R-139", "R-140", "R-183"}
        in_force(session, "rv.routine_per_month_min", "0")
        assert demands(None, Tier.GENERAL) == []


@pytest.mark.rule("R-179", "R-180", "C-02")
def test_only_return_visits_that_were_made_count_and_none_for_another_customer(
    session: Any, mine: Callable, made: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    one, other, today = mine(grade=AbcGrade.A1), mine(grade=AbcGrade.A1), clock.today()
    with acting_as(viewer_of("rep")):
        before = frequency.standings(session, today)[user_id("rep")]
        owed = before.owed(How.CALL, Span.WEEK), before.owed(How.VISIT, Span.MONTH)
    for _ in range(3):  # one more than the class demands
        made(one, RecordMethod.REGULAR_PHONE)
    made(other, RecordMethod.REGULAR_PHONE, state=ReturnState.PLANNED)
    made(other, RecordMethod.REGULAR_PHONE, visited_at=utcnow() - dt.timedelta(days=70))
    made(other, RecordMethod.ON_SITE)
    with acting_as(viewer_of("rep")):
        after = frequency.standings(session, today)[user_id("rep")]
        missing = {each.customer.id: each.missing for each in frequency.owed(session, today, 100)}
    assert after.owed(How.CALL, Span.WEEK) == owed[0] - 2
    assert after.owed(How.VISIT, Span.MONTH) == owed[1] - 1
    assert {(d.how, n) for d, n in missing[one.id].items()} == {(How.VISIT, 4)}
    assert {(d.how, n) for d, n in missing[other.id].items()} == {(How.CALL, 2), (How.VISIT, 3)}


@pytest.mark.rule("R-252")
def test_a_watched_customer_is_called_on_all_the_same(
    session: Any, mine: Callable, viewer_of: Callable
) -> None:
    row = mine(grade=AbcGrade.A1)
    with acting_as(viewer_of("rep")):
        row.lifecycle_status = Lifecycle.WATCHED
        session.flush()
        found = frequency.owed(session, clock.today(), 100)
    assert row.id in {each.customer.id for each in found}


@pytest.mark.rule("R-260")
def test_a_blocked_customer_is_owed_nothing(
    session: Any, mine: Callable, viewer_of: Callable
) -> None:
    row = mine(grade=AbcGrade.A1)
    with acting_as(viewer_of("rep")):
        row.lifecycle_status = Lifecycle.BAD_IN_PROCESS
        session.flush()
        found = frequency.owed(session, clock.today(), 100)
    assert row.id not in {each.customer.id for each in found}


@pytest.mark.rule("R-143", "C-02")
def test_what_is_owed_is_planned_at_one_click(
    session: Any, mine: Callable, client_as: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    row = mine(grade=AbcGrade.A1)
    answer = client_as("rep").post("/owed/do/plan")
    assert "/returnplanview/edit/" in answer.headers["Location"]
    with acting_as(viewer_of("rep")):
        plan = session.scalars(select(ReturnPlan).order_by(ReturnPlan.id.desc()).limit(1)).one()
        lines = select(ReturnPlanLine).where(ReturnPlanLine.plan_id == plan.id)
        assert plan.owner_id == user_id("rep")
        assert row.id in {line.customer_id for line in session.scalars(lines)}
    assert client_as("rep").get(answer.headers["Location"]).status_code == 200
    assert client_as("rep").post("/owed/do/forget").status_code == 404
    assert client_as("clerk").post("/owed/do/plan").status_code == 404, "a clerk begins no plan"


@pytest.mark.rule("R-156", "R-158")
def test_the_week_is_counted_person_by_person(
    session: Any, mine: Callable, made: Callable, client_as: Callable, viewer_of: Callable,
    user_id: Callable,
) -> None:  # fmt: skip
    row, today = mine(), clock.today()
    monday = today - dt.timedelta(days=today.weekday())
    with acting_as(viewer_of("rep")):
        before = figures.weeks(session, monday)[user_id("rep")]
    made(row, RecordMethod.REGULAR_PHONE)
    made(row, RecordMethod.ON_SITE, is_recorded_late=True)
    with acting_as(viewer_of("rep")):
        due(session, row, viewer_of("rep"), planned_at=utcnow() + figures.WEEK)
        after = figures.weeks(session, monday)[user_id("rep")]
    grown = [getattr(after, n) - getattr(before, n) for n in ("made", "calls", "late", "planned")]
    assert grown == [2, 1, 1, 1]
    in_force(session, "rv.calls_per_week_min", "1000")
    page = client_as("rep").get("/returns-week/").text
    assert str(1000 - after.made) in page and "本周回访数" in page
    told = client_as("marketing").get("/returns-week/data").text
    assert str(1000 - after.made) in told, "the same figures as data"
    book = load_workbook(io.BytesIO(client_as("marketing").get("/returns-week/book").data))
    cells = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert 1000 - after.made in cells, "and as a workbook"


@pytest.mark.parametrize("path", ["/owed/", "/owed/?until=week", "/owed/?until=month"])
def test_the_report_opens_for_whom_it_is_meant(path: str, client_as: Callable) -> None:
    for person in ("gm", "manager", "agent", "rep"):
        assert "欠访" in client_as(person).get(path).text
    assert client_as("attendance").get(path).status_code in (302, 403)
