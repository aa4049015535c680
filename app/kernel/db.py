"""The database handle and the column types every table is built from."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, sleep
from typing import Any

from flask_appbuilder.models.sqla import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Enum,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.orm.attributes import PASSIVE_NO_INITIALIZE, get_history
from sqlalchemy.types import TypeDecorator

from app.kernel.viewer import current_or_none
from app.kernel.words import Words

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# the framework and the app share one metadata; two would make Alembic drop half the tables (T21)
db = SQLA(model_class=Model)

PATIENCE, PAUSE = 10, 0.05  # seconds a writer waits for another's lock on SQLite

# by the name of the dialect: the insert that knows ON CONFLICT
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

BigKey = BigInteger().with_variant(Integer, "sqlite")

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Open transactions as writers, so that SQLite queues them instead of failing late."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware in Python, UTC in every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


BITS = ((SmallInteger, 15), (BigInteger, 63), (Integer, 31))


def span_of(kind: Any) -> tuple[int, int]:
    """The least and the greatest number that a column type for whole numbers keeps."""
    bits = next((bits for known, bits in BITS if isinstance(kind, known)), 63)
    return -(2**bits), 2**bits - 1


def holds(column: Any, number: int) -> bool:
    """True when a column could hold a whole number: PostgreSQL throws even at a comparison with more."""
    least, most = span_of(column.type)
    return least <= number <= most


def utcnow() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


def label(text: Any, **marks: Any) -> dict[str, Any]:
    """What is said about a column where it stands: its label and its marks.

    ``secret`` is personal, sensitive or confidential (column Sens. of customer_fields.md),
    ``rule``, ``form`` and ``field`` name the source, ``help`` is shown beside the field;
    ``kept`` names the column that says what a foreign key pointed to, for readers out of
    whose reach that row lies; ``person`` names the foreign key to the person that the value is
    about, so that it goes when that person is erased. ``least`` and ``most`` bound its numbers
    (``app.kernel.bounds``).
    """
    return {"label": text, **{key: value for key, value in marks.items() if value is not None}}


def choice(words: type[Words], length: int = 40, checked: bool = True) -> Enum:
    """Column type of a closed option list: the stored value with a CHECK beside it.

    ``checked=False`` for a list that follows from other declarations and grows with them.
    """
    return Enum(
        words,
        native_enum=False,
        create_constraint=checked,
        length=length,
        name=words.__name__.lower(),
        values_callable=lambda kind: [member.value for member in kind],
        validate_strings=True,
    )


def led_by(table: str, *columns: str) -> list[Index]:
    """An index for each column a list may be filtered or sorted by, with the key as tie-breaker.

    Written into ``__table_args__``: ``(*led_by("licence", "number", "valid_until"),)``. Without
    one a rare value reads the whole table.
    """
    return [Index(f"ix_{table}_{name}_id", name, "id") for name in columns]


def actor_id() -> int | None:
    """Id of the person acting now; None for the system."""
    viewer = current_or_none()
    return viewer.user_id if viewer else None


def is_changed(row: Any, name: str) -> bool:
    """True when a column of a row in the session holds another value than the database does."""
    return get_history(row, name, PASSIVE_NO_INITIALIZE).has_changes()


class Stamped:
    """Who made and changed a row, when, and the version that keeps two editors apart."""

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, sort_order=-100)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow, sort_order=900)
    changed_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, onupdate=utcnow, sort_order=901
    )
    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1, sort_order=904)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("ab_user.id"), default=actor_id, sort_order=902)

    @declared_attr
    def changed_by_id(cls) -> Mapped[int | None]:
        return mapped_column(
            ForeignKey("ab_user.id"), default=actor_id, onupdate=actor_id, sort_order=903
        )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    _write_ahead(cursor)
    for pragma in (
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "cache_size=-65536",
        "mmap_size=268435456",
        "secure_delete=ON",  # what is erased is not left behind in free pages
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Switch to the write-ahead log; nothing happens where the file has one.

    The only statement whose lock SQLite does not wait for: on a new or restored file two
    processes that begin together would meet here, and one of them would be refused at once.
    """
    last = monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > last:
                raise
        sleep(PAUSE)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
