"""What classes rest on, asked for many customers at once; and what class a customer had on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from app.archive.axes import COLUMN, ClassAxis, code
from app.archive.models import ClassChange, ClassOverride
from app.archive.verdicts import CORE_AMOUNT, CORE_MOST, CORE_YEARS, Facts
from app.archive.words import OverrideState
from app.customers.cooperation import KINDS, STANDING
from app.customers.models import CooperationMatter, Customer, TradingDeclaration
from app.customers.words import Lifecycle
from app.kernel import clock, policy
from app.reference.models import Dictionary, DictionaryEntry

#: Matters that are trade: they say when a customer last bought (R-227).
TRADING = ("order", "payment")
#: Cards that nobody has accepted yet are in no class.
UNBORN = (Lifecycle.DRAFT, Lifecycle.PENDING_REVIEW, Lifecycle.INVALID)
KNOWN = (
    "id", "customer_code", "lifecycle_status", "cooperation_started_on", "last_trade_on",
    "best_marks", "worst_marks",
)  # fmt: skip
CLASSED: tuple[ColumnElement[bool], ...] = (
    Customer.merged_into_id.is_(None),
    Customer.lifecycle_status.not_in(UNBORN),
)


def cards(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    """Of each card in a class the columns on which verdicts rest, and the classes it has."""
    chosen = [getattr(Customer, name) for name in (*KNOWN, *COLUMN.values())]
    found = select(*chosen).where(Customer.id.in_(ids), *CLASSED).order_by(Customer.id)
    return session.execute(found).all()


def facts(session: Session, found: Sequence[Any], floor: Decimal | None = None) -> list[Facts]:
    """For each card what is known beside it: yearly purchases as last declared, the last day of trade."""
    ids, today = [card.id for card in found], clock.today()
    amounts = _amounts(session, ids, today)
    traded = _traded(session, ids, today)
    return [
        Facts(
            card, today, amounts.get(card.id),
            max(filter(None, (card.last_trade_on, traded.get(card.id))), default=None), floor,
        )
        for card in found
    ]  # fmt: skip


def _amounts(session: Session, ids: Sequence[int], today: dt.date) -> Mapping[int, Decimal]:
    declared = (
        select(TradingDeclaration.customer_id, TradingDeclaration.annual_purchase_amount)
        .where(
            TradingDeclaration.customer_id.in_(ids), TradingDeclaration.valid_from <= today,
            TradingDeclaration.annual_purchase_amount.is_not(None),
        )
        .order_by(TradingDeclaration.valid_from, TradingDeclaration.id)
    )  # fmt: skip
    return {row.customer_id: row.annual_purchase_amount for row in session.execute(declared)}


def _traded(session: Session, ids: Sequence[int], today: dt.date) -> Mapping[int, dt.date]:
    asked = _last_trade(ids, today).group_by(CooperationMatter.customer_id)
    return {row[0]: row[1] for row in session.execute(asked)}


def _last_trade(ids: Sequence[int], today: dt.date) -> Any:
    kinds = (
        select(DictionaryEntry.id)
        .join(Dictionary, Dictionary.id == DictionaryEntry.dictionary_id)
        .where(Dictionary.code == KINDS, DictionaryEntry.code.in_(TRADING))
    )
    return select(CooperationMatter.customer_id, func.max(CooperationMatter.matter_on)).where(
        CooperationMatter.customer_id.in_(ids), CooperationMatter.state.in_(STANDING),
        CooperationMatter.matter_kind_id.in_(kinds), CooperationMatter.matter_on <= today,
    )  # fmt: skip


def floor(session: Session) -> Decimal | None:
    """What the last of the core customers buys where their number is limited; None where it is not (R-221)."""
    most = policy.value(CORE_MOST)
    if not most:
        return None
    today, years = clock.today(), policy.value(CORE_YEARS)
    since = today.replace(year=today.year - years, day=min(today.day, 28))
    newer = func.row_number().over(
        partition_by=TradingDeclaration.customer_id,
        order_by=(TradingDeclaration.valid_from.desc(), TradingDeclaration.id.desc()),
    )
    latest = (
        select(TradingDeclaration.annual_purchase_amount.label("amount"), newer.label("place"))
        .join(Customer, Customer.id == TradingDeclaration.customer_id)
        .where(
            TradingDeclaration.annual_purchase_amount.is_not(None),
            TradingDeclaration.valid_from <= today, Customer.cooperation_started_on <= since, *CLASSED,
        )
        .subquery()
    )  # fmt: skip
    enough = latest.c.amount >= policy.value(CORE_AMOUNT)
    return session.scalar(
        select(latest.c.amount).where(latest.c.place == 1, enough)
        .order_by(latest.c.amount.desc()).offset(most - 1).limit(1)
    )  # fmt: skip


def set_otherwise(session: Session, ids: Sequence[int]) -> dict[int, set[ClassAxis]]:
    """By customer the axes on which somebody has set the class, so that no rule touches it."""
    found: defaultdict[int, set[ClassAxis]] = defaultdict(set)
    held = select(ClassOverride.customer_id, ClassOverride.axis).where(
        ClassOverride.customer_id.in_(ids), ClassOverride.state == OverrideState.IN_FORCE
    )
    for ident, axis in session.execute(held):
        found[ident].add(axis)
    return found


def about(session: Session, card: Customer) -> tuple[Facts, dict[ClassAxis, dt.date]]:
    """What the classes of one customer rest on, and until when somebody has set which axis: one question."""
    today = clock.today()
    bought = (
        select(TradingDeclaration.annual_purchase_amount)
        .where(
            TradingDeclaration.customer_id == card.id, TradingDeclaration.valid_from <= today,
            TradingDeclaration.annual_purchase_amount.is_not(None),
        )
        .order_by(TradingDeclaration.valid_from.desc(), TradingDeclaration.id.desc())
        .limit(1).scalar_subquery()
    )  # fmt: skip
    traded = _last_trade([card.id], today).with_only_columns(func.max(CooperationMatter.matter_on))
    one = select(Customer.id).where(Customer.id == card.id).subquery()
    held = and_(
        ClassOverride.customer_id == one.c.id, ClassOverride.state == OverrideState.IN_FORCE
    )
    rows = session.execute(
        select(
            bought.label("amount"), traded.scalar_subquery().label("traded"),
            ClassOverride.axis, ClassOverride.valid_until,
        )
        .select_from(one).outerjoin(ClassOverride, held)
    ).all()  # fmt: skip
    amount, day = (rows[0].amount, rows[0].traded) if rows else (None, None)
    last = max(filter(None, (card.last_trade_on, day)), default=None)
    return Facts(card, today, amount, last), {
        row.axis: row.valid_until for row in rows if row.axis is not None
    }


# -- the class on a day ----------------------------------------------------------------------------
def class_at(session: Session, customer: Customer, axis: ClassAxis, day: dt.date) -> str | None:
    """The code of the class a customer had at the end of a day: what it was before the next change."""
    later = (
        select(ClassChange.old_value)
        .where(
            ClassChange.customer_id == customer.id, ClassChange.axis == axis,
            ClassChange.changed_on > day,
        )
        .order_by(ClassChange.changed_on, ClassChange.id)
        .limit(1)
    )  # fmt: skip
    found = session.execute(later).first()
    if found is None:
        return code(axis, getattr(customer, COLUMN[axis]))
    return getattr(found.old_value, "value", None)


def _since(axis: ClassAxis, day: dt.date) -> Any:
    """Of each customer the first change of an axis after a day."""
    place = func.row_number().over(
        partition_by=ClassChange.customer_id, order_by=(ClassChange.changed_on, ClassChange.id)
    )
    return (
        select(ClassChange.customer_id, ClassChange.old_value, place.label("place"))
        .where(ClassChange.axis == axis, ClassChange.changed_on > day)
        .subquery()
    )


def counted_at(
    session: Session, axis: ClassAxis, day: dt.date
) -> list[tuple[Any, str | None, int]]:
    """How many customers within reach have which class now (value of the card), had which on a day
    (code; ``=`` where it is the same), of those whose archive was there."""
    first = _since(axis, day)
    now = getattr(Customer, COLUMN[axis])
    there = func.coalesce(Customer.assigned_on, Customer.collected_on) <= day
    asked: Select[Any] = (
        select(now, first.c.customer_id.is_not(None), first.c.old_value, func.count(Customer.id))
        .outerjoin(first, and_(first.c.customer_id == Customer.id, first.c.place == 1))
        .where(there, *CLASSED)
        .group_by(now, first.c.customer_id.is_not(None), first.c.old_value)
    )
    return [
        (value, (old.value if old is not None else None) if moved else "=", count)
        for value, moved, old, count in session.execute(asked)
    ]


def moved_since(
    session: Session, axis: ClassAxis, day: dt.date, limit: int
) -> Sequence[tuple[Customer, str | None]]:
    """Customers within reach whose class is another one now than on a day, with the code of that one."""
    first = _since(axis, day)
    asked = (
        select(Customer, first.c.old_value)
        .join(first, and_(first.c.customer_id == Customer.id, first.c.place == 1))
        .where(*CLASSED)
        .order_by(Customer.customer_name, Customer.id)
        .limit(limit)
    )
    found = [(row, old.value if old is not None else None) for row, old in session.execute(asked)]
    return [(row, old) for row, old in found if old != code(axis, getattr(row, COLUMN[axis]))]
