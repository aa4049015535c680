"""The company's working calendar: published public holidays, the company's own days above them, the weekly pattern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chinese_calendar import constants as published
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, Integer, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import policy, workdays
from app.kernel.clock import day_of, zone
from app.kernel.db import Model, Stamped, choice, label
from app.kernel.parameters import ParameterValue
from app.kernel.words import Words
from app.kernel.workdays import WEEKDAYS, Days, Hours, Span, WorkingDays

PUBLISHED_YEARS = frozenset(day.year for day in published.holidays)
CACHE = "calendar"
BECAUSE_LENGTH = 200
WEEKDAY_NAMES = {
    "mon": _("Mon"), "tue": _("Tue"), "wed": _("Wed"), "thu": _("Thu"),
    "fri": _("Fri"), "sat": _("Sat"), "sun": _("Sun"),
}  # fmt: skip
# the names the library uses, here so that the catalogue holds them
HOLIDAY_NAMES = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "National Day": _("National Day"),
    "Anti-Fascist 70th Day": _("Anti-Fascist 70th Day"),
}


class DayKind(Words):
    """How a day is worked."""

    WORKING = "working", _("Working day"), "plain"
    HALF = "half", _("Half day"), "warn"
    OFF = "off", _("Day off"), "neutral"


SHARES = {DayKind.WORKING: Decimal(1), DayKind.HALF: Decimal("0.5"), DayKind.OFF: Decimal(0)}


class CalendarDay(Stamped, Model):
    """A day the company treats otherwise than the published calendar and the weekly pattern do. C-06."""

    __tablename__ = "calendar_day"
    kind = "reference"

    day: Mapped[dt.date] = mapped_column(Date, unique=True, info=label(_("Day"), rule="C-06"))
    day_kind: Mapped[DayKind] = mapped_column(choice(DayKind), info=label(_("Worked as")))
    day_name: Mapped[str | None] = mapped_column(String(100), info=label(_("Name of the day")))

    def __str__(self) -> str:
        return self.day.isoformat()


class CalendarYear(Stamped, Model):
    """A year whose days were entered by hand, before the library knows it."""

    __tablename__ = "calendar_year"
    kind = "reference"

    year: Mapped[int] = mapped_column(Integer, unique=True, info=label(_("Year")))
    source: Mapped[str | None] = mapped_column(String(200), info=label(_("Published by")))

    def __str__(self) -> str:
        return str(self.year)


@dataclass(frozen=True)
class WorkCalendar:
    """Days in order of strength: the company's own, the published holidays, the weekly pattern."""

    working: frozenset[str]
    own: Mapping[dt.date, DayKind] = field(default_factory=dict)
    names: Mapping[dt.date, str] = field(default_factory=dict)
    years: frozenset[int] = PUBLISHED_YEARS

    def share(self, day: dt.date) -> Decimal:
        """How much of the day is worked."""
        if day in self.own:
            return SHARES[self.own[day]]
        if day in published.workdays:
            return Decimal(1)
        if day in published.holidays:
            return Decimal(0)
        return Decimal(1) if WEEKDAYS[day.weekday()] in self.working else Decimal(0)

    def is_published(self, year: int) -> bool:
        """Whether the holidays of a year are known; never guessed."""
        return year in self.years

    def exception(self, day: dt.date) -> str | None:
        """The name of what makes a day differ from the weekly pattern; None when nothing does."""
        if day in self.own:
            return self.names.get(day) or self.own[day].value
        return published.holidays.get(day) or published.workdays.get(day)


@dataclass(frozen=True)
class Due:
    """A deadline: the last moment, whether a year on the way is unpublished, and why it is then.

    ``because`` is short enough for a column and is read back by ``explain``.
    """

    at: dt.datetime
    provisional: bool
    because: str


def calendar(session: Session) -> WorkCalendar:
    """The calendar in force, read once a request or job."""
    info = _info(session)
    if CACHE not in info:
        rows = session.execute(
            select(CalendarDay.day, CalendarDay.day_kind, CalendarDay.day_name)
        ).all()
        years = session.scalars(select(CalendarYear.year)).all()
        info[CACHE] = WorkCalendar(
            working=frozenset(policy.value("calendar.working_weekdays", session=session)),
            own={day: kind for day, kind, _name in rows},
            names={day: name for day, _kind, name in rows if name},
            years=PUBLISHED_YEARS | frozenset(years),
        )
    return info[CACHE]


