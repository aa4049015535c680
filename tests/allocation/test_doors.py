"""Doors close at once: who loses a customer finds nothing of it behind any door, from the same moment on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.allocation.operations.giving import Cause, give
from app.allocation.words import Why
from app.customers.models import Customer
from app.kernel.db import utcnow
from app.kernel.files.models import Attachment
from app.kernel.reach import model_of
from app.kernel.scope import SYSTEM, acting_as, owned_models, sees
from tests.factories.customers import card
from tests.factories.visits import slip
from tests.house import rows
from tests.house.conftest import VIEWS, base
from tests.house.test_census_reach import doors

LOSERS = ("rep", "supervisor", "agent", "clerk", "dept", "manager")


def key_to_customer(model: Any) -> str | None:
    """The column that leads from a table to the customer, or to what stands below him."""
    place = getattr(model, "reach", None) or getattr(model, "moves_with", None)
    if place is None:
        return None
    above = model_of(place.table)
    return place.key if above is Customer or key_to_customer(above) else None


BELOW = [model for model in owned_models() if key_to_customer(model)]
SHOWN = [view for view in VIEWS if view.datamodel.obj is Customer or view.datamodel.obj in BELOW]


def hung_on(session: Any, customer: Customer, model: Any) -> Any:
    """A row of a table that hangs on the customer, however far below."""
    if model is Customer:
        return customer
    key = key_to_customer(model)
    above = model_of((model.reach or model.moves_with).table)
    parent = hung_on(session, customer, above)
    found = session.scalars(select(model).where(getattr(model, key) == parent.id)).first()
    given = {key: parent.id}
    if model.reach is None:
        given |= {"owner_id": customer.owner_id, "branch_id": customer.branch_id}
    return found or rows.make(session, model, **given)


@pytest.fixture
def lost(session: Any, viewers: Any, user_id: Any) -> Any:
    """A customer of rep's that has just gone to another branch, and a row of every table below it."""
    with acting_as(viewers["rep"]):
        customer = card(session, user_id("rep"))
        slip(session, customer, user_id("rep"), companions=(user_id("rep2"),))
    with acting_as(SYSTEM):
        held = {model: hung_on(session, customer, model) for model in (Customer, *BELOW)}
    before = {
        (person, model) for person in LOSERS for model, row in held.items()
        if sees(viewers[person], row)
    }  # fmt: skip
    with acting_as(viewers["gm"]):
        cause = Cause(Why.MANAGER, user_id("gm"))
        give(session, [customer.id], user_id("rep3"), cause, utcnow())
    return held, before


@pytest.mark.rule("R-061", "R-066")
def test_every_table_below_a_customer_goes_along(session: Any, lost: Any, user_id: Any) -> None:
    held, _before = lost
    for model, row in held.items():
        assert row.owner_id == user_id("rep3"), model.__name__


@pytest.mark.rule("R-061", "R-066")
@pytest.mark.parametrize("person", LOSERS)
def test_nobody_who_loses_a_customer_sees_a_row_of_it(lost: Any, viewers: Any, person: str) -> None:
    held, before = lost
    had = [model for who, model in before if who == person]
    assert person not in ("rep", "manager") or had
    for model in had:
        covers = person == "clerk"  # one clerk writes for both branches
        assert sees(viewers[person], held[model]) is covers, model.__name__


@pytest.mark.page
@pytest.mark.rule("R-061", "R-066")
@pytest.mark.parametrize("view", SHOWN, ids=lambda v: v.__name__)
def test_every_door_of_the_old_owner_answers_as_if_nothing_were_there(
    view: Any, lost: Any, app: Any, session: Any, view_of: Any, viewers: Any, client_as: Any
) -> None:
    row = lost[0][view.datamodel.obj]
    hung = rows.make(session, Attachment, row_table=row.__tablename__, row_id=row.id)
    for person in (name for name in LOSERS if name != "clerk"):  # she writes for both branches
        client = client_as(person)
        for method, door, right in doors(app, view_of(view), hung.id):
            if person != "rep" and "/show/" not in door:
                continue
            answer = client.open(door.format(pk=row.id), method=method)
            due = 404 if viewers[person].may(right, view.__name__) else 403
            assert answer.status_code == due, (person, method, door)
        listed = client.get(f"{base(view)}/list/")
        assert f'{base(view)}/show/{row.id}"' not in listed.text


@pytest.mark.rule("R-066")
def test_the_new_owner_opens_all_of_it(lost: Any, viewers: Any, client_as: Any) -> None:
    held, _before = lost
    client = client_as("rep3")
    for view in SHOWN:
        if viewers["rep3"].may("can_show", view.__name__):
            assert client.get(f"{base(view)}/show/{held[view.datamodel.obj].id}").status_code == 200
