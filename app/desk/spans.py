"""Spans of days people ask for: a day, this week, this month, from, until; in the company's zone."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence

from app.kernel import clock

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Unreadable(ValueError):
    """A value that is not of the field's kind."""


def day_of(text: str) -> dt.date:
    """A date written YYYY-MM-DD.

    Raises Unreadable for anything else.
    """
    try:
        day = dt.datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as error:
        raise Unreadable(text) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(text)
    return day


def span(op: str, values: Sequence[str], today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last day a filter on time lets through; None is open."""
    if op in ("today", "is"):
        day = today if op == "today" else day_of(_only(values))
        return day, day
    if op == "week":
        monday = today - dt.timedelta(days=today.weekday())
        return monday, monday + dt.timedelta(days=6)
    if op == "month":
        last = calendar.monthrange(today.year, today.month)[1]
        return today.replace(day=1), today.replace(day=last)
    if op == "past":
        return None, today - dt.timedelta(days=1)
    days = sorted(day_of(text) for text in values)
    if op == "between" and len(days) == 2:
        return days[0], days[1]
    if op == "between" or len(days) != 1:
        raise Unreadable(op)
    return (days[0], None) if op == "gte" else (None, days[0])


def _only(values: Sequence[str]) -> str:
    if len(values) != 1:
        raise Unreadable("one day")
    return values[0]


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of the company's day."""
    return dt.datetime.combine(day, dt.time(), clock.zone())
