"""The record page: what it shows to whom, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.desk.facts import facts
from app.desk.sections import Cell
from app.desk.slots import slots_of
from app.kernel.scope import SYSTEM, acting_as
from app.visits.models import VisitRequest
from tests.desk.cards import make_cards
from tests.desk.paper import opened
from tests.factories.customers import card
from tests.factories.visits import slip


@pytest.fixture
def ident(session) -> int:
    (ident,) = make_cards(session, "rep", 1, start=4000)
    with acting_as(SYSTEM):
        session.add(Contact(customer_id=ident, contact_name="李经理", mobile="13800000186"))
        session.get(Customer, ident).key_point_feedback = "返点敏感"
        session.commit()
    return ident


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return answer.get_data(as_text=True)


def test_head_tabs_flow_and_tasks_stand_on_the_page(client_as, ident):
    text = page(client_as("rep"), f"/customerview/show/{ident}")
    assert "<h1>试样04000号商行</h1>" in text and "T-04000" in text
    assert 'class="kd-flow"' in text and f"/customerview/show/{ident}/part/contacts" in text
    assert '<span class="kd-count">1</span>' in text, "one contact"


def test_a_part_is_loaded_alone_and_an_unknown_one_is_not_there(client_as, ident):
    client = client_as("rep")
    part = page(client, f"/customerview/show/{ident}/part/contacts")
    assert "李经理" in part and "<html" not in part
    assert client.get(f"/customerview/show/{ident}/part/nothing").status_code == 404


def test_a_page_costs_eight_statements_and_no_more_with_more_rows(
    client_as, session, ident, counted
):
    client = client_as("rep")
    address = f"/customerview/show/{ident}"
    client.get(address)
    few = counted(lambda: client.get(address))
    make_cards(session, "rep", 200, start=5000)
    assert counted(lambda: client.get(address)) == few <= 8


def test_masked_and_hidden_values_never_reach_the_page(client_as, session, ident):
    client = client_as("finance")
    for part in ("contacts", "trail", "overview", "essence", "unit"):
        answer = client.get(f"/customerview/show/{ident}/part/{part}")
        assert answer.status_code == 200, part
        assert "13800000186" not in answer.get_data(as_text=True)
    for part in ("essence", "trail", "overview"):
        answer = client_as("agent").get(f"/customerview/show/{ident}/part/{part}")
        assert answer.status_code == 200, part
        assert "返点敏感" not in answer.get_data(as_text=True)


def test_history_tells_old_and_new_of_each_field(client_as, ident):
    client, url = client_as("rep"), f"/customerview/edit/{ident}"
    saved = client.post(
        url,
        data={
            **opened(client, url),
            "short_name": "锦昱",
            "collect_channel": "internet",
            "collect_mode": "sales_rep_survey",
        },
    )
    assert saved.status_code == 302
    text = page(client, f"/customerview/show/{ident}/part/trail")
    assert "<ins>锦昱</ins>" in text and "<del>—</del>" in text


def test_a_key_to_a_person_is_as_secret_as_his_name(
    session: Any, viewer_of: Any, user_id: Any, as_system: Any
) -> None:
    customer = card(session, user_id("rep"))
    person = session.scalars(select(Contact).where(Contact.customer_id == customer.id)).first()
    person.contact_name = "欧阳秘密"
    row = slip(session, customer, user_id("rep"), receiver_id=person.id)
    session.flush()
    for who, seen in (("manager", ["欧阳秘密"]), ("director", [])):
        with acting_as(viewer_of(who)) as viewer:
            slots = slots_of(VisitRequest, [Cell("receiver_id", 3)], viewer)
            assert [fact.value for fact in facts(row, slots, {})] == seen
