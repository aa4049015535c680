"""Cards and slips typed into the real forms."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.scope import SYSTEM, acting_as, everything
from app.reference.queries import word
from app.visits.models import VisitCompanion, VisitRequest
from app.visits.words import SlipState
from tests.factories.customers import card
from tests.factories.visits import slip


@pytest.mark.rule("R-059", "R-028")
def test_a_clerk_types_a_card_for_the_collector(session: Any, client_as: Any, user_id: Any) -> None:
    rep = user_id("rep")
    channel = word(session, "sales_channel", "retail").id
    answer = client_as("clerk").post("/customerview/add", data={
        "customer_name": "成都表单样例有限公司", "party_kind": "organisation",
        "nature": "ordinary_company", "relation_kind": "direct", "collect_channel": "partner",
        "collect_mode": "sales_rep_survey", "collected_by_id": str(rep),
        "collected_on": "2026-11-20", "phone": "028-99990000", "registered_capital": "1,000,000",
        "contacts-posted": "1", "channels-posted": "1", "contacts-0-contact_name": "李经理", "contacts-0-position": "purchasing",
        "contacts-0-mobile": "13900001111", "channels-0-channel_id": str(channel),
    })  # fmt: skip
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with everything():
        row = session.scalars(select(Customer).where(Customer.phone == "028-99990000")).one()
        people = session.scalars(select(Contact).where(Contact.customer_id == row.id)).all()
    assert row.owner_id == rep and row.created_by_id == user_id("clerk")
    assert row.branch_id and row.area_id and row.customer_code.startswith("C2026")
    assert row.entry_due_at is not None and row.recorded_at is not None
    assert [(p.contact_name, p.owner_id, p.branch_id) for p in people] == [
        ("李经理", rep, row.branch_id)
    ]


@pytest.mark.rule("R-029")
def test_a_form_without_channel_comes_back_with_what_was_typed(
    session: Any, client_as: Any
) -> None:
    answer = client_as("rep").post("/customerview/add", data={"customer_name": "半张卡片公司"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "半张卡片公司" in text and "collect_channel" in text and "R-029" in text


@pytest.mark.rule("R-077", "R-090")
def test_a_salesperson_fills_a_slip(session: Any, client_as: Any, user_id: Any) -> None:
    rep = user_id("rep")
    with acting_as(SYSTEM):
        customer = card(session, rep)
    answer = client_as("rep").post("/visitrequestview/add", data={
        "customer_id": str(customer.id), "visit_kind": "old_customer", "visitor_id": str(rep),
        "recorder_id": str(rep), "planned_from": "2026-12-01 14:00", "planned_to": "2026-12-01 16:00",
        "visit_goal": "敲定年前备货", "materials": ["", "sample"],
        "companions-posted": "1", "companions-0-user_id": str(user_id("supervisor")),
    })  # fmt: skip
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with everything():
        row = session.scalars(
            select(VisitRequest).where(VisitRequest.customer_id == customer.id)
        ).one()
        pair = session.scalars(
            select(VisitCompanion).where(VisitCompanion.visit_request_id == row.id)
        ).one()
    assert row.owner_id == rep and row.slip_no.startswith("ZF-2026") and row.materials == ["sample"]
    assert pair.owner_id == rep and pair.branch_id == row.branch_id is not None


@pytest.mark.rule("R-084", "R-037")
def test_looking_at_the_card_is_noted_on_the_slip(
    session: Any, client_as: Any, user_id: Any, as_system: None
) -> None:
    customer = card(session, user_id("rep"))
    row = slip(session, customer, user_id("rep"))
    session.commit()
    client_as("manager").get(f"/customerview/show/{customer.id}/part/warnings")
    assert session.get(VisitRequest, row.id, populate_existing=True).card_viewed_at is None
    client_as("rep").get(f"/customerview/show/{customer.id}/part/warnings")
    assert session.get(VisitRequest, row.id, populate_existing=True).card_viewed_at is not None


def test_fields_that_a_rule_refuses_empty_carry_the_star(client_as: Any) -> None:
    page = client_as("rep").get("/customerview/add").get_data(as_text=True)
    for name in ("customer_name", "collect_channel", "collect_mode"):
        assert f'<label for="{name}" class="req"' in page
    assert '<label for="short_name"' in page and '<label for="short_name" class="req"' not in page


@pytest.mark.rule("R-078")
def test_a_new_slip_has_no_place_for_what_comes_later(
    session: Any, client_as: Any, user_id: Any, as_system: None
) -> None:
    rep = user_id("rep")
    new = client_as("rep").get("/visitrequestview/add").get_data(as_text=True)
    assert 'id="s-preparation"' in new
    assert 'id="s-record"' not in new and 'id="s-approval"' not in new
    row = slip(session, card(session, rep), rep)
    row.state = SlipState.RETURNED
    session.commit()
    later = client_as("rep").get(f"/visitrequestview/edit/{row.id}").get_data(as_text=True)
    assert 'id="s-record"' in later and 'id="s-approval"' in later


@pytest.mark.rule("R-078")
def test_a_section_that_is_not_there_yet_takes_nothing(client_as: Any) -> None:
    answer = client_as("rep").post("/visitrequestview/add", data={"talk_contents": "谈定"})
    assert answer.status_code == 403
