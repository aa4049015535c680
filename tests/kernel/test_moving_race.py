"""What is written while its customer changes hands stands with the new owner: two connections (R-066)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.bulk import bulk_write
from app.kernel.db import db, writing
from app.kernel.moving import move_many
from app.kernel.scope import SYSTEM, acting_as
from app.organization.placing import place_of
from app.visits.models import VisitRequest
from tests.factories.customers import card
from tests.factories.visits import slip

PATIENCE = 60


def add_one(session: Any, customer: Customer) -> None:
    session.add(Contact(customer_id=customer.id, contact_name="迟到"))


def add_many(session: Any, customer: Customer) -> None:
    bulk_write(session, Contact, [{"customer_id": customer.id, "contact_name": "迟到"}])


def plan_visit(session: Any, customer: Customer) -> None:
    slip(session, customer, customer.owner_id, topic="迟到")


@pytest.mark.rule("R-066")
@pytest.mark.parametrize("write", [add_one, add_many, plan_visit])
def test_what_is_written_during_a_move_goes_along(own_app: Any, write: Any) -> None:
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        ids = dict(db.session.execute(select(User.username, User.id)).all())
        ident = card(db.session, ids["rep"]).id
        db.session.commit()
    begun, moved, asked = (threading.Event() for _each in range(3))
    faults: list[Exception] = []

    def clerk() -> None:
        with own_app.app_context(), writing(), acting_as(SYSTEM):
            try:
                if db.engine.dialect.name == "postgresql":  # SQLite has one writer, who waits
                    seen = db.session.get_one(Customer, ident)
                begun.set()
                moved.wait(PATIENCE)
                asked.set()
                seen = db.session.get_one(Customer, ident)
                write(db.session, seen)
                db.session.commit()
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    other = threading.Thread(target=clerk)
    other.start()
    begun.wait(PATIENCE)
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        to = ids["rep3"]
        reach = {"owner_id": to, **place_of(db.session, to)}
        move_many(db.session, Customer, [ident], reach)
        moved.set()
        asked.wait(PATIENCE)  # he is about to write, and has seen the old owner
        db.session.commit()
    other.join(PATIENCE)
    assert not faults and not other.is_alive()
    with own_app.app_context(), acting_as(SYSTEM):
        for model in (Contact, VisitRequest):
            rows = db.session.scalars(select(model).where(model.customer_id == ident)).all()
            assert {(row.owner_id, row.branch_id) for row in rows} <= {(to, reach["branch_id"])}
        late = select(Contact.id).where(
            Contact.customer_id == ident, Contact.contact_name == "迟到"
        )
        slips = select(VisitRequest.id).where(VisitRequest.customer_id == ident)
        assert db.session.scalars(late).all() or db.session.scalars(slips).all()
