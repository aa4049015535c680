"""When periodic work is due: every moment belongs to exactly one slot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.kernel.workdays import WEEKDAYS


class Slots(Protocol):
    """A division of time; the start of a slot names it."""

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime: ...


@dataclass(frozen=True)
class Every:
    """A slot every so many minutes, counted in UTC."""

    minutes: int

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """The last full step."""
        step = self.minutes * 60
        return dt.datetime.fromtimestamp(now.timestamp() // step * step, dt.UTC)


@dataclass(frozen=True)
class Daily:
    """A slot a day, from an hour of the company's clock."""

    at: str

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """Today's hour, or yesterday's when it is still to come."""
        local = now.astimezone(zone)
        begun = dt.datetime.combine(local.date(), dt.time.fromisoformat(self.at), zone)
        if begun > local:
            begun -= dt.timedelta(days=1)
        return begun.astimezone(dt.UTC)


@dataclass(frozen=True)
class Yearly:
    """A slot a year, from a day (``MM-DD``) and hour of the company's clock."""

    day: str
    at: str

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """This year's day and hour, or last year's when they are still to come."""
        local = now.astimezone(zone)
        hour = dt.time.fromisoformat(self.at)
        for year in (local.year, local.year - 1):
            begun = dt.datetime.combine(dt.date.fromisoformat(f"{year}-{self.day}"), hour, zone)
            if begun <= local:
                break
        return begun.astimezone(dt.UTC)


@dataclass(frozen=True)
class Weekly:
    """A slot a week, from a weekday and hour of the company's clock."""

    weekday: str
    at: str

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """The last such day and hour."""
        begun = Daily(self.at).start(now, zone).astimezone(zone)
        back = (begun.weekday() - WEEKDAYS.index(self.weekday)) % 7
        return (begun - dt.timedelta(days=back)).astimezone(dt.UTC)
