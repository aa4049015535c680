"""The workbench: what is due first, what waits for a decision, what the wings show beside it.

The charts are fetched when the page is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_appbuilder import IndexView
from flask_appbuilder.baseviews import expose
from flask_babel import format_date
from sqlalchemy import literal, select, union_all

from app.desk import guide, inbox, tasks
from app.desk.asked import Asked
from app.desk.frame import may_open, views_by_name
from app.desk.office.profile import signed_in
from app.kernel import holidays
from app.kernel.clock import day_of
from app.kernel.db import db, utcnow
from app.kernel.scope import current_viewer
from app.kernel.tasks import Task
from app.kernel.viewer import Viewer

SHOWN = 12
CHARTS = 2
FIRST = 6
EMPTY_CARD = 3  # lines that a card without lines is as tall as


@dataclass(frozen=True)
class Line:
    """A line of a panel: cells as text or markup, the first one leads to ``url``."""

    url: str
    cells: Sequence[Any]
    late: bool = False


@dataclass(frozen=True)
class Panel:
    """A list a wing puts on the workbench; shown only when it holds something.

    ``rows(session, viewer, now)`` gives Lines; ``view`` names the view that must be open to the
    reader, ``query`` narrows the list behind "open the list"; ``counted`` shows how many lines,
    ``below`` puts it under what is due.
    """

    name: str
    title: Any
    view: str
    rows: Callable[[Any, Viewer, Any], Sequence[Line]]
    heads: Sequence[Any] = ()
    query: str = ""
    counted: bool = True
    below: bool = False


@dataclass(frozen=True)
class HomeChart:
    """A chart of a list on the workbench: view and the chart's name there."""

    view: str
    chart: str
    title: Any = ""
    query: str = ""


@dataclass
class Furniture:
    """What app/menu.py put on the workbench."""

    panels: list[Panel] = field(default_factory=list)
    charts: list[HomeChart] = field(default_factory=list)
    guide: list[guide.Task] = field(default_factory=list)


def furnish(
    app: Any,
    panels: Sequence[Panel] = (),
    charts: Sequence[HomeChart] = (),
    tasks: Sequence[guide.Task] = (),
) -> None:
    """Put the wings' panels, charts and the tasks of the first day on the workbench."""
    app.extensions["home"] = Furniture(list(panels), list(charts), list(tasks))


def furniture() -> Furniture:
    """What stands on the workbench of this application."""
    found: Furniture = current_app.extensions.get("home", Furniture())
    return found


class HomeView(IndexView):
    """``/``: everybody's first page."""

    route_base = ""
    default_view = "index"
    index_template = "home.html"

    @expose("/")
    @signed_in
    def index(self) -> Any:
        """The workbench of the reader."""
        viewer, now = current_viewer(), utcnow()
        waiting, sent = waiting_and_sent(viewer, now, 6)
        panels = list(self._panels(furniture().panels, viewer, now))
        # who has nothing else sees at once whether there is anything at all
        charts = None if waiting or sent or panels else self._charts(viewer)
        groups, decided = inbox.grouped(waiting[:SHOWN]), decisions(waiting, viewer)
        # whoever has work waiting is past the first day: one question less
        still = [] if waiting else guide.guide(furniture().guide, db.session)
        left = sum(len(entries) + 1 for _name, _label, entries in groups) or EMPTY_CARD
        return render_template(
            self.index_template, now=now, total=len(waiting), groups=groups,
            late=sum(entry.group == "late" for entry in waiting), decisions=decided,
            sent=sent, weekday=weekday(now), panels=balanced(panels, left, EMPTY_CARD if decided else 0), due_text=tasks.due_text,
            charts=charts, days_left=holidays.working_days_left(db.session, now), first_steps=first_steps(viewer),
            place=getattr(g, "place", ""), guide=still,
        )  # fmt: skip

    @expose("/home/charts/")
    @signed_in
    def charts(self) -> Any:
        """The charts, for which the page does not wait."""
        return render_template("home_charts.html", charts=self._charts(current_viewer()))

    def _charts(self, viewer: Viewer) -> Sequence[dict[str, Any]]:
        return list(islice(self._drawn(furniture().charts, viewer), CHARTS))

    @staticmethod
    def _panels(panels: Sequence[Panel], viewer: Viewer, now: Any) -> Any:
        """Panels the reader may open and that hold something: no empty boxes."""
        views = views_by_name()
        for panel in panels:
            view = views.get(panel.view)
            if view is None or not may_open(view):
                continue
            lines = panel.rows(db.session, viewer, now)
            if lines:
                link = url_for(f"{view.endpoint}.list") + panel.query
                yield {"panel": panel, "lines": lines[:SHOWN], "number": len(lines), "url": link}

    @staticmethod
    def _drawn(charts: Sequence[HomeChart], viewer: Viewer) -> Any:
        """Charts with something in them, drawn from the list they lead to."""
        views = views_by_name()
        for wanted in charts:
            view = views.get(wanted.view)
            if view is None or not may_open(view, "chart"):
                continue
            chart = next((c for c in view.charts_for(viewer) if c.name == wanted.chart), None)
            if chart is None:
                continue
            asked = Asked()
            drawn = view._draw(chart, asked, viewer)
            if drawn.keys:
                yield {
                    "title": wanted.title or chart.title,
                    "url": url_for(f"{view.endpoint}.chart", chart=chart.name),
                    "island": view._island(chart, drawn, asked, viewer),
                }


