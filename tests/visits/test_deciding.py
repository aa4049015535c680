"""What the approver has before him on one page: warnings, last contacts, the visitor's day (R-068, R-078)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import run
from app.visits import encounters
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import slip


@pytest.fixture
def submitted(session: Any, viewer_of: Callable, user_id: Callable) -> VisitRequest:
    day = utcnow().replace(microsecond=0) + dt.timedelta(days=90)  # the demo plans nothing there
    with acting_as(viewer_of("rep")):
        row = slip(
            session, card(session, user_id("rep")), user_id("rep"), planned_from=day,
            planned_to=day + dt.timedelta(hours=2),
        )  # fmt: skip
        run(session, slip_flow, row, "submit", viewer=viewer_of("rep"))
    return row


def test_nothing_known_makes_no_empty_card(
    session: Any, submitted: VisitRequest, client_as: Callable
) -> None:
    session.commit()
    page = client_as("manager").get(f"/visitrequestview/show/{submitted.id}/part/warnings").text
    assert "kd-beside" not in page


@pytest.mark.rule("R-068", "R-078")
def test_the_approver_sees_last_contacts_and_the_visitors_day(
    session: Any,
    submitted: VisitRequest,
    client_as: Callable,
    viewer_of: Callable,
    user_id: Callable,
) -> None:
    with acting_as(viewer_of("rep")):
        earlier = submitted.planned_from - dt.timedelta(days=9)
        met = slip(
            session, submitted.customer, user_id("rep"), visit_goal="上次谈返点", planned_from=earlier,
            planned_to=earlier + dt.timedelta(hours=1), departed_at=earlier, state=SlipState.RECORDED,
        )  # fmt: skip
        later = submitted.planned_from + dt.timedelta(minutes=1)
        other = slip(
            session, card(session, user_id("rep")), user_id("rep"), planned_from=later,
            planned_to=later + dt.timedelta(hours=1),
        )  # fmt: skip
    session.commit()
    page = client_as("manager").get(f"/visitrequestview/show/{submitted.id}/part/warnings").text
    assert "上次谈返点" in page and f"/show/{met.id}" in page
    assert f"/show/{other.id}" in page and other.task_subject in page
    desk = client_as("attendance").get(f"/visitrequestview/show/{submitted.id}/part/warnings")
    assert desk.status_code == 404, "not approved yet"


@pytest.mark.rule("R-068")
def test_a_shared_telephone_number_counts_whoever_has_the_other_card(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep2")):
        theirs = card(session, user_id("rep2"), phone="028-8765 4321")
        met = slip(session, theirs, user_id("rep2"), state=SlipState.SUBMITTED)
    with acting_as(viewer_of("rep")):
        mine = card(session, user_id("rep"), phone="(028) 87654321")
        (found,) = encounters.latest(session, mine.id)
    assert found.row is met and found.customer == theirs.customer_name
