"""Counting: how many rows a list has, told honestly and in the statement that brings its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.desk.interface import COUNT_CAP, Rows
from app.kernel.search import PROBE, Found

SAMPLE = 2_000  # rows a search with many hits looks into for its number


@dataclass(frozen=True)
class Number:
    """A number of rows; ``more`` says that there are at least so many."""

    value: int
    more: bool = False

    def __str__(self) -> str:
        """1,286 or 10,000+."""
        return f"{self.value:,}+" if self.more else f"{self.value:,}"


@dataclass(frozen=True)
class Count:
    """The rows that were asked for, and all rows of the list; ``whole`` None where nobody counted."""

    shown: Number
    whole: Number | None


@dataclass
class Tally:
    """What to count beside the rows of a list: all rows in reach and, where narrowed, those asked for.

    ``filtered`` has the filters without the search, None where neither is asked. Rows of a search
    with many hits are not counted one by one: of the first rows that pass the filters it is
    counted how many the search means, and what that leaves open is said with a plus. Where
    nothing but the search narrows, neither filters nor reach, its own probe says more.
    ``daily`` are all rows of the list where some lie aside.
    """

    rows: Rows
    filtered: Select[Any] | None = None
    found: Found | None = None
    is_search_alone: bool = False
    daily: Select[Any] | None = None
    numbers: Sequence[int] | None = field(default=None, init=False)

    @property
    def statement(self) -> Select[Any]:
        """The rows asked for, as an ORM select."""
        chosen = self._every if self.filtered is None else self.filtered
        return chosen if self.found is None else chosen.where(self.found.clause)

    @property
    def _every(self) -> Select[Any]:
        return self.rows.every() if self.daily is None else self.daily

    @property
    def columns(self) -> list[Any]:
        """The numbers as columns of a select."""
        counters = [self.rows.capped(self._every)]
        if self.filtered is None:
            return counters
        if self.found is None or self.found.means is None or not self.found.is_many:
            return [*counters, self.rows.capped(self.statement)]
        key = self.rows.key
        first = self.filtered.with_only_columns(key).order_by(None).limit(SAMPLE + 1).subquery()
        meant = select(func.count()).select_from(first).where(self.found.means(first.c[key.key]))
        return [*counters, self.rows.capped(self.filtered, SAMPLE), meant.scalar_subquery()]

    def run(self, session: Session, statement: Select[Any]) -> Sequence[Any]:
        """The rows of a select; the first that brings any brings the numbers too."""
        if self.numbers is not None:
            return session.scalars(statement).unique().all()
        found = session.execute(statement.add_columns(*self.columns)).unique().all()
        if found:
            self.numbers = found[0][1:]
        return [row[0] for row in found]

    def count(self, on_page: int = 0) -> Count:
        """The numbers in words; where no row came nothing was counted, and none is shown."""
        if self.numbers is None:
            return Count(Number(0), Number(0) if self.filtered is None else None)
        whole, *rest = self.numbers
        if self.found is None or not self.found.is_many:
            return Count(capped(rest[-1] if rest else whole), capped(whole))
        candidates, meant = rest
        if candidates <= SAMPLE:
            return Count(Number(meant), capped(whole))
        probed = self.is_search_alone and self.found.was_probed
        least = PROBE if probed else max(meant, on_page)
        return Count(Number(least, more=True), capped(whole))


def counted(session: Session, tallies: Mapping[str, Tally]) -> dict[str, Count]:
    """The numbers of several lists without their rows, in one statement."""
    columns = {name: tally.columns for name, tally in tallies.items()}
    asked = [column for each in columns.values() for column in each]
    numbers = iter(session.execute(select(*asked)).one() if asked else ())
    for name, tally in tallies.items():
        tally.numbers = [*islice(numbers, len(columns[name]))]
    return {name: tally.count() for name, tally in tallies.items()}


def capped(number: int) -> Number:
    """A number that was counted no further than one past the cap."""
    return Number(COUNT_CAP, more=True) if number > COUNT_CAP else Number(number)
