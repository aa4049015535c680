"""Which cards are like one: the same customer, probably the same, or worth a look (R-011, R-060).

The whole value is compared past the reader's reach, because one customer has one archive in the
company; a name that only holds what is typed is looked for within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.customers import signals
from app.customers.identity import fold_name, unique_code
from app.customers.models import Customer
from app.customers.naming import core_key, parts_of, phone_key, sound_key
from app.customers.traits import Likeness
from app.customers.words import CardState, PartyKind
from app.kernel import search, tokens
from app.kernel.scope import everything

PHONES = ("phone", "office_phone", "mobile")
WHOLE_NUMBER = 7  # digits of a telephone number that is not being typed any more
TELLING = 4  # characters of a name that tell more than the town
NEAR = 5
LIVING = Customer.state != CardState.INVALID


class Like(NamedTuple):
    """A card like the one in question: by which field, and how surely."""

    field: str
    row: Customer
    level: Likeness


def same_customer(
    session: Session, name: str | None, code: str | None, apart_from: int | None = None
) -> Customer | None:
    """The card that is this customer already, wherever it belongs (R-011)."""
    tests = []
    if code and unique_code(code):
        tests.append(Customer.unique_code == unique_code(code))
    if name and fold_name(name):
        tests.append(
            (Customer.name_key == fold_name(name)) & (Customer.party_kind == PartyKind.ORGANISATION)
        )
    if not tests:
        return None
    return next(iter(_first(session, or_(*tests), apart_from, 1)), None)


def like_customers(
    session: Session, values: Mapping[str, Any], apart_from: int | None = None
) -> list[Like]:
    """Cards that may be this customer: the surest first, then the earliest (R-060)."""
    asked = _asked(values)
    if not asked:
        return []
    tests = [getattr(Customer, column) == value for column, value in asked.items()]
    found = _first(session, or_(*tests), apart_from, NEAR * len(tests))
    likes = [judged(values, row) for row in found]
    return sorted((like for like in likes if like), key=_surest)[:NEAR]


def _asked(values: Mapping[str, Any]) -> dict[str, str]:
    """Column → value by which cards like this one are found; each column leads an index."""
    name = values.get("customer_name")
    keys = {"short_name": values.get("short_name"), "phone_key": _number(values)}
    if values.get("party_kind") is not PartyKind.INDIVIDUAL:
        keys |= {"core_key": core_key(name), "sound_key": sound_key(name)}
    return {column: value for column, value in keys.items() if value}


def _number(values: Mapping[str, Any]) -> str | None:
    number = phone_key(*(values.get(name) for name in PHONES))
    return number if number and len(number) >= WHOLE_NUMBER else None


def judged(values: Mapping[str, Any], row: Customer) -> Like | None:
    """How like a card is to these values; None when a key was alike by chance."""
    asked = _asked(values)
    mine = {column: asked[column] for column in asked if getattr(row, column) == asked[column]}
    if not mine:
        return None
    near = _same_place(values.get("customer_name"), row)
    sure = "core_key" in mine and near
    sure |= "phone_key" in mine and len(mine.keys() & {"core_key", "sound_key", "short_name"}) > 0
    field = "customer_name" if mine.keys() & {"core_key", "sound_key"} else ""
    field = field or ("phone" if "phone_key" in mine else "short_name")
    return Like(field, row, Likeness.PROBABLE if sure else Likeness.LOOK)


def _same_place(name: str | None, row: Customer) -> bool:
    """False only where both names say where they are, and it is not the same place."""
    here, there = parts_of(name).place, parts_of(row.customer_name).place
    return not here or not there or here == there


def _surest(like: Like) -> tuple[Any, ...]:
    row = like.row
    return like.level.rank, row.recorded_at is None, row.recorded_at, row.id


def _first(session: Session, test: Any, apart_from: int | None, limit: int) -> Sequence[Customer]:
    """The earliest living cards that meet a test, anywhere in the company."""
    statement = select(Customer).where(test, LIVING)
    if apart_from is not None:
        statement = statement.where(Customer.id != apart_from)
    with everything(), session.no_autoflush:
        return session.scalars(statement.order_by(Customer.recorded_at).limit(limit)).all()


def like_many(session: Session, asked: Sequence[Mapping[str, Any]]) -> list[list[Like]]:
    """The same for many cards, asked at once: a question for each key, whatever the number of cards."""
    keys = [_asked(values) for values in asked]
    found: dict[tuple[str, str], list[Customer]] = {}
    for column in ("phone_key", "short_name", "core_key", "sound_key"):
        wanted = {key[column] for key in keys if column in key}
        for value, rows in _first_with(session, getattr(Customer, column), wanted).items():
            found[column, value] = rows
    return [
        _of_many(values, {row for each in key.items() for row in found.get(each, ())})
        for values, key in zip(asked, keys, strict=True)
    ]


def _of_many(values: Mapping[str, Any], rows: Iterable[Customer]) -> list[Like]:
    likes = [like for row in rows if (like := judged(values, row))]
    return sorted(likes, key=_surest)[:NEAR]


def _first_with(session: Session, column: Any, wanted: set[str]) -> dict[Any, list[Customer]]:
    """The earliest living cards with each of these values; half the company may share a switchboard."""
    if not wanted:
        return {}
    order = [Customer.recorded_at.is_(None), Customer.recorded_at, Customer.id]
    turn = func.row_number().over(partition_by=column, order_by=order).label("turn")
    ranked = select(Customer.id, turn).where(column.in_(wanted), LIVING).subquery()
    first = select(ranked.c.id).where(ranked.c.turn <= NEAR)
    found: dict[Any, list[Customer]] = {}
    with everything(), session.no_autoflush:
        for row in session.scalars(select(Customer).where(Customer.id.in_(first))):
            found.setdefault(getattr(row, column.key), []).append(row)
    return found


def tell_of_like(session: Session, ids: Sequence[int]) -> None:
    """Tell the wings above of cards like these new ones, which a file brought in (R-060, W-04)."""
    with everything():
        rows = session.scalars(
            select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id)
        ).all()
    asked = [
        {each.key: getattr(row, each.key) for each in Customer.__mapper__.column_attrs}
        for row in rows
    ]
    for row, likes in zip(rows, like_many(session, asked), strict=True):
        like = [each.row for each in likes if each.row is not row]
        if like:
            signals.like_customer_found.send(row, like=like)


def twins(session: Session, typed: Mapping[str, str], apart_from: int | None = None) -> list[Like]:
    """Cards like the one being typed, the surest first (R-011, R-060)."""
    name, code = typed.get("customer_name"), typed.get("credit_code")
    found: dict[int, Like] = {}
    for field, row in (
        ("credit_code", same_customer(session, None, code, apart_from)),
        ("customer_name", same_customer(session, name, None, apart_from)),
    ):
        if row is not None:
            found.setdefault(row.id, Like(field, row, Likeness.SAME))
    likes = like_customers(session, typed, apart_from)
    for like in (*likes, *_by_phone(session, typed), *_by_name(session, name)):
        if like.row.id != apart_from and like.row.state is not CardState.INVALID:
            found.setdefault(like.row.id, like)
    return sorted(found.values(), key=_surest)


def _by_phone(session: Session, typed: Mapping[str, str]) -> Iterator[Like]:
    """Cards with one of the numbers typed, in whichever field it stands, anywhere in the company."""
    wanted = {field: tokens.digits(typed.get(field)) for field in PHONES}
    wanted = {field: number for field, number in wanted.items() if len(number) >= WHOLE_NUMBER}
    with everything():
        for number in dict.fromkeys(wanted.values()):
            for row in _rows(session, search.ids(session, Customer, number, NEAR)):
                if number in {tokens.digits(getattr(row, field)) for field in PHONES}:
                    field = next(f for f, typed in wanted.items() if typed == number)
                    yield Like(field, row, Likeness.LOOK)


def _by_name(session: Session, name: str | None) -> Iterator[Like]:
    """Cards within reach whose name holds what was typed, as soon as that is half of the name."""
    folded = fold_name(name)
    if len(folded) < TELLING:
        return
    for row in _rows(session, search.ids(session, Customer, folded, NEAR)):
        if fold_name(row.former_name) == folded:
            yield Like("customer_name", row, Likeness.PROBABLE)
        elif len(folded) * 2 >= len(row.name_key):
            yield Like("customer_name", row, Likeness.LOOK)


def _rows(session: Session, ids: Sequence[int]) -> Sequence[Customer]:
    if not ids:
        return ()
    return session.scalars(select(Customer).where(Customer.id.in_(ids))).all()
