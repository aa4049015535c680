"""Tabs of upper wings on a record: paged, within reach, only for those who may open the list."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.factories.customers import card
from tests.factories.visits import slip

pytestmark = pytest.mark.usefixtures("as_system")


@pytest.fixture
def visited(session: Any, user_id: Any) -> Any:
    """A customer of rep with three slips."""
    rep = user_id("rep")
    customer = card(session, rep)
    for _number in range(3):
        slip(session, customer, rep)
    session.commit()
    return customer


def tab(client: Any, customer: Any, query: str = "") -> str:
    answer = client.get(f"/customerview/show/{customer.id}/part/visits{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def slips(page: str) -> list[str]:
    return re.findall(r"/visitrequestview/show/(\d+)", page)


def test_a_customers_visits_are_a_tab_with_their_number(client_as: Any, visited: Any) -> None:
    page = client_as("rep").get(f"/customerview/show/{visited.id}").get_data(as_text=True)
    assert re.search(r'href="\?tab=visits".*?kd-count">3<', page, re.S)
    page = tab(client_as("rep"), visited)
    assert len(slips(page)) == 3
    assert f"f.customer.is={visited.id}" in page, "the list behind the tab"
    assert f"/visitrequestview/add?customer_id={visited.id}" in page


def test_the_tab_turns_its_pages(session: Any, client_as: Any, visited: Any) -> None:
    client = client_as("rep")
    first = tab(client, visited)
    assert "kd-turn" not in first
    for _number in range(24):
        slip(session, visited, visited.owner_id)
    first = tab(client, visited)
    on = re.search(r'hx-get="[^"]*(\?after=[^"]*)"', first).group(1)
    second = tab(client, visited, on)
    assert len(slips(first)) == 25 and len(slips(second)) == 2
    assert not set(slips(first)) & set(slips(second)) and "before=" in second
    whole = client.get(f"/customerview/show/{visited.id}{on.replace('?', '?tab=visits&')}")
    assert slips(whole.get_data(as_text=True)) == slips(second), "without scripts too"


def test_the_tab_costs_few_statements(client_as: Any, visited: Any, counted: Any) -> None:
    client = client_as("rep")
    tab(client, visited)
    assert counted(lambda: tab(client, visited)) <= 8


def test_who_may_not_open_the_list_finds_no_tab(client_as: Any, visited: Any) -> None:
    credit = client_as("credit")
    page = credit.get(f"/customerview/show/{visited.id}")
    assert page.status_code == 200 and "tab=visits" not in page.get_data(as_text=True)
    assert credit.get(f"/customerview/show/{visited.id}/part/visits").status_code == 404


def test_the_tab_passes_the_gate(session: Any, client_as: Any, user_id: Any, visited: Any) -> None:
    theirs = slip(session, visited, user_id("rep"))
    theirs.owner_id, theirs.branch_id = user_id("rep3"), None
    session.commit()
    page = client_as("manager").get(f"/customerview/show/{visited.id}").get_data(as_text=True)
    assert re.search(r'href="\?tab=visits".*?kd-count">3<', page, re.S)
    assert str(theirs.id) not in slips(tab(client_as("manager"), visited))
