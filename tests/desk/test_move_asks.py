"""A move that asks for something: typed in its dialog, judged beside the field, kept when refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.customers.models import Customer
from app.customers.views import CustomerView
from app.customers.words import CardState, Tier
from app.customers.workflow import card_flow
from app.desk.moveform import check_asks
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Move, open_tasks, run
from tests.factories.customers import card

ASKED = {
    "file-tier": "general",
    "file-archive_part": "base",
    "file-catalogue_no": "",
    "file-volume_no": "第 3 卷",
}


@pytest.fixture
def forwarded(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """A card that marketing has, without a class."""
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"))
    for who, name in (
        ("rep", "submit"),
        ("manager", "approve"),
        ("clerk", "enter"),
        ("clerk", "forward"),
    ):
        with acting_as(viewer_of(who)):
            run(session, card_flow, row, name, viewer=viewer_of(who))
    session.commit()
    return row


def fresh(session: Any, ident: int) -> Customer:
    with acting_as(SYSTEM):
        return session.get(Customer, ident, populate_existing=True)


@pytest.mark.rule("R-056", "R-303")
@pytest.mark.parametrize("who", ["marketing", "custodian"])
def test_filing_carries_class_tier_part_and_number(
    session: Any, forwarded: Customer, client_as: Callable, viewer_of: Callable, who: str
) -> None:
    ident, version = forwarded.id, forwarded.version
    client = client_as(who)
    page = client.get(f"/customerview/show/{ident}?move=file").text
    assert 'name="file-tier"' in page and "data-open" in page
    post = {**ASKED, "lock_version": str(version)}
    assert client.post(f"/customerview/move/{ident}/file", data=post).status_code == 302
    row = fresh(session, ident)
    assert (row.state, row.tier, row.volume_no) == (CardState.FILED, Tier.GENERAL, "第 3 卷")
    assert row.catalogue_no, "given by the archive when none was typed"
    assert viewer_of("marketing").may("can_edit", "CustomerView") is False


@pytest.mark.rule("R-056")
def test_what_is_missing_stands_beside_its_field_and_the_rest_is_kept(
    session: Any, forwarded: Customer, client_as: Callable
) -> None:
    ident, version = forwarded.id, forwarded.version
    post = {**ASKED, "file-tier": "", "lock_version": str(version)}
    answer = client_as("marketing").post(f"/customerview/move/{ident}/file", data=post)
    assert answer.status_code == 422
    assert 'id="file-tier-e"' in answer.text and "R-056" in answer.text
    assert 'value="第 3 卷"' in answer.text and "data-open" in answer.text
    row = fresh(session, ident)
    assert row.state is CardState.FORWARDED and row.volume_no is None


def test_a_strange_value_is_refused_beside_its_field(
    forwarded: Customer, client_as: Callable
) -> None:
    post = {**ASKED, "file-tier": "emperor", "lock_version": str(forwarded.version)}
    answer = client_as("marketing").post(f"/customerview/move/{forwarded.id}/file", data=post)
    assert answer.status_code == 422 and 'id="file-tier-e"' in answer.text


def test_a_move_writes_nothing_it_does_not_ask_for(
    session: Any, forwarded: Customer, client_as: Callable
) -> None:
    ident = forwarded.id
    post = {**ASKED, "lock_version": str(forwarded.version), "file-phone": "1", "phone": "1"}
    client_as("marketing").post(f"/customerview/move/{ident}/file", data=post)
    row = fresh(session, ident)
    assert row.state is CardState.FILED and row.phone != "1"
    with pytest.raises(ValueError, match="does not ask for phone"):
        run(session, card_flow, _back(row), "file", viewer=SYSTEM, asked={"phone": "1"})


def _back(row: Customer) -> Customer:
    row.state = CardState.FORWARDED
    return row


def test_a_stale_dialog_is_told_so(session: Any, forwarded: Customer, client_as: Callable) -> None:
    ident = forwarded.id
    post = {**ASKED, "lock_version": str(forwarded.version - 1)}
    assert (
        client_as("marketing").post(f"/customerview/move/{ident}/file", data=post).status_code
        == 302
    )
    assert fresh(session, ident).state is CardState.FORWARDED


def test_the_inbox_leads_to_the_dialog(
    session: Any, forwarded: Customer, client_as: Callable
) -> None:
    with acting_as(SYSTEM):
        (task,) = open_tasks(session, forwarded)
    page = client_as("marketing").get(f"/inbox/task/{task.id}").text
    assert f"/customerview/show/{forwarded.id}?move=file" in page or "?move=file" in page


def test_a_move_cannot_ask_for_another_row() -> None:
    move = Move("hand", "Hand", from_={"draft"}, to="draft", asks=("owner_id",))
    with pytest.raises(ValueError, match="owner_id"):
        check_asks(CustomerView.__name__, Customer, move)
