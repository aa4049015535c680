"""The attendance desk: what stands there, who may open it, what it does (R-078)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.clock import day_of
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import run
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import slip

SPAN = {"planned_from": dt.timedelta(0), "planned_to": dt.timedelta(hours=1)}


@pytest.fixture
def approved(session: Any, viewer_of: Callable, user_id: Callable) -> VisitRequest:
    """A slip for now, approved."""
    now = utcnow().replace(microsecond=0)
    span = {name: now + delta for name, delta in SPAN.items()}
    with acting_as(viewer_of("rep")):
        row = slip(session, card(session, user_id("rep")), user_id("rep"), **span)
        run(session, slip_flow, row, "submit", viewer=viewer_of("rep"))
    with acting_as(viewer_of("manager")):
        run(session, slip_flow, row, "approve", viewer=viewer_of("manager"))
    session.commit()
    return row


@pytest.mark.rule("R-078")
def test_the_desk_takes_over_sees_off_and_takes_back(
    session: Any, approved: VisitRequest, client_as: Callable, user_id: Callable
) -> None:
    client, number = client_as("attendance"), approved.id
    for move, state in (
        ("hand_over", SlipState.ATTENDANCE), ("depart", SlipState.DEPARTED), ("return", SlipState.RETURNED),
    ):  # fmt: skip
        address = f"/visitrequestview/move/{number}/{move}"
        assert address in client.get("/attendance/").text
        session.refresh(approved)
        answer = client.post(
            address, data={"lock_version": approved.version, "next": "/attendance/"}
        )
        assert answer.location == "/attendance/", "the desk goes on with the next slip"
        session.refresh(approved)
        assert approved.state is state
    page = client.get("/attendance/").text
    assert f"/visitrequestview/move/{number}/" not in page and f"/show/{number}" in page
    assert approved.attendance_received_by_id == user_id("attendance")


@pytest.mark.rule("R-078")
def test_the_desk_prints_the_slip(
    approved: VisitRequest, client_as: Callable, viewer_of: Callable
) -> None:
    client = client_as("attendance")
    address = f"/visitrequestview/paper/{approved.id}/slip"
    assert address in client.get("/attendance/").text
    assert viewer_of("attendance").may("can_print", "VisitRequestView")


@pytest.mark.rule("R-078")
def test_a_customer_renamed_since_is_called_at_the_desk_what_the_slip_calls_him(
    session: Any, approved: VisitRequest, client_as: Callable
) -> None:
    """Attendance sees approved slips, no customers: what a card says today is not theirs to read."""
    kept = approved.customer_name
    with acting_as(SYSTEM):
        approved.customer.customer_name = "今日方知新名有限公司"
        session.commit()
    client, day = client_as("attendance"), day_of(approved.planned_from)
    for path in ("/", "/inbox/", "/attendance/", f"/calendar/?day={day}&view=week"):
        page = client.get(path).text
        assert kept in page and "今日方知新名" not in page, path


@pytest.mark.parametrize("who", ["rep", "manager", "gm", "admin", "clerk"])
def test_only_attendance_opens_the_desk(who: str, client_as: Callable) -> None:
    assert client_as(who).get("/attendance/").status_code == 403


def test_a_move_goes_back_to_no_other_host(approved: VisitRequest, client_as: Callable) -> None:
    data = {"lock_version": approved.version, "next": "https://elsewhere.example/"}
    answer = client_as("attendance").post(
        f"/visitrequestview/move/{approved.id}/hand_over", data=data
    )
    assert answer.location == f"/visitrequestview/show/{approved.id}"
