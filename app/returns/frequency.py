"""How often each customer is to be called and visited again, after its class; what was done, and what is owed (C-02)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import SERVED, AbcGrade, Tier
from app.kernel import policy
from app.kernel.clock import zone
from app.kernel.workdays import end_of_day, start_of_day
from app.returns.models import MADE, ReturnVisit
from app.returns.words import BY_PHONE, RecordMethod

WEEK = 7
MOST = 500  # customers looked at for the list of who is owed most


class How(Enum):
    """What counts for a demand."""

    CALL = "call"
    VISIT = "visit"
    ANY = "any"


class Span(Enum):
    """Over which time a demand is counted."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


# what a demand is called
CALLED: Mapping[tuple[How, Span], Any] = {
    (How.CALL, Span.WEEK): _("Calls, week"), (How.CALL, Span.FORTNIGHT): _("Calls, two weeks"),
    (How.VISIT, Span.MONTH): _("Visits, month"), (How.ANY, Span.WEEK): _("Calls or visits, week"),
    (How.ANY, Span.MONTH): _("Calls or visits, month"),
}  # fmt: skip


@dataclass(frozen=True)
class Demand:
    """So many return visits of a kind within a span, and the rule that says so."""

    how: How
    span: Span
    number: int
    rule: str


# the grid of key accounts, class by class (R-180…R-184)
GRID: Mapping[AbcGrade, Sequence[tuple[str, How, Span, str]]] = {
    AbcGrade.A1: (("grid.A1.calls_per_week", How.CALL, Span.WEEK, "R-180"),
                  ("grid.A1.visits_per_month", How.VISIT, Span.MONTH, "R-180")),
    AbcGrade.A2: (("grid.A2.calls_per_week", How.CALL, Span.WEEK, "R-181"),
                  ("grid.A2.visits_per_month", How.VISIT, Span.MONTH, "R-181")),
    AbcGrade.B1: (("grid.B1.calls_per_week", How.CALL, Span.WEEK, "R-182"),
                  ("grid.B1.visits_per_month", How.VISIT, Span.MONTH, "R-182")),
    AbcGrade.B2: (("grid.B2.calls_per_two_weeks", How.CALL, Span.FORTNIGHT, "R-183"),
                  ("grid.B2.visits_per_month", How.VISIT, Span.MONTH, "R-183")),
    AbcGrade.C: (("grid.C.calls_per_two_weeks", How.CALL, Span.FORTNIGHT, "R-184"),
                 ("grid.C.visits_per_month", How.VISIT, Span.MONTH, "R-184")),
}  # fmt: skip
LARGE = (("rv.key_account_per_week_min", How.ANY, Span.WEEK, "R-140"),)
ROUTINE = (("rv.routine_per_month_min", How.ANY, Span.MONTH, "R-139"),)


def demands(grade: AbcGrade | None, tier: Tier | None) -> list[Demand]:
    """What the class of a customer demands: the most specific rule, or all that fit (C-02)."""
    fitting = [
        *([GRID[grade]] if grade is not None else []),
        *([LARGE] if tier is Tier.IMPORTANT else []),
        ROUTINE,
    ]
    if policy.value("freq.resolve") == "most_specific":
        fitting = fitting[:1]
    told = [
        Demand(how, span, policy.value(key), rule)
        for rules in fitting for key, how, span, rule in rules
    ]  # fmt: skip
    return [each for each in told if each.number]


def spans(day: dt.date) -> dict[Span, tuple[dt.datetime, dt.datetime]]:
    """The week, the fortnight and the month that a day lies in, up to the end of that day."""
    monday = day - dt.timedelta(days=day.weekday())
    firsts = {
        Span.WEEK: monday, Span.FORTNIGHT: monday - dt.timedelta(days=WEEK), Span.MONTH: day.replace(day=1),
    }  # fmt: skip
    end = end_of_day(day, zone())
    return {span: (start_of_day(first, zone()), end) for span, first in firsts.items()}


@dataclass
class Standing:
    """How far somebody is behind: demanded, made and owed, by what counts and over which time."""

    customers: int = 0
    wanted: dict[tuple[How, Span], int] = field(default_factory=lambda: defaultdict(int))
    made: dict[tuple[How, Span], int] = field(default_factory=lambda: defaultdict(int))

    def owed(self, how: How, span: Span) -> int:
        """What is missing; what one customer got too often makes up for no other."""
        return self.wanted[how, span] - self.made[how, span]

    @property
    def debt(self) -> int:
        """All that is missing."""
        return sum(self.wanted.values()) - sum(self.made.values())


