"""W-03: material goes out, its arrival is confirmed, a meeting agreed on becomes a slip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.customers.words import CollectMode
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, run
from app.visits.models import MaterialDispatch, VisitRequest
from app.visits.rules.dispatch import dispatch
from app.visits.words import DispatchState, FirstChannel, Material, SlipState
from app.visits.workflow import dispatch_flow
from tests.factories.customers import card
from tests.factories.policy import in_force


@pytest.fixture
def planned(session: Any, viewer_of: Callable, user_id: Callable) -> MaterialDispatch:
    """A first contact of the salesperson by e-mail."""
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        row = MaterialDispatch(
            customer_id=customer.id, channel=FirstChannel.EMAIL, receiver_name="李经理",
            materials=[Material.IMAGE_BROCHURE.value],
        )  # fmt: skip
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
    return row


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(row: MaterialDispatch, name: str, reason: str = "", **asked: Any) -> None:
        viewer = viewer_of("rep")
        with acting_as(viewer):
            run(session, dispatch_flow, row, name, viewer=viewer, reason=reason, asked=asked)

    return make


@pytest.mark.rule("R-073", "R-075", "R-085")
def test_from_the_brochure_to_the_slip(
    session: Any, planned: MaterialDispatch, move: Callable
) -> None:
    planned.materials = []
    with pytest.raises(Denied) as denied:
        move(planned, "send")
    assert [b.rule for b in denied.value.broken] == ["R-075"]
    planned.materials = [Material.IMAGE_BROCHURE.value]
    move(planned, "send")
    assert planned.sent_on == clock.today()
    at = utcnow().replace(microsecond=0) + dt.timedelta(days=2)
    with pytest.raises(Denied) as denied:
        move(planned, "appoint", appointment_at=at)
    assert denied.value.code == "state", "first the call that it arrived"
    move(planned, "confirm", receipt_confirmed_on=clock.today())
    move(planned, "appoint", appointment_at=at)
    with acting_as(SYSTEM):
        slip = session.get(VisitRequest, planned.visit_request_id)
    assert slip.state is SlipState.DRAFT and slip.planned_from == at and slip.appointment_confirmed
    assert slip.receiver_name == "李经理" and slip.materials == planned.materials


@pytest.mark.rule("R-073")
def test_the_call_is_left_out_where_the_register_does_without(
    session: Any, planned: MaterialDispatch, move: Callable
) -> None:
    in_force(session, "first_contact.confirm_call", "false")
    move(planned, "send")
    move(planned, "appoint", appointment_at=utcnow() + dt.timedelta(days=2))
    assert planned.state is DispatchState.APPOINTED


@pytest.mark.rule("R-071")
def test_no_answer_is_told_with_a_reason(planned: MaterialDispatch, move: Callable) -> None:
    move(planned, "send")
    with pytest.raises(Denied):
        move(planned, "close")
    move(planned, "close", "三次未接")
    assert planned.state is DispatchState.NO_ANSWER


@pytest.mark.rule("R-071")
def test_other_ways_than_the_preferred_are_pointed_out(session: Any) -> None:
    _errors, warnings = check([dispatch], {"channel": FirstChannel.ROADSHOW})
    assert [each.rule for each in warnings] == ["R-071"]
    assert not check([dispatch], {"channel": FirstChannel.POST})[1]


@pytest.mark.rule("R-072", "C-09")
def test_a_cold_call_is_warned_of_at_the_first_contact_only(
    session: Any, viewer_of: Callable, user_id: Callable, planned: MaterialDispatch
) -> None:
    with acting_as(viewer_of("rep")):
        values = {"channel": FirstChannel.PHONE, "customer_id": planned.customer_id}
        assert [each.rule for each in check([dispatch], values)[1]] == ["R-072"]
        planned.customer.collect_mode = CollectMode.PHONE_INTERVIEW
        session.flush()
        assert not check([dispatch], values)[1], "he gave his data by telephone"
        planned.customer.collect_mode = None
        in_force(session, "first_contact.cold_call", "allowed")
        assert not check([dispatch], values)[1]
