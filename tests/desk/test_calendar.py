"""The calendar page and the report of late work: the days' marks, one's own dates, reach, both languages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from app.kernel.clock import zone
from app.kernel.holidays import CalendarDay, DayKind
from app.kernel.lateness import LateWork
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Task
from app.visits.models import VisitRequest
from app.visits.words import SlipState


def cells(page: str) -> dict[str, str]:
    """Square of a day → its class and content."""
    return dict(
        re.findall(r'<td role="gridcell" class="[^"]*" data-day="([^"]+)"(.*?)</td>', page, re.S)
    )


def word(page: str, day: str) -> str:
    return re.search(rf'class="d-(\w+)[^"]*" data-day="{day}"', page)[1]


@pytest.mark.parametrize(
    ("locale", "mark", "name"), [("zh", "休", "国庆节"), ("en", "Off", "National Day")]
)
def test_a_month_shows_how_its_days_are_worked(client_as, locale, mark, name) -> None:
    page = client_as("rep", locale).get("/calendar/?day=2026-10-05").text
    assert [word(page, f"2026-10-{day}") for day in ("01", "09", "10", "11")] == [
        "holiday", "plain", "makeup", "rest",
    ]  # fmt: skip
    assert mark in cells(page)["2026-10-01"]
    assert name in cells(page)["2026-10-01"]
    assert word(page, "2026-10-17") == "plain", "Saturdays are worked (C-06)"


def test_a_half_day_of_the_company_is_marked(client_as, session) -> None:
    with acting_as(SYSTEM):
        session.add(
            CalendarDay(day=dt.date(2026, 11, 18), day_kind=DayKind.HALF, day_name="<盘点>")
        )
        session.flush()
    page = client_as("rep").get("/calendar/?day=2026-11-18&view=week").text
    assert word(page, "2026-11-18") == "half"
    assert "&lt;盘点&gt;" in page


def test_an_unpublished_year_is_said(client_as) -> None:
    client = client_as("rep")
    assert "2027 年节假日尚未公布" in client.get("/calendar/?day=2027-02-10").text
    assert "尚未公布" not in client.get("/calendar/?day=2026-10-10").text


@pytest.mark.parametrize("query", ["day=x", "day=2026-13-01", "view=year", "day=0001-01-01"])
def test_a_wrong_address_does_not_exist(client_as, query) -> None:
    assert client_as("rep").get(f"/calendar/?{query}").status_code == 404


def test_nobody_reads_it_without_logging_in(app) -> None:
    assert app.test_client().get("/calendar/").status_code == 302


@pytest.fixture
def own_task(session, user_id) -> Task:
    """An open task of rep, with a deadline that was counted."""
    with acting_as(SYSTEM):
        query = select(Task).where(
            Task.user_id == user_id("rep"),
            Task.closed_at.is_(None),
            Task.because != "",
            Task.row_table == "visit_request",
        )
        found = [task for task in session.scalars(query) if user_id("rep") not in task.apart]
    return found[0]


def test_own_deadlines_and_own_visits_stand_in_it_others_do_not(
    client_as, session, user_id, own_task
) -> None:
    with acting_as(SYSTEM):
        query = select(VisitRequest).where(
            VisitRequest.visitor_id == user_id("rep"), VisitRequest.state == SlipState.SUBMITTED
        )
        slip = session.scalars(query.limit(1)).one()
    for link, moment in (
        (f"task={own_task.id}", own_task.due_at),
        (f"/visitrequestview/show/{slip.id}", slip.planned_from),
    ):
        day = moment.astimezone(zone()).date()
        path = f"/calendar/?day={day}&view=week"
        assert link in cells(client_as("rep").get(path).text)[str(day)]
        assert link not in client_as("rep3").get(path).text


@pytest.fixture
def late(session) -> list[LateWork]:
    with acting_as(SYSTEM):
        found = list(session.scalars(select(LateWork)))
    assert found, "the demo company has late work"
    return found


def seen(client, path: str = "/lateworkview/list/") -> set[int]:
    return {int(i) for i in re.findall(r'<tr data-id="(\d+)"', client.get(path).text)}


def test_a_manager_sees_the_late_work_of_his_branch_only(client_as, viewer_of, late) -> None:
    for who in ("manager", "manager2"):
        branches = viewer_of(who).branch_ids
        assert seen(client_as(who)) == {row.id for row in late if row.branch_id in branches}
    assert seen(client_as("gm")) == {row.id for row in late}


def test_a_salesperson_sees_only_his_own(client_as, user_id, late) -> None:
    assert seen(client_as("rep")) == {row.id for row in late if row.owner_id == user_id("rep")}
    assert "周敏" in client_as("rep").get("/lateworkview/list/").text, "a name, never a number"


def test_the_record_of_late_work_leads_to_the_record_and_says_why(client_as, late) -> None:
    client = client_as("gm", "en")
    row = next(row for row in late if row.task.parameter == "card.entry_deadline_workdays")
    page = client.get(f"/lateworkview/show/{row.id}").text
    assert f"/customerview/show/{row.row_id}" in page
    assert "working days after" in page
    assert "Set by the parameter “Time to enter a card”" in page


def test_it_is_exported_with_its_filter(client_as, late) -> None:
    answer = client_as("gm").get("/lateworkview/chart/?chart=by_person&as=csv")
    assert answer.status_code == 200
    assert client_as("manager").get("/lateworkview/list/?f.state.is=open").status_code == 200


def test_why_this_date_stands_at_the_task_and_at_the_record(client_as, own_task) -> None:
    client = client_as("rep", "en")
    assert "Why this date" in client.get(f"/inbox/task/{own_task.id}").text
    assert "Why this date" in client.get(f"/visitrequestview/show/{own_task.row_id}").text


def test_whoever_stays_in_sees_the_visits_of_his_branch_with_their_visitors(
    client_as, session, user_id
) -> None:
    with acting_as(SYSTEM):
        query = select(VisitRequest).where(
            VisitRequest.visitor_id == user_id("rep"), VisitRequest.state == SlipState.SUBMITTED
        )
        slip = session.scalars(query.limit(1)).one()
        day = slip.planned_from.astimezone(zone()).date()
        subject = slip.task_subject
    path = f"/calendar/?day={day}&view=week"
    page = cells(client_as("manager").get(path).text)[str(day)]
    assert f"/visitrequestview/show/{slip.id}" in page and f"周敏 {subject}" in page
    assert f"/visitrequestview/show/{slip.id}" not in client_as("manager2").get(path).text
