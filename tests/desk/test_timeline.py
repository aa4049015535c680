"""The timeline: changes, moves, papers and visits of a record, all together or one kind."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.customers.workflow import card_flow
from app.desk.prints import PrintEntry
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.tasks import record_step
from app.kernel.workflow import run
from tests.factories.customers import card
from tests.factories.visits import slip

pytestmark = pytest.mark.usefixtures("as_system")


@pytest.fixture
def lived(session: Any, user_id: Any) -> Any:
    """A customer that was changed, submitted, printed and is to be visited."""
    rep = user_id("rep")
    customer = card(session, rep)
    session.commit()
    customer.short_name = "走样"
    record_step(
        session, "customer_card", customer, "submit", "draft", "submitted", rep, utcnow(), "请审"
    )
    session.add(
        PrintEntry(
            row_table="customer", row_id=customer.id, paper="card", copy_no=2, pages=3, by_id=rep
        )
    )
    slip(session, customer, rep)
    session.commit()
    return customer


def trail(client: Any, row: Any, kind: str = "") -> str:
    answer = client.get(f"/customerview/show/{row.id}/part/trail?kind={kind}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def entries(page: str) -> int:
    return page.count("<li>")


MARKS = {
    "changes": "走样",
    "moves": "请审",
    "papers": "第 2 份",
    "visits": "/visitrequestview/show/",
}


@pytest.mark.parametrize("kind", MARKS)
def test_one_kind_shows_only_its_own(client_as: Any, lived: Any, kind: str) -> None:
    page = trail(client_as("rep"), lived, kind)
    assert MARKS[kind] in page and entries(page) >= 1
    assert not [other for other, mark in MARKS.items() if other != kind and mark in page]
    assert re.search(rf'kind={kind}"[^>]*aria-current="true"', page)


def test_all_kinds_stand_together(client_as: Any, lived: Any) -> None:
    page = trail(client_as("rep"), lived)
    assert all(mark in page for mark in MARKS.values())
    assert entries(page) == sum(entries(trail(client_as("rep"), lived, kind)) for kind in MARKS)


def test_a_move_and_the_change_it_wrote_are_told_once(
    session: Any, client_as: Any, viewer_of: Any, user_id: Any
) -> None:
    row = card(session, user_id("rep"))
    session.commit()
    viewer = viewer_of("rep")
    with acting_as(viewer):
        run(session, card_flow, row, "submit", viewer=viewer)
    session.commit()
    both, moves = trail(client_as("rep"), row), trail(client_as("rep"), row, "moves")
    assert entries(both) == entries(trail(client_as("rep"), row, "changes"))
    assert "资料卡状态" not in moves and both.count("资料卡状态") == 2, "once made, once moved"
    assert both.count("提交") == 1


def test_a_kind_that_does_not_exist_is_all(client_as: Any, lived: Any) -> None:
    assert entries(trail(client_as("rep"), lived, "no")) == entries(trail(client_as("rep"), lived))


def test_kinds_are_those_the_reader_may_see(client_as: Any, lived: Any) -> None:
    page = trail(client_as("credit"), lived)
    assert "kind=moves" in page and "kind=visits" not in page and "kind=papers" not in page
    assert MARKS["visits"] not in page and MARKS["papers"] not in page


def test_the_timeline_costs_few_statements(client_as: Any, lived: Any, counted: Any) -> None:
    client = client_as("rep")
    trail(client, lived)
    changes = counted(lambda: trail(client, lived, "changes"))
    offered = set(re.findall(r"&amp;kind=(\w+)\" hx-get", trail(client, lived)))
    assert set(MARKS) <= offered
    assert counted(lambda: trail(client, lived)) <= changes + len(offered), (
        "one a kind, one for names instead of that of the changes"
    )


def test_no_two_kinds_have_one_name(client_as: Any, lived: Any) -> None:
    """Else a click on one shows both, and both stand there as chosen."""
    offered = re.findall(r"\?kind=(\w*)", trail(client_as("gm"), lived))
    assert len(offered) > 4 and len(offered) == len(set(offered))
