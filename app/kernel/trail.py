"""The trail: who changed which field from what to what, written by the session itself."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import hashlib
import json
import secrets as random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from types import NoneType
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    event,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import NO_VALUE, PASSIVE_NO_INITIALIZE, get_history

from app.kernel.db import BigKey, Model, Stamped, UTCDateTime, actor_id, utcnow
from app.kernel.many import insert_many
from app.kernel.secrets import marks

# one id ties all that one request, command or job did together
request_id: ContextVar[str] = ContextVar("request_id", default="")

PERSONAL = {"personal", "sensitive", "profile"}
SILENT = {"created_at", "changed_at", "created_by_id", "changed_by_id", "version"}
_UNSAID = SILENT | {"id"}


class TrailEntry(Model):
    """One change of one row: action insert, update or delete; append-only (R-024)."""

    __tablename__ = "trail_entry"
    __table_args__ = (Index("ix_trail_entry_row", "table_name", "row_id", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), default=actor_id)
    request: Mapped[str] = mapped_column(String(40), default="")
    action: Mapped[str] = mapped_column(String(10))
    table_name: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[str] = mapped_column(String(80))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


class TrailSecret(Model):
    """A personal value of an entry, kept apart so that erasing it leaves the chain true."""

    __tablename__ = "trail_secret"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), index=True)
    field: Mapped[str] = mapped_column(String(80))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)


class TrailSeal(Model):
    """A closed batch of entries, chained to the batch before it."""

    __tablename__ = "trail_seal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sealed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    entries: Mapped[list[int]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    root: Mapped[str] = mapped_column(String(64))


class TrailSealed(Model):
    """Which entries a seal covers: a row each, so that open ones are found without a scan."""

    __tablename__ = "trail_sealed"

    entry_id: Mapped[int] = mapped_column(ForeignKey("trail_entry.id"), primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("trail_seal.id"), index=True)


_AS_IT_IS: frozenset[type] = frozenset((str, int, bool, NoneType, list, dict))


class _Plain(dict[type, Callable[[Any], Any]]):
    """How values of a type are written; one that is new takes after the first it is a kind of."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        kin = (write for known, write in self.items() if issubclass(kind, known))
        self[kind] = found = next(kin, str)
        return found


_PLAIN = _Plain({
    enum.Enum: lambda member: member._value_,  # the property costs five times as much
    dt.datetime: lambda at: at.astimezone(dt.UTC).isoformat() if at.tzinfo else at.isoformat(),
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    decimal.Decimal: lambda number: format(number.normalize(), "f"),
    **{kind: lambda value: value for kind in _AS_IT_IS},
})  # fmt: skip


def plain(value: Any) -> Any:
    """A value as JSON can hold it, the same on both databases."""
    return _PLAIN[type(value)](value)


