"""Saved views: kept, shared by role, and never a way to see more than one may."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.desk.saved_views import SavedView
from tests.desk.cards import NAME, make_cards
from tests.desk.test_lists import get, ids

LIST, STATE = (
    "/customerview/list/",
    f"f.customer_name.starts={NAME}&f.tier.is=important&sort=customer_name&cols=customer_name,tier",
)


def keep(session, client, **more: str) -> SavedView:
    answer = client.post(
        "/customerview/views/save", data={"title": "重点", "state": STATE, "pinned": "1", **more}
    )
    assert answer.status_code == 302
    session.expire_all()
    return session.scalars(select(SavedView).order_by(SavedView.id.desc())).first()


@pytest.fixture
def cards(session) -> list[int]:
    return make_cards(session, "rep", 9)


def test_a_view_brings_back_filters_columns_and_order(session, cards, client_as) -> None:
    client = client_as("rep")
    kept = keep(session, client)
    page = get(client, f"{LIST}?view={kept.id}")
    assert ids(page) == cards[0::3]
    assert re.search(r"<thead>.*?</thead>", page, re.S).group(0).count("<th") == 4
    assert f'href="{LIST}?view={kept.id}" aria-current="true"' in page


def test_a_view_brings_back_the_widths_of_its_columns(session, cards, client_as) -> None:
    client = client_as("rep")
    kept = keep(session, client, state=f"{STATE}&widths=customer_name:300,tier:99,password:200,x:y")
    assert kept.state["widths"] == {"customer_name": 300, "tier": 108}, "in the steps of the sheet"
    page = get(client, f"{LIST}?view={kept.id}")
    assert '<col class="c-w108" data-name="tier"' in page
    assert 'data-name="customer_name" data-pixels="300"' in page
    chooser = client.get(f"/customerview/offer/?view={kept.id}").get_json()["columns"]
    assert 'data-width="tier" value="108"' in chooser


def test_what_one_changes_on_the_page_wins_over_the_view(session, cards, client_as) -> None:
    client = client_as("rep")
    kept = keep(session, client)
    assert len(ids(get(client, f"{LIST}?view={kept.id}&own=1&f.customer_name.starts={NAME}"))) == 9
    assert ids(get(client, f"{LIST}?view={kept.id}&sort=-customer_name")) == cards[0::3][::-1]


def test_a_private_view_is_nobody_else_s(session, cards, client_as) -> None:
    kept = keep(session, client_as("rep"))
    other = client_as("rep2")
    assert "重点" not in get(other, LIST)
    get(other, f"{LIST}?view={kept.id}")
    for door in ("change", "delete"):
        assert (
            other.post(f"/customerview/views/{kept.id}/{door}", data={"title": "x"}).status_code
            == 404
        )
    assert session.get(SavedView, kept.id) is not None


def test_a_shared_view_shows_each_reader_his_own_rows(session, cards, client_as) -> None:
    theirs = make_cards(session, "rep3", 3, start=30)
    kept = keep(session, client_as("rep"), shared="*")
    found = ids(get(client_as("rep3"), f"{LIST}?view={kept.id}"))
    assert set(found) <= set(theirs) and found


def test_one_shares_only_with_roles_one_has(session, cards, client_as) -> None:
    assert keep(session, client_as("rep"), shared="gm").shared_with == ""
    assert keep(session, client_as("rep"), shared="sales_rep").shared_with == "sales_rep"


def test_rename_unpin_and_delete(session, cards, client_as) -> None:
    client = client_as("rep")
    kept = keep(session, client)
    client.post(f"/customerview/views/{kept.id}/change", data={"title": " 新 名 ", "shared": ""})
    session.expire_all()
    assert (kept.title, kept.is_pinned) == ("新 名", False)
    assert kept.state["filters"], "without a state the filters stay"
    client.post(f"/customerview/views/{kept.id}/delete")
    session.expire_all()
    assert session.scalars(select(SavedView).where(SavedView.title == "新 名")).first() is None


def test_a_view_kept_with_a_secret_field_is_harmless_to_others(
    session, cards, client_as, user_id
) -> None:
    kept = SavedView(
        view_name="CustomerView", title="t", user_id=user_id("rep"), shared_with="*",
        state={"filters": [["key_point_feedback", "starts", ["a"]]], "q": "", "sort": "key_point_feedback", "columns": ["key_point_feedback", "password"]},
    )  # fmt: skip
    session.add(kept)
    session.commit()
    page = get(client_as("rep2"), f"{LIST}?view={kept.id}")
    assert not ids(page) and "kd-chip bad" in page


def test_counts_of_the_tabs(session, cards, client_as) -> None:
    client = client_as("rep")
    kept = keep(session, client)
    assert client.get("/customerview/counts/").get_json()[str(kept.id)] == "3"
