"""What comes after a merge: the shell is out of the daily list, and whatever names it goes to the card that stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.customers.models import Contact, Customer
from app.customers.sheets import customer_sheet
from app.customers.workflow import merge_flow
from app.kernel.bulk import bulk_write
from app.kernel.imports import base_twins
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.successors import followed
from app.kernel.workflow import run
from tests.customers.test_merging import proposed
from tests.factories.customers import card

pytestmark = pytest.mark.rule("R-011")


@pytest.fixture
def pair(session: Any, viewer_of: Callable, user_id: Callable) -> tuple[Customer, Customer]:
    """The card that stays and the shell."""
    with acting_as(viewer_of("rep")):
        stays = card(session, user_id("rep"), False, customer_name="留存样例商行")
        goes = card(session, user_id("rep"), False, customer_name="并出样例商行")
    row = proposed(session, stays, goes, viewer_of("rep"))
    with acting_as(viewer_of("manager")) as manager:
        run(session, merge_flow, row, "merge", viewer=manager)
    session.commit()
    return stays, goes


def test_the_daily_list_and_the_pick_list_do_without_shells(
    pair: tuple[Customer, Customer], client_as: Callable
) -> None:
    stays, goes = pair
    client = client_as("rep")
    page = client.get("/customerview/list/?sort=-created_at").text
    assert stays.customer_name in page and goes.customer_name not in page
    assert goes.customer_name not in client.get("/customerview/chart/?as=csv").text
    picked = client.get("/contactview/pick/customer_id").json["items"]
    assert str(goes.id) not in {item["value"] for item in picked}
    asked = client.get("/customerview/list/?f.merged_into.filled=1").text
    assert goes.customer_name in asked and "并入" in asked
    assert f"/customerview/show/{stays.id}" in asked


def test_a_shells_page_says_where_the_card_went(
    pair: tuple[Customer, Customer], client_as: Callable
) -> None:
    stays, goes = pair
    head = client_as("rep").get(f"/customerview/show/{goes.id}").text.partition("kd-tabs")[0]
    assert "并入" in head and f'href="/customerview/show/{stays.id}"' in head
    assert "kd-went" in head and ">无效<" not in head


def test_rows_written_in_bulk_follow_the_merge(
    session: Any, pair: tuple[Customer, Customer]
) -> None:
    stays, goes = pair
    with acting_as(SYSTEM):
        (ident,) = bulk_write(session, Contact, [{"customer_id": goes.id, "contact_name": "迟到"}])
        row = session.get(Contact, ident)
        assert (row.customer_id, row.owner_id) == (stays.id, stays.owner_id)
        assert followed(session, Customer, [goes.id, stays.id]) == {goes.id: stays.id}
        assert followed(session, Contact, [ident]) == {}


def test_a_file_that_names_the_shell_means_the_card_that_stays(
    session: Any, pair: tuple[Customer, Customer]
) -> None:
    stays, goes = pair
    (found,) = base_twins(session, customer_sheet, [{"customer_code": goes.customer_code}])
    assert set(found.values()) == {stays.id}
