"""The balanced proposal: the same numbers give the same answer, and anybody can add them up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.allocation.balance import Load, Weights, figure, share_out, weigh

WEIGHTS = Weights(Decimal(1), Decimal("0.5"), Decimal("0.2"), {"A1": 4, "C": 0})


@pytest.mark.rule("R-062")
def test_a_load_can_be_added_up_by_hand() -> None:
    load = Load(1, customers=10, grade_load=4, open_work=5, ability=Decimal(100))
    assert figure(load, WEIGHTS) == Decimal("10.00")  # (10 + 4 + 1) / 1.5


@pytest.mark.rule("R-062")
def test_who_has_least_to_carry_comes_first_and_equals_by_their_id() -> None:
    few, many, equal = Load(3, customers=2), Load(1, customers=9), Load(2, customers=2)
    assert [each.load.user_id for each in weigh([many, few, equal], "", WEIGHTS)] == [2, 3, 1]


@pytest.mark.rule("R-062")
def test_an_able_person_carries_more() -> None:
    able, weak = (
        Load(1, customers=10, ability=Decimal(100)),
        Load(2, customers=10, ability=Decimal(0)),
    )
    assert [each.load.user_id for each in weigh([weak, able], "", WEIGHTS)] == [1, 2]


@pytest.mark.rule("R-062")
def test_many_customers_are_shared_out_evenly_and_always_the_same_way() -> None:
    loads = [Load(1, customers=6), Load(2, customers=0), Load(3, customers=3)]
    given, after = share_out(loads, [""] * 9, WEIGHTS)
    assert [load.customers for load in after] == [6, 6, 6]
    assert given == share_out(list(reversed(loads)), [""] * 9, WEIGHTS)[0]


def test_nobody_is_so_weak_that_his_load_is_beyond_measure() -> None:
    heavy = Weights(Decimal(1), Decimal(1), Decimal(0), {})
    assert figure(Load(1, customers=1, ability=Decimal(0)), heavy) == Decimal("10.00")
