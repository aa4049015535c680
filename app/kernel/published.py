"""The public holidays and make-up days as the State Council publishes them: from the library, or from a year's file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from importlib.metadata import version

from chinese_calendar import constants
from flask_babel import lazy_gettext as _

LIBRARY = f"chinesecalendar {version('chinesecalendar')}"
# a year is there when its National Day is: a list that ends in January says nothing of the rest
YEARS = frozenset(day.year for day in constants.holidays if (day.month, day.day) == (10, 1))
# the last days of December are given with the year that follows: 29 December 2018 became a
# working Saturday by the list of 2019
LATE_DECEMBER = min(
    (day.month, day.day) for day in (*constants.holidays, *constants.workdays) if day.month == 12
)
# the names the library uses, here so that the catalogue holds them
NAMES = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "National Day": _("National Day"),
    "Anti-Fascist 70th Day": _("Anti-Fascist 70th Day"),
}


@dataclass(frozen=True)
class PublishedDay:
    """A day that is worked although the week says no, or is off although it says yes."""

    day: dt.date
    is_worked: bool
    name: str


def day_of_library(day: dt.date) -> PublishedDay | None:
    """What the library says of a day; None where it leaves it to the week."""
    if day in constants.workdays:
        return PublishedDay(day, True, constants.workdays[day])
    if day in constants.holidays:
        return PublishedDay(day, False, constants.holidays[day])
    return None


def days_of_library(year: int) -> list[PublishedDay]:
    """All such days of a year, the earliest first."""
    named = sorted(day for day in (*constants.holidays, *constants.workdays) if day.year == year)
    return [found for day in named if (found := day_of_library(day)) is not None]


def read(text: str) -> tuple[int, list[PublishedDay]]:
    """A year's announcement as JSON: ``{"year": …, "days": [{"date", "name", "isOffDay"}]}``.

    Raises ValueError that says what is wrong with the text.
    """
    try:
        content = json.loads(text)
        year = int(content["year"])
        days = [
            PublishedDay(
                dt.date.fromisoformat(one["date"]), not bool(one["isOffDay"]), str(one["name"])
            )
            for one in content["days"]
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"no announcement of a year: {fault!r}") from fault
    if not any((found.day.month, found.day.day) == (10, 1) for found in days):
        raise ValueError(f"the announcement of {year} is not complete: National Day is missing")
    return year, sorted(days, key=lambda found: found.day)
