"""Deadline arithmetic: from an instant and a span to the last moment in time, without a database or a clock.

A span of days ends with the day (23:59:59 in the company's zone), a span of hours ends to the second. The day of the
start never counts, so a slip filled at 23:30 and one filled at 00:30 differ by the day on which they were filled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Protocol

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST_MOMENT = time(23, 59, 59)
# A calendar with no working day at all would never end; ten years are longer than any deadline of the register.
HORIZON_DAYS = 3660


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """n days on which the company works; a half day counts half."""

    n: int

    def __str__(self) -> str:
        return f"{self.n}wd"


@dataclass(frozen=True, slots=True)
class Days:
    """n calendar days, working or not."""

    n: int

    def __str__(self) -> str:
        return f"{self.n}d"


@dataclass(frozen=True, slots=True)
class Hours:
    """n hours by the clock, through nights and holidays (C-07)."""

    n: int

    def __str__(self) -> str:
        return f"{self.n}h"


Span = WorkingDays | Days | Hours
_UNITS: dict[str, Callable[[int], Span]] = {"wd": WorkingDays, "d": Days, "h": Hours}


class Calendar(Protocol):
    """What the arithmetic asks: how much of a day is worked (0, 0.5 or 1)."""

    def share(self, day: date) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Weekly:
    """The plain weekly pattern, for years without holidays and for tests."""

    working: frozenset[str] = frozenset(WEEKDAYS[:5])

    def share(self, day: date) -> Decimal:
        return Decimal(1) if WEEKDAYS[day.weekday()] in self.working else Decimal(0)


def parse(text: str) -> Span:
    """Read a span as the parameter register writes it: '2wd', '0d', '48h'."""
    found = re.fullmatch(r"\s*(-?\d+)\s*(wd|d|h)\s*", text)
    if found is None:
        raise ValueError(f"not a span: {text!r}")
    return _UNITS[found[2]](int(found[1]))


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last second of a day, in UTC."""
    return datetime.combine(day, LAST_MOMENT, zone).astimezone(UTC)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first second of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_day(at: datetime, zone: tzinfo) -> date:
    """The company's day of an instant."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return at.astimezone(zone).date()


def add(at: datetime, span: Span, calendar: Calendar, zone: tzinfo) -> datetime:
    """The last moment that is still in time, in UTC; negative spans count backwards."""
    day = local_day(at, zone)
    if isinstance(span, Hours):
        return at.astimezone(UTC) + timedelta(hours=span.n)
    if isinstance(span, Days):
        return end_of_day(day + timedelta(days=span.n), zone)
    return end_of_day(day_after(day, span.n, calendar), zone)


def day_after(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after a day; 0 is the day itself or, on a day off, the next working day."""
    step = timedelta(days=-1 if n < 0 else 1)
    if n == 0:
        while not calendar.share(day):
            day = _next(day, step)
        return day
    worked, start = Decimal(0), day
    while worked < abs(n):
        day = _next(day, step)
        worked += calendar.share(day)
        if abs((day - start).days) > HORIZON_DAYS:
            raise ValueError("the calendar has no working days")
    return day


def _next(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError as end:
        raise ValueError("the calendar has no working days") from end


def working_days_between(start: date, end: date, calendar: Calendar) -> Decimal:
    """Working days after `start` up to and including `end`."""
    days = ((start + timedelta(days=i)) for i in range(1, (end - start).days + 1))
    return sum((calendar.share(day) for day in days), Decimal(0))
