"""The reach of a row: whose it is, whose parent it follows, and what that means in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    event,
    false,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from app.kernel.viewer import Viewer

REACH = ("owner_id", "branch_id", "area_id", "department_id")
PLAIN = ("own", "branch", "area", "department")  # what these columns say by themselves


@dataclass(frozen=True)
class Within:
    """Reach taken from a parent row: ``table`` and the foreign key that leads to it."""

    table: str
    key: str


def within(table: str, key: str) -> Within:
    """Declare that who sees the row of ``table`` that ``key`` points to sees this row too.

    Whoever reads no records of the child's own ``kind`` still sees none; whoever reads them
    sees exactly those of the parents that stand within the same breadth. ``key`` leads an index:
    one is made unless the table brings its own.
    """
    return Within(table, key)


@dataclass(frozen=True)
class Suspension:
    """Rows that leave an account nothing but reading while they last (R-066).

    ``who`` is the column of the account, ``lasts`` the condition on the table's columns, ``keeps``
    the permissions on views that the account needs to bring it to its end.
    """

    who: str
    lasts: Callable[[Any], ColumnElement[bool]]
    keeps: frozenset[tuple[str, str]] = frozenset()


class Owned:
    """A scoped table: whose row it is, now. Authorship is kept elsewhere and never changes.

    ``reach_clauses`` says what the four columns cannot. Under the name of a plain breadth
    (own, area, department, branch) a clause widens that breadth; under a name of its own, it
    is the breadth. It is given what holds the columns (the model or an alias of its table) and
    the viewer. A child (``reach``) follows the clauses of its parent without naming them.
    ``moves_with`` names a row this one only goes along with when that changes hands,
    ``closes_with`` one that takes it along into the closed store and nowhere else.

    ``stands_in`` names the column of those who stand in for the owner: they read the row as their own.

    ``closed_by`` names the column and the value of rows that lie in the closed store: with all
    that hangs on them they are out of everybody's reach, but for a viewer who opens it.
    ``suspends``: rows that leave an account nothing but reading. One that ``outlives_closing`` stays in reach although what it hangs on is closed.
    """

    kind: ClassVar[str]
    reach: ClassVar[Within | None] = None
    moves_with: ClassVar[Within | None] = None
    closes_with: ClassVar[Within | None] = None
    reach_clauses: ClassVar[dict[str, Callable[[Any, Viewer], ColumnElement[bool]]]] = {}
    stands_in: ClassVar[str | None] = None
    closed_by: ClassVar[tuple[str, Any] | None] = None
    outlives_closing: ClassVar[bool] = False
    suspends: ClassVar[Suspension | None] = None

    @declared_attr
    def owner_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("ab_user.id"), sort_order=910)

    @declared_attr
    def branch_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("branch.id"), sort_order=911)

    @declared_attr
    def area_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("area.id"), sort_order=912)

    @declared_attr
    def department_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("department.id"), sort_order=913)


@event.listens_for(Owned, "instrument_class", propagate=True)
def _index_reach(mapper: Mapper[Any], cls: Any) -> None:
    """The scope and the sort key stand in one index: a sub-query took 2.1 s on 1M rows."""
    owned_models.cache_clear()
    table: Any = mapper.local_table
    for name in REACH:
        title = f"ix_{table.name}_{name}_id"
        if all(index.name != title for index in table.indexes):
            Index(title, table.c[name], table.c.id)
    if cls.reach is not None and not _leads(table, cls.reach.key):
        key = cls.reach.key
        Index(f"ix_{table.name}_{key}_id", table.c[key], table.c.id)
    if cls.closed_by is not None:
        _cover(table, *filter(None, (cls.closed_by[0], getattr(cls, "merged_by", None))))


def _cover(table: Any, *asked: str) -> None:
    """Every index ends with what every list asks: else a chart fetches 1M rows for it (4 s, not 0.07)."""
    for index in list(table.indexes):
        names = index.columns.keys()
        if index.unique or set(asked) <= set(names):
            continue
        table.indexes.discard(index)
        columns = (table.c[n] for n in dict.fromkeys([*names, "id", *asked]))
        Index(index.name, *columns, **index.dialect_kwargs)


def _leads(table: Any, name: str) -> bool:
    """True when an index or a unique constraint of the table begins with the column."""
    kept = [*table.indexes, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    return any(each.columns.keys()[0] == name for each in kept if each.columns)


@cache  # forgotten when another class is mapped, above: asked with every statement
def owned_models() -> tuple[Any, ...]:
    """Every mapped class behind the gate."""
    found: list[Any] = []
    queue: list[Any] = list(Owned.__subclasses__())
    while queue:
        model = queue.pop()
        queue.extend(model.__subclasses__())
        if getattr(model, "__table__", None) is not None:
            found.append(model)
    return tuple(found)


def model_of(table: str) -> Any:
    return next(model for model in owned_models() if model.__table__.name == table)


def reach_clause(model: Any, viewer: Viewer) -> ColumnElement[bool]:
    """The rows of ``model`` that ``viewer`` may see, as an SQL condition."""
    return and_(_within_breadth(model, viewer), *still_open(model, viewer))


def _within_breadth(model: Any, viewer: Viewer) -> ColumnElement[bool]:
    breadths = viewer.breadth_of(model.kind)
    if "all" in breadths:
        return true()
    parts = [_part(model, viewer, name) for name in sorted(breadths)]
    return or_(*parts) if parts else false()


def still_open(model: Any, viewer: Viewer) -> list[ColumnElement[bool]]:
    """What keeps the rows of the closed store away; nothing where the viewer opens it (C-01)."""
    if viewer.is_system or viewer.opens_closed:
        return []
    closed = closed_rows(model)
    return [] if closed is None else [not_(closed)]


@cache
def closed_rows(model: Any) -> ColumnElement[bool] | None:
    """Which rows lie in the closed store, None where none can; the same for every viewer, so made once."""
    return _closed(model, model)


def _closed(model: Any, rows: Any) -> ColumnElement[bool] | None:
    """The rows in the closed store: closed themselves, or hanging on one that is.

    The closed rows are few beside the others: their keys are found once, through their index.
    """
    if model.closed_by is not None:
        column, value = model.closed_by
        clause: ColumnElement[bool] = getattr(rows, column) == value
        return clause
    place = hangs_on(model)
    if place is None:
        return None
    above = _above(model)
    clause_above = _closed(model_of(place.table), above)
    if clause_above is None:
        return None
    key = getattr(rows, place.key)
    return and_(key.is_not(None), key.in_(select(above.id).where(clause_above)))


def is_closed(row: Any, parent_of: Callable[[Any], Any]) -> bool:
    """The same for a row in memory; ``parent_of`` gives what it hangs on."""
    while row is not None:
        if row.closed_by is not None:
            column, value = row.closed_by
            return bool(getattr(row, column) == value)
        row = parent_of(row) if hangs_on(type(row)) is not None else None
    return False


def hangs_on(model: Any) -> Within | None:
    """The row whose closing takes rows of ``model`` out of reach: the parent, or what they go along with."""
    above: Within | None = model.reach or model.moves_with or model.closes_with
    return None if model.outlives_closing else above


def _part(model: Any, viewer: Viewer, breadth: str) -> ColumnElement[bool]:
    said = _plain(model, viewer, breadth)
    said.extend(named(model, viewer, breadth, model))
    if not said:
        raise ValueError(f"unknown breadth {breadth!r} for {model.__name__}")
    return or_(*said)


def _plain(model: Any, viewer: Viewer, breadth: str) -> list[ColumnElement[bool]]:
    """What the four columns say of a breadth; nothing where it is a name of the model's own."""
    if breadth == "own":
        return [model.owner_id.in_(sorted(viewer.owner_ids))]
    if breadth == "area":
        area = model.area_id.in_(sorted(viewer.area_ids))
        return [or_(*_plain(model, viewer, "own"), area)]
    branch = model.branch_id.in_(sorted(viewer.branches_of(model.kind)))
    if breadth == "branch":
        return [branch]
    if breadth == "department":
        department = model.department_id.in_(sorted(viewer.department_ids))
        return [and_(branch, or_(model.department_id.is_(None), department))]
    return []


