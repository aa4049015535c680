"""Filters people can read: operators by kind of field, typed values, and no scan of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, false, or_

from app.desk.interface import Field
from app.desk.spans import Unreadable, day_of, span, start_of
from app.kernel import clock
from app.kernel.db import holds
from app.kernel.viewer import Viewer

PREFIX = "f."
BETWEEN = ".."
LONGEST = 200  # characters of one value; longer ones are somebody's accident
MOST = 50  # values in one "is any of"
BIG = 2**63 - 1


@dataclass(frozen=True)
class Op:
    """One operator: its word, and how many values it takes (none, one, two or many)."""

    name: str
    label: Any
    takes: str = "one"


STARTS = Op("starts", _("begins with"))
IS = Op("is", _("is"))
ANY = Op("any", _("is any of"), "many")
NOT = Op("not", _("is not"), "many")
LEAST = Op("gte", _("≥"))
MOST_OP = Op("lte", _("≤"))
RANGE = Op("between", _("between"), "two")
EMPTY = Op("empty", _("is empty"), "none")
FILLED = Op("filled", _("is not empty"), "none")
TODAY = Op("today", _("is today"), "none")
WEEK = Op("week", _("is in this week"), "none")
MONTH = Op("month", _("is in this month"), "none")
PAST = Op("past", _("is before today"), "none")
MINE = Op("mine", _("is me"), "none")

OPS: Mapping[str, tuple[Op, ...]] = {
    "text": (STARTS, IS, ANY, NOT, EMPTY, FILLED),
    "words": (IS, ANY, NOT, EMPTY, FILLED),
    "bool": (IS, EMPTY, FILLED),
    "whole": (IS, LEAST, MOST_OP, RANGE, NOT, EMPTY, FILLED),
    "number": (IS, LEAST, MOST_OP, RANGE, EMPTY, FILLED),
    "day": (IS, LEAST, MOST_OP, RANGE, TODAY, WEEK, MONTH, PAST, EMPTY, FILLED),
    "instant": (IS, LEAST, MOST_OP, RANGE, TODAY, WEEK, MONTH, PAST, EMPTY, FILLED),
    "row": (IS, ANY, NOT, EMPTY, FILLED),
    "person": (MINE, IS, ANY, NOT, EMPTY, FILLED),
}


@dataclass(frozen=True)
class Filter:
    """One chip: a field, an operator and the values as typed; ``error`` says why it is refused.

    A refused filter lets no row through: dropping it would show (and offer for bulk actions)
    rows that nobody asked for.
    """

    name: str
    op: str
    values: tuple[str, ...] = ()
    field: Field | None = None
    error: Any = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The filter as it stands in an address."""
        joint = BETWEEN if self.op == "between" else ","
        return f"{PREFIX}{self.name}.{self.op}", joint.join(self.values) or "1"

    @property
    def word(self) -> Any:
        """The operator as people read it."""
        kind = self.field.kind if self.field else ""
        return next((op.label for op in OPS.get(kind, ()) if op.name == self.op), self.op)


def ops_of(field: Field) -> Sequence[Op]:
    """The operators a field offers; a column that is never empty does not ask for emptiness."""
    ops = OPS.get(field.kind, ())
    return ops if field.nullable else [op for op in ops if op not in (EMPTY, FILLED)]


def read(
    pairs: Sequence[tuple[str, str]], fields: Mapping[str, Field], viewer: Viewer
) -> tuple[Filter, ...]:
    """The filters of an address; what cannot be used comes back with its error."""
    found: dict[tuple[str, str], Filter] = {}
    for key, text in pairs:
        if key.startswith(PREFIX) and key.count(".") >= 2:
            name, op = key.removeprefix(PREFIX).rsplit(".", 1)
            old = found.get((name, op))
            values = (*(old.values if old else ()), *split(op, text))
            found[name, op] = one(name, op, values, fields, viewer)
    return tuple(found.values())


def one(
    name: str, op: str, values: tuple[str, ...], fields: Mapping[str, Field], viewer: Viewer
) -> Filter:
    """A filter checked: is the field offered, does it know the operator, are the values its own."""
    field = fields.get(name)
    if field is None or field.treatment(viewer) != "show":
        return Filter(name[:60], op[:20], values, None, _("This filter is not available."))
    made = Filter(name, op, values, field)
    if op not in {known.name for known in ops_of(field)}:
        return Filter(name, op[:20], values, field, _("This operator does not fit the field."))
    try:
        clause(made, "sqlite", viewer)
    except Unreadable:
        return Filter(name, op, values, field, _("This value does not fit the field."))
    return made


def split(op: str, text: str) -> tuple[str, ...]:
    """The values of an address's text."""
    joint = BETWEEN if op == "between" else "," if op in ("any", "not") else None
    parts = text.split(joint) if joint else [text]
    return tuple(part.strip()[:LONGEST] for part in parts[:MOST] if part.strip())


