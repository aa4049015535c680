"""Search: keeps the tokens of searchable tables and answers which rows a typed text means, within the viewer's reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, cast, column, delete, event, exists, false, func, literal, or_, select, table
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql.expression import TableClause

from app.kernel import tokens
from app.kernel.db import Model
from app.kernel.scope import everything
from app.kernel.secrets import treatment
from app.kernel.viewer import current_or_none

PROBE = 5_000  # up to here the ids are fetched and sorted; beyond, an ordered scan shows the first page sooner
BATCH = 1_000
_PREFIX = "search_token_"
_PARTS = ("names", "codes", "phones")


@dataclass(frozen=True)
class Search:
    """What of a model can be searched; written at the model as ``__search__``."""

    names: Sequence[str] = ()
    codes: Sequence[str] = ()
    phones: Sequence[str] = ()

    @property
    def columns(self) -> frozenset[str]:
        return frozenset((*self.names, *self.codes, *self.phones))

    def document(self, values: Mapping[str, Any]) -> tokens.Document:
        return tokens.document(*([values.get(name) for name in getattr(self, part)] for part in _PARTS))


@dataclass(frozen=True)
class Hits:
    """The outcome of a probe: either every id, or the knowledge that there are more than PROBE."""

    ids: list[int] = field(default_factory=list)
    is_many: bool = False


# --- the tables of tokens -----------------------------------------------------------------------------------------------


def is_store(name: str | None) -> bool:
    """True for the tables kept here (migrations must not compare them with the models)."""
    return bool(name and name.startswith(_PREFIX))


def searchable() -> list[Any]:
    """Every mapped model that declares ``__search__``."""
    return [mapper.class_ for mapper in Model.registry.mappers if hasattr(mapper.class_, "__search__")]


def create_ddl(op: Any, dialect: str, tables: Iterable[str] | None = None) -> None:
    """Create the token tables; ``op`` is Alembic's or anything with ``execute``. A migration names its tables."""
    for name in _table_names(tables):
        for statement in _create(name, dialect):
            op.execute(statement)


def drop_ddl(op: Any, dialect: str, tables: Iterable[str] | None = None) -> None:
    """Drop the token tables."""
    for name in _table_names(tables):
        op.execute(f"DROP TABLE IF EXISTS {_PREFIX}{name}")


def _table_names(tables: Iterable[str] | None) -> list[str]:
    return list(tables) if tables is not None else sorted(model.__table__.name for model in searchable())


def _create(name: str, dialect: str) -> list[str]:
    store = _PREFIX + name
    if dialect == "sqlite":
        # ascii: every Chinese character, the rare ones too, is part of a token; detail=none: we never ask for positions
        kept = ", ".join(f"{part} UNINDEXED" for part in _PARTS)
        return [f"CREATE VIRTUAL TABLE IF NOT EXISTS {store} USING fts5(tokens, {kept}, detail=none, columnsize=0, tokenize='ascii')"]
    kept = ", ".join(f"{part} TEXT NOT NULL" for part in _PARTS)
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
        for statement in _create(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement)

    def drop(target: Any, connection: Any, **_: Any) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_PREFIX}{target.name}")

    event.listen(mapper.local_table, "after_create", create)
    event.listen(mapper.local_table, "before_drop", drop)


def _store(model: Any) -> TableClause:
    name = _PREFIX + model.__table__.name
    return table(name, column("rowid"), column("tokens"), *(column(part) for part in _PARTS), column(name))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


# --- upkeep, in the transaction of its cause ----------------------------------------------------------------------------


def index(session: Session, rows: Iterable[Any]) -> None:
    """Store the tokens of rows that are in the session."""
    by_model: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        values = {name: getattr(row, name) for name in type(row).__search__.columns}
        by_model.setdefault(type(row), []).append(values | {"id": row.id})
    for model, values in by_model.items():
        index_values(session, model, values)