def waiting_and_sent(
    viewer: Viewer, now: dt.datetime, few: int
) -> tuple[list[tasks.Entry], list[tasks.Entry]]:
    """What waits for a person and a few of what others have of his, for the price of one list."""
    parts = [
        select(literal(at).label("part"), Task.id)
        .where(clause)
        .order_by(*tasks.URGENCY)
        .limit(limit)
        .subquery()
        for at, clause, limit in (
            (0, tasks.mine(viewer), tasks.LIMIT),
            (1, tasks.sent_by(viewer), few),
        )
    ]
    both = union_all(*(select(part) for part in parts)).subquery()
    query = select(both.c.part, Task).join(Task, Task.id == both.c.id).order_by(*tasks.URGENCY)
    lists: tuple[list[Task], list[Task]] = ([], [])
    for part, task in db.session.execute(query):
        if tasks.is_mine(task, viewer) is (part == 0):
            lists[part].append(task)
    shown = {each.task.id: each for each in tasks.entries(db.session, [*lists[0], *lists[1]], now)}
    own, others = ([shown[t.id] for t in each if t.id in shown] for each in lists)
    return own, others


def weekday(now: Any) -> str:
    """The day's name in the reader's language."""
    return str(format_date(day_of(now), "EEEE"))


def balanced(panels: Sequence[dict[str, Any]], left: int, right: int) -> list[dict[str, Any]]:
    """Each panel with the column it stands in: the shorter one, so that neither gapes.

    ``left`` and ``right`` are the lines the columns hold already.
    """
    for shown in panels:
        height = len(shown["lines"]) + 2
        shown["left"] = shown["panel"].below or left + EMPTY_CARD < right
        if shown["left"]:
            left += height
        else:
            right += height
    return list(panels)


def decisions(waiting: Sequence[tasks.Entry], viewer: Viewer) -> list[dict[str, Any]]:
    """What waits for a role of the reader, counted by kind: his approvals."""
    found: dict[str, dict[str, Any]] = {}
    for entry in waiting:
        if entry.task.role is None:
            continue
        kind = found.setdefault(
            entry.title, {"title": entry.title, "number": 0, "late": 0, "task": entry.task.id}
        )
        kind["number"] += 1
        kind["late"] += entry.group == "late"
    return list(found.values())


def first_steps(viewer: Viewer) -> list[dict[str, Any]]:
    """Where the reader can begin: what he creates most, else every page he may add to."""
    known = views_by_name()
    found = []
    for item in [item for group in current_app.extensions.get("menu", ()) for item in group.items]:
        view = known.get(item.view.__name__)
        if view is not None and hasattr(view, "add") and may_open(view, "add"):
            url = url_for(
                f"{view.endpoint}.add" if item.new else f"{view.endpoint}.{view.default_view}"
            )
            found.append(
                {
                    "label": item.new or item.label,
                    "icon": item.icon,
                    "url": url,
                    "new": bool(item.new),
                }
            )
    return [step for step in found if step["new"]] or found[:FIRST]
