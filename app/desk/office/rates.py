"""Counts how often something is asked, in the database: all processes count together."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from limits.storage import Storage
from sqlalchemy import Connection, case, delete, select
from sqlalchemy.exc import SQLAlchemyError

from app.desk.office.models import RateCount
from app.kernel.db import INSERT, db, writing


class DatabaseStorage(Storage):
    """Counters of the limits library (``database://``), a row a key; old ones go when a new one begins.

    A counter has a transaction of its own, or a refused request would take its count back. What
    the request has read before is read again; it may have written nothing yet.
    """

    STORAGE_SCHEME = ["database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = int(time.time())
        over = RateCount.ends_at <= now
        with _counting() as connection:
            fresh = INSERT[connection.dialect.name](RateCount).values(
                key=_hidden(key), asked=amount, ends_at=now + expiry
            )
            counted = fresh.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "asked": case((over, amount), else_=RateCount.asked + amount),
                    "ends_at": case((over, now + expiry), else_=RateCount.ends_at),
                },
            ).returning(RateCount.asked)
            asked: int = connection.execute(counted).scalar_one()
            if asked == amount:
                connection.execute(delete(RateCount).where(RateCount.ends_at <= now))
        return asked

    def get(self, key: str) -> int:
        row = self._row(key)
        return row.asked if row is not None and row.ends_at > time.time() else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return float(row.ends_at) if row is not None else time.time()

    def _row(self, key: str) -> Any:
        wanted = select(RateCount.asked, RateCount.ends_at).where(RateCount.key == _hidden(key))
        with db.engine.connect() as connection:
            return connection.execute(wanted).first()

    def check(self) -> bool:
        with db.engine.connect() as connection:
            return connection.execute(select(1)).scalar_one() == 1

    def reset(self) -> int:
        with _counting() as connection:
            return int(connection.execute(delete(RateCount)).rowcount)

    def clear(self, key: str) -> None:
        with _counting() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == _hidden(key)))


def _hidden(key: str) -> str:
    """SHA-256: a key holds the address of who asks, and the table tells none."""
    return hashlib.sha256(key.encode()).hexdigest()


@contextmanager
def _counting() -> Iterator[Connection]:
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("what is limited is counted before anything is written")
    session.rollback()  # SQLite has one writer, and this request may hold its place
    with writing(), db.engine.begin() as connection:
        yield connection