def add(session: Session, at: dt.datetime, span: Span) -> Due:
    """When a span that starts at an instant ends, after the company's calendar. C-05 C-06 C-07."""
    return count(calendar(session), at, span, zone())


def count(days: WorkCalendar, at: dt.datetime, span: Span, tz: dt.tzinfo) -> Due:
    """The same without a database: for previews and for recounting."""
    end = workdays.add(at, span, days, tz)
    start_day, end_day = workdays.local_day(at, tz), workdays.local_day(end, tz)
    facts = [str(span), start_day.isoformat()]
    if not isinstance(span, WorkingDays):
        return Due(end, False, ";".join(facts))
    passed = list(_between(start_day, end_day))
    unknown = sorted({day.year for day in passed if not days.is_published(day.year)})
    facts += ["week=" + ",".join(day for day in WEEKDAYS if day in days.working)]
    facts += [f"unpublished={year}" for year in unknown]
    facts += [f"{first}..{last}={name}" for first, last, name in _runs(days, passed)]
    return Due(end, bool(unknown), _fit(facts))


def _between(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """Every day counted on the way, the start day left out unless it is the end."""
    step = 1 if end >= start else -1
    yield from (start + dt.timedelta(days=step * i) for i in range(1, abs((end - start).days) + 1))
    if start == end:
        yield end


def _runs(days: WorkCalendar, passed: Iterable[dt.date]) -> list[tuple[dt.date, dt.date, str]]:
    """The exceptions on the way, days of one name and one kind taken together."""
    found: list[tuple[dt.date, dt.date, str]] = []
    for day in sorted(passed):
        said = days.exception(day)
        if said is None:
            continue
        name = f"{said}{'+' if days.share(day) else ''}"
        if found and found[-1][2] == name and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day, name)
        else:
            found.append((day, day, name))
    return found


def _fit(facts: list[str]) -> str:
    """As many facts as the column holds."""
    while len(text := ";".join(facts)) > BECAUSE_LENGTH:
        facts = facts[:-1]
    return text


def explain(because: str | None) -> list[Any]:
    """Why a deadline is when it is, as lines in the reader's language."""
    if not because or ";" not in because:
        return [because] if because else []
    span, start, *facts = because.split(";")
    lines = [_said(workdays.parse(span), start)]
    for fact in facts:
        what, _sign, said = fact.partition("=")
        if what == "week":
            lines.append(_("Working week: %(days)s", days=WeekdayList(said)))
        elif what == "unpublished":
            lines.append(
                _("The holidays of %(year)s are not published yet; the date may move.", year=said)
            )
        else:
            lines.append(_exception(what, said))
    return lines


def _exception(days: str, name: str) -> Any:
    first, last = days.split("..")
    when = first if first == last else f"{first}–{last}"
    said = HOLIDAY_NAMES.get(name.rstrip("+"), name.rstrip("+"))
    if name.endswith("+"):
        return _("%(days)s worked (%(name)s)", days=when, name=said)
    return _("%(days)s off (%(name)s)", days=when, name=said)


class WeekdayList(str):
    """Weekday codes that print as weekday names in the language of the moment."""

    def __str__(self) -> str:
        return "、".join(
            str(WEEKDAY_NAMES[code]) for code in self.split(",") if code in WEEKDAY_NAMES
        )

    def __format__(self, _spec: str) -> str:
        return str(self)


def _said(span: Span, start: str) -> Any:
    if isinstance(span, Hours):
        return _("%(n)s hours by the clock", n=span.n)
    if isinstance(span, Days):
        return _("%(n)s calendar days after %(day)s", n=span.n, day=start)
    return _("%(n)s working days after %(day)s", n=span.n, day=start)


def working_days_left(session: Session, now: dt.datetime) -> Decimal:
    """Working days after today until the month ends."""
    day = day_of(now)
    last = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return workdays.working_days_between(day, last, calendar(session))


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
