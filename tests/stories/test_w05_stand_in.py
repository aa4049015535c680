"""A stand-in and a successor go on from the record alone: they see of a customer what its owner sees (R-067)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.customer_tabs import TABS
from app.customers.models import Customer
from app.customers.words import CardState
from app.kernel.scope import SYSTEM, acting_as


def seen(session: Any, viewer: Any, customer: Any) -> dict[str, int]:
    """How many rows of each list on the customer's record this person sees."""
    found = {}
    with acting_as(viewer):
        for tab in TABS:
            model = tab.view.datamodel.obj
            if hasattr(model, "customer_id"):
                asked = select(func.count(model.id)).where(model.customer_id == customer.id)
                found[tab.name] = session.scalar(asked)
    return found


@pytest.mark.rule("R-067")
def test_a_stand_in_sees_of_the_customer_what_its_owner_sees(
    session, viewer_of, user_id, client_as
) -> None:
    rep, other = viewer_of("rep"), viewer_of("rep2")
    with acting_as(SYSTEM):
        customer = session.scalars(
            select(Customer)
            .where(Customer.owner_id == rep.user_id, Customer.state == CardState.FILED)
            .order_by(Customer.id)
        ).first()
    whole = seen(session, rep, customer)
    assert sum(whole.values()) > 5, "the demonstration's customer has a record"
    assert sum(seen(session, other, customer).values()) < sum(whole.values())
    with acting_as(SYSTEM):
        customer.standin_id = user_id("rep2")
        session.flush()
    instead = seen(session, viewer_of("rep2"), customer)
    # whoever visited him, the stand-in reads it; to the owner a slip is its visitor's
    assert instead.pop("visits") >= whole.pop("visits") > 0
    assert instead == whole
    page = client_as("rep2").get(f"/customerview/show/{customer.id}")
    assert page.status_code == 200 and customer.customer_name in page.text
