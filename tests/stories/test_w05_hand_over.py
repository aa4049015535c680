"""W-05: who leaves hands everything over on one sheet, and only then loses the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app.allocation import papers, queries
from app.allocation.models import OwnerChange, Transfer
from app.allocation.operations import handing
from app.allocation.words import ItemState, TransferReason, TransferState, Why
from app.allocation.workflow import conflict_flow, item_flow, transfer_flow
from app.customers.models import Contact, Customer
from app.kernel import clock, numbering
from app.kernel.scope import SYSTEM, acting_as, everything, get
from app.kernel.tasks import Task
from app.kernel.workflow import Denied, run
from app.visits.models import VisitRequest
from app.visits.words import SlipState


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(who: str, row: Any, name: str, reason: str = "", flow: Any = transfer_flow) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, flow, row, name, viewer=viewer, reason=reason)

    return make


@pytest.fixture
def sheet(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    def make(
        reason: TransferReason = TransferReason.DEPARTURE, to: str | None = "rep2"
    ) -> Transfer:
        manager = viewer_of("manager")
        with acting_as(manager):
            settle(session, manager, user_id("rep"))
            row = Transfer(
                from_user_id=user_id("rep"), to_user_id=user_id(to) if to else None,
                transfer_reason=reason, handed_on=dt.date(2026, 12, 31),
            )  # fmt: skip
            numbering.number(session, row, on=clock.today())
            session.add(row)
            session.flush()
        return row

    return make


def settle(session: Any, manager: Any, user: int) -> None:
    """What the demonstration's salespeople still quarrel about is decided first (R-060)."""
    mine = [customer.id for customer in queries.customers_of(session, user)]
    for row in queries.open_conflicts(session, mine):
        run(session, conflict_flow, row, "dismiss", viewer=manager, reason="两家不同的客户")


def owned(session: Any, model: Any, user: int) -> int:
    with everything():
        return session.scalar(select(func.count(model.id)).where(model.owner_id == user)) or 0


@pytest.mark.usefixtures("as_system")
@pytest.mark.rule("R-066", "R-067", "R-025")
def test_one_sheet_from_the_manifest_to_the_closed_account(
    session: Any, sheet: Callable, move: Callable, user_id: Callable, viewer_of: Callable
) -> None:
    row, old, new = sheet(), user_id("rep"), user_id("rep2")
    before = {model: owned(session, model, old) for model in (Customer, Contact, VisitRequest)}
    had = {model: owned(session, model, new) for model in before}
    with everything():
        authors = dict(session.execute(select(VisitRequest.id, VisitRequest.created_by_id)).all())
        done = dict(session.execute(
            select(VisitRequest.id, VisitRequest.state).where(VisitRequest.state == SlipState.RECORDED)
        ).all())  # fmt: skip
    move("manager", row, "list")
    items = queries.items_of(session, row.id)
    assert len(items) == row.customer_count == before[Customer] > 0
    assert sum(item.contacts for item in items) == before[Contact]
    with pytest.raises(Denied) as denied:
        move("custodian", row, "check")
    assert [b.field for b in denied.value.broken] == ["given_at"]
    move("rep", row, "give")
    with acting_as(viewer_of("custodian")):
        run(
            session, item_flow, items[0], "miss", viewer=viewer_of("custodian"), reason="缺营业执照"
        )
    move("custodian", row, "check")
    with pytest.raises(Denied):
        move("rep", row, "accept")  # who gives does not sign for who receives
    assert (
        owned(session, Customer, old) == before[Customer]
    )  # nothing moves before the last signature
    move("rep2", row, "accept")
    assert row.state is TransferState.ACCEPTED and row.moved_count == row.customer_count
    for model, number in before.items():
        assert owned(session, model, old) == 0 or model is VisitRequest
        assert owned(session, model, new) == had[model] + number, model
    assert (
        row.counted_before == row.counted_after
        and row.counted_after["customer"] == before[Customer]
    )
    with everything():
        assert (
            dict(session.execute(select(VisitRequest.id, VisitRequest.created_by_id)).all())
            == authors
        )
        for ident in done:
            assert session.get(VisitRequest, ident).state is SlipState.RECORDED
        open_ = select(Task).where(Task.user_id == old, Task.closed_at.is_(None),
                                   Task.row_table.in_(("customer", "visit_request")))  # fmt: skip
        assert not session.scalars(open_).all()
        changes = session.scalars(
            select(OwnerChange).where(OwnerChange.document == row.transfer_no)
        ).all()
    assert len(changes) == row.customer_count and {c.why for c in changes} == {Why.DEPARTURE}
    assert session.get(User, old).active
    move("manager", row, "close")
    assert not session.get(User, old).active and items[0].state is ItemState.MISSING
    with acting_as(viewer_of("rep2")):
        assert get(session, Transfer, row.id) is row
        told = papers.briefing(row)["customers"]  # he can go on from the paper alone
        seen = [item for item in items if get(session, Customer, item.customer_id) is not None]
    assert len(told) == len(seen) > 0 and any(each["contacts"]["rows"] for each in told)


