"""Slows down those who guess passwords: failures counted in the database by user name and by address."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from app.desk.office.models import FailedLogin
from app.kernel.db import INSERT

FREE = {"name": 5, "address": 20}  # failures without a wait
FIRST_WAIT = dt.timedelta(minutes=1)  # doubles with each further failure
LONGEST_WAIT = dt.timedelta(minutes=30)
FORGOTTEN = dt.timedelta(hours=12)
AT_ONCE = 200  # old counters dropped with one log-in


def keys(username: str, address: str) -> dict[str, str]:
    """What is counted: both, hashed, whether or not such a user exists."""
    values = {"name": username.strip().casefold(), "address": address}
    return {by: hashlib.sha256(f"{by}:{who}".encode()).hexdigest() for by, who in values.items()}


def _rows(session: Session, wanted: dict[str, str]) -> dict[str, FailedLogin]:
    found = session.scalars(select(FailedLogin).where(FailedLogin.who.in_(wanted.values())))
    return {row.by: row for row in found}


def wait_until(session: Session, username: str, address: str, now: dt.datetime) -> Any:
    """Until when log-ins under this name or from this address are not even tried; None if free."""
    rows = _rows(session, keys(username, address)).values()
    return max((row.until for row in rows if row.until and row.until > now), default=None)


def failed(session: Session, username: str, address: str, now: dt.datetime) -> None:
    """Count a failure; beyond the free ones each doubles the wait.

    Counted by the database: two at once count as two, also where they are the first.
    """
    insert = INSERT[session.get_bind().dialect.name]
    stale = FailedLogin.last_at < now - FORGOTTEN
    again = {"failures": case((stale, 1), else_=FailedLogin.failures + 1), "last_at": now}
    for by, who in keys(username, address).items():
        fresh = insert(FailedLogin).values(by=by, who=who, failures=1, last_at=now)
        counted = fresh.on_conflict_do_update(index_elements=["by", "who"], set_=again)
        row: Any = session.execute(counted.returning(FailedLogin.id, FailedLogin.failures)).one()
        waits = update(FailedLogin).where(FailedLogin.id == row.id)
        session.execute(waits.values(until=_until(by, row.failures, now)))


def _until(by: str, failures: int, now: dt.datetime) -> dt.datetime | None:
    beyond = failures - FREE[by]
    if beyond < 0:
        return None
    return now + min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)


def succeeded(session: Session, username: str, address: str) -> None:
    """The name starts anew; the address does not, or one good account would cover guessing."""
    who = keys(username, address)["name"]
    _drop(session, FailedLogin.who == who)


def unlock(session: Session, username: str) -> None:
    """An administrator lifts the wait of a name."""
    succeeded(session, username, "")


def forget(session: Session, now: dt.datetime) -> None:
    """Drop counters that no longer count; called at each log-in, so the table stays small."""
    _drop(session, FailedLogin.last_at < now - 2 * FORGOTTEN)


def _drop(session: Session, condition: Any) -> None:
    for row in session.scalars(select(FailedLogin).where(condition).limit(AT_ONCE)):
        session.delete(row)
    session.flush()
