"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest

from app.customers import numbers
from app.kernel.rules import check


@pytest.mark.parametrize(
    "typed",
    ["", None, "13900001234", "139 0000 1234", "+86 139-0000-1234", "１３９００００１２３４",
     "13900001234、13800001234", "+852 6123 4567", "0044 7700 900123"],
)  # fmt: skip
def test_a_mobile_as_people_write_it_passes(typed) -> None:
    assert check([numbers.mobile], {"mobile": typed}) == ([], [])


@pytest.mark.parametrize("typed", ["1390000", "139000012345", "028-61551234", "+86 1390000"])
def test_a_mobile_that_cannot_be_one_is_asked_about(typed) -> None:
    errors, warnings = check([numbers.mobile], {"mobile": typed})
    assert not errors and [found.field for found in warnings] == ["mobile"]
