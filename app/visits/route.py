"""In which order the visits of a day are made: what the company laid down, important customers first (R-088, R-091, R-093)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.customers.queries import is_first_tier
from app.kernel import policy
from app.visits.models import VisitRequest

LAST = "￿"  # after everything that is written


def ordered(slips: Iterable[VisitRequest]) -> list[VisitRequest]:
    """The visits in the order of the round.

    Area, then route and place on it as the card says, then region code and street (R-093);
    first-tier customers before all others where the register wants importance first (R-088).
    """
    by_importance = policy.value("route.sort_first") == "importance"
    return sorted(slips, key=lambda slip: (by_importance and not _counts(slip), *_place(slip)))


def _counts(slip: VisitRequest) -> bool:
    return slip.customer is not None and is_first_tier(slip.customer)


def _place(slip: VisitRequest) -> tuple[Any, ...]:
    """Where the customer lies on the route; what is not known comes last."""
    card = slip.customer
    if card is None:
        return (LAST,) * 2 + (0, LAST, LAST, slip.planned_from)
    return (
        card.area.name if card.area is not None else LAST,
        card.route_no or LAST,
        card.route_seq if card.route_seq is not None else 10**6,
        card.region.code if card.region is not None else LAST,
        card.address or LAST,
        slip.planned_from,
    )