@pytest.mark.usefixtures("as_system")
@pytest.mark.rule("R-066")
def test_without_a_named_successor_each_customer_gets_one_and_each_signs(
    session: Any, sheet: Callable, move: Callable, user_id: Callable
) -> None:
    row = sheet(to=None)
    move("manager", row, "list")
    items = queries.items_of(session, row.id)
    assert {item.to_user_id for item in items} == {user_id("rep2")}
    items[0].to_user_id = user_id("supervisor")
    move("rep", row, "give")
    move("custodian", row, "check")
    assert row.unsigned == 2
    move("rep2", row, "receive")
    assert row.state is TransferState.CHECKED and row.moved_count == 0
    with pytest.raises(Denied):
        move("rep2", row, "accept")
    move("supervisor", row, "accept")
    assert row.moved_count == row.customer_count
    with everything():
        assert session.get(Customer, items[0].customer_id).owner_id == user_id("supervisor")


@pytest.mark.usefixtures("as_system")
@pytest.mark.rule("R-066")
def test_who_leaves_may_leave_no_customer_behind(
    session: Any, sheet: Callable, move: Callable
) -> None:
    row = sheet()
    move("manager", row, "list")
    with everything():
        session.delete(queries.items_of(session, row.id)[0])
        session.flush()
    move("rep", row, "give")
    with pytest.raises(Denied) as denied:
        move("custodian", row, "check")
    assert [b.rule for b in denied.value.broken] == ["R-066"]


@pytest.mark.usefixtures("as_system")
@pytest.mark.rule("R-066")
def test_a_failed_move_leaves_nothing_half_moved(
    session: Any, sheet: Callable, move: Callable, user_id: Callable, monkeypatch: Any
) -> None:
    row = sheet()
    for who, name in (("manager", "list"), ("rep", "give"), ("custodian", "check")):
        move(who, row, name)
    count = owned(session, Customer, user_id("rep"))
    monkeypatch.setattr(handing, "Counter", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        move("rep2", row, "accept")
    session.expire_all()
    assert owned(session, Customer, user_id("rep")) == count
    assert row.state is TransferState.CHECKED


@pytest.mark.rule("R-066")
def test_many_customers_move_as_a_job_that_goes_on_where_it_stopped(
    own_app: Any, monkeypatch: Any
) -> None:
    from app.kernel.db import db, utcnow, writing
    from app.kernel.worker import Worker

    monkeypatch.setattr(handing, "AT_ONCE", 0)
    monkeypatch.setattr(handing, "CHUNK", 5)
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        ids = dict(db.session.execute(select(User.username, User.id)).all())
        row = Transfer(from_user_id=ids["rep"], to_user_id=ids["rep2"],
                       transfer_reason=TransferReason.POST_CHANGE)  # fmt: skip
        numbering.number(db.session, row, on=clock.today())
        db.session.add(row)
        db.session.flush()
        handing.list_customers(db.session, row, utcnow())
        handing.sign_giver(db.session, row, utcnow())
        handing.take_over(db.session, row, ids["rep2"], utcnow())
        ident, count = row.id, row.customer_count
        assert (
            handing.move_some(db.session, row, ids["rep2"], utcnow()) == 5
        )  # a first batch, elsewhere
        db.session.commit()
    Worker(own_app).drain()
    with own_app.app_context(), acting_as(SYSTEM):
        row = db.session.get(Transfer, ident)
        assert row.moved_count == count > 5 and row.counted_before == row.counted_after
        assert not queries.customers_of(db.session, row.from_user_id)


@pytest.mark.rule("R-066")
def test_an_account_with_customers_is_not_switched_off(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    user = session.get(User, user_id("rep"))
    data = {"username": user.username, "name": "周敏", "email": user.email,
            "roles": [str(role.id) for role in user.roles]}  # fmt: skip
    answer = client_as("admin").post(f"/userview/edit/{user.id}", data=data)
    assert answer.status_code == 422 and "移交" in answer.text
    assert session.get(User, user_id("rep")).active
