"""The balanced proposal: who has least to carry, by numbers that anybody can add up again (R-062)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from app.kernel import policy

MIDDLE = Decimal(50)  # the ability of somebody of whom nothing is known yet
LEAST = Decimal("0.1")  # nobody is so able, or so little, that his load means nothing
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Weights:
    """What counts how much, as the register says."""

    count: Decimal
    ability: Decimal
    open_work: Decimal
    grades: Mapping[str, int]


@dataclass(frozen=True)
class Load:
    """What one salesperson carries: customers, extra load of their grades, open work, ability 0 to 100."""

    user_id: int
    customers: int = 0
    grade_load: int = 0
    open_work: int = 0
    ability: Decimal = MIDDLE

    def with_one_more(self, grade: str, weights: Weights) -> Load:
        """The same person with another customer of a grade."""
        extra = weights.grades.get(grade, 0)
        return replace(self, customers=self.customers + 1, grade_load=self.grade_load + extra)

    def with_one_less(self, grade: str, weights: Weights) -> Load:
        """The same person without one of his customers of a grade."""
        extra = weights.grades.get(grade, 0)
        return replace(self, customers=self.customers - 1, grade_load=self.grade_load - extra)


@dataclass(frozen=True)
class Weighed:
    """A person with his load before and after one more customer; the first of a list is proposed."""

    load: Load
    before: Decimal
    after: Decimal


def weights() -> Weights:
    """The weights in force. R-062."""
    return Weights(
        count=policy.value("allocation.weight_count"),
        ability=policy.value("allocation.weight_ability"),
        open_work=policy.value("allocation.weight_open_work"),
        grades=policy.value("allocation.grade_load"),
    )


def figure(load: Load, weights: Weights) -> Decimal:
    """customers × weight + load by grade + open work × weight, shared by what he is able to carry."""
    carried = weights.count * load.customers + load.grade_load + weights.open_work * load.open_work
    able = max(LEAST, 1 + weights.ability * (load.ability - MIDDLE) / MIDDLE)
    return (carried / able).quantize(CENT, ROUND_HALF_UP)


def weigh(loads: Iterable[Load], grade: str, weights: Weights) -> list[Weighed]:
    """Everybody with one more customer of this grade, the least loaded first; equals by their id."""
    found = [
        Weighed(load, figure(load, weights), figure(load.with_one_more(grade, weights), weights))
        for load in loads
    ]
    return sorted(found, key=lambda each: (each.after, each.before, each.load.user_id))


def share_out(
    loads: Sequence[Load], grades: Sequence[str], weights: Weights
) -> tuple[list[int], list[Load]]:
    """To whom each of many customers goes, one after the other, and what everybody carries then."""
    carried = {load.user_id: load for load in loads}
    given = []
    for grade in grades:
        first = weigh(carried.values(), grade, weights)[0].load.user_id
        carried[first] = carried[first].with_one_more(grade, weights)
        given.append(first)
    return given, [carried[load.user_id] for load in loads]
