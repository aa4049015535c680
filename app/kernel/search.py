"""Search: which rows a typed text means, within the viewer's reach; the same answer on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import TableClause

from app.kernel import tokens
from app.kernel.search_store import (
    PARTS,
    Search,
    dialect_of,
    forget,
    index,
    index_values,
    is_store,
    rebuild,
    searchable,
    store_of,
)
from app.kernel.secrets import treatment
from app.kernel.viewer import current_or_none

__all__ = [
    "PROBE", "Found", "Search", "clause", "find", "forget", "ids",
    "index", "index_values", "is_store", "rebuild", "searchable",
]  # fmt: skip

# up to here the ids are fetched and sorted; beyond, an ordered scan shows the first page sooner
PROBE = 5_000


@dataclass(frozen=True)
class Found:
    """What a list needs to know: the condition, and whether so many rows meet it that counting them all is too dear.

    ``means`` gives the condition for any column that holds ids of the searched table. Where the
    probe was made and there are many, more than ``PROBE`` rows of the whole table meet it.
    """

    clause: ColumnElement[bool]
    is_many: bool = False
    means: Callable[[Any], ColumnElement[bool]] | None = None
    was_probed: bool = False


@dataclass(frozen=True)
class Hits:
    """The outcome of a probe: either every id, or the knowledge that there are more than PROBE."""

    ids: list[int] = field(default_factory=list)
    is_many: bool = False
    was_probed: bool = True


def ids(session: Session, model: Any, text: str, limit: int = 20) -> list[int]:
    """Ids of the rows a text means, as far as the viewer in force reaches; names that begin with it first, newer ones first.

    The limit belongs to pick lists and the search box; a list of rows takes ``clause``.
    """
    runs, parts = _understood(model, text)
    if not runs:
        return []
    hits = _probe(session, model, runs, parts)
    statement = select(model.id).where(_condition(session, model, runs, parts, hits, model.id))
    statement = statement.limit(limit)
    if not hits.is_many:  # few enough to rank; many come in the order of the key, for nothing
        store, begins = store_of(model), runs[0].text + "%"
        rank = case((store.c.names.like(begins), 0), (store.c.codes.like(begins), 1), else_=2)
        # one look-up a hit: as a join, SQLite would read the whole store
        asked = select(rank).where(store.c.rowid == model.id).scalar_subquery()
        statement = statement.order_by(asked)
    return list(session.scalars(statement.order_by(model.id.desc())))


def clause(session: Session, model: Any, text: str) -> ColumnElement[bool] | None:
    """A condition for a select of ``model``: the rows that ``text`` means; None when nothing is asked."""
    found = find(session, model, text)
    return None if found is None else found.clause


def find(session: Session, model: Any, text: str) -> Found | None:
    """What ``clause`` gives, and whether there are many; None when nothing is asked.

    Probe, then choose: few hits become a list of ids, which the caller may sort and count exactly;
    many become a condition on each row, cheap for an ordered select with a limit, dear to count.
    The select must go through the ORM: there the gate adds the viewer's reach.
    """
    if not text or not text.strip():
        return None
    runs, parts = _understood(model, text)
    if not runs:
        return Found(false())
    hits = _probe(session, model, runs, parts)
    means = partial(_condition, session, model, runs, parts, hits)
    return Found(means(model.id), hits.is_many, means, hits.was_probed)


def _understood(model: Any, text: str) -> tuple[list[tokens.Run], frozenset[str]]:
    parts = _open_parts(model)
    return (tokens.runs(text) if parts else []), parts


def _condition(
    session: Session, model: Any, runs: Sequence[tokens.Run], parts: frozenset[str], hits: Hits,
    ident: Any,
) -> ColumnElement[bool]:  # fmt: skip
    if not hits.is_many:
        chosen: Any = bindparam("hits", hits.ids, expanding=True, unique=True, literal_execute=True)
        return ident.in_(chosen)
    store = store_of(model)
    recheck = _recheck(session, store, runs, parts)
    return exists(select(literal(1)).select_from(store).where(store.c.rowid == ident, recheck))


def _open_parts(model: Any) -> frozenset[str]:
    """Parts whose every column the viewer may see: a hidden column that can be searched is an oracle."""
    viewer, columns = current_or_none(), model.__mapper__.columns
    declared = {part: getattr(model.__search__, part) for part in PARTS}
    return frozenset(
        part
        for part, names in declared.items()
        if names and all(treatment(columns[name], viewer) == "show" for name in names)
    )


def _probe(session: Session, model: Any, runs: Sequence[tokens.Run], parts: frozenset[str]) -> Hits:
    if all(run.is_common for run in runs):
        return Hits(is_many=True, was_probed=False)
    asked = [run for run in runs if not run.is_common]
    expressions = [_expression(run, parts, dialect_of(session)) for run in asked]
    if not all(expressions):
        return Hits()
    store = store_of(model)
    conditions = [
        _match(session, store, " AND " if dialect_of(session) == "sqlite" else " & ", expressions)
    ]
    unsure = [run for run in runs if run.is_common or not run.is_exact]
    if unsure:
        conditions.append(_recheck(session, store, unsure, parts))
    found = (
        session.connection()
        .execute(select(store.c.rowid).where(*conditions).limit(PROBE + 1))
        .scalars()
        .all()
    )
    return Hits(is_many=True) if len(found) > PROBE else Hits(list(found))


def _match(
    session: Session, store: TableClause, joiner: str, expressions: Sequence[str]
) -> ColumnElement[bool]:
    wanted = joiner.join(expressions)
    if dialect_of(session) == "sqlite":
        return store.c[store.name].op("MATCH")(wanted)
    return store.c.tokens.op("@@")(cast(literal(wanted), postgresql.TSQUERY))


def _expression(run: tokens.Run, parts: frozenset[str], dialect: str) -> str:
    """One run in the language of the database: any reading, each with all its terms."""
    quote, both = ('"', " AND ") if dialect == "sqlite" else ("'", " & ")
    either, begins = (" OR ", "*") if dialect == "sqlite" else (" | ", ":*")

    def asked(term: str) -> str:
        """The term in quotes; one that ends in ``ANY`` also for what goes on from it."""
        whole = quote + term.removesuffix(tokens.ANY) + quote
        return whole + begins if term.endswith(tokens.ANY) else whole

    possible = [
        "(" + both.join(map(asked, terms)) + ")"
        for part, terms in run.readings
        if part in parts and terms
    ]
    return "(" + either.join(possible) + ")" if possible else ""


def _recheck(
    session: Session, store: TableClause, runs: Sequence[tokens.Run], parts: frozenset[str]
) -> ColumnElement[bool]:
    position = func.instr if dialect_of(session) == "sqlite" else func.strpos
    return and_(
        *(or_(*(position(store.c[part], run.text) > 0 for part in sorted(parts))) for run in runs)
    )
