"""The company's working calendar: published public holidays, the company's own days above them, the weekly pattern."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, Integer, String, event, null, select, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import policy, published, workdays
from app.kernel.clock import day_of
from app.kernel.db import Model, Stamped, choice, label
from app.kernel.parameters import ParameterValue
from app.kernel.published import PublishedDay
from app.kernel.words import Words
from app.kernel.workdays import WEEKDAYS

CACHE = "calendar"
WEEK = "calendar.working_weekdays"
DAYS = "calendar.holidays"  # stronger than what was published, weaker than the company's own day


class DayKind(Words):
    """How a day is worked."""

    WORKING = "working", _("Working day"), "plain"
    HALF = "half", _("Half day"), "warn"
    OFF = "off", _("Day off"), "neutral"


class DayOrigin(Words):
    """Who says so."""

    PUBLISHED = "published", _("Published"), "plain"
    COMPANY = "company", _("Company"), "info"


SHARES = {DayKind.WORKING: Decimal(1), DayKind.HALF: Decimal("0.5"), DayKind.OFF: Decimal(0)}


class CalendarDay(Stamped, Model):
    """A day that is not worked as its week says: as published, or as the company says instead. C-06."""

    __tablename__ = "calendar_day"
    kind = "calendar"

    day: Mapped[dt.date] = mapped_column(Date, unique=True, info=label(_("Day"), rule="C-06"))
    day_kind: Mapped[DayKind] = mapped_column(choice(DayKind), info=label(_("Worked as")))
    day_name: Mapped[str | None] = mapped_column(String(100), info=label(_("Name of the day")))
    origin: Mapped[DayOrigin] = mapped_column(
        choice(DayOrigin), default=DayOrigin.COMPANY, info=label(_("Who says so"))
    )

    @property
    def called(self) -> str:
        """The day's name in the reader's language."""
        return called(self.day, self.day_name)

    called.fget.label = _("Name of the day")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.day.isoformat()


class CalendarYear(Stamped, Model):
    """A year whose holidays are known: from the library, from a file, or entered by hand."""

    __tablename__ = "calendar_year"
    kind = "calendar"

    year: Mapped[int] = mapped_column(
        Integer, unique=True, info=label(_("Year"), raw=True, least=1900, most=2199)
    )
    source: Mapped[str | None] = mapped_column(String(200), info=label(_("Published by")))

    def __str__(self) -> str:
        return str(self.year)


def called(day: dt.date, name: str | None = None) -> str:
    """The name of a day in the language of the moment: the company's own, else the published."""
    found = published.day_of_library(day)
    text = name or (found.name if found else "")
    return str(published.NAMES.get(text, text))


@dataclass(frozen=True)
class WorkCalendar:
    """Days in order of strength: the table's, the library's, the weekly pattern of that day.

    ``weeks`` are patterns that hold from a day on, the latest first; before them ``working``.
    """

    working: frozenset[str]
    own: Mapping[dt.date, DayKind] = field(default_factory=dict)
    names: Mapping[dt.date, str] = field(default_factory=dict)
    years: frozenset[int] = published.YEARS
    weeks: tuple[tuple[dt.date, frozenset[str]], ...] = ()

    def week(self, day: dt.date) -> frozenset[str]:
        """The weekdays worked in the week of a day."""
        return next((week for start, week in self.weeks if start <= day), self.working)

    def share(self, day: dt.date) -> Decimal:
        """How much of the day is worked."""
        if day in self.own:
            return SHARES[self.own[day]]
        found = published.day_of_library(day)
        if found is not None:
            return Decimal(found.is_worked)
        return Decimal(WEEKDAYS[day.weekday()] in self.week(day))

    def unknown_year(self, day: dt.date) -> int | None:
        """The year whose announcement may still change this day; None when nothing can."""
        if day.year < min(self.years):
            return None
        if day.year not in self.years:
            return day.year
        late = (day.month, day.day) >= published.LATE_DECEMBER
        return day.year + 1 if late and day.year + 1 not in self.years else None

    def exception(self, day: dt.date) -> str | None:
        """The name of what makes a day differ from the weekly pattern; None when nothing does."""
        found = published.day_of_library(day)
        if day in self.own:
            return self.names.get(day) or (found.name if found else self.own[day].value)
        return found.name if found else None


