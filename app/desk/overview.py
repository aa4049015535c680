"""A record at a glance: the newest rows of everything that hangs on it, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, literal, select, union_all

from app.desk.attached import Hung
from app.desk.frame import may_open
from app.desk.grouping import Axis, expression
from app.desk.interface import Field, Rows
from app.desk.tabs import counts_of
from app.desk.tasks import any_view_of
from app.kernel.db import db
from app.kernel.viewer import Viewer

NEWEST = 3  # rows of each kind


@dataclass(frozen=True)
class Newest:
    """One row of a kind: what it is called, where it leads, its state and its day."""

    name: str
    href: str
    state: Any
    day: str


@dataclass(frozen=True)
class Kind:
    """What hangs on the record: the tab that has all of it, how many there are, the newest."""

    tab: str
    title: Any
    count: int
    rows: Sequence[Newest]


@dataclass(frozen=True)
class _Source:
    """Where the rows of a kind come from, and which of its fields tell them apart."""

    tab: str
    title: Any
    rows: Rows
    where: Any
    base: str
    name: Field | None
    state: Field | None
    day: Field | None


def digest(view: Any, row: Any, hung: Sequence[Hung], viewer: Viewer) -> list[Kind]:
    """The kinds of rows that hang on a record and have any: two statements, however many kinds."""
    model = view.datamodel.obj
    counting = select(*counts_of(view, hung)).select_from(model).where(model.id == row.id)
    parts = [*_own(view, row, viewer), *(_attached(each, row, viewer) for each in hung)]
    counts = db.session.execute(counting).one() if parts else ()
    found = [(part, count) for part, count in zip(parts, counts, strict=False) if count and part]
    newest = _newest([part for part, _count in found])
    return [
        Kind(part.tab, part.title, count, newest.get(at, ()))
        for at, (part, count) in enumerate(found)
    ]


def _own(view: Any, row: Any, viewer: Viewer) -> list[_Source | None]:
    """The child tables; one that is not asked of this record has no rows to tell of."""
    out: list[_Source | None] = []
    for part in view.lines:
        page = any_view_of(part.model.__tablename__)
        rows = page.datamodel if page is not None else Rows(part.model)
        where = getattr(part.model, part.parent_key(type(row))) == row.id
        columns = [cell.name for cell in part.cells()]
        base = page.route_base if page is not None and may_open(page, "show") else ""
        first = page.name_column if page is not None else columns[0]
        fits = part.fits(lambda name: getattr(row, name))
        source = _source(
            part.name, part.title or part.name, rows, where, base, [first, *columns], viewer
        )
        out.append(source if fits else None)
    return out


def _attached(hung: Hung, row: Any, viewer: Viewer) -> _Source:
    view, tab = hung.view, hung.tab
    columns = [tab.at, view.name_column, *tab.columns, *view.list_columns]
    base = view.route_base if may_open(view, "show") else ""
    where = hung.key == hung.value(row)
    return _source(tab.name, tab.title, view.datamodel, where, base, columns, viewer)


def _source(
    tab: str, title: Any, rows: Rows, where: Any, base: str, names: Sequence[str], viewer: Viewer
) -> _Source:
    found = [rows.field(name) for name in dict.fromkeys(names) if name]
    fields = [
        f for f in found if f is not None and f.column is not None and f.treatment(viewer) == "show"
    ]

    def first(*kinds: str) -> Field | None:
        return next((each for each in fields if each.kind in kinds), None)

    return _Source(
        tab, title, rows, where, base, first("text"), first("words"), first("day", "instant")
    )


def _newest(sources: Sequence[_Source]) -> dict[int, list[Newest]]:
    """The newest rows of each kind, in one statement."""
    asked = [_select(at, source) for at, source in enumerate(sources)]
    found: dict[int, list[Newest]] = {}
    for at, ident, name, state, day in db.session.execute(union_all(*asked)) if asked else ():
        source = sources[at]
        words = source.state.words if source.state is not None else None
        href = f"{source.base}/show/{ident}" if source.base else ""
        said = words.of(state) if words is not None and state else None
        found.setdefault(at, []).append(Newest(name or "", href, said, day or ""))
    return found


def _select(at: int, source: _Source) -> Any:
    rows, text = source.rows, literal(None, String)
    name = cast(source.name.column, String) if source.name is not None else text
    state = cast(source.state.column, String) if source.state is not None else text
    day = expression(Axis(source.day, "day"), rows.dialect) if source.day is not None else text
    inner = select(
        literal(at).label("at"),
        rows.key.label("id"),
        name.label("name"),
        state.label("state"),
        day.label("day"),
    )
    part = inner.where(source.where).order_by(rows.key.desc()).limit(NEWEST).subquery()
    return select(part.c.at, part.c.id, part.c.name, part.c.state, part.c.day)
