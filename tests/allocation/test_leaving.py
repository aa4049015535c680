"""Who leaves: from the first day of the hand-over on he only reads and signs, and the account closes after it (W-05, R-066)."""

from __future__ import annotations

from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.allocation.models import Transfer
from app.allocation.operations import handing
from app.allocation.words import TransferReason, TransferState
from app.allocation.workflow import transfer_flow
from app.customers.models import Customer
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as, everything
from app.kernel.tasks import Task
from app.kernel.workflow import run


@pytest.fixture
def leaving(session: Any, viewer_of: Any, user_id: Any) -> Any:
    """Open the hand-over of rep's customers."""

    def make(reason: TransferReason = TransferReason.DEPARTURE) -> Transfer:
        with acting_as(viewer_of("manager")):
            row = Transfer(
                from_user_id=user_id("rep"), to_user_id=user_id("rep2"), transfer_reason=reason
            )
            numbering.number(session, row, on=clock.today())
            session.add(row)
            session.flush()
        return row

    return make


def own_customer(session: Any, user: int) -> Customer:
    with everything():
        return session.scalars(
            select(Customer).where(Customer.owner_id == user).order_by(Customer.id).limit(1)
        ).one()


@pytest.mark.rule("R-066")
def test_who_leaves_reads_and_signs_and_does_nothing_else(
    session: Any, leaving: Any, client_as: Any, viewer_of: Any, user_id: Any
) -> None:
    could = viewer_of("rep")
    customer, row = own_customer(session, user_id("rep")), leaving()
    now = viewer_of("rep")
    assert now.permissions < could.permissions
    assert {name for name, _view in now.permissions} <= {
        "can_list", "can_show", "can_chart", "can_give", "can_tick_given", "can_miss", "can_print",
    }  # fmt: skip
    client = client_as("rep")
    assert client.get(f"/customerview/show/{customer.id}").status_code == 200
    for method, door in (
        ("GET", f"/customerview/edit/{customer.id}"), ("POST", f"/customerview/edit/{customer.id}"),
        ("GET", "/customerview/add"), ("POST", "/visitrequestview/add"),
    ):  # fmt: skip
        assert client.open(door, method=method).status_code == 403, door
    with acting_as(viewer_of("manager")):
        run(session, transfer_flow, row, "list", viewer=viewer_of("manager"))
    with acting_as(now):
        run(session, transfer_flow, row, "give", viewer=now)
    assert row.given_at is not None


@pytest.mark.rule("R-066")
def test_a_cancelled_departure_and_a_change_of_post_take_nothing_away(
    session: Any, leaving: Any, viewer_of: Any
) -> None:
    could = viewer_of("rep").permissions
    row = leaving(TransferReason.POST_CHANGE)
    assert viewer_of("rep").permissions == could
    row.transfer_reason = TransferReason.DEPARTURE
    session.flush()
    assert viewer_of("rep").permissions < could
    with acting_as(viewer_of("manager")):
        run(session, transfer_flow, row, "cancel", viewer=viewer_of("manager"), reason="不走了")
    assert row.state is TransferState.CANCELLED and viewer_of("rep").permissions == could


@pytest.mark.rule("R-066")
def test_the_account_closes_with_the_hand_over_and_not_before(
    session: Any, leaving: Any, client_as: Any, user_id: Any, as_system: None
) -> None:
    row, ident = leaving(), user_id("rep")
    handing.list_customers(session, row, utcnow())
    handing.sign_giver(session, row, utcnow())
    handing.take_over(session, row, user_id("rep2"), utcnow())
    row.state = TransferState.ACCEPTED
    session.flush()
    user = session.get(User, ident)
    data = {"username": user.username, "name": "周敏", "email": user.email,
            "roles": [str(role.id) for role in user.roles]}  # fmt: skip
    answer = client_as("admin").post(f"/userview/edit/{ident}", data=data)
    assert answer.status_code == 422 and row.transfer_no in answer.text
    left = Task(
        flow="archive", row_table="branch", row_id=1, subject="", title="Decide", user_id=ident,
        apart=[], opened_at=utcnow(),
    )  # fmt: skip
    session.add(left)
    session.flush()
    handing.close(session, row, user_id("manager"), utcnow())
    assert not user.active and left.user_id == user_id("manager")
    mine = select(Task).where(Task.user_id == ident, Task.closed_at.is_(None))
    assert not session.scalars(mine).all()
