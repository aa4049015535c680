"""The calendar page: a month or a week with working days, holidays and make-up days, and the reader's own dates in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import format_date, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk import spans, tasks
from app.desk.frame import may_open, views_by_name
from app.desk.office.profile import signed_in
from app.kernel import holidays
from app.kernel.clock import day_of, zone
from app.kernel.db import db, utcnow
from app.kernel.scope import current_viewer
from app.kernel.tasks import Task
from app.kernel.viewer import Viewer
from app.kernel.workdays import end_of_day, start_of_day

SHOWN = 3  # dates a day of the month view names; the rest is one click away in its week
WEEK = 7
MOST = 500  # deadlines of one page
MARKS = {
    "holiday": _("Off"), "makeup": _("Work"), "half": _("Half"),
}  # fmt: skip
VIEWS = {"month": _("Month"), "week": _("Week")}


@dataclass(frozen=True)
class Event:
    """One date: its moment, what it is called, where it leads; late when it is over and not done."""

    at: dt.datetime
    text: str
    url: str
    icon: str = ""
    late: bool = False

    @property
    def time(self) -> str:
        """The time of day; nothing for a deadline that ends with the day."""
        local = self.at.astimezone(zone())
        return "" if (local.hour, local.minute) == (23, 59) else f"{local:%H:%M}"


@dataclass(frozen=True)
class Events:
    """Dates a wing puts into the calendar, for those who may open its view."""

    name: str
    label: Any
    icon: str
    view: str
    rows: Callable[[Any, Viewer, dt.datetime, dt.datetime], Sequence[Event]]


@dataclass
class Day:
    """A square of the page."""

    day: dt.date
    word: str
    name: str
    is_outside: bool
    is_today: bool
    events: list[Event] = field(default_factory=list)

    @property
    def weekday(self) -> str:
        """Monday … Sunday, in the reader's language."""
        return str(format_date(self.day, "EEEE"))

    @property
    def weekday_short(self) -> str:
        """The same, short."""
        return str(format_date(self.day, "EEE"))

    @property
    def mark(self) -> str:
        """休, 班 or 半 beside the number."""
        return str(MARKS.get(self.word, ""))

    @property
    def said(self) -> str:
        """The whole day for a screen reader."""
        parts = [format_date(self.day, "full"), self.mark, self.name]
        if self.events:
            parts.append(gettext("%(n)s dates", n=len(self.events)))
        return ", ".join(part for part in parts if part)


def provide_events(app: Any, events: Sequence[Events]) -> None:
    """Put the wings' dates into the calendar."""
    app.extensions["calendar_events"] = list(events)


class AgendaView(BaseView):
    """``/calendar``: everybody's own month."""

    route_base = "/calendar"
    default_view = "calendar"

    @expose("/")
    @signed_in
    def calendar(self) -> str:
        """The page; ``day`` is one in the month or week, ``view`` is month or week."""
        now, viewer = utcnow(), current_viewer()
        how = request.args.get("view", "month")
        if how not in VIEWS:
            abort(404)
        day = _asked(request.args.get("day"), day_of(now))
        first, last = _bounds(how, day)
        days = self._days(viewer, day, first, last, now, how)
        weeks = [days[i : i + WEEK] for i in range(0, len(days), WEEK)]
        return render_template(
            "calendar.html", weeks=weeks, days=days, how=how, views=VIEWS, chosen=day, shown=SHOWN,
            heading=_heading(how, day, first, last), before=_turn(how, day, first, -1),
            after=_turn(how, day, last, 1), unknown=_unknown(days), today=day_of(now),
            worked=_worked(days),
        )  # fmt: skip

    @staticmethod
    def _days(
        viewer: Viewer, chosen: dt.date, first: dt.date, last: dt.date, now: dt.datetime, how: str
    ) -> list[Day]:
        """The squares with what stands in them."""
        known, today = holidays.calendar(db.session), day_of(now)
        found = [
            Day(
                day,
                *holidays.word_of(known, day),
                is_outside=how == "month" and day.month != chosen.month,
                is_today=day == today,
            )
            for day in _each(first, last)
        ]
        events = _events(viewer, start_of_day(first, zone()), end_of_day(last, zone()), now)
        for square in found:
            square.events = sorted(events.get(square.day, ()), key=lambda event: event.at)
        return found


def _asked(text: str | None, today: dt.date) -> dt.date:
    """The day of the address; a wrong one does not exist (404)."""
    if not text:
        return today
    try:
        return spans.day_of(text)
    except spans.Unreadable:
        abort(404)


def _bounds(how: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last square: whole weeks from Monday to Sunday."""
    first = last = day
    if how == "month":
        first = day.replace(day=1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    monday = first - dt.timedelta(days=first.weekday())
    return monday, last + dt.timedelta(days=WEEK - 1 - last.weekday())


def _each(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    yield from (first + dt.timedelta(days=i) for i in range((last - first).days + 1))


def _heading(how: str, day: dt.date, first: dt.date, last: dt.date) -> str:
    if how == "month":
        return str(format_date(day, gettext("MMMM y")))
    return f"{first.isoformat()} – {last.isoformat()}"


def _turn(how: str, day: dt.date, edge: dt.date, step: int) -> str:
    """The address of the page before or after."""
    if how == "week":
        other = edge + dt.timedelta(days=step)
    else:
        other = (day.replace(day=1) if step < 0 else day.replace(day=28)) + dt.timedelta(
            days=-1 if step < 0 else 4
        )
        other = other.replace(day=1)
    return url_for("AgendaView.calendar", day=other.isoformat(), view=_view(how))


def _view(how: str) -> str | None:
    return None if how == "month" else how


def _unknown(days: Sequence[Day]) -> list[int]:
    """Years on the page whose holidays nobody has published yet."""
    known = holidays.calendar(db.session)
    found = {year for square in days if (year := known.unknown_year(square.day)) is not None}
    return sorted(found)


def _worked(days: Sequence[Day]) -> Any:
    """Working days of the month or week shown."""
    known = holidays.calendar(db.session)
    return sum(known.share(square.day) for square in days if not square.is_outside)


def _events(
    viewer: Viewer, since: dt.datetime, until: dt.datetime, now: dt.datetime
) -> Mapping[dt.date, list[Event]]:
    """The reader's own deadlines, and what the wings add, by the company's day."""
    found: dict[dt.date, list[Event]] = defaultdict(list)
    for event in (*_deadlines(viewer, since, until, now), *_wings(viewer, since, until)):
        found[day_of(event.at)].append(event)
    return found


def _deadlines(
    viewer: Viewer, since: dt.datetime, until: dt.datetime, now: dt.datetime
) -> Iterator[Event]:
    query = select(Task).where(tasks.mine(viewer), Task.due_at.between(since, until))
    waiting = db.session.scalars(query.order_by(Task.due_at, Task.id).limit(MOST))
    own = [task for task in waiting if tasks.is_mine(task, viewer)]
    for entry in tasks.entries(db.session, own, now):
        yield Event(
            entry.task.due_at or since, f"{entry.subject} · {entry.title}",
            url_for("InboxView.inbox", task=entry.task.id), "clock", entry.group == "late",
        )  # fmt: skip


def _wings(viewer: Viewer, since: dt.datetime, until: dt.datetime) -> Iterator[Event]:
    views = views_by_name()
    for source in current_app.extensions.get("calendar_events", ()):
        view = views.get(source.view)
        if view is not None and may_open(view, "show"):
            for event in source.rows(db.session, viewer, since, until):
                yield Event(event.at, event.text, event.url, source.icon, event.late)
