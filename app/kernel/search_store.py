"""Search store: keeps the tokens of searchable tables, in the transaction that changes their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, column, delete, event, func, select, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.expression import TableClause

from app.kernel import tokens
from app.kernel.db import Model, is_changed
from app.kernel.scope import everything

BATCH = 1_000
PARTS = ("names", "codes", "phones")
_PREFIX = "search_token_"


@dataclass(frozen=True)
class Search:
    """What of a model can be searched; written at the model as ``__search__``.

    A column may hold several values, a line each. A row whose column ``until`` is filled is not
    found any more: another took its place.
    """

    names: Sequence[str] = ()
    codes: Sequence[str] = ()
    phones: Sequence[str] = ()
    until: str = ""

    @property
    def columns(self) -> frozenset[str]:
        return frozenset((*self.names, *self.codes, *self.phones))

    def document(self, values: Mapping[str, Any]) -> tokens.Document:
        parts = ([values.get(name) for name in getattr(self, part)] for part in PARTS)
        return tokens.document(
            *([line for value in part for line in str(value or "").splitlines()] for part in parts)
        )


def is_store(name: str | None) -> bool:
    """True for the tables kept here (migrations must not compare them with the models)."""
    return bool(name and name.startswith(_PREFIX))


def searchable() -> list[Any]:
    """Every mapped model that declares ``__search__``."""
    return [
        mapper.class_ for mapper in Model.registry.mappers if hasattr(mapper.class_, "__search__")
    ]


def statements(name: str, dialect: str) -> list[str]:
    """What makes the token table of a table, in the language of a database."""
    store = _PREFIX + name
    if dialect == "sqlite":
        # ascii: every Chinese character, the rare ones too, is part of a token; detail=none: we never ask for positions
        kept = ", ".join(f"{part} UNINDEXED" for part in PARTS)
        return [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {store} USING fts5(tokens, {kept}, detail=none, columnsize=0, tokenize='ascii')"
        ]
    kept = ", ".join(f"{part} TEXT NOT NULL" for part in PARTS)
    return [
        f"CREATE TABLE IF NOT EXISTS {store} (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, {kept})",
        f"CREATE INDEX IF NOT EXISTS ix_{store}_tokens ON {store} USING gin (tokens)",
    ]


@event.listens_for(Mapper, "instrument_class")
def _create_with_table(mapper: Any, cls: type) -> None:
    """``create_all`` of tests makes the token table together with its table."""
    if not hasattr(cls, "__search__") or mapper.local_table is None:
        return

    def create(target: Any, connection: Any, **_: Any) -> None:
        for statement in statements(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement)

    def drop(target: Any, connection: Any, **_: Any) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_PREFIX}{target.name}")

    event.listen(mapper.local_table, "after_create", create)
    event.listen(mapper.local_table, "before_drop", drop)


def store_of(model: Any) -> TableClause:
    name = _PREFIX + model.__table__.name
    return table(
        name, column("rowid"), column("tokens"), *(column(part) for part in PARTS), column(name)
    )


def dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


# --- upkeep ---


def index(session: Session, rows: Iterable[Any]) -> None:
    """Store the tokens of rows that are in the session."""
    by_model: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        if _is_replaced(row):
            forget(session, type(row), [row.id])
            continue
        values = {name: getattr(row, name) for name in type(row).__search__.columns}
        by_model.setdefault(type(row), []).append(values | {"id": row.id})
    for model, found in by_model.items():
        index_values(session, model, found)


def index_values(session: Session, model: Any, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Store the tokens of rows given as values with their id (bulk writes fire no flush events)."""
    if not rows:
        return
    store, declared = store_of(model), model.__search__
    documents = [{"rowid": row["id"], **declared.document(row)._asdict()} for row in rows]
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(store.insert().prefix_with("OR REPLACE"), documents)
        return
    for document in documents:
        document["tokens"] = document["tokens"].split()
    kept: dict[str, Any] = {part: bindparam(part) for part in PARTS}
    insert = postgresql.insert(store).values(
        rowid=bindparam("rowid"),
        tokens=func.array_to_tsvector(bindparam("tokens", type_=postgresql.ARRAY(postgresql.TEXT))),
        **kept,
    )
    renewed = {name: insert.excluded[name] for name in ("tokens", *PARTS)}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["rowid"], set_=renewed), documents
    )


def forget(session: Session, model: Any, row_ids: Iterable[int]) -> None:
    """Remove the tokens of deleted rows."""
    store = store_of(model)
    session.connection().execute(
        delete(store).where(store.c.rowid == bindparam("gone")),
        [{"gone": row_id} for row_id in row_ids],
    )


def rebuild(session: Session, model: Any) -> int:
    """Make all tokens of a model anew (after the tokeniser changed); the caller commits. Gives the number of rows."""
    session.connection().execute(delete(store_of(model)))
    wanted = [getattr(model, name) for name in sorted(model.__search__.columns)]
    last = done = 0
    until = model.__search__.until
    found = select(model.id, *wanted).order_by(model.id).limit(BATCH)
    if until:
        found = found.where(getattr(model, until).is_(None))
    with everything():
        while rows := session.execute(found.where(model.id > last)).mappings().all():
            index_values(session, model, rows)
            last, done = rows[-1]["id"], done + len(rows)
    return done


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: Any) -> None:
    changed = [row for row in session.new if hasattr(type(row), "__search__")]
    changed += [
        row for row in session.dirty if hasattr(type(row), "__search__") and _has_new_text(row)
    ]
    if changed:
        index(session, changed)
    gone: dict[Any, list[int]] = {}
    for row in session.deleted:
        if hasattr(type(row), "__search__"):
            gone.setdefault(type(row), []).append(row.id)
    for model, row_ids in gone.items():
        forget(session, model, row_ids)


def _has_new_text(row: Any) -> bool:
    declared = type(row).__search__
    return any(is_changed(row, name) for name in declared.columns | ({declared.until} - {""}))


def _is_replaced(row: Any) -> bool:
    until = type(row).__search__.until
    return bool(until) and getattr(row, until) is not None
