"""Deadlines from the register: unit, parameter, weeks that change, December of the last year, reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.kernel import deadlines, holidays, policy, published
from app.kernel.holidays import CalendarDay, CalendarYear, DayKind, DayOrigin, WorkCalendar
from app.kernel.parameters import Parameter, ParameterValue, ValueState
from app.kernel.workdays import WEEKDAYS, Days, Hours, WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
MON_FRI, MON_SAT = frozenset(WEEKDAYS[:5]), frozenset(WEEKDAYS[:6])


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def give(session, key: str, text: str, start: dt.date) -> None:
    """An approved value of a parameter from a day on."""
    parameter = session.scalars(select(Parameter).where(Parameter.key == key)).one()
    session.add(
        ParameterValue(parameter=parameter, value=text, valid_from=start, state=ValueState.APPROVED)
    )
    session.flush()


@pytest.mark.parametrize(
    ("key", "span"),
    [
        ("visit_record.deadline_workdays", WorkingDays(2)),
        ("card.forward_to_marketing_days", Days(1)),
        ("visit.adhoc_approval_within_hours", Hours(24)),
        ("record.deadline.visit", WorkingDays(2)),
        ("allocation.first_contact_days", Days(7)),
    ],
)
def test_the_register_says_the_unit(session, key, span) -> None:
    assert deadlines.span_of(session, key) == span


@pytest.mark.rule("C-06")
def test_a_week_may_be_a_working_week(session, as_system) -> None:
    give(session, "deadline.week_unit", "working", dt.date(2020, 1, 1))
    assert deadlines.span_of(session, "allocation.first_contact_days") == WorkingDays(6)
    assert deadlines.span_of(session, "card.forward_to_marketing_days") == Days(1)


def test_what_is_no_span_is_refused(session) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        deadlines.span_of(session, "visit.min_visitors_tier1")


@pytest.mark.parametrize("week", [MON_FRI, MON_SAT], ids=["mon-fri", "mon-sat"])
@pytest.mark.parametrize("span", [WorkingDays(1), WorkingDays(2), WorkingDays(5), Days(7)])
@pytest.mark.parametrize(
    "eve",
    [
        "2023-12-29", "2024-02-09", "2024-09-30", "2024-12-31", "2025-01-27", "2025-09-30",
        "2025-12-31", "2026-02-13", "2026-09-30", "2026-02-14", "2024-10-12", "2026-01-04",
    ],
)  # fmt: skip
def test_the_hour_of_the_start_never_matters_the_day_does(week, span, eve) -> None:
    """23:30 is still the day, 00:30 is the next one, in the company's zone and not in UTC's."""
    days = WorkCalendar(week)
    noon, late = (
        deadlines.count(days, at(f"{eve} {t}"), span, SHANGHAI) for t in ("12:00", "23:30")
    )
    after = dt.date.fromisoformat(eve) + dt.timedelta(days=1)
    night = at(f"{after} 00:30")
    assert noon.at == late.at
    assert night.astimezone(dt.UTC).date() == dt.date.fromisoformat(eve), "in UTC it is yesterday"
    morning = deadlines.count(days, at(f"{after} 12:00"), span, SHANGHAI)
    assert deadlines.count(days, night, span, SHANGHAI).at == morning.at
    assert late.at.astimezone(SHANGHAI).time() == dt.time(23, 59, 59)


def test_the_week_of_each_day_counts(session, as_system) -> None:
    """From 1 December the company works Monday to Friday: Saturday the 28th counts, the 5th not."""
    give(session, holidays.WEEK, "mon,tue,wed,thu,fri", dt.date(2026, 12, 1))
    days = holidays.calendar(session)
    assert days.share(dt.date(2026, 11, 28)) == 1
    assert days.share(dt.date(2026, 12, 5)) == 0
    due = deadlines.add(session, at("2026-11-27 10:00"), WorkingDays(6))
    assert due.at.astimezone(SHANGHAI).date() == dt.date(2026, 12, 4)
    assert due.because.count("week=") == 2, "both weeks are told"


def test_late_december_of_the_last_known_year_may_still_move() -> None:
    days = WorkCalendar(MON_SAT)
    assert max(published.YEARS) == 2026
    assert [days.unknown_year(dt.date(2026, 12, day)) for day in (28, 29, 31)] == [None, 2027, 2027]
    assert days.unknown_year(dt.date(2025, 12, 31)) is None
    assert days.unknown_year(dt.date(1999, 5, 1)) is None, "long past: nothing will be announced"
    due = deadlines.count(days, at("2026-12-28 10:00"), WorkingDays(1), SHANGHAI)
    assert (due.provisional, "unpublished=2027" in due.because) == (True, True)


def test_the_reason_names_parameter_week_calendar_and_days(app) -> None:
    own = {dt.date(2026, 10, 8): DayKind.HALF}
    days = WorkCalendar(MON_SAT, own, {dt.date(2026, 10, 8): "盘点; 半天"})
    due = deadlines.count(
        days, at("2026-09-30 10:00"), WorkingDays(2), SHANGHAI, "visit_record.deadline_workdays"
    )
    with app.test_request_context(), force_locale("en"):
        said = "\n".join(str(line) for line in deadlines.explain(due.because))
    for part in (
        "2 working days after 2026-09-30", "Time to hand in a visit record", "Working week: Mon, Tue",
        published.LIBRARY, "2026-10-01–2026-10-07 off (National Day)",
        "2026-10-08 worked half (盘点, 半天)", "2026-10-10 worked (National Day)",
    ):  # fmt: skip
        assert part in said, part
    assert deadlines.span_in(due.because) == WorkingDays(2)
    assert deadlines.started(due.because, SHANGHAI) == at("2026-09-30 00:00")


def test_a_stated_deadline_names_its_field(app, session, as_system) -> None:
    from app.visits.models import VisitRequest

    row = session.scalars(select(VisitRequest).limit(1)).one()
    due = deadlines.stated(row, "planned_from")
    assert due.at == row.planned_from
    with app.test_request_context(), force_locale("zh"):
        assert "计划" in str(deadlines.explain(due.because)[0])


def test_the_table_loaded_from_the_library_says_what_the_library_says(session, as_system) -> None:
    """Every day 2007–2026, through the table as well as past it."""
    import chinese_calendar

    give(session, holidays.WEEK, "mon,tue,wed,thu,fri", dt.date(2000, 1, 1))
    for year in range(2007, 2027):
        holidays.load(session, year, published.days_of_library(year), published.LIBRARY)
    days = holidays.calendar(session)
    day = dt.date(2007, 1, 1)
    while day.year < 2027:
        assert bool(days.share(day)) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)


def test_loading_again_changes_nothing_and_keeps_the_companys_days(session, as_system) -> None:
    library = published.days_of_library(2026)
    row = session.scalars(select(CalendarDay).where(CalendarDay.day == dt.date(2026, 10, 1))).one()
    assert (row.origin, row.day_kind) == (DayOrigin.PUBLISHED, DayKind.OFF)
    row.origin, row.day_kind = DayOrigin.COMPANY, DayKind.HALF
    session.flush()
    first = holidays.load(session, 2026, library, published.LIBRARY)
    again = holidays.load(session, 2026, library, published.LIBRARY)
    assert dict(first) == dict(again) == {"same": len(library) - 1, "kept": 1}
    assert holidays.calendar(session).share(row.day) == Decimal("0.5")


def test_a_year_from_a_file_is_known_and_corrected(session, as_system) -> None:
    text = """{"year": 2027, "days": [
      {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
      {"name": "国庆节", "date": "2027-10-01", "isOffDay": true},
      {"name": "国庆节", "date": "2027-10-09", "isOffDay": false}]}"""
    year, days = published.read(text)
    assert dict(holidays.load(session, year, days, "2027.json")) == {"new": 3}
    assert session.scalars(select(CalendarYear.source).where(CalendarYear.year == 2027)).one()
    known = holidays.calendar(session)
    assert known.unknown_year(dt.date(2026, 12, 31)) is None
    assert known.share(dt.date(2027, 10, 9)) == 1
    assert dict(holidays.load(session, year, days[:2], "2027.json")) == {"same": 2, "gone": 1}


@pytest.mark.parametrize("text", ["", "[]", '{"year": 2027, "days": []}', '{"year": 2027}'])
def test_half_an_announcement_is_refused(text) -> None:
    with pytest.raises(ValueError, match="announcement"):
        published.read(text)


def test_the_values_of_a_parameter_with_their_days(session, as_system) -> None:
    give(session, "visit.min_visitors_tier1", "3", dt.date(2030, 1, 1))
    assert policy.changes("visit.min_visitors_tier1", session) == [
        (dt.date(2030, 1, 1), 3), (dt.date.min, 2),
    ]  # fmt: skip
