"""Numbers without gaps or twins, from a counter that lives in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import policy
from app.kernel.db import INSERT, Model


class Counter(Model):
    """The last number given in a series and period."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(80), primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int] = mapped_column(Integer)


def of_policy(key: str) -> str:
    """The pattern a parameter holds; its widths, as in ``{seq:5}``, fill with noughts, never blanks."""
    return re.sub(r"\{seq:(\d+)\}", r"{seq:0\1d}", str(policy.value(key)))


class FromPolicy(Mapping[str, str]):
    """Column → pattern for a model's ``numbers``, read from the register when it is needed."""

    def __init__(self, **keys: str) -> None:
        self._keys = keys

    def __getitem__(self, column: str) -> str:
        return of_policy(self._keys[column])

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def take(session: Session, series: str, *, pattern: str, on: dt.date) -> str:
    """Give the next number of ``series`` written by ``pattern``.

    ``pattern`` knows ``{seq}`` (with a format, ``{seq:05d}``), ``{yyyy}``, ``{yy}``, ``{mm}``
    and ``{dd}``; the counter starts again whenever the date part changes. Raises ValueError
    for a pattern without ``{seq}``.
    """
    return take_many(session, series, pattern=pattern, on=on, count=1)[0]


def take_many(session: Session, series: str, *, pattern: str, on: dt.date, count: int) -> list[str]:
    """Give the next ``count`` numbers of ``series``, with one step of the counter."""
    if "{seq" not in pattern:
        raise ValueError(f"pattern {pattern!r} has no {{seq}}")
    insert = INSERT[session.get_bind().dialect.name]
    table = Counter.__table__
    statement = insert(table).values(series=series, period=period_of(pattern, on), value=count)
    upsert = statement.on_conflict_do_update(
        index_elements=["series", "period"], set_={"value": table.c.value + count}
    )
    last = session.execute(upsert.returning(table.c.value)).scalar_one()
    day = _parts(on)
    return [pattern.format(seq=seq, **day) for seq in range(last - count + 1, last + 1)]


def number(session: Session, row: Any, *, on: dt.date) -> None:
    """Give a new row the numbers that its table declares (``numbers``) and it has not got yet."""
    for column, pattern in (getattr(type(row), "numbers", {}) or {}).items():
        if getattr(row, column) is None:
            series = f"{type(row).__tablename__}.{column}"
            setattr(row, column, take(session, series, pattern=pattern, on=on))


def write(pattern: str, seq: int, on: dt.date) -> str:
    """``pattern`` filled with a sequence number and the parts of a date."""
    return pattern.format(seq=seq, **_parts(on))


def _parts(on: dt.date) -> dict[str, str]:
    return {"yyyy": f"{on:%Y}", "yy": f"{on:%y}", "mm": f"{on:%m}", "dd": f"{on:%d}"}


def period_of(pattern: str, on: dt.date) -> str:
    """The date part of a pattern: the period after which counting starts again."""
    names = re.findall(r"{(yyyy|yy|mm|dd)}", pattern)
    return "".join(write("{" + name + "}", 0, on) for name in names)
