"""Figures on bad-customer cases within the reader's reach: how many, and how much is at stake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.disposal.models import OVER, BadCase
from app.disposal.words import Criterion
from app.kernel.clock import day_of

#: Days since the nomination up to which a case belongs to a class of age; the last has no end.
AGES = (7, 30, 90, None)


@dataclass(frozen=True)
class Share:
    """Cases that have something in common: what, how many, and what the customers owe."""

    key: Any
    cases: int
    arrears: Decimal | None  # None where nobody knows of any


def cases(session: Session, criterion: Criterion | None, is_open: bool | None) -> list[BadCase]:
    """Cases of a criterion (None: of all), open, ended, or both; the oldest first."""
    found = select(BadCase).options(joinedload(BadCase.branch)).order_by(BadCase.id)
    if is_open is not None:
        found = found.where(BadCase.state.not_in(OVER) if is_open else BadCase.state.in_(OVER))
    return [
        row for row in session.scalars(found)
        if criterion is None or criterion.value in (row.criteria or ())
    ]  # fmt: skip


def criteria_of(row: BadCase) -> list[Criterion]:
    """All criteria of a case, in the order of the rule (R-259)."""
    return [each for each in Criterion if each.value in (row.criteria or ())]


def age_of(row: BadCase, today: dt.date) -> int | None:
    """The class of age of a case: its last day, or None for the oldest."""
    days = (today - day_of(row.created_at)).days
    return next((most for most in AGES if most is not None and days <= most), None)


def shares(
    rows: Iterable[BadCase], keys: Callable[[BadCase], Sequence[Hashable]], order: Iterable[Any]
) -> list[Share]:
    """How many cases have each key and what is owed in them; a case may have several keys."""
    counted: dict[Any, int] = {}
    owed: dict[Any, Decimal] = {}
    for row in rows:
        for key in keys(row):
            counted[key] = counted.get(key, 0) + 1
            if row.arrears_amount is not None:
                owed[key] = owed.get(key, Decimal(0)) + row.arrears_amount
    return [Share(key, counted[key], owed.get(key)) for key in order if key in counted]
