"""In which order the visits of a day are made: as laid down, important customers first, shortened where it is known where all lie (R-088, R-091, R-093)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

import networkx
from networkx.algorithms.approximation import simulated_annealing_tsp

from app.customers.queries import is_first_tier
from app.kernel import policy
from app.visits.models import VisitRequest

LAST = "￿"  # after everything that is written
FURTHEST = 10**6
EARTH = 6371.0  # km
SEED = 1  # the same visits give the same round


@dataclass(frozen=True)
class Round:
    """The visits of a day in their order: ``by`` is card, distance or hand, ``km`` the way between them."""

    slips: Sequence[VisitRequest]
    by: str
    km: float | None = None


def round_of(slips: Sequence[VisitRequest]) -> Round:
    """The visits in the order of the round.

    What the visitor numbered himself stands as he said (tactics, R-091). Else area, then route and
    place on it as the card says, then region code and street (R-093), first-tier customers before
    all others where the register wants importance first (R-088). Where the places of all are known
    each of the two groups is shortened by distance.
    """
    laid_down = sorted(slips, key=lambda slip: (not _is_first(slip), *_place(slip)))
    if any(slip.day_seq is not None for slip in slips):
        by_hand = sorted(laid_down, key=lambda slip: (slip.day_seq or FURTHEST, slip.planned_from))
        return Round(by_hand, "hand", _length(by_hand))
    if len(slips) < 3 or not all(map(_point, slips)):
        return Round(laid_down, "card", _length(laid_down))
    groups = [[s for s in laid_down if _is_first(s) is first] for first in (True, False)]
    shortened = [slip for group in groups for slip in _shortened(group)]
    before, after = _length(laid_down) or 0, _length(shortened) or 0
    return (
        Round(shortened, "distance", after) if after < before else Round(laid_down, "card", before)
    )


def _is_first(slip: VisitRequest) -> bool:
    """True for a first-tier customer, where importance counts (R-088)."""
    by_importance = policy.value("route.sort_first") == "importance"
    return bool(by_importance and slip.customer is not None and is_first_tier(slip.customer))


def _place(slip: VisitRequest) -> tuple[Any, ...]:
    """Where the customer lies on the route; what is not known comes last."""
    card = slip.customer
    if card is None:
        return LAST, LAST, FURTHEST, LAST, LAST, slip.planned_from
    return (
        card.area.name if card.area is not None else LAST,
        card.route_no or LAST,
        card.route_seq if card.route_seq is not None else FURTHEST,
        card.region.code if card.region is not None else LAST,
        card.address or LAST,
        slip.planned_from,
    )


def _point(slip: VisitRequest) -> tuple[float, float] | None:
    card = slip.customer
    if card is None or card.latitude is None or card.longitude is None:
        return None
    return radians(float(card.latitude)), radians(float(card.longitude))


def _apart(one: VisitRequest, other: VisitRequest) -> float:
    """Kilometres as the crow flies."""
    (lat, lon), (to_lat, to_lon) = _point(one) or (0, 0), _point(other) or (0, 0)
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def _length(slips: Sequence[VisitRequest]) -> float | None:
    """The way from the first to the last; None where a place is not known."""
    if len(slips) < 2 or not all(map(_point, slips)):
        return None
    return sum(_apart(one, other) for one, other in pairwise(slips))


def _shortened(slips: Sequence[VisitRequest]) -> Sequence[VisitRequest]:
    """The shortest way found that begins where the laid-down order begins."""
    if len(slips) < 3:
        return slips
    graph = networkx.Graph()
    for at, one in enumerate(slips):
        for to in range(at + 1, len(slips)):
            graph.add_edge(at, to, weight=_apart(one, slips[to]))
    there_and_back = simulated_annealing_tsp(graph, "greedy", source=0, seed=SEED)
    return [slips[at] for at in there_and_back[:-1]]