@dataclass(frozen=True)
class Owed:
    """A customer to whom something is owed: demand → how many are missing."""

    customer: Customer
    missing: Mapping[Demand, int]


def standings(session: Session, day: dt.date) -> dict[int, Standing]:
    """Of each responsible person, how far the customers in reach are behind on a day (F-158)."""
    found: dict[int, Standing] = defaultdict(Standing)
    asked = _by_class()
    crowd = select(
        Customer.owner_id, Customer.abc_grade, Customer.tier, func.count(Customer.id)
    ).where(*_served())
    grouped = crowd.group_by(Customer.owner_id, Customer.abc_grade, Customer.tier)
    for owner, grade, tier, number in session.execute(grouped):
        assert owner is not None  # as `_served` says
        found[owner].customers += number
        for each in asked[grade, tier]:
            found[owner].wanted[each.how, each.span] += number * each.number
    for owner, grade, tier, counts in _made(session, day).values():
        for each in asked[grade, tier]:
            found[owner].made[each.how, each.span] += min(each.number, counts[each.how, each.span])
    return found


def owed(session: Session, day: dt.date, limit: int, own: int | None = None) -> list[Owed]:
    """Customers in reach to whom something is owed, the most important first; ``own``: of one person."""
    rank = case((Customer.abc_grade.is_not(None), 0), (Customer.tier == Tier.IMPORTANT, 1), else_=2)
    asked = select(Customer).where(*_served()).order_by(rank, Customer.abc_grade, Customer.id)
    if own is not None:
        asked = asked.where(Customer.owner_id == own)
    made, found, classes = _made(session, day), [], _by_class()
    for row in session.scalars(asked.limit(MOST)):
        counts = made[row.id][3] if row.id in made else {}
        missing = {
            each: each.number - counts.get((each.how, each.span), 0)
            for each in classes[row.abc_grade, row.tier]
            if counts.get((each.how, each.span), 0) < each.number
        }
        if missing:
            found.append(Owed(row, missing))
        if len(found) == limit:
            break
    return found


def _by_class() -> dict[tuple[AbcGrade | None, Tier | None], list[Demand]]:
    """The demands of every class there is, read from the register once."""
    return {
        (grade, tier): demands(grade, tier)
        for grade in (None, *AbcGrade) for tier in (None, *Tier)
    }  # fmt: skip


def _served() -> Iterable[ColumnElement[bool]]:
    """Customers one deals with and looks after; bad ones and drafts owe and are owed nothing (R-260)."""
    return Customer.lifecycle_status.in_(SERVED), Customer.owner_id.is_not(None)


def _made(session: Session, day: dt.date) -> dict[int, Any]:
    """Customer → owner, grade, tier and what was made; only dedicated return visits count (R-179)."""
    windows = spans(day)
    chosen = {
        (how, span): func.sum(case((and_(_counts(how), ReturnVisit.visited_at.between(*window)), 1), else_=0))
        for span, window in windows.items() for how in How
    }  # fmt: skip
    since = min(first for first, _last in windows.values())
    asked = (
        select(
            ReturnVisit.customer_id, Customer.owner_id, Customer.abc_grade, Customer.tier,
            *chosen.values(),
        )
        .join(Customer, Customer.id == ReturnVisit.customer_id)
        .where(
            ReturnVisit.state.in_(MADE),
            ReturnVisit.visited_at.between(since, windows[Span.WEEK][1]),
            *_served(),
        )
        .group_by(ReturnVisit.customer_id, Customer.owner_id, Customer.abc_grade, Customer.tier)
    )  # fmt: skip
    return {
        ident: (owner, grade, tier, dict(zip(chosen, counts, strict=True)))
        for ident, owner, grade, tier, *counts in session.execute(asked)
    }


def _counts(how: How) -> ColumnElement[bool]:
    if how is How.CALL:
        return ReturnVisit.record_method.in_(BY_PHONE)
    if how is How.VISIT:
        return ReturnVisit.record_method == RecordMethod.ON_SITE
    return ReturnVisit.record_method.is_not(None)
