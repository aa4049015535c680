"""Child rows in a form: added, changed, removed with the parent; wrong cells named row by row."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.paper import card, faults, opened

NAME = "子表试样商行"


def post(*rows: dict[str, str]) -> dict[str, str]:
    cells = {
        f"contacts-{i}-{key}": value for i, row in enumerate(rows) for key, value in row.items()
    }
    return {"contacts-posted": "1", **cells}


@pytest.fixture
def ident(client_as, session) -> int:
    rows = post(
        {"contact_name": "李经理", "is_key_person": "y"},
        {"contact_name": "王女士"},
        {"contact_name": "  "},
    )
    answer = client_as("rep").post("/customerview/add", data=card(NAME, **rows))
    assert answer.status_code == 302, faults(answer.get_data(as_text=True))
    with acting_as(SYSTEM):
        return session.scalars(select(Customer.id).where(Customer.customer_name == NAME)).one()


def children(session, ident: int) -> list[Contact]:
    with acting_as(SYSTEM):
        session.expire_all()
        return list(
            session.scalars(
                select(Contact).where(Contact.customer_id == ident).order_by(Contact.id)
            )
        )


def test_rows_are_saved_with_the_parent_and_blank_ones_are_not(session, ident, user_id):
    rows = children(session, ident)
    assert [row.contact_name for row in rows] == ["李经理", "王女士"]
    assert rows[0].is_key_person and rows[0].owner_id == user_id("rep"), (
        "reach comes from the parent"
    )


def test_change_remove_and_add_in_one_save_moves_the_parents_version(client_as, session, ident):
    first, second = children(session, ident)
    client, url = client_as("rep"), f"/customerview/edit/{ident}"
    rows = post(
        {"id": str(first.id), "version": "1", "contact_name": "李总", "is_key_person": ""},
        {"id": str(second.id), "version": "1", "gone": "1"},
        {"contact_name": "新人"},
    )
    assert client.post(url, data={**opened(client, url), **rows}).status_code == 302
    assert [row.contact_name for row in children(session, ident)] == ["李总", "新人"]
    assert not children(session, ident)[0].is_key_person
    with acting_as(SYSTEM):
        assert session.get(Customer, ident).version > 1


def test_a_wrong_cell_is_named_by_row_and_nothing_is_saved(client_as, session, ident):
    client, url = client_as("rep"), f"/customerview/edit/{ident}"
    rows = post({"contact_name": "好的"}, {"contact_name": "", "mobile": "13800000000"})
    answer = client.post(url, data={**opened(client, url), **rows, "short_name": "不保存"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "#contacts-1-contact_name" in faults(page)
    assert 'value="13800000000"' in page
    assert len(children(session, ident)) == 2


def test_a_post_without_the_grid_leaves_the_rows_alone(client_as, session, ident):
    client, url = client_as("rep"), f"/customerview/edit/{ident}"
    client.post(url, data={**opened(client, url), "short_name": "只改简称"})
    assert len(children(session, ident)) == 2, "T9: no collection is emptied"


def test_a_row_of_another_customer_is_never_touched(client_as, session, ident):
    client = client_as("rep")
    client.post(
        "/customerview/add", data=card("别家试样商行", **post({"contact_name": "别家的人"}))
    )
    with acting_as(SYSTEM):
        other = session.scalars(select(Contact).where(Contact.contact_name == "别家的人")).one()
    url = f"/customerview/edit/{ident}"
    rows = post({"id": str(other.id), "version": "1", "contact_name": "改了别家"})
    assert client.post(url, data={**opened(client, url), **rows}).status_code == 409
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(Contact, other.id).contact_name == "别家的人"


def test_rows_are_capped_by_a_setting(app, client_as, ident, monkeypatch):
    monkeypatch.setitem(app.config, "FORM_LINES_MAX", 3)
    client, url = client_as("rep"), f"/customerview/edit/{ident}"
    rows = post(*({"contact_name": f"人{i}"} for i in range(5)))
    answer = client.post(url, data={**opened(client, url), **rows})
    assert answer.status_code == 422 and "part-contacts" in faults(answer.get_data(as_text=True))
