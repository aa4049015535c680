"""A deadline: when it is, which parameter, rule and calendar made it, and why in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel import policy, published, workdays
from app.kernel.clock import zone
from app.kernel.db import Model
from app.kernel.holidays import SHARES, DayKind, WorkCalendar, calendar
from app.kernel.parameters import NAMES as CALLED
from app.kernel.parameters import Unit, in_words
from app.kernel.published import NAMES
from app.kernel.words import listed
from app.kernel.workdays import WEEKDAYS, Days, Hours, Span, WorkingDays

BECAUSE_LENGTH = 600
FIELD = "field="
WORKED, HALF = "+", "~"  # after the name of a day that is not simply off
WEEKDAY_NAMES = {
    "mon": _("Mon"), "tue": _("Tue"), "wed": _("Wed"), "thu": _("Thu"),
    "fri": _("Fri"), "sat": _("Sat"), "sun": _("Sun"),
}  # fmt: skip
WEEK_DAYS = 7


@dataclass(frozen=True)
class Due:
    """A deadline: the last moment, whether a year on the way is unpublished, and why it is then.

    ``because`` is short enough for a column and is read back by ``explain``; ``start`` and
    ``parameter`` are what a recount needs. ``at`` is None where nothing is due.
    """

    at: dt.datetime | None
    provisional: bool = False
    because: str = ""
    start: dt.datetime | None = None
    parameter: str = ""


def add(session: Session, start: dt.datetime, span: Span, parameter: str = "") -> Due:
    """When a span that starts at an instant ends, after the company's calendar. C-05 C-06 C-07."""
    return count(calendar(session), start, span, zone(), parameter)


def after(session: Session, start: dt.datetime, parameter: str) -> Due:
    """The same for the span a parameter of the register holds, in the unit the register says."""
    return add(session, start, span_of(session, parameter), parameter)


def span_of(session: Session, parameter: str) -> Span:
    """The span a parameter holds now: a span as it stands, a number in the register's unit.

    Whole weeks are calendar days unless deadline.week_unit says otherwise (C-06). Raises
    ValueError where the parameter is neither.
    """
    value, unit = policy.value(parameter, session=session), policy.parameter(parameter).unit
    if isinstance(value, Span):
        return value
    if unit == Unit.HOURS.value:
        return Hours(value)
    if unit == Unit.WORKING_DAYS.value:
        return WorkingDays(value)
    if unit != Unit.DAYS.value:
        raise ValueError(f"{parameter} is no span of time")
    weeks, rest = divmod(value, WEEK_DAYS)
    if weeks and not rest and policy.value("deadline.week_unit", session=session) == "working":
        return WorkingDays(weeks * len(policy.value("calendar.working_weekdays", session=session)))
    return Days(value)


def stated(row: Any, column: str) -> Due:
    """A deadline that a person entered: the moment in a column of the row, or the end of the day there."""
    at = getattr(row, column)
    if at is not None and not isinstance(at, dt.datetime):
        at = workdays.end_of_day(at, zone())
    return Due(at, because=f"{FIELD}{row.__table__.name}.{column}")


def count(
    days: WorkCalendar, start: dt.datetime, span: Span, tz: dt.tzinfo, parameter: str = ""
) -> Due:
    """``add`` without a database: for previews, for recounting, for tests."""
    end = workdays.add(start, span, days, tz)
    first, last = workdays.local_day(start, tz), workdays.local_day(end, tz)
    facts = [str(span), first.isoformat()]
    if parameter:
        facts.append(f"by={parameter}")
    if not isinstance(span, WorkingDays):
        return Due(end, False, ";".join(facts), start, parameter)
    passed = list(_between(first, last))
    unknown = sorted({year for day in passed if (year := days.unknown_year(day)) is not None})
    weeks = dict.fromkeys(days.week(day) for day in passed)
    facts += ["week=" + ",".join(day for day in WEEKDAYS if day in week) for week in weeks]
    facts += [f"unpublished={year}" for year in unknown]
    facts.append(f"calendar={published.LIBRARY}")
    facts += [f"{begin}..{end}={name}" for begin, end, name in _runs(days, passed)]
    return Due(end, bool(unknown), _fit(facts), start, parameter)


def started(because: str, tz: dt.tzinfo) -> dt.datetime | None:
    """The day a stored reason counts from, for tasks that keep no start of their own."""
    _span, _sign, rest = because.partition(";")
    return workdays.start_of_day(dt.date.fromisoformat(rest[:10]), tz) if rest else None


def span_in(because: str) -> Span | None:
    """The span a stored reason counts; None where nothing was counted."""
    return workdays.parse(because.partition(";")[0]) if ";" in because else None


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
        share = days.share(day)
        mark = HALF if share == SHARES[DayKind.HALF] else WORKED if share else ""
        name = said.replace(";", ",") + mark
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
    if not because:
        return []
    if because.startswith(FIELD):
        return [_("As entered in “%(field)s”", field=_label(because.removeprefix(FIELD)))]
    if ";" not in because:
        return [because]
    span, start, *facts = because.split(";")
    lines = [_said(workdays.parse(span), start)]
    return [*lines, *(_fact(*fact.partition("=")[::2]) for fact in facts)]


def _fact(what: str, said: str) -> Any:
    if what == "by":
        return _("Set by the parameter “%(name)s”", name=in_words(said, CALLED))
    if what == "week":
        return _("Working week: %(days)s", days=WeekdayList(said))
    if what == "unpublished":
        return _("The holidays of %(year)s are not published yet; the date may move.", year=said)
    if what == "calendar":
        return _(
            "Calendar: published holidays (%(source)s), the company's own days first", source=said
        )
    return _exception(what, said)


def _label(column: str) -> Any:
    """What a column (table.column) is called on screen."""
    table, _dot, name = column.partition(".")
    found = Model.metadata.tables.get(table)
    return found.c[name].info.get("label", name) if found is not None and name in found.c else name


def _exception(days: str, name: str) -> Any:
    first, _dots, last = days.partition("..")
    when = first if first == last else f"{first}–{last}"
    plain = name.rstrip(WORKED + HALF)
    said = NAMES.get(plain) or (DayKind(plain).label if plain in WORDS else plain)
    if name.endswith(HALF):
        return _("%(days)s worked half (%(name)s)", days=when, name=said)
    if name.endswith(WORKED):
        return _("%(days)s worked (%(name)s)", days=when, name=said)
    return _("%(days)s off (%(name)s)", days=when, name=said)


WORDS = frozenset(kind.value for kind in DayKind)


class WeekdayList(str):
    """Weekday codes that print as weekday names in the language of the moment."""

    def __str__(self) -> str:
        return listed(str(WEEKDAY_NAMES[code]) for code in self.split(",") if code in WEEKDAY_NAMES)

    def __format__(self, _spec: str) -> str:
        return str(self)


def _said(span: Span, start: str) -> Any:
    if isinstance(span, Hours):
        return _("%(n)s hours by the clock", n=span.n)
    if isinstance(span, Days):
        return _("%(n)s calendar days after %(day)s", n=span.n, day=start)
    return _("%(n)s working days after %(day)s", n=span.n, day=start)