class _Among(FunctionElement[bool]):
    """A key is one of the ids that a select finds.

    PostgreSQL cannot use the index of a key IN (SELECT …) beside an OR; it reads the whole
    table (29 ms for 100,000 contacts). With the ids found first it can (0.7 ms).
    """

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> _Among:
        return self  # a comparison needs no "= 1", which would keep SQLite from the index


@compiles(_Among)
def _in_select(element: Any, compiler: Any, **given: Any) -> str:
    key, ids = element.clauses
    return f"{compiler.process(key, **given)} IN {compiler.process(ids, **given)}"


@compiles(_Among, "postgresql")
def _in_array(element: Any, compiler: Any, **given: Any) -> str:
    key, ids = element.clauses
    return f"{compiler.process(key, **given)} = ANY (ARRAY{compiler.process(ids, **given)})"


@cache
def _above(model: Any) -> Any:
    """The columns of what rows of ``model`` hang on; made once, a wide table has many."""
    place = model.reach or model.moves_with or model.closes_with
    return model_of(place.table).__table__.alias().c


def named(model: Any, viewer: Viewer, breadth: str, rows: Any) -> list[ColumnElement[bool]]:
    """The clauses of the model and, by its key, those of the parents it stands within.

    ``rows`` holds the columns: the model, or an alias that the gate does not visit again.
    """
    found = []
    if breadth == "own" and model.__table__.name in viewer.stands_in:
        found.append(getattr(rows, model.stands_in).in_(sorted(viewer.owner_ids)))
    if breadth in model.reach_clauses:
        found.append(model.reach_clauses[breadth](rows, viewer))
    if model.reach is not None:
        parent = model_of(model.reach.table)
        above = _above(model)
        key = getattr(rows, model.reach.key)
        for clause in named(parent, viewer, breadth, above):
            ids = select(above.id).where(clause)
            beside = breadth in PLAIN  # stands beside an OR
            found.append(_Among(key, ids.scalar_subquery()) if beside else key.in_(ids))
    return found