def index_values(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the tokens of rows given as values with their id (bulk writes fire no flush events)."""
    if not rows:
        return
    store, declared = _store(model), model.__search__
    documents = [{"rowid": row["id"], **declared.document(row)._asdict()} for row in rows]
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(store.insert().prefix_with("OR REPLACE"), documents)
        return
    for document in documents:
        document["tokens"] = document["tokens"].split()
    kept = {part: bindparam(part) for part in _PARTS}
    insert = postgresql.insert(store).values(
        rowid=bindparam("rowid"),
        tokens=func.array_to_tsvector(bindparam("tokens", type_=postgresql.ARRAY(postgresql.TEXT))),
        **kept,
    )
    renewed = {name: insert.excluded[name] for name in ("tokens", *_PARTS)}
    connection.execute(insert.on_conflict_do_update(index_elements=["rowid"], set_=renewed), documents)


def forget(session: Session, model: Any, row_ids: Iterable[int]) -> None:
    """Remove the tokens of deleted rows."""
    store = _store(model)
    session.connection().execute(delete(store).where(store.c.rowid == bindparam("gone")), [{"gone": row_id} for row_id in row_ids])


def rebuild(session: Session, model: Any) -> int:
    """Make all tokens of a model anew (after the tokeniser changed); the caller commits. Gives the number of rows."""
    session.connection().execute(delete(_store(model)))
    wanted = [getattr(model, name) for name in sorted(model.__search__.columns)]
    last = done = 0
    with everything():
        while rows := session.execute(select(model.id, *wanted).where(model.id > last).order_by(model.id).limit(BATCH)).mappings().all():
            index_values(session, model, rows)
            last, done = rows[-1]["id"], done + len(rows)
    return done


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: Any) -> None:
    changed = [row for row in session.new if hasattr(type(row), "__search__")]
    changed += [row for row in session.dirty if hasattr(type(row), "__search__") and _has_new_text(row)]
    if changed:
        index(session, changed)
    gone: dict[Any, list[int]] = {}
    for row in session.deleted:
        if hasattr(type(row), "__search__"):
            gone.setdefault(type(row), []).append(row.id)
    for model, row_ids in gone.items():
        forget(session, model, row_ids)


def _has_new_text(row: Any) -> bool:
    attributes = row._sa_instance_state.attrs
    return any(attributes[name].history.has_changes() for name in type(row).__search__.columns)


# --- asking -------------------------------------------------------------------------------------------------------------


def ids(session: Session, model: Any, text: str, limit: int = 20) -> list[int]:
    """Ids of the rows a text means, as far as the viewer in force reaches; names that begin with it first, newer ones first.

    The limit belongs to pick lists and the search box; a list of rows takes ``clause``.
    """
    runs, parts = _understood(model, text)
    if not runs:
        return []
    hits = _probe(session, model, runs, parts)
    statement = select(model.id).where(_condition(session, model, runs, parts, hits)).limit(limit)
    if not hits.is_many:  # few enough to be ranked; many come in the order of the key, which costs nothing
        store, begins = _store(model), runs[0].text + "%"
        statement = statement.join(store, store.c.rowid == model.id)
        statement = statement.order_by(case((store.c.names.like(begins), 0), (store.c.codes.like(begins), 1), else_=2))
    return list(session.scalars(statement.order_by(model.id.desc())))


def clause(session: Session, model: Any, text: str) -> ColumnElement[bool] | None:
    """A condition for a select of ``model``: the rows that ``text`` means; None when there is nothing to look for.

    Probe, then choose: few hits become a list of ids, which the caller may sort and count exactly; many become a condition
    on each row, cheap for an ordered select with a limit. The select must go through the ORM: there the gate adds reach.
    """
    if not text or not text.strip():
        return None
    runs, parts = _understood(model, text)
    return _condition(session, model, runs, parts, _probe(session, model, runs, parts)) if runs else false()


def _understood(model: Any, text: str) -> tuple[list[tokens.Run], frozenset[str]]:
    parts = _open_parts(model)
    return (tokens.runs(text) if parts else []), parts


def _condition(session: Session, model: Any, runs: Sequence[tokens.Run], parts: frozenset[str], hits: Hits) -> ColumnElement[bool]:
    if not hits.is_many:
        return model.id.in_(bindparam("hits", hits.ids, expanding=True, unique=True, literal_execute=True))
    store = _store(model)
    recheck = _recheck(session, store, runs, parts)
    return exists(select(literal(1)).select_from(store).where(store.c.rowid == model.id, recheck))


def _open_parts(model: Any) -> frozenset[str]:
    """Parts whose every column the viewer may see: a hidden column that can be searched is an oracle."""
    viewer, columns = current_or_none(), model.__mapper__.columns
    declared = {part: getattr(model.__search__, part) for part in _PARTS}
    return frozenset(
        part for part, names in declared.items() if names and all(treatment(columns[name], viewer) == "show" for name in names)
    )


def _probe(session: Session, model: Any, runs: Sequence[tokens.Run], parts: frozenset[str]) -> Hits:
    if all(run.is_common for run in runs):
        return Hits(is_many=True)
    asked = [run for run in runs if not run.is_common]
    expressions = [_expression(run, parts, _dialect(session)) for run in asked]
    if not all(expressions):
        return Hits()
    store = _store(model)
    conditions = [_match(session, store, " AND " if _dialect(session) == "sqlite" else " & ", expressions)]
    unsure = [run for run in runs if run.is_common or not run.is_exact]
    if unsure:
        conditions.append(_recheck(session, store, unsure, parts))
    found = session.connection().execute(select(store.c.rowid).where(*conditions).limit(PROBE + 1)).scalars().all()
    return Hits(is_many=True) if len(found) > PROBE else Hits(list(found))


def _match(session: Session, store: TableClause, joiner: str, expressions: Sequence[str]) -> ColumnElement[bool]:
    wanted = joiner.join(expressions)
    if _dialect(session) == "sqlite":
        return store.c[store.name].op("MATCH")(wanted)
    return store.c.tokens.op("@@")(cast(literal(wanted), postgresql.TSQUERY))


def _expression(run: tokens.Run, parts: frozenset[str], dialect: str) -> str:
    """One run in the language of the database: any reading, each with all its terms."""
    write, both = (_fts, " AND ") if dialect == "sqlite" else (_tsquery, " & ")
    either = " OR " if dialect == "sqlite" else " | "
    possible = ["(" + both.join(write(term) for term in terms) + ")" for part, terms in run.readings if part in parts and terms]
    return "(" + either.join(possible) + ")" if possible else ""


def _fts(term: tokens.Term) -> str:
    return f'"{term.token}"' + ("*" if term.is_prefix else "")


def _tsquery(term: tokens.Term) -> str:
    return f"'{term.token}'" + (":*" if term.is_prefix else "")


def _recheck(session: Session, store: TableClause, runs: Sequence[tokens.Run], parts: frozenset[str]) -> ColumnElement[bool]:
    position = func.instr if _dialect(session) == "sqlite" else func.strpos
    return and_(*(or_(*(position(store.c[part], run.text) > 0 for part in sorted(parts))) for run in runs))
