"""Keyset paging: the next fifty rows after a row, at the same price on the first and the last page."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, literal, tuple_

from app.desk.interface import Field
from app.kernel.db import holds
from app.kernel.words import Words


@dataclass(frozen=True)
class Place:
    """Where a page starts: behind the row with this sort value and id.

    ``value`` None stands for an empty sort value; ``at`` is the running number of that row, 0
    where it is not known (after a jump to the end).
    """

    value: Any
    ident: int
    at: int = 0


@dataclass(frozen=True)
class Turn:
    """One page to fetch: the order, the place, and whether we walk backwards from it."""

    field: Field
    key: Any
    descending: bool
    size: int
    place: Place | None = None
    backwards: bool = False
    ids_first: bool = (
        False  # sort numbers, not whole rows: where no index gives the order of those in reach
    )


@dataclass(frozen=True)
class Page:
    """The rows of a page and whether there are more on either side."""

    rows: Sequence[Any]
    has_before: bool
    has_after: bool
    first: int = 0  # running number of the first row; 0 where not known


def fetch(turn: Turn, statement: Select[Any], run: Callable[[Select[Any]], Sequence[Any]]) -> Page:
    """The page that ``turn`` asks for; empty sort values always come last.

    Rows with and without a sort value are two stretches: each is one range of an index in
    either direction on both databases, which ``NULLS LAST`` is not. The second statement is
    only needed on the page where they meet.
    """
    stretches = [False, True] if turn.field.nullable else [False]
    if turn.backwards:
        stretches.reverse()
    if turn.place is not None and turn.field.nullable:
        stretches = stretches[stretches.index(turn.place.value is None) :]
    rows: list[Any] = []
    place = turn.place
    for empty in stretches:
        wanted = turn.size + 1 - len(rows)
        if wanted > 0:
            stretch = _stretch(turn, statement, place, empty).limit(wanted)
            if turn.ids_first:
                stretch = stretch.where(turn.key.in_(stretch.with_only_columns(turn.key)))
            rows += run(stretch)
        place = None  # the next stretch is entered at its own end
    return _page(turn, rows)


def _page(turn: Turn, rows: list[Any]) -> Page:
    more, rows = len(rows) > turn.size, rows[: turn.size]
    if not turn.backwards:
        at = turn.place.at if turn.place else 0
        known = turn.place is None or at > 0
        return Page(rows, turn.place is not None, more, at + 1 if known and rows else 0)
    rows.reverse()
    at = turn.place.at if turn.place else 0
    first = at - len(rows) if at > len(rows) else 1 if not more and rows else 0
    return Page(rows, more, turn.place is not None, first)


def _stretch(turn: Turn, statement: Select[Any], place: Place | None, empty: bool) -> Select[Any]:
    column: Any = turn.field.column
    down = turn.descending != turn.backwards
    by_key = turn.key.desc() if down else turn.key.asc()
    if empty:
        statement = statement.where(column.is_(None)).order_by(by_key)
        if place is None:
            return statement
        return statement.where(turn.key < place.ident if down else turn.key > place.ident)
    if turn.field.nullable:
        statement = statement.where(column.is_not(None))
    if column.key == turn.key.key:
        statement = statement.order_by(by_key)
        if place is None:
            return statement
        return statement.where(turn.key < place.ident if down else turn.key > place.ident)
    statement = statement.order_by(column.desc() if down else column.asc(), by_key)
    return statement if place is None else statement.where(_behind(turn, column, place, down))


def _behind(turn: Turn, column: Any, place: Place, down: bool) -> Any:
    here = tuple_(column, turn.key)
    there = tuple_(literal(place.value, column.type), literal(place.ident, turn.key.type))
    # the bound on the column alone is implied; it lets SQLite enter the index there
    edge = column <= there.clauses[0] if down else column >= there.clauses[0]
    return and_(edge, here < there if down else here > there)


def mark(row: Any, turn: Turn, at: int) -> str:
    """The cursor of a row: its sort value and id, safe in an address."""
    value = plain(getattr(row, turn.field.column.key)) if turn.field.column is not None else None
    packed = json.dumps([value, getattr(row, turn.key.key), at], ensure_ascii=False)
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def placed(cursor: str, field: Field, key: Any) -> Place | None:
    """The place a cursor stands for; None for anything that is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        value, ident, at = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if not (isinstance(ident, int) and isinstance(at, int) and 0 <= at < 2**53) or not holds(
            key, ident
        ):
            return None
        place = Place(None, ident, at)
        return place if value is None else replace(place, value=typed(field, value))
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None


def plain(value: Any) -> Any:
    """A sort value as JSON knows it."""
    if isinstance(value, Words):
        return value.value
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def typed(field: Field, value: Any) -> Any:
    """A sort value read back.

    Raises ValueError when it is not of the field's kind.
    """
    text = str(value).replace("\x00", "")
    text.encode()  # half a character is a ValueError here, and one no database driver foresees
    if field.kind == "words":
        member = field.words.of(text) if field.words else None
        if member is None:
            raise ValueError(text)
        return member
    if field.kind == "instant":
        at = dt.datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    if field.kind == "day":
        return dt.date.fromisoformat(text)
    if field.kind == "number":
        number = Decimal(text)
        if not number.is_finite() or abs(number) > 2**63:
            raise ValueError(text)
        return number
    if field.kind == "bool":
        return bool(value)
    if field.kind == "text":
        return text
    if not holds(field.column, int(text)):
        raise ValueError(text)
    return int(text)
