"""The telephone register: what a call must say, whom it warns, and what it leaves to be done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workdays import end_of_day
from app.kernel.workflow import Denied, begin, run
from app.visits import encounters
from app.visits.models import PhoneCall
from app.visits.rules.calls import call
from app.visits.words import CallState, Direction
from app.visits.workflow import call_flow
from tests.factories.customers import card
from tests.factories.policy import in_force

SAID = {
    "direction": Direction.INCOMING, "their_person": "王芳", "reason": "催问补货",
    "content": "要求本周补发。",
}  # fmt: skip


@pytest.mark.rule("R-121")
def test_a_day_before_the_call_is_one_by_the_companys_day(session: Any) -> None:
    called = dt.datetime(2026, 3, 10, 7, 30, tzinfo=clock.zone())  # still the 9th at Greenwich
    told = {**SAID, "our_person_id": 1, "called_at": called.astimezone(dt.UTC), "follow_up": "回电"}
    assert [b.field for b in call({**told, "follow_up_on": dt.date(2026, 3, 9)})] == [
        "follow_up_on"
    ]
    assert not list(call({**told, "follow_up_on": dt.date(2026, 3, 10)}))


def made(session: Any, customer: Customer, by: int, **given: Any) -> PhoneCall:
    row = PhoneCall(customer_id=customer.id, our_person_id=by, **{**SAID, **given})
    session.add(row)
    session.flush()
    return row


@pytest.mark.rule("R-121")
def test_a_call_says_who_why_and_what(session: Any, viewer_of: Any) -> None:
    with acting_as(viewer_of("rep")):
        told = {**SAID, "our_person_id": 1, "called_at": utcnow()}
        assert list(call(told)) == []
        for part in ("direction", "our_person_id", "their_person", "reason", "content"):
            assert [b.field for b in call({**told, part: None})] == [part]
        ahead = {**told, "called_at": utcnow() + dt.timedelta(minutes=5)}
        assert [b.field for b in call(ahead)] == ["called_at"]
        in_force(session, "phone.required", "direction,reason")
        assert list(call({**told, "content": None})) == []


@pytest.mark.rule("R-121")
def test_what_is_left_to_do_has_a_day(session: Any, viewer_of: Any) -> None:
    with acting_as(viewer_of("rep")):
        told = {**SAID, "our_person_id": 1, "called_at": utcnow()}
        assert [b.field for b in call({**told, "follow_up": "回电"})] == ["follow_up_on"]
        assert [b.field for b in call({**told, "follow_up_on": clock.today()})] == ["follow_up"]


@pytest.mark.rule("R-121")
def test_what_is_left_to_do_waits_for_whoever_spoke(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    viewer, day = viewer_of("rep"), clock.today() + dt.timedelta(days=2)
    with acting_as(viewer):
        customer = card(session, user_id("rep"))
        plain = made(session, customer, user_id("rep"))
        begin(session, call_flow, plain, viewer)
        assert plain.state is CallState.NOTED and not open_tasks(session, plain)

        row = made(session, customer, user_id("rep"), follow_up="回电确认", follow_up_on=day)
        begin(session, call_flow, row, viewer)
        (task,) = open_tasks(session, row)
        assert (task.user_id, task.due_at) == (user_id("rep"), end_of_day(day, clock.zone()))
        with pytest.raises(Denied) as denied:
            run(session, call_flow, row, "followed", viewer=viewer)
        assert [b.field for b in denied.value.broken] == ["follow_up_result"]
        row.follow_up_result = "货已到"
        run(session, call_flow, row, "followed", viewer=viewer)
        assert row.state is CallState.FOLLOWED and row.followed_up_at is not None
        assert not open_tasks(session, row)


@pytest.mark.rule("R-068")
def test_whoever_contacts_next_hears_of_the_call(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        row = made(session, customer, user_id("rep"), phone="13900009999")
        met = encounters.latest(session, customer.id)
        assert [(each.row, each.about) for each in met] == [(row, "催问补货")]
        assert encounters.latest(session, customer.id, (PhoneCall, row.id)) == []
        other = card(session, user_id("rep"))
        assert encounters.latest(session, other.id) == []
        asked = encounters.latest(session, other.id, phone="+86 139-0000-9999")
        assert [each.row for each in asked] == [row], "another customer's, by the same number"


@pytest.mark.rule("R-068", "R-121")
def test_the_form_warns_and_the_call_is_kept(
    session: Any, viewer_of: Any, client_as: Any, user_id: Any
) -> None:
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        before = utcnow() - dt.timedelta(hours=3)
        earlier = made(session, customer, user_id("rep2"), called_at=before)
    client = client_as("rep")
    told = client.post("/phonecallview/twins", data={"customer_id": customer.id}).json["items"]
    assert [one["url"] for one in told] == [f"/phonecallview/show/{earlier.id}"]
    assert "催问补货" in told[0]["why"]

    answer = client.post(
        "/phonecallview/add",
        data={
            "customer_id": customer.id, "direction": "outgoing", "their_person": "王芳",
            "reason": "约定拜访", "content": "周二上午", "phone": "13900001111",
            "our_person_id": user_id("rep"),
        },
    )  # fmt: skip
    assert answer.status_code in (302, 303), answer.text[-3000:]
    with acting_as(viewer_of("rep")):
        kept = select(PhoneCall).where(PhoneCall.customer_id == customer.id)
        row = session.scalars(kept.where(PhoneCall.reason == "约定拜访")).one()
        assert row.owner_id == customer.owner_id and row.state is CallState.NOTED
