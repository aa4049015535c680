"""Next and previous: through the whole list one came from, in its order, within its filters, beyond its page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.customers.words import AbcGrade
from tests.factories.customers import card

MARK = "行走样例"


@pytest.fixture
def street(session: Any, user_id: Any) -> list[Any]:
    """Seven customers of rep, two of them without a grade."""
    grades = [AbcGrade.A1, None, AbcGrade.B1, AbcGrade.C, None, AbcGrade.B1, AbcGrade.A2]
    made = [
        card(session, user_id("rep"), False, customer_name=f"{MARK}{at}号店", abc_grade=grade)
        for at, grade in enumerate(grades)
    ]
    session.commit()
    return made


def walked(client: Any, query: str, first: str) -> list[str]:
    """Keys from the first to the last."""
    keys, following = [first], first
    while following:
        following = client.get(f"/customerview/beside/{following}?{query}").get_json()["next"]
        keys += [following] if following else []
    return keys


@pytest.mark.usefixtures("as_system", "street")
@pytest.mark.parametrize(
    "query",
    ["sort=customer_name", "sort=-customer_name", "sort=abc_grade", "sort=-abc_grade", "",
     "f.abc_grade.any=B1,C&sort=created_at"],
)  # fmt: skip
def test_the_walk_is_the_list(client_as: Any, query: str) -> None:
    client = client_as("rep")
    query = f"{query}&q={MARK}"
    page = client.get(f"/customerview/list/?{query}").text
    shown = list(dict.fromkeys(re.findall(r'data-id="(\d+)"', page)))
    assert len(shown) == (3 if "any" in query else 7)
    assert walked(client, query, shown[0]) == shown
    last = client.get(f"/customerview/beside/{shown[-1]}?{query}").get_json()
    assert last == {"previous": shown[-2], "next": ""}


@pytest.mark.usefixtures("as_system")
def test_the_walk_passes_the_gate_and_costs_little(
    client_as: Any, street: list[Any], counted: Any
) -> None:
    assert client_as("rep3").get(f"/customerview/beside/{street[0].id}").status_code == 404
    client, address = client_as("rep"), f"/customerview/beside/{street[3].id}?sort=abc_grade"
    client.get(address)
    assert counted(lambda: client.get(address)) <= 8
