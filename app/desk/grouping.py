"""Counting rows by a field in the database: buckets of time, the biggest groups, and the rest."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, literal_column, or_, select

from app.desk.filters import Filter
from app.desk.interface import Field
from app.kernel import clock

BUCKETS = ("day", "week", "month", "quarter", "year")
TIMES = 60  # the newest buckets of time that are drawn; what is older is one more
SERIES = 6  # colours there are; the rest is one series
OTHERS = "\x00others"  # key of the rest; no value can be it

PG_SHAPES = {"day": "YYYY-MM-DD", "month": "YYYY-MM", "quarter": 'YYYY"-Q"Q', "year": "YYYY"}
LITE_SHAPES = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True)
class Axis:
    """A dimension: a field and, for time, the bucket."""

    field: Field
    bucket: str = ""

    @property
    def is_time(self) -> bool:
        """True for buckets of time, which keep their own order."""
        return bool(self.bucket)


@dataclass(frozen=True)
class Drawn:
    """A table of numbers: ``rows[key][series key]``; keys in the order they are drawn."""

    keys: Sequence[Any]
    series: Sequence[Any]
    cells: dict[tuple[Any, Any], Decimal]


def expression(axis: Axis, dialect: str) -> ColumnElement[Any]:
    """What rows are grouped by, in SQL; constants stand in the text because PostgreSQL would
    take the same parameter in SELECT and GROUP BY for two different expressions.
    """
    column: Any = axis.field.column
    if not axis.bucket:
        return column
    instant = axis.field.kind == "instant"
    if dialect == "sqlite":
        return _lite(axis.bucket, column, instant)
    local = func.timezone(literal_column(f"'{clock.zone().key}'"), column) if instant else column
    if axis.bucket == "week":
        local = func.date_trunc(literal_column("'week'"), local)
    shape = PG_SHAPES.get(axis.bucket, PG_SHAPES["day"])
    return func.to_char(local, literal_column(f"'{shape}'"))


def _lite(bucket: str, column: Any, instant: bool) -> ColumnElement[Any]:
    # SQLite knows no zones: the company's present distance from UTC is taken for all rows
    now = dt.datetime.now(clock.zone()).utcoffset() or dt.timedelta()
    shift: list[Any] = (
        [literal_column(f"'{int(now.total_seconds() // 60):+d} minutes'")] if instant else []
    )
    if bucket == "week":
        monday: list[Any] = [literal_column("'weekday 0'"), literal_column("'-6 days'")]
        return func.date(column, *shift, *monday)
    if bucket == "quarter":
        month = cast(func.strftime(literal_column("'%m'"), column, *shift), Integer)
        year = func.strftime(literal_column("'%Y'"), column, *shift)
        number = (month + literal_column("2")) // literal_column("3")
        return year.op("||")(literal_column("'-Q'")).op("||")(number)
    return func.strftime(literal_column(f"'{LITE_SHAPES[bucket]}'"), column, *shift)


def measure(of: Field | None) -> ColumnElement[Any]:
    """How many rows, or the sum of a column; no value counts as nothing."""
    return func.count() if of is None else func.coalesce(func.sum(of.column), literal_column("0"))


def draw(
    statement: Select[Any], by: Axis, series: Axis | None, of: Field | None, legs: int, dialect: str,
    run: Callable[[Select[Any]], Any],
) -> Drawn:  # fmt: skip
    """The filtered rows of ``statement`` as a table of numbers that adds up to all of them; one to five statements."""
    base = statement.order_by(None)
    group, value = expression(by, dialect), measure(of)
    limit = TIMES if by.is_time else legs
    order = group.desc().nulls_first() if by.is_time else value.desc()
    top = run(_grouped(base, [group], value).order_by(order).limit(limit + 1)).all()
    keys = _in_order(by, [key for key, _value in top[:limit]])
    totals = {key: number(value) for key, value in top[:limit] if key in set(keys)}
    cells, shades = {(key, None): amount for key, amount in totals.items()}, list[Any]([None])
    if series is not None:
        inside = base.where(_among(group, [*totals]))
        cells, shades = _split(inside, by, series, value, totals, dialect, run)
    if len(top) > len(totals):
        cells |= (rest := _rest(base, series, value, cells, shades, dialect, run))
        shades += [OTHERS] if (OTHERS, OTHERS) in rest and OTHERS not in shades else []
        keys = [OTHERS, *keys] if by.is_time else [*keys, OTHERS]
    return Drawn(keys, shades, cells)


def _grouped(base: Select[Any], groups: list[Any], value: Any) -> Select[Any]:
    return base.with_only_columns(*groups, value).group_by(*groups)


def _among(column: ColumnElement[Any], keys: Sequence[Any]) -> ColumnElement[bool]:
    """The rows of some groups; SQL's IN never finds the group without a value."""
    known = column.in_([key for key in keys if key is not None])
    return or_(known, column.is_(None)) if None in keys else known


