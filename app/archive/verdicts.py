"""What class a customer has on each axis and why, out of what is known of it; nothing is asked here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _

from app.archive.axes import ClassAxis
from app.customers.queries import is_first_tier
from app.customers.traits import BuyerClass, MarkClass, PotentialClass, SalesLevel, VolumeClass
from app.customers.turns import COUNTED
from app.customers.words import DealStage, Lifecycle, TimeClass
from app.kernel import policy

CORE_AMOUNT, CORE_YEARS = "class.core_annual_amount_cny", "class.core_min_years"
CORE_MOST = "class.core_max_count"
SALES_BANDS, VOLUME_BANDS = "class.sales_bands", "class.volume_bands"
DORMANT = "class.dormant_after_days"
BEST, WORST = "class.best_marks", "class.worst_marks"

# why, as it is remembered beside a class; a reader gets it in his language
BECAUSE: Mapping[str, Any] = {
    "begun": _("cooperation began on %(day)s"),
    "traded": _("the last trade was on %(day)s"),
    "uncontracted": _("the card is in force, and no contract or order is confirmed yet"),
    "unreviewed": _("the card is not in force yet"),
    "ended": _("the customer is lost or was parted from"),
    "quiet": _("no trade since %(day)s, that is more than %(days)s days"),
    "core": _("yearly purchases of at least ¥%(amount)s, and trade for %(years)s years"),
    "small": _("yearly purchases below ¥%(amount)s"),
    "short": _("trade for less than %(years)s years"),
    "full": _("the number of core customers is limited to %(most)s, and others buy more"),
    "band": _("yearly purchases of at least ¥%(amount)s"),
    "bottom": _("yearly purchases below the lowest band"),
    "monthly": _("average sales of at least ¥%(month)s a month, ¥%(amount)s a year"),
    "first": _("tier, key-account grade or core mark make it so"),
    "not_first": _("neither tier nor key-account grade nor core mark make it so"),
    "best": _("%(count)s of %(of)s marks of the best customers"),
    "worst": _("%(count)s of %(of)s marks of the worst customers"),
    "unmarked": _("too few marks of the best or the worst customers"),
}


@dataclass(frozen=True)
class Facts:
    """What a verdict rests on: the card's columns, yearly purchases in yuan, the last day of trade."""

    card: Any
    today: dt.date
    amount: Decimal | None = None
    traded_on: dt.date | None = None
    floor: Decimal | None = None  # what the last of a limited number of core customers buys

    @property
    def years(self) -> int | None:
        """Full years since formal cooperation began (R-069)."""
        began = self.card.cooperation_started_on
        if began is None or began > self.today:
            return None
        early = (self.today.month, self.today.day) < (began.month, began.day)
        return int(self.today.year - began.year - early)

    @property
    def has_dealt(self) -> bool:
        """True once there was a contract, an order or any trade."""
        return self.card.cooperation_started_on is not None or self.traded_on is not None

    @property
    def is_over(self) -> bool:
        """True of customers who are lost or were parted from."""
        ends = (Lifecycle.LOST, Lifecycle.BAD_IN_PROCESS, Lifecycle.REMOVED_ARCHIVED)
        return self.card.lifecycle_status in ends


@dataclass(frozen=True)
class Verdict:
    """A class and why: a key of BECAUSE with what stands in its gaps."""

    value: Any
    because: str
    told: Mapping[str, Any]

    @property
    def kept(self) -> dict[str, Any]:
        """As the history remembers it."""
        return {"why": self.because, **self.told}


def why(kept: Mapping[str, Any] | None) -> str:
    """The reason in the reader's language; empty where none was remembered."""
    if not kept or kept.get("why") not in BECAUSE:
        return ""
    return str(BECAUSE[kept["why"]]) % {k: v for k, v in kept.items() if k != "why"}


def verdict(axis: ClassAxis, facts: Facts) -> Verdict | None:
    """The class of a customer on an axis; None where no rule says one, or nothing is known to say it by."""
    judge = _JUDGES.get(axis)
    return judge(facts) if judge is not None else None


def judged() -> list[ClassAxis]:
    """The axes on which rules say a class."""
    return list(_JUDGES)


def _said(value: Any, because: str, **told: Any) -> Verdict:
    shown = {
        name: f"{one:,.0f}" if isinstance(one, Decimal) else str(one) for name, one in told.items()
    }
    return Verdict(value, because, shown)  # fmt: skip


