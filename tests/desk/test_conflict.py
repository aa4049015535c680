"""Two editors: the second is shown original, theirs and mine, and decides field by field."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.paper import card, field, opened
from tests.factories.customers import card as new_card


def made(client, session, name: str) -> int:
    client.post(
        "/customerview/add",
        data=card(
            name, phone="028-1", **{"contacts-posted": "1", "contacts-0-contact_name": "原联系人"}
        ),
    )
    return stored(session, name).id


def stored(session, name: str) -> Customer:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Customer).where(Customer.customer_name == name)).one()


def carried(page: str) -> dict[str, str]:
    """The hidden inputs of the conflict page."""
    form = page[
        page.index('class="kd-conflict"') : page.index("</form>", page.index('class="kd-conflict"'))
    ]
    names = re.findall(r'<input type="hidden" name="([^"]+)"', form)
    return {name: field(form, name) for name in names}


def test_the_second_save_loses_nothing_and_overwrites_nothing(client_as, session):
    client = client_as("rep")
    ident = made(client, session, "两版试样商行")
    url = f"/customerview/edit/{ident}"
    first, second = opened(client, url), opened(client, url)
    assert (
        client.post(url, data={**first, "short_name": "甲方写的", "phone": "028-2"}).status_code
        == 302
    )
    answer = client.post(
        url, data={**second, "short_name": "乙方写的", "phone": "028-1", "address": "锦江区"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "甲方写的" in page and "乙方写的" in page
    assert 'name="ask" value="short_name"' in page, "both changed it: it must be decided"
    assert re.search(r'name="keep-phone" value="theirs" checked', page)
    assert re.search(r'name="keep-address" value="mine" checked', page)
    row = stored(session, "两版试样商行")
    assert row.short_name == "甲方写的" and row.address is None


def test_the_choice_is_saved_against_todays_version(client_as, session):
    client = client_as("rep")
    ident = made(client, session, "选择试样商行")
    url = f"/customerview/edit/{ident}"
    first, second = opened(client, url), opened(client, url)
    client.post(url, data={**first, "short_name": "甲方写的", "phone": "028-2"})
    page = client.post(url, data={**second, "short_name": "乙方写的", "phone": "028-1"}).get_data(
        as_text=True
    )
    answer = client.post(url, data=carried(page))
    assert answer.status_code == 409, "undecided: asked again"
    choice = {**carried(page), "keep-short_name": "mine", "keep-phone": "theirs"}
    assert client.post(url, data=choice).status_code == 302
    row = stored(session, "选择试样商行")
    assert (row.short_name, row.phone) == ("乙方写的", "028-2")
    assert row.version == 3


def test_child_rows_are_one_decision(client_as, session):
    client = client_as("rep")
    ident = made(client, session, "子行试样商行")
    url = f"/customerview/edit/{ident}"
    with acting_as(SYSTEM):
        child = session.scalars(select(Contact.id).where(Contact.customer_id == ident)).one()
    rows = {"contacts-posted": "1", "contacts-0-id": str(child), "contacts-0-version": "1"}
    first, second = opened(client, url), opened(client, url)
    client.post(url, data={**first, **rows, "contacts-0-contact_name": "甲改的人"})
    answer = client.post(url, data={**second, **rows, "contacts-0-contact_name": "乙改的人"})
    page = answer.get_data(as_text=True)
    assert (
        answer.status_code == 409
        and "原联系人" in page
        and "甲改的人" in page
        and "乙改的人" in page
    )
    assert client.post(url, data={**carried(page), "keep-contacts": "mine"}).status_code == 302
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.scalars(
            select(Contact.contact_name).where(Contact.customer_id == ident)
        ).all() == ["乙改的人"]


def test_a_post_without_the_version_is_never_saved(client_as, session):
    client = client_as("rep")
    ident = made(client, session, "无版试样商行")
    answer = client.post(f"/customerview/edit/{ident}", data={"short_name": "偷改"})
    assert answer.status_code == 409
    assert stored(session, "无版试样商行").short_name is None


@pytest.mark.parametrize(
    "was",
    ["[]", "{", "null", "[" * 100_000, '{"phone": 1}', '{"phone": [null]}', '{"phone": [["a"]]}',
     '{"contacts-": 5}', '{"contacts-": [5]}', '{"contacts-": [[]]}', '{"contacts-": [[[1]]]}'],
)  # fmt: skip
def test_what_we_did_not_write_is_no_beginning(was: str, client_as, session, user_id) -> None:
    with acting_as(SYSTEM):
        row = new_card(session, user_id("rep"))
    data = {"lock_version": "0", "lock_was": was, "phone": "028-86000009"}
    assert client_as("rep").post(f"/customerview/edit/{row.id}", data=data).status_code == 409
