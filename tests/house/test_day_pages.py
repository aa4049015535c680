"""The pages of a day cost as few statements as a list."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("attendance", "/attendance/"),
        ("rep", "/dayplan/"),
        ("gm", "/gains/"),
        ("gm", "/spread/"),
        ("gm", "/owed/"),
        ("gm", "/quotas/"),
        ("gm", "/returns-week/"),
        ("gm", "/customerview/show/1/part/digest"),
    ],
)
def test_a_page_of_the_day_costs_few_statements(
    who: str, address: str, client_as: Callable, counted: Callable
) -> None:
    client = client_as(who)
    assert client.get(address).status_code == 200
    with counted() as statements:
        client.get(address)
    assert len(statements) <= 8, "\n".join(statements)