def _time(facts: Facts) -> Verdict:
    """New until the first contract, old from then on, future before the card is in force (R-217, C-28)."""
    began = facts.card.cooperation_started_on
    if began is not None:
        return _said(TimeClass.OLD, "begun", day=began.isoformat())
    if facts.card.lifecycle_status in COUNTED or facts.is_over:
        return _said(TimeClass.NEW, "uncontracted")
    return _said(TimeClass.FUTURE, "unreviewed")


def _deal(facts: Facts) -> Verdict:
    """Traded before, trading now, about to trade (R-218)."""
    if facts.is_over:
        return _said(DealStage.PAST, "ended")
    if not facts.has_dealt:
        return _said(DealStage.UPCOMING, "uncontracted")
    return _old(DealStage.CURRENT, facts)


def _buyer(facts: Facts) -> Verdict | None:
    """Old, new or dormant; dormant is only of whom a day of trade is known (R-227)."""
    if not facts.has_dealt:
        in_force = facts.card.lifecycle_status in COUNTED
        return _said(BuyerClass.NEW, "uncontracted") if in_force else None
    days = policy.value(DORMANT)
    if facts.traded_on is not None and (facts.today - facts.traded_on).days > days:
        return _said(BuyerClass.DORMANT, "quiet", day=facts.traded_on.isoformat(), days=days)
    return _old(BuyerClass.OLD, facts)


def _old(value: Any, facts: Facts) -> Verdict:
    if facts.traded_on is not None:
        return _said(value, "traded", day=facts.traded_on.isoformat())
    return _said(value, "begun", day=facts.card.cooperation_started_on.isoformat())


def _potential(facts: Facts) -> Verdict | None:
    """Whoever has traded exists; of others the card says what they may become (E-11)."""
    return _old(PotentialClass.EXISTING, facts) if facts.has_dealt else None


def _core(facts: Facts) -> Verdict | None:
    """By yearly trade and length of relation, and only as many as may be (R-221)."""
    if facts.amount is None:
        return None
    least, years = policy.value(CORE_AMOUNT), policy.value(CORE_YEARS)
    if facts.amount < least:
        return _said(False, "small", amount=least)
    if (facts.years or 0) < years:
        return _said(False, "short", years=years)
    if facts.floor is not None and facts.amount < facts.floor:
        return _said(False, "full", most=policy.value(CORE_MOST))
    return _said(True, "core", amount=least, years=years)


def _volume(facts: Facts) -> Verdict | None:
    """Main are those of long and large trade; the rest by the bands of the register (R-219)."""
    if facts.amount is None:
        return None
    bands, years = policy.value(VOLUME_BANDS), policy.value(CORE_YEARS)
    main, ordinary = (Decimal(bands.get(name, 0)) for name in ("main", "ordinary"))
    if main and facts.amount >= main and (facts.years or 0) >= years:
        return _said(VolumeClass.MAIN, "core", amount=main, years=years)
    if facts.amount >= ordinary:
        return _said(VolumeClass.ORDINARY, "band", amount=ordinary)
    return _said(VolumeClass.SCATTERED, "small", amount=ordinary)


def _sales(facts: Facts) -> Verdict | None:
    """The highest band that the yearly sales reach (R-224)."""
    if facts.amount is None:
        return None
    bands = sorted(policy.value(SALES_BANDS).items(), key=lambda band: -band[1])
    for level, least in bands:
        if facts.amount >= least:
            month = Decimal(least) / 12
            return _said(SalesLevel(level), "monthly", month=month, amount=Decimal(least))
    return _said(SalesLevel.L5, "bottom")


def _first(facts: Facts) -> Verdict:
    """What tier, grade and core mark say together (R-226, C-03, C-25)."""
    is_first = is_first_tier(facts.card)
    return _said(is_first, "first" if is_first else "not_first")


def _marks(facts: Facts) -> Verdict:
    """Best with all marks of the best, worst with all of the worst; the worse counts (R-229, R-230)."""
    for kind, marks, key, name in (
        (MarkClass.WORST, facts.card.worst_marks, WORST, "worst"),
        (MarkClass.BEST, facts.card.best_marks, BEST, "best"),
    ):
        of = policy.value(key)
        if marks and len(marks) >= of:
            return _said(kind, name, count=len(marks), of=of)
    return _said(None, "unmarked")


_JUDGES: Mapping[ClassAxis, Callable[[Facts], Verdict | None]] = {
    ClassAxis.TIME: _time, ClassAxis.DEAL: _deal, ClassAxis.BUYER: _buyer,
    ClassAxis.POTENTIAL: _potential, ClassAxis.CORE: _core, ClassAxis.VOLUME: _volume,
    ClassAxis.SALES: _sales, ClassAxis.FIRST: _first, ClassAxis.MARKS: _marks,
}  # fmt: skip
