"""Every table with an owner is counted by the manifest of a hand-over, or it is said why not (R-066)."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel import manifests
from app.kernel.reach import model_of, owned_models


def known(model: Any) -> bool:
    """Whether the table, or what it stands within, is counted or left out with a reason."""
    named = {*manifests.listed(), *manifests.reasons(), "customer"}
    while model.__tablename__ not in named:
        place = model.reach or model.moves_with
        if place is None or place.table == "customer":
            return False
        model = model_of(place.table)
    return True


@pytest.mark.rule("R-066")
@pytest.mark.parametrize("model", owned_models(), ids=lambda m: m.__name__)
def test_a_table_with_an_owner_is_in_the_manifest_or_says_why_not(model: Any) -> None:
    assert known(model), "manifests.hands_over(…) or manifests.left_out(…) in models/__init__.py"


@pytest.mark.parametrize("name", sorted(manifests.listed()))
def test_what_is_counted_leads_to_a_record_and_has_a_name(name: str) -> None:
    each = manifests.listed()[name]
    assert each.above.__tablename__ == "customer" and str(each.label)
    assert all(hasattr(each.model, column) for column in each.follows)


def test_nothing_is_both_counted_and_left_out() -> None:
    assert not manifests.listed().keys() & manifests.reasons().keys()
    assert all(manifests.reasons().values())