def _split(
    inside: Select[Any], by: Axis, series: Axis, value: Any, totals: Mapping[Any, Decimal],
    dialect: str, run: Any,
) -> tuple[dict[tuple[Any, Any], Decimal], list[Any]]:  # fmt: skip
    """The drawn groups by the biggest series; what these leave of a group is one more."""
    group, shade = expression(by, dialect), expression(series, dialect)
    biggest = _grouped(inside, [shade], value).order_by(value.desc()).limit(SERIES + 1)
    found = [each for each, _amount in run(biggest).all()]
    kept = found[:SERIES]
    rows = run(_grouped(inside.where(_among(shade, kept)), [group, shade], value)).all()
    cells = {(key, each): number(amount) for key, each, amount in rows}
    shades = _word_order(series, kept)
    if len(found) > SERIES:
        for key, total in totals.items():
            cells[key, OTHERS] = total - sum(cells.get((key, each), 0) for each in kept)
        shades = [*shades, OTHERS]
    return cells, shades


def _rest(
    base: Select[Any], series: Axis | None, value: Any, cells: dict[tuple[Any, Any], Decimal],
    shades: list[Any], dialect: str, run: Any,
) -> dict[tuple[Any, Any], Decimal]:  # fmt: skip
    """What the groups that are not drawn hold together: everything less what is drawn."""
    total = number(run(base.with_only_columns(value)).scalar_one())
    whole: dict[Any, Decimal] = {None: total}
    if series is not None:
        shade, kept = expression(series, dialect), [each for each in shades if each != OTHERS]
        rows = run(_grouped(base.where(_among(shade, kept)), [shade], value)).all()
        whole = {each: number(amount) for each, amount in rows}
        left = total - sum(whole.values())
        whole |= {OTHERS: left} if left or OTHERS in shades else {}
    drawn: dict[Any, Decimal] = {}
    for (_key, each), amount in cells.items():
        drawn[each] = drawn.get(each, Decimal()) + amount
    return {(OTHERS, each): amount - drawn.get(each, Decimal()) for each, amount in whole.items()}


def _in_order(by: Axis, keys: list[Any]) -> list[Any]:
    """Time from old to new without gaps, words in the order of their list, else biggest first."""
    if not by.is_time:
        return _word_order(by, keys)
    known = sorted(key for key in keys if key is not None)
    full = list(between(by.bucket, known[0], known[-1])) if known else []
    return full + ([None] if None in keys else [])


def _word_order(axis: Axis, keys: list[Any]) -> list[Any]:
    if axis.field.kind != "words" or axis.field.words is None:
        return keys
    order = {member: place for place, member in enumerate(axis.field.words)}
    return sorted(keys, key=lambda key: order.get(key, len(order)))


def number(value: Any) -> Decimal:
    """A database's number as Decimal."""
    return value if isinstance(value, Decimal) else Decimal(str(value or 0))


def bounds(bucket: str, key: str) -> tuple[dt.date, dt.date]:
    """First and last day of a bucket: ``2026-11``, ``2026-Q4``, ``2026``, a Monday or a day."""
    if bucket in ("day", "week"):
        first = dt.date.fromisoformat(key)
        return first, first + dt.timedelta(days=6 if bucket == "week" else 0)
    year = int(key[:4])
    if bucket == "year":
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    start = int(key[6:]) * 3 - 2 if bucket == "quarter" else int(key[5:])
    end = start + 2 if bucket == "quarter" else start
    return dt.date(year, start, 1), dt.date(year, end, calendar.monthrange(year, end)[1])


def key_of(bucket: str, day: dt.date) -> str:
    """The bucket a day lies in."""
    if bucket == "week":
        return (day - dt.timedelta(days=day.weekday())).isoformat()
    if bucket == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return {"day": day.isoformat(), "month": day.isoformat()[:7], "year": f"{day.year:04d}"}[bucket]


def between(bucket: str, first: str, last: str) -> list[str]:
    """Every bucket from first to last, the empty ones too; of many the newest ``TIMES``."""
    keys = [last]
    while keys[-1] > first and len(keys) < TIMES:
        keys.append(key_of(bucket, bounds(bucket, keys[-1])[0] - dt.timedelta(days=1)))
    return keys[::-1]


def names_of(axis: Axis, keys: Sequence[Any], run: Callable[[Select[Any]], Any]) -> dict[Any, Any]:
    """The rows behind foreign keys, by id, as far as the viewer reaches; one statement."""
    target = axis.field.target
    wanted = [key for key in keys if isinstance(key, int)]
    if target is None or not wanted:
        return {}
    key = target.__mapper__.primary_key[0]
    rows = run(select(target).where(key.in_(wanted))).scalars()
    return {row.id: row for row in rows}


def piece(axis: Axis, key: Any, offer: Mapping[str, Field]) -> Filter | None:
    """The filter that lets through exactly one group, or None where none does."""
    field = axis.field
    if key == OTHERS or field.name not in offer:
        return None
    if key is None:
        return Filter(field.name, "empty", (), field)
    if axis.is_time:
        first, last = bounds(axis.bucket, str(key))
        return Filter(field.name, "between", (first.isoformat(), last.isoformat()), field)
    value = getattr(key, "value", key)
    return Filter(
        field.name, "is", (str(int(value)) if field.kind == "bool" else str(value),), field
    )