def as_new(row: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The changes of a row that came into being with these values."""
    return {
        name: [None, value if type(value) in _AS_IT_IS else _PLAIN[type(value)](value)]
        for name, value in row.items()
        if value is not None and name not in _UNSAID
    }


def _differences(row: Any, action: str) -> dict[str, list[Any]]:
    """Old and new value by column, of the columns that a person would call changed."""
    model: Any = type(row)
    kept, names = row.__dict__, _told(model)
    if action == "insert":
        pairs = {name: (None, new) for name in names if (new := kept.get(name)) is not None}
    elif action == "delete":
        pairs = {name: (old, None) for name in names if (old := kept.get(name)) is not None}
    else:  # only what was set is looked at: a wide row has hundreds of columns that were not
        was_set = inspect(row).committed_state
        pairs = {name: _was_and_is(row, name) for name in names if name in was_set}
    found = {name: [plain(old), plain(new)] for name, (old, new) in pairs.items()}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


@cache
def _told(model: Any) -> tuple[str, ...]:
    """The columns whose changes the trail tells."""
    return tuple(each.key for each in model.__mapper__.column_attrs if each.key not in _UNSAID)


def _was_and_is(row: Any, name: str) -> tuple[Any, Any]:
    history = get_history(row, name, PASSIVE_NO_INITIALIZE)
    if not history.has_changes():
        return None, None
    old, new = (each[0] if each else None for each in (history.deleted, history.added))
    return (None if old is NO_VALUE else old), new


def is_tracked(model: Any) -> bool:
    """Tables of people's work are tracked; the engines' own books are not."""
    return issubclass(model, Stamped) and getattr(model, "trailed", True)


@event.listens_for(Session, "after_flush")
def _listen(session: Session, _context: Any) -> None:
    """All rows of one table go in together, so that a flush of a thousand is no thousand statements."""
    for action, rows in (
        ("insert", session.new),
        ("update", session.dirty),
        ("delete", session.deleted),
    ):
        told: dict[Any, list[tuple[Any, str, dict[str, list[Any]]]]] = {}
        for row in rows:
            if is_tracked(type(row)) and (
                (found := _differences(row, action)) or action == "delete"
            ):
                told.setdefault(type(row), []).append((row.id, action, found))
        for model, alike in told.items():
            write(session, model, alike)


def write(
    session: Session, model: Any, rows: Iterable[tuple[Any, str, dict[str, list[Any]]]]
) -> None:
    """Put entries for rows of ``model`` into the caller's transaction.

    ``rows`` are (id, action, {column: [old, new]}). Personal values go to the table apart;
    the entry keeps a salted digest of them.
    """
    actor, request, table, now = actor_id(), request_id.get(), model.__table__.name, utcnow()
    entries: list[dict[str, Any]] = []
    apart: list[dict[str, list[Any]]] = []
    for row_id, action, changes in rows:
        public, private = _parted(model, changes)
        apart.append(private)
        entries.append(
            {
                "at": now, "actor_id": actor, "request": request, "action": action,
                "table_name": table, "row_id": str(row_id), "changes": public,
            }
        )  # fmt: skip
    if not entries:
        return
    ids = insert_many(session, TrailEntry, entries)
    hidden = [
        {"entry_id": ident, "field": name, "old": _text(old), "new": _text(new)}
        for ident, private in zip(ids, apart, strict=True)
        for name, (old, new) in private.items()
    ]
    if hidden:
        insert_many(session, TrailSecret, hidden)


def _parted(
    model: Any, changes: dict[str, list[Any]]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What the entry says of the changes, and the personal values that are kept apart."""
    private = {name: changes[name] for name in changes.keys() & _personal(model)}
    public: dict[str, Any] = {name: pair for name, pair in changes.items() if name not in private}
    for name, pair in private.items():
        salt = random.token_hex(8)
        public[name] = {"salt": salt, "digest": [_digest(salt, value) for value in pair]}
    return public, private


@cache
def _personal(model: Any) -> frozenset[str]:
    """The columns whose values are kept apart: the marked ones, and what else goes with a person."""
    columns = model.__mapper__.columns.items()
    person = getattr(model, "__person__", None)
    also = person.also if person is not None and person.erasable else ()
    return frozenset(
        key for key, column in columns if marks(column).get("secret") in PERSONAL or key in also
    )


def _text(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else json.dumps(value)


def _digest(salt: str, value: Any) -> str | None:
    text = _text(value)
    return None if text is None else hashlib.sha256((salt + text).encode()).hexdigest()


def entries(session: Session, row: Any, limit: int = 200) -> Sequence[TrailEntry]:
    """The newest entries of a row, newest first."""
    return session.scalars(
        select(TrailEntry)
        .where(TrailEntry.table_name == row.__table__.name, TrailEntry.row_id == str(row.id))
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    ).all()


def secret_values(session: Session, ids: Iterable[int]) -> dict[tuple[int, str], list[Any]]:
    """Personal old and new values by (entry id, field); the caller decides who may see them."""
    rows = session.scalars(select(TrailSecret).where(TrailSecret.entry_id.in_(list(ids))))
    return {(row.entry_id, row.field): [row.old, row.new] for row in rows}