def calendar(session: Session) -> WorkCalendar:
    """The calendar in force, read once a request or job."""
    info = _info(session)
    if CACHE not in info:
        own = (CalendarDay.day, CalendarDay.day_kind, CalendarDay.day_name, CalendarDay.origin)
        days, years = select(*own, null()), select(*[null()] * len(own), CalendarYear.year)
        found: Sequence[Any] = session.execute(union_all(days, years)).all()
        rows = [row[:-1] for row in found if row[0] is not None]
        table = [
            (row["day"], DayKind(row["day_kind"]), row["day_name"])
            for row in policy.value(DAYS, session=session)
        ]
        rows = [
            *(row for row in rows if row[-1] is DayOrigin.PUBLISHED),
            *((*row, None) for row in table),
            *(row for row in rows if row[-1] is DayOrigin.COMPANY),
        ]
        *weeks, (_always, working) = policy.changes(WEEK, session)
        info[CACHE] = WorkCalendar(
            working=frozenset(working),
            own={day: kind for day, kind, _name, _origin in rows},
            names={day: name for day, _kind, name, _origin in rows if name},
            years=published.YEARS | {row[-1] for row in found if row[0] is None},
            weeks=tuple((start, frozenset(week)) for start, week in weeks),
        )
    return info[CACHE]


def load(session: Session, year: int, days: Iterable[PublishedDay], source: str) -> Counter[str]:
    """Bring a year's published days into the table; what the company said stays.

    Counts new, changed, same, kept (the company says otherwise) and gone days. Repeating it
    changes nothing. The caller commits.
    """
    wanted = {found.day: found for found in days}
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    there = {
        row.day: row
        for row in session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last)))
    }
    count = Counter(_take(session, found, there.get(day)) for day, found in wanted.items())
    for day, row in there.items():
        if row.origin is DayOrigin.PUBLISHED and day not in wanted:
            session.delete(row)
            count["gone"] += 1
    known = session.scalars(select(CalendarYear).where(CalendarYear.year == year)).one_or_none()
    if known is None:
        session.add(CalendarYear(year=year, source=source))
    elif known.source != source:
        known.source = source
    session.flush()
    return count


def _take(session: Session, found: PublishedDay, row: CalendarDay | None) -> str:
    """One published day against what the table has; what became of it."""
    kind = DayKind.WORKING if found.is_worked else DayKind.OFF
    # the library's names are translated when read; a file's are kept as they come
    name = None if found == published.day_of_library(found.day) else found.name
    if row is None:
        session.add(
            CalendarDay(day=found.day, day_kind=kind, day_name=name, origin=DayOrigin.PUBLISHED)
        )
        return "new"
    if row.origin is DayOrigin.COMPANY:
        return "same" if row.day_kind is kind else "kept"
    if (row.day_kind, row.day_name) == (kind, name):
        return "same"
    row.day_kind, row.day_name = kind, name
    return "changed"


def working_days_left(session: Session, now: dt.datetime) -> Decimal:
    """Working days after today until the month ends."""
    day = day_of(now)
    last = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return workdays.working_days_between(day, last, calendar(session))


def word_of(days: WorkCalendar, day: dt.date) -> tuple[str, str]:
    """How a calendar page marks a day: plain, rest, holiday, half or makeup, and its name."""
    share, special = days.share(day), days.exception(day)
    if special is None:
        return ("plain" if share else "rest"), ""
    name = called(day, days.names.get(day)) or str(days.own[day])
    if share == SHARES[DayKind.HALF]:
        return "half", name
    return ("makeup" if share else "holiday"), name


def _info(session: Any) -> dict[str, Any]:
    """The real session's notebook, also behind a scoped session."""
    return (session() if callable(session) else session).info


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: Any) -> None:
    """A changed calendar or parameter is seen by the next question."""
    changed = (CalendarDay, CalendarYear, ParameterValue)
    if any(isinstance(row, changed) for row in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(CACHE, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_all(session: Session, _previous: Any) -> None:
    session.info.pop(CACHE, None)
