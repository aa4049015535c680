"""Figures on customers, counted in the database within the reader's reach: who came and went, how they are spread."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, joinedload

from app.customers.matters import LossReason, Turn
from app.customers.models import Customer, CustomerTurn
from app.customers.turns import COUNTED
from app.customers.words import CollectChannel, Lifecycle, Tier
from app.reference.models import DictionaryEntry, Region

CITY, PROVINCE = 4, 2  # a region's code begins with its city's, and that with its province's
NAMED = 50  # lost customers named one by one


class Month(NamedTuple):
    """A month: how many there were, who came and went, how many there are."""

    month: str
    opening: int
    turns: Counter[Turn]
    closing: int


def months(first: dt.date, last: dt.date) -> list[str]:
    """2026-01 … 2026-11."""
    found, at = [], first.replace(day=1)
    while at <= last:
        found.append(f"{at:%Y-%m}")
        at = (at + dt.timedelta(days=32)).replace(day=1)
    return found


def gains_and_losses(session: Session, first: dt.date, last: dt.date) -> list[Month]:
    """Month by month: opening, gained, lost, closing (F-110)."""
    before = select(CustomerTurn.turn, func.count(CustomerTurn.id)).where(
        CustomerTurn.turned_on < first
    )
    opening = sum(
        turn.sign * count for turn, count in session.execute(before.group_by(CustomerTurn.turn))
    )
    month = func.substr(cast(CustomerTurn.turned_on, String), 1, 7)
    within = select(month, CustomerTurn.turn, func.count(CustomerTurn.id)).where(
        CustomerTurn.turned_on.between(first, last)
    )
    counted: dict[str, Counter[Turn]] = {name: Counter() for name in months(first, last)}
    for name, turn, count in session.execute(within.group_by(month, CustomerTurn.turn)):
        counted[name][turn] += count
    found = []
    for name, turns in counted.items():
        closing = opening + sum(turn.sign * count for turn, count in turns.items())
        found.append(Month(name, opening, turns, closing))
        opening = closing
    return found


def reasons(
    session: Session, first: dt.date, last: dt.date
) -> tuple[Counter[CollectChannel | None], Counter[LossReason | None]]:
    """Through what customers were gained, and why they were lost (F-110)."""
    asked = (
        select(
            CustomerTurn.turn,
            CustomerTurn.gain_reason,
            CustomerTurn.loss_reason,
            func.count(CustomerTurn.id),
        )
        .where(CustomerTurn.turned_on.between(first, last))
        .group_by(CustomerTurn.turn, CustomerTurn.gain_reason, CustomerTurn.loss_reason)
    )
    gained: Counter[CollectChannel | None] = Counter()
    lost: Counter[LossReason | None] = Counter()
    for turn, came, went, count in session.execute(asked):
        if turn.sign > 0:
            gained[came] += count
        elif turn is Turn.LOST:
            lost[went] += count
    return gained, lost


def lost_ones(session: Session, first: dt.date, last: dt.date) -> Sequence[CustomerTurn]:
    """The latest lost customers by name, with the reasons in words."""
    asked = select(CustomerTurn).where(
        CustomerTurn.turned_on.between(first, last), CustomerTurn.turn == Turn.LOST
    )
    order = CustomerTurn.turned_on.desc(), CustomerTurn.id.desc()
    named = joinedload(CustomerTurn.customer)
    return session.scalars(asked.options(named).order_by(*order).limit(NAMED)).all()


# -- how they are spread ---------------------------------------------------------------------------
Spread = dict[str, Counter[Tier | None]]
"""Group → how many of each tier."""


def by_region(session: Session, digits: int) -> Spread:
    """Customers who count by city or province (F-109)."""
    regions = session.execute(select(Region.id, Region.code, Region.full_name)).all()
    codes = {ident: code for ident, code, _name in regions}
    names = {code: name for _ident, code, name in regions}
    found: Spread = {}
    for ident, tier, count in session.execute(_tiers(Customer.region_id)):
        head = codes.get(ident, "")[:digits]
        name = names.get(head) or names.get(head[:PROVINCE], "")  # a municipality has no cities
        found.setdefault(name, Counter())[tier] += count
    return found


def by_industry(session: Session) -> dict[DictionaryEntry | None, Counter[Tier | None]]:
    """Customers who count by industry (F-109)."""
    rows = session.execute(_tiers(Customer.industry_id)).all()
    wanted = {ident for ident, _tier, _count in rows if ident is not None}
    words = session.scalars(select(DictionaryEntry).where(DictionaryEntry.id.in_(wanted))).all()
    named = {word.id: word for word in words}
    found: dict[DictionaryEntry | None, Counter[Tier | None]] = {}
    for ident, tier, count in rows:
        found.setdefault(named.get(ident), Counter())[tier] += count
    return found


def _tiers(column: Any) -> Any:
    # said the other way round: nearly all count, and SQLite would take the index of the status
    others = sorted(set(Lifecycle) - COUNTED, key=lambda word: word.value)
    counted = Customer.lifecycle_status.not_in(others)
    asked = select(column, Customer.tier, func.count(Customer.id)).where(counted)
    return asked.group_by(column, Customer.tier)
