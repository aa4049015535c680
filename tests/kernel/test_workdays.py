"""Deadlines over holidays, make-up days, nights and unpublished years. C-05 C-06 C-07."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from app.kernel import deadlines, holidays, published, workdays
from app.kernel.holidays import DayKind, WorkCalendar
from app.kernel.workdays import WEEKDAYS, Days, Hours, Weekly, WorkingDays, parse

SHANGHAI = ZoneInfo("Asia/Shanghai")
MON_FRI = WorkCalendar(frozenset(WEEKDAYS[:5]))
MON_SAT = WorkCalendar(frozenset(WEEKDAYS[:6]))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(start: str, span: workdays.Span, calendar: WorkCalendar = MON_FRI) -> str:
    end = workdays.add(at(start), span, calendar, SHANGHAI)
    return end.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def test_every_day_agrees_with_the_library() -> None:
    day = dt.date(2007, 1, 1)
    while day.year < 2027:
        assert bool(MON_FRI.share(day)) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)


def test_with_saturdays_only_ordinary_saturdays_differ() -> None:
    day = dt.date(2007, 1, 1)
    while day.year < 2027:
        if MON_FRI.share(day) != MON_SAT.share(day):
            assert day.weekday() == 5
            assert day not in chinese_calendar.constants.holidays
        day += dt.timedelta(days=1)


@pytest.mark.rule("R-054")
@pytest.mark.rule("R-125")
@pytest.mark.parametrize(
    ("start", "mon_fri", "mon_sat"),
    [
        # New Year
        ("2023-12-29 10:00", "2024-01-03", "2024-01-03"),  # Saturday 30 Dec belongs to the holiday
        ("2024-12-31 10:00", "2025-01-03", "2025-01-03"),
        ("2025-12-31 10:00", "2026-01-05", "2026-01-05"),  # 4 Jan 2026 is a make-up Sunday
        # Spring Festival
        ("2024-02-09 10:00", "2024-02-19", "2024-02-19"),  # 18 Feb is a make-up Sunday
        ("2025-01-27 10:00", "2025-02-06", "2025-02-06"),
        ("2026-02-13 10:00", "2026-02-24", "2026-02-24"),
        # National Day
        ("2024-09-30 10:00", "2024-10-09", "2024-10-09"),
        ("2025-09-30 10:00", "2025-10-10", "2025-10-10"),
        ("2026-09-30 10:00", "2026-10-09", "2026-10-09"),
        # an ordinary Friday
        ("2026-11-20 10:00", "2026-11-24", "2026-11-23"),
    ],
)
def test_two_working_days_over_the_holidays(start: str, mon_fri: str, mon_sat: str) -> None:
    assert due(start, WorkingDays(2), MON_FRI).split()[0] == mon_fri
    assert due(start, WorkingDays(2), MON_SAT).split()[0] == mon_sat


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-04", True),  # Sunday before Spring Festival
        ("2024-02-18", True),  # Sunday after it
        ("2024-09-29", True),  # Sunday before National Day
        ("2024-10-12", True),  # Saturday after it
        ("2025-01-26", True),
        ("2025-02-08", True),
        ("2025-09-28", True),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2026-10-05", False),
        ("2025-10-06", False),
    ],
)
def test_make_up_days_are_worked(day: str, worked: bool) -> None:
    for calendar in (MON_FRI, MON_SAT):
        assert bool(calendar.share(dt.date.fromisoformat(day))) is worked


@pytest.mark.parametrize("span", [WorkingDays(2), Days(7), WorkingDays(0), Days(0)])
def test_a_day_ends_at_its_end_in_the_companys_zone(span: workdays.Span) -> None:
    late, early = due("2026-11-17 23:30", span), due("2026-11-18 00:30", span)
    assert late.endswith("23:59:59")
    assert early.endswith("23:59:59")
    gap = dt.datetime.fromisoformat(early) - dt.datetime.fromisoformat(late)
    assert gap == dt.timedelta(days=1), "an hour later, but another day"


def test_a_day_is_the_companys_not_utcs() -> None:
    # 16:30 UTC on the 17th is half past midnight of the 18th in Shanghai
    start = dt.datetime(2026, 11, 17, 16, 30, tzinfo=dt.UTC)
    end = workdays.add(start, Days(0), MON_FRI, SHANGHAI)
    assert end == dt.datetime(2026, 11, 18, 15, 59, 59, tzinfo=dt.UTC)


@pytest.mark.rule("R-190", "C-05", "C-07")
def test_hours_run_by_the_clock() -> None:
    assert due("2026-09-30 23:30", Hours(48)) == "2026-10-02 23:30:00"


@pytest.mark.rule("R-063")
def test_a_week_is_seven_calendar_days() -> None:
    assert due("2026-09-30 10:00", Days(7)) == "2026-10-07 23:59:59"


def test_no_working_day_from_a_day_off_is_the_next_one() -> None:
    assert due("2026-11-21 10:00", WorkingDays(0)) == "2026-11-23 23:59:59"
    assert due("2026-11-21 10:00", WorkingDays(0), MON_SAT) == "2026-11-21 23:59:59"


def test_backwards_for_reminders() -> None:
    assert due("2026-10-09 10:00", WorkingDays(-2)).startswith("2026-09-30")
    assert due("2026-10-09 10:00", Days(-3)).startswith("2026-10-06")


def test_a_half_day_counts_half() -> None:
    own = {dt.date(2026, 11, 19): DayKind.HALF, dt.date(2026, 11, 20): DayKind.HALF}
    calendar = WorkCalendar(MON_FRI.working, own)
    assert due("2026-11-18 10:00", WorkingDays(1), calendar).startswith("2026-11-20")
    assert workdays.working_days_between(
        dt.date(2026, 11, 18), dt.date(2026, 11, 20), calendar
    ) == Decimal(1)


def test_the_companys_day_is_stronger_than_the_published_one() -> None:
    own = {dt.date(2026, 10, 1): DayKind.WORKING, dt.date(2026, 11, 18): DayKind.OFF}
    calendar = WorkCalendar(MON_FRI.working, own)
    assert due("2026-09-30 10:00", WorkingDays(1), calendar).startswith("2026-10-01")
    assert due("2026-11-17 10:00", WorkingDays(1), calendar).startswith("2026-11-19")


def test_an_unpublished_year_is_said_never_guessed() -> None:
    known = deadlines.count(MON_FRI, at("2026-12-01 10:00"), WorkingDays(2), SHANGHAI)
    unknown = deadlines.count(MON_FRI, at("2026-12-31 10:00"), WorkingDays(2), SHANGHAI)
    assert not known.provisional
    assert unknown.provisional
    assert "unpublished=2027" in unknown.because
    by_days = deadlines.count(MON_FRI, at("2026-12-31 10:00"), Days(7), SHANGHAI)
    assert not by_days.provisional, "calendar days need no calendar"
    entered = WorkCalendar(MON_FRI.working, years=published.YEARS | {2027})
    assert not deadlines.count(
        entered, at("2026-12-31 10:00"), WorkingDays(2), SHANGHAI
    ).provisional


def test_a_deadline_says_why() -> None:
    said = deadlines.count(MON_SAT, at("2026-09-30 10:00"), WorkingDays(2), SHANGHAI).because
    assert said.startswith("2wd;2026-09-30;")
    assert "2026-10-01..2026-10-07=National Day" in said
    assert len(said) <= deadlines.BECAUSE_LENGTH


def test_the_reason_fits_its_column_however_long_the_way() -> None:
    long = deadlines.count(MON_SAT, at("2024-01-01 10:00"), WorkingDays(600), SHANGHAI)
    assert len(long.because) <= deadlines.BECAUSE_LENGTH


def test_spans_are_read_as_the_register_writes_them() -> None:
    assert [parse(t) for t in ("2wd", "0d", "48h")] == [WorkingDays(2), Days(0), Hours(48)]
    for wrong in ("", "2", "wd", "2 weeks"):
        with pytest.raises(ValueError, match="not a span"):
            parse(wrong)


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no working days"):
        workdays.day_after(dt.date(2026, 1, 1), 1, Weekly(frozenset()))


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        workdays.add(dt.datetime(2026, 1, 1), Days(1), MON_FRI, SHANGHAI)  # noqa: DTZ001


def test_the_table_and_the_parameter_are_asked(session, as_system) -> None:
    start = at("2026-11-17 10:00")
    before = deadlines.add(session, start, WorkingDays(1)).at
    session.add(holidays.CalendarDay(day=dt.date(2026, 11, 18), day_kind=DayKind.OFF))
    session.flush()
    after = deadlines.add(session, start, WorkingDays(1)).at
    assert after - before == dt.timedelta(days=1)
    assert holidays.calendar(session).working == set(WEEKDAYS[:6]), "C-06: Monday to Saturday"


def test_reasons_are_told_in_both_languages(app) -> None:
    from flask_babel import force_locale

    said = deadlines.count(MON_SAT, at("2026-12-31 10:00"), WorkingDays(2), SHANGHAI).because
    with app.test_request_context():
        for locale, word in (("en", "not published"), ("zh", "尚未公布")):
            with force_locale(locale):
                assert any(word in str(line) for line in deadlines.explain(said))