def together(filters: Sequence[Filter], more: Sequence[Filter]) -> tuple[Filter, ...] | None:
    """Both at once, as one address can say it: of two spans what they share; None where that is nothing.

    An address holds each operator of a field once; written twice, its values are read as one list.
    """
    found = {(item.name, item.op): item for item in filters}
    for item in more:
        old = found.get((item.name, item.op), item)
        if old.error:
            return None
        if item.op == "between":
            (begun, ended), (first, last) = (
                sorted(map(day_of, each.values)) for each in (old, item)
            )
            first, last = max(begun, first), min(ended, last)
            if first > last:
                return None
            item = replace(item, values=(first.isoformat(), last.isoformat()))
        elif old.values != item.values:
            return None
        found[item.name, item.op] = item
    return tuple(found.values())


def where(filters: Sequence[Filter], dialect: str, viewer: Viewer) -> list[ColumnElement[bool]]:
    """The conditions of all filters; a refused one matches nothing."""
    return [false() if f.error else clause(f, dialect, viewer) for f in filters]


def clause(item: Filter, dialect: str, viewer: Viewer) -> ColumnElement[bool]:
    """One filter as a condition on a plain column.

    Raises Unreadable when a value does not fit the field.
    """
    assert item.field is not None and item.field.column is not None
    column: Any = item.field.column
    if item.op in ("empty", "filled"):
        return _emptiness(item.field, column, item.op)
    if item.op == "mine":
        return column == viewer.user_id
    if item.field.kind in ("day", "instant"):
        return _in_time(item, column)
    if item.op == "starts":
        return begins(column, text_of(only(item)), dialect)
    values = [value_of(item.field, text) for text in item.values]
    if not values:
        raise Unreadable(item.op)
    return COMPARE[item.op](column, values)


def _between(column: Any, values: list[Any]) -> ColumnElement[bool]:
    if len(values) != 2:
        raise Unreadable("between")
    return column.between(*sorted(values))


def _single(values: list[Any]) -> Any:
    if len(values) != 1:
        raise Unreadable("one value")
    return values[0]


COMPARE: Mapping[str, Callable[[Any, list[Any]], ColumnElement[bool]]] = {
    "is": lambda column, values: column == _single(values),
    "any": lambda column, values: column.in_(values),
    # somebody who asks for "not A" means the rows without a value too
    "not": lambda column, values: or_(column.not_in(values), column.is_(None)),
    "gte": lambda column, values: column >= _single(values),
    "lte": lambda column, values: column <= _single(values),
    "between": _between,
}


def _emptiness(field: Field, column: Any, op: str) -> ColumnElement[bool]:
    if field.kind == "text":
        empty = or_(column.is_(None), column == "")
        return empty if op == "empty" else and_(column.is_not(None), column != "")
    return column.is_(None) if op == "empty" else column.is_not(None)


def begins(column: Any, text: str, dialect: str) -> ColumnElement[bool]:
    """Rows whose text begins so, as a range on SQLite (its LIKE uses no index) and LIKE elsewhere."""
    ways = dict.fromkeys((text, text.upper(), text.lower()))
    if dialect == "sqlite":
        return or_(*(and_(column >= way, column < way + "\U0010ffff") for way in ways))
    return or_(*(column.startswith(way, autoescape=True) for way in ways))


def only(item: Filter) -> str:
    """The one value of a filter."""
    return str(_single(list(item.values)))


def text_of(text: str) -> str:
    """A text value without what databases refuse."""
    clean = text.replace("\x00", "").strip()
    if not clean:
        raise Unreadable("empty")
    return clean


def value_of(field: Field, text: str) -> Any:
    """A typed value for a field.

    Raises Unreadable when the text is not one.
    """
    return READERS[field.kind](field, text)


def _word(field: Field, text: str) -> Any:
    member = field.words.of(text) if field.words and hasattr(field.words, "of") else None
    if member is None:
        raise Unreadable(text)
    return member


def _yes_no(_field: Field, text: str) -> bool:
    if text not in ("0", "1"):
        raise Unreadable(text)
    return text == "1"


def _whole(field: Field, text: str) -> int:
    digits = text.removeprefix("-")
    fits = digits.isascii() and digits.isdigit() and len(digits) < 20
    if not (fits and holds(field.column, int(text))):
        raise Unreadable(text)
    return int(text)


def _number(_field: Field, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").removeprefix("¥"))
    except InvalidOperation as error:
        raise Unreadable(text) from error
    if not value.is_finite() or abs(value) > BIG or abs(value.as_tuple().exponent) > 12:  # type: ignore[arg-type]
        raise Unreadable(text)
    return value


READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "text": lambda _field, text: text_of(text),
    "words": _word,
    "bool": _yes_no,
    "whole": _whole,
    "number": _number,
    "row": _whole,
    "person": _whole,
}


def _in_time(item: Filter, column: Any) -> ColumnElement[bool]:
    first, last = span(item.op, item.values, clock.today())
    parts = []
    if item.field is not None and item.field.kind == "day":
        parts = [column >= first if first else None, column <= last if last else None]
    else:
        next_day = last + dt.timedelta(days=1) if last else None
        parts = [
            column >= start_of(first) if first else None,
            column < start_of(next_day) if next_day else None,
        ]
    return and_(*(part for part in parts if part is not None))
