"""Tabs that upper wings bring to a record: a list of theirs, narrowed to the rows of this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from flask import request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.desk import asked as asking
from app.desk import cells
from app.desk.asked import Asked
from app.desk.frame import may_open, menu, views_by_name
from app.kernel.viewer import Viewer

SIZE = 25
PAGE = ("after", "before", "last")


@dataclass(frozen=True)
class Attached:
    """A tab that ``app/menu.py`` hangs on the record of a lower wing.

    ``by`` names the field of ``view`` that points to the record; the view offers it as a filter.
    With ``via`` it points to what the record points to by that column: the profile of its area.
    ``columns`` are what the tab shows of the view's list (its own without any). With ``at``, an
    instant or a day of the row, the rows stand in the record's timeline too. ``folded`` tabs,
    the less used ones of a record with many, stand behind "more".
    """

    name: str
    view: type
    by: str
    title: Any
    columns: Sequence[str] = ()
    at: str = ""
    icon: str = "table"
    via: str = "id"
    folded: bool = False


@dataclass(frozen=True)
class Hung:
    """An attached tab as this reader has it: with the view that answers for its rows."""

    tab: Attached
    view: Any

    @property
    def model(self) -> Any:
        """The table behind the tab."""
        return self.view.datamodel.obj

    @property
    def key(self) -> Any:
        """The column that points to the record."""
        return self.view.datamodel.field(self.tab.by).column

    def value(self, row: Any) -> Any:
        """What ``by`` holds in the rows of this record; 0, which no row has, where it points nowhere."""
        return getattr(row, self.tab.via) or 0

    def asked(self, row: Any, viewer: Viewer, page: Sequence[tuple[str, str]] = ()) -> Asked:
        """The rows of this record as a list asks for them, so that the list can be opened too."""
        offer = self.view._offer(viewer)
        pairs = [(f"f.{self.tab.by}.is", str(self.value(row))), ("size", str(SIZE)), *page]
        shown = [name for name in self.tab.columns if name in offer.showable]
        return asking.read([*pairs, ("cols", ",".join(shown))], offer, viewer)


def hung_on(view: type) -> list[Hung]:
    """The tabs of a view's records whose lists the reader may open."""
    items = (item for group in menu() for item in group.items)
    mine = next((item for item in items if item.view is view), None)
    if mine is None:
        return []
    known = views_by_name()
    found = [(tab, known.get(tab.view.__name__)) for tab in mine.tabs]
    return [Hung(tab, of) for tab, of in found if of is not None and may_open(of)]


def counting(model: Any, hung: Sequence[Hung]) -> list[Any]:
    """How many rows each tab holds, as columns of the statement that reads the record."""
    return [_rows_of(each, model) for each in hung]


def _rows_of(hung: Hung, model: Any) -> Any:
    """How many; of rows of the same table, those that point to this one."""
    child = aliased(hung.model) if hung.model is model else hung.model
    points = getattr(child, hung.key.key) == getattr(model, hung.tab.via)
    return select(func.count(child.id)).where(points).correlate(model).scalar_subquery()


def part_of(hung: Hung, row: Any, viewer: Viewer) -> dict[str, Any]:
    """What the tab's template gets: a page of rows, and where to go from there."""
    view = hung.view
    asked = hung.asked(row, viewer, [(k, request.args[k]) for k in PAGE if k in request.args])
    base = view.route_base
    new = url_for(f"{view.endpoint}.add", **{hung.key.key: hung.value(row)})
    rows = view._rows(viewer, asked)
    first, *others = rows["columns"]
    own = cells.drawing(
        view.datamodel.field(first.name), viewer
    )  # the first leads to the row itself
    rows["columns"] = [replace(first, draw=own), *others]
    return {
        "kind": "attached", "name": hung.tab.name, "title": hung.tab.title,
        "list": f"{base}/list/?{hung.asked(row, viewer).query()}" if may_open(view) else "",
        "show": f"{base}/show" if may_open(view, "show") else "",
        "new": new if may_open(view, "add") else "",
        "back": _cursor(rows["page"].previous), "on": _cursor(rows["page"].next),
        **rows,
    }  # fmt: skip


def _cursor(query: str) -> dict[str, str]:
    """Of a list's address only what says which page."""
    return {key: value for key, value in parse_qsl(query) if key in PAGE}
