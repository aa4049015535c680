"""Opening a record that shows personal data is written down, and shown to those who may ask (C-24, R-306)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact
from app.kernel.looks import RecordLook
from app.kernel.scope import SYSTEM, acting_as
from app.reference.models import Region
from tests.factories.customers import card
from tests.factories.policy import in_force

pytestmark = pytest.mark.rule("C-24")


@pytest.fixture
def contact(session: Any, user_id: Callable) -> int:
    """The id of a contact of the salesperson's."""
    with acting_as(SYSTEM):
        customer = card(session, user_id("rep"))
        row = Contact(customer_id=customer.id, contact_name="许被看", position="head")
        session.add(row)
        session.flush()
    session.commit()
    return row.id


def looks(session: Any, ident: int) -> list[int | None]:
    query = select(RecordLook.by_id).where(
        RecordLook.row_table == "contact", RecordLook.row_id == ident
    )
    return list(session.scalars(query.order_by(RecordLook.id)))


def test_page_and_form_are_noted_and_shown(
    session: Any, client_as: Callable, user_id: Callable, contact: int
) -> None:
    rep = client_as("rep")
    assert rep.get(f"/contactview/show/{contact}").status_code == 200
    assert rep.get(f"/contactview/edit/{contact}").status_code == 200
    assert looks(session, contact) == [user_id("rep")] * 2
    assert client_as("rep3").get(f"/contactview/show/{contact}").status_code == 404
    assert looks(session, contact) == [user_id("rep")] * 2, "who sees nothing leaves no look"
    custodian = client_as("custodian", "en")
    assert custodian.get(f"/persons/show/contact/{contact}").text.count("Opened the record") == 2
    trail = custodian.get(f"/contactview/show/{contact}/part/trail?kind=looks").text
    assert "opened the record" in trail
    assert "opened the record" not in rep.get(f"/contactview/show/{contact}/part/trail").text


def test_the_register_can_switch_it_off(session: Any, client_as: Callable, contact: int) -> None:
    in_force(session, "privacy.log_view", "false")
    session.commit()
    assert client_as("rep").get(f"/contactview/show/{contact}").status_code == 200
    assert looks(session, contact) == []


def test_who_sees_the_fields_masked_and_records_without_them_leave_none(
    session: Any, client_as: Callable, contact: int
) -> None:
    region = session.scalars(select(Region.id).limit(1)).one()
    assert client_as("admin").get(f"/regionview/show/{region}").status_code == 200
    tables = set(session.scalars(select(RecordLook.row_table)))
    assert "region" not in tables
