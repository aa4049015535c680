"""W-01 as the register wants it: with or without a review, with or without a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle, Tier
from app.customers.workflow import card_flow
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, open_tasks, run
from tests.factories.customers import card
from tests.factories.policy import in_force


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move."""

    def make(who: str, row: Customer, name: str, reason: str = "", **held: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, card_flow, row, name, viewer=viewer, reason=reason, **held)

    return make


@pytest.fixture
def draft(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """A complete card of the salesperson."""
    with acting_as(viewer_of("rep")):
        return card(session, user_id("rep"))


def called(session: Any, name: str) -> Customer:
    with acting_as(SYSTEM):
        return session.scalars(select(Customer).where(Customer.customer_name == name)).one()


@pytest.mark.rule("R-053")
@pytest.mark.parametrize("value", ["true", "false"])
def test_the_review_is_as_the_register_says(
    session: Any,
    draft: Customer,
    move: Callable,
    viewer_of: Callable,
    user_id: Callable,
    value: str,
) -> None:
    in_force(session, "card.manager_review", value)
    names = {m.name for m in card_flow.possible(draft, viewer_of("rep"))}
    if value == "true":
        assert "submit" in names and "accept" not in names
        return
    assert "accept" in names and "submit" not in names
    move("rep", draft, "accept")
    assert draft.state is CardState.APPROVED and draft.lifecycle_status is Lifecycle.ACTIVE
    assert draft.owner_id == user_id("rep") and draft.time_class is not None
    assert draft.reviewed_by_id is None and draft.reviewed_at is None
    assert [task.role for task in open_tasks(session, draft)] == ["clerk"]


@pytest.mark.rule("R-034", "R-053")
def test_without_a_review_an_unqualified_card_stays_where_it_is(
    session: Any, draft: Customer, move: Callable
) -> None:
    in_force(session, "card.manager_review", "false")
    draft.qualification_ok = False
    with pytest.raises(Denied) as denied:
        move("rep", draft, "accept")
    assert [b.rule for b in denied.value.broken] == ["R-034"]


@pytest.mark.rule("R-303")
@pytest.mark.parametrize("value", ["true", "false"])
def test_the_catalogue_is_kept_as_the_register_says(
    session: Any, draft: Customer, move: Callable, value: str
) -> None:
    in_force(session, "archive.catalogue_required", value)
    draft.tier = Tier.GENERAL
    way = (("rep", "submit"), ("manager", "approve"), ("clerk", "enter"), ("clerk", "forward"),
           ("marketing", "file"))  # fmt: skip
    for who, name in way:
        move(who, draft, name)
    assert draft.state is CardState.FILED
    assert bool(draft.catalogue_no) == (value == "true")


@pytest.mark.rule("R-053", "R-059")
def test_a_card_entered_for_a_collector_waits_for_him(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    values = {
        "customer_name": "样例代录商贸有限公司", "party_kind": "organisation", "phone": "028-19999991",
        "collect_channel": "partner", "collect_mode": "sales_rep_survey",
        "collected_on": "2026-11-20", "collected_by_id": str(user_id("rep")),
    }  # fmt: skip
    answer = client_as("clerk").post("/customerview/add", data=values)
    assert answer.status_code == 302, answer.text[:3000]
    row = called(session, values["customer_name"])
    (task,) = open_tasks(session, row)
    assert (task.user_id, task.due_at) == (user_id("rep"), row.entry_due_at)
    told = session.scalars(select(Notice).where(Notice.row_id == row.id)).one()
    assert told.user_id == user_id("rep") and "孙丽" in told.text
    assert values["customer_name"] in client_as("rep").get("/inbox/").text


def test_a_card_entered_by_the_collector_himself_opens_no_task(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    values = {
        "customer_name": "样例自录商贸有限公司", "party_kind": "organisation", "phone": "028-19999992",
        "collect_channel": "partner", "collect_mode": "sales_rep_survey",
        "collected_on": "2026-11-20", "collected_by_id": str(user_id("rep")),
    }  # fmt: skip
    assert client_as("rep").post("/customerview/add", data=values).status_code == 302
    row = called(session, values["customer_name"])
    assert not open_tasks(session, row)
