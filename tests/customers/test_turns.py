"""Customers gained and lost: each turn is written down with its day and its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers import operations, standing
from app.customers.matters import LossReason, Turn
from app.customers.models import Customer, CustomerTurn
from app.customers.words import CardState, CollectChannel, DealStage, Lifecycle
from app.customers.workflow import card_flow
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, run
from tests.factories.customers import card


def turns(session: Any, row: Customer) -> list[CustomerTurn]:
    found = select(CustomerTurn).where(CustomerTurn.customer_id == row.id).order_by(CustomerTurn.id)
    with acting_as(SYSTEM):
        return list(session.scalars(found))


@pytest.fixture
def row(session: Any, viewer_of: Callable) -> Any:
    """A customer gained, its salesperson looking."""
    with acting_as(viewer_of("rep")) as rep:
        made = card(session, rep.user_id, False)
        operations.accept_card(session, made, utcnow())
        made.state = CardState.FILED
        session.flush()
        yield made


@pytest.mark.rule("R-257", "R-029")
def test_who_comes_goes_and_comes_back_leaves_three_turns(
    session: Any, row: Customer, viewer_of: Callable
) -> None:
    rep = viewer_of("rep")
    (gained,) = turns(session, row)
    assert (gained.turn, gained.gain_reason) == (Turn.GAINED, CollectChannel.PARTNER)
    assert gained.turned_on == row.assigned_on and gained.owner_id == row.owner_id
    with pytest.raises(Denied) as denied:
        run(session, card_flow, row, "lose", viewer=rep)
    assert [broken.field for broken in denied.value.broken] == ["loss_reason"]
    why = {"loss_reason": LossReason.RIVAL, "loss_note": "竞品返点高"}
    run(session, card_flow, row, "lose", viewer=rep, asked=why)
    assert row.lost_on == clock.today() and row.deal_stage is DealStage.PAST
    assert row.state is CardState.FILED, "the card stays where it is"
    run(session, card_flow, row, "regain", viewer=rep)
    assert row.lost_on is None and row.loss_reason is None
    gained, lost, back = turns(session, row)
    assert (lost.turn, lost.loss_reason, lost.note) == (Turn.LOST, LossReason.RIVAL, "竞品返点高")
    assert back.turn is Turn.RETURNED


@pytest.mark.rule("R-260")
def test_whom_one_parts_from_is_counted_once(session: Any, row: Customer) -> None:
    standing.block(row)
    session.flush()
    assert len(turns(session, row)) == 1, "he counts until the case is closed"
    standing.remove(row)
    session.flush()
    standing.readmit(row)
    row.lifecycle_status = Lifecycle.ACTIVE
    session.flush()
    assert [each.turn for each in turns(session, row)] == [Turn.GAINED, Turn.REMOVED, Turn.RETURNED]


def test_a_card_judged_invalid_before_it_counted_leaves_no_turn(
    session: Any, viewer_of: Any
) -> None:
    with acting_as(viewer_of("rep")) as rep:
        made = card(session, rep.user_id, False)
        made.lifecycle_status = Lifecycle.INVALID
        session.flush()
    assert turns(session, made) == []
