"""The pool: limits count claims, the previous owner waits, and of two who claim at once one wins."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.allocation import queries
from app.allocation.models import Allocation, OwnerChange, PoolEntry
from app.allocation.words import AllocationState, PoolState, Why
from app.allocation.workflow import pool_flow
from app.customers.models import Customer
from app.kernel.db import db, utcnow, writing
from app.kernel.scope import SYSTEM, acting_as, everything, get
from app.kernel.workflow import Denied, run
from app.organization.viewer import viewer_for
from tests.conftest import sign_in
from tests.factories.customers import card
from tests.factories.policy import in_force


@pytest.fixture
def pooled(session: Any, viewer_of: Any, user_id: Any) -> Any:
    """Put a customer of somebody into the pool."""

    def make(owner: str = "rep") -> tuple[Customer, PoolEntry]:
        with acting_as(viewer_of(owner)):
            customer = card(session, user_id(owner))
        manager = viewer_of("manager")
        with acting_as(manager):
            row = PoolEntry(customer_id=customer.id, reason="业务员无力跟进")
            session.add(row)
            session.flush()
            run(session, pool_flow, row, "release", viewer=manager)
        return customer, row

    return make


def claim(session: Any, viewer: Any, row: PoolEntry) -> None:
    with acting_as(viewer):
        run(session, pool_flow, row, "claim", viewer=viewer)


@pytest.mark.rule("R-065")
def test_a_customer_in_the_pool_is_nobodys_and_shows_only_what_a_claimer_needs(
    session: Any, pooled: Any, viewer_of: Any
) -> None:
    customer, row = pooled()
    assert customer.owner_id is None and row.customer_name == customer.customer_name
    for person in ("rep", "rep2"):
        with acting_as(viewer_of(person)):
            assert get(session, PoolEntry, row.id) is row
            assert get(session, Customer, customer.id) is None
    with acting_as(viewer_of("rep3")):
        assert get(session, PoolEntry, row.id) is None


@pytest.mark.rule("R-065", "R-063")
def test_who_claims_has_the_customer_and_a_week(
    session: Any, pooled: Any, viewer_of: Any, user_id: Any
) -> None:
    customer, row = pooled()
    claim(session, viewer_of("rep2"), row)
    assert (row.state, customer.owner_id) == (PoolState.CLAIMED, user_id("rep2"))
    with everything(), acting_as(viewer_of("gm")):
        watched = select(Allocation).where(Allocation.customer_id == customer.id)
        assert session.scalars(watched).one().state is AllocationState.ASSIGNED
        assert [c.why for c in queries.owners_of(session, customer.id)] == [Why.POOLED, Why.CLAIMED]


@pytest.mark.rule("R-065")
def test_who_had_a_customer_waits_whoever_had_him_since(
    session: Any, pooled: Any, viewer_of: Any
) -> None:
    customer, first = pooled()
    claim(session, viewer_of("rep2"), first)
    row = PoolEntry(customer_id=customer.id)
    with acting_as(viewer_of("manager")):
        session.add(row)
        session.flush()
        run(session, pool_flow, row, "release", viewer=viewer_of("manager"))
    assert row.previous_owner_id != viewer_of("rep").user_id
    with pytest.raises(Denied) as denied:
        claim(session, viewer_of("rep"), row)
    assert [b.rule for b in denied.value.broken] == ["R-065"]
    with everything():
        lost = select(OwnerChange).where(
            OwnerChange.customer_id == customer.id, OwnerChange.from_id == viewer_of("rep").user_id
        )
        session.scalars(lost).one().at = utcnow() - dt.timedelta(days=31)
        session.flush()
    claim(session, viewer_of("rep"), row)


@pytest.mark.rule("R-065")
def test_claiming_and_giving_back_is_not_free(
    session: Any, pooled: Any, viewer_of: Any, as_system: None
) -> None:
    in_force(session, "pool.claims_per_day", "1")
    customer, row = pooled()
    claim(session, viewer_of("rep2"), row)
    again = PoolEntry(customer_id=customer.id)
    session.add(again)
    session.flush()
    with acting_as(viewer_of("manager")):
        run(session, pool_flow, again, "release", viewer=viewer_of("manager"))
    _other, second = pooled()
    with pytest.raises(Denied) as denied:
        claim(session, viewer_of("rep2"), second)
    assert denied.value.code == "guard"


@pytest.mark.rule("R-065")
def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told(own_app: Any) -> None:
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        ids = dict(db.session.execute(select(User.username, User.id)).all())
        customer = card(db.session, ids["rep3"], phone="028-86119999")
        customer.branch_id = viewer_for(ids["rep"], db.session).branch_ids and next(
            iter(viewer_for(ids["rep"], db.session).branch_ids)
        )
        row = PoolEntry(customer_id=customer.id)
        db.session.add(row)
        db.session.flush()
        run(db.session, pool_flow, row, "release", viewer=SYSTEM)
        ident, customer_id = row.id, customer.id
        db.session.commit()
    start, told = threading.Barrier(2), dict[str, str]()

    def try_it(name: str) -> None:
        with own_app.app_context():
            viewer = viewer_for(ids[name], db.session)
            db.session.rollback()
            with acting_as(viewer), writing():
                seen = db.session.get(PoolEntry, ident).version
                db.session.rollback()
                start.wait(30)
                try:
                    mine = db.session.get(PoolEntry, ident)
                    run(db.session, pool_flow, mine, "claim", viewer=viewer, version=seen)
                    db.session.commit()
                    told[name] = "won"
                except Denied as denied:
                    db.session.rollback()
                    told[name] = denied.code
            db.session.remove()

    threads = [threading.Thread(target=try_it, args=(name,)) for name in ("rep", "rep2")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    assert sorted(told.values()) == ["moved", "won"], told
    with own_app.app_context(), acting_as(SYSTEM):
        winner = next(name for name, how in told.items() if how == "won")
        assert db.session.get(Customer, customer_id).owner_id == ids[winner]


@pytest.mark.rule("R-065")
def test_of_two_clicks_at_once_one_claims_and_the_other_page_says_so(own_app: Any) -> None:
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        ids = dict(db.session.execute(select(User.username, User.id)).all())
        customer = card(db.session, ids["rep3"], phone="028-86119998")
        (customer.branch_id,) = viewer_for(ids["rep"], db.session).branch_ids
        row = PoolEntry(customer_id=customer.id)
        db.session.add(row)
        db.session.flush()
        run(db.session, pool_flow, row, "release", viewer=SYSTEM)
        ident, customer_id, version = row.id, customer.id, row.version
        db.session.commit()
    start, told = threading.Barrier(2), dict[str, str]()

    def click(name: str) -> None:
        client = sign_in(own_app.test_client(), ids[name], own_app)
        start.wait(60)
        door = f"/poolentryview/move/{ident}/claim"
        page = client.post(door, data={"lock_version": str(version)}, follow_redirects=True)
        told[name] = page.text

    threads = [threading.Thread(target=click, args=(name,)) for name in ("rep", "rep2")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    (winner,) = [name for name, page in told.items() if "已完成：" in page]
    (other,) = told.keys() - {winner}
    assert "已办理：" in told[other]
    with own_app.app_context(), acting_as(SYSTEM):
        assert db.session.get(Customer, customer_id).owner_id == ids[winner]
