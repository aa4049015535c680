"""The parts of a record page: overview, sections, child tables, attached lists, history; what each counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.desk.attached import Hung, counting
from app.kernel import notes

WHOLE = "whole"
SHORT = 24  # cells of a record that is read at one glance: nobody turns tabs for three fields
MANY = 6  # further sections that still have a tab each; more stand together on one page


@dataclass(frozen=True)
class Tab:
    """A part of the record page; ``count`` is shown when there is one; ``folded`` stands behind "more"."""

    name: str
    title: Any
    count: int | None = None
    folded: bool = False


def stands_whole(view: Any) -> bool:
    """True where the record has so many sections that they stand together on one page (R-018)."""
    return len(view.sections) - 1 > MANY


def together(view: Any) -> list[Any]:
    """The sections the overview shows: all of a short record, the first of a long one."""
    is_short = sum(len(section.fields) for section in view.sections) <= SHORT
    return list(view.sections if is_short else view.sections[:1])


def fitting(view: Any, row: Any) -> list[Any]:
    """The sections asked of this record."""
    return [section for section in view.sections if section.fits(lambda name: getattr(row, name))]


def tabs_of(view: Any, row: Any, hung: Sequence[Hung], counted: Sequence[int]) -> list[Tab]:
    """Overview, the further sections, child tables and attached lists with counts, history.

    Where the sections stand together, the child tables stand below them; the first keeps its tab.
    """
    whole = stands_whole(view)
    tabs = [Tab("overview", _("Overview"))]
    if whole:
        tabs.append(Tab(WHOLE, _("Whole record")))
    else:
        first = {section.name for section in together(view)}
        tabs += [Tab(s.name, s.title) for s in fitting(view, row) if s.name not in first]
    parts = [(part.name, part.title or part.name) for part in view.lines]
    parts += [(each.tab.name, each.tab.title) for each in hung]
    parts += [(name, title) for name, title, _count in kept_by(view)]
    folded = {each.tab.name for each in hung if each.tab.folded}
    found = [
        Tab(*part, count, part[0] in folded) for part, count in zip(parts, counted, strict=True)
    ]
    inside = {part.name for part in view.lines[1:]} if whole else set()
    inside |= {part.name for part in view.lines if not part.fits(lambda name: getattr(row, name))}
    tabs += [tab for tab in found if tab.name not in inside]
    return [*tabs, Tab("trail", _("History"))]


def kept_by(view: Any) -> list[tuple[str, Any, Any]]:
    """Tabs of what hangs on the row itself, files and notes: name, title, count as a column."""
    found: list[tuple[str, Any, Any]] = []
    if view.shows_files():
        found.append(("files", _("Attachments"), view.count_files()))
    if view.keeps_notes:
        found.append(("notes", _("Notes"), notes.count_of(view.datamodel.obj)))
    return found


def counts_of(view: Any, hung: Sequence[Hung]) -> list[Any]:
    """How many rows each part has, as columns of the statement that reads the row."""
    model = view.datamodel.obj
    own = [_rows_below(model, part) for part in view.lines]
    return own + counting(model, hung) + [count for _name, _title, count in kept_by(view)]


def _rows_below(model: Any, part: Any) -> Any:
    """How many rows a child table has; of rows of the same table, those that point to this one."""
    child = aliased(part.model) if part.model is model else part.model
    below = getattr(child, part.parent_key(model)) == model.id
    return select(func.count(child.id)).where(below).correlate(model).scalar_subquery()
