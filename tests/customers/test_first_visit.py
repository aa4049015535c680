"""The card is begun right after the first visit, then completed (R-036)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.customers.words import CardState
from app.customers.workflow import visited
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workdays import end_of_day
from app.visits.signals import visit_recorded
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip


@pytest.mark.rule("R-036")
def test_a_card_still_a_draft_is_due_on_the_day_of_the_first_visit(
    session: Any, viewer_of: Callable
) -> None:
    with acting_as(viewer_of("rep")) as rep:
        row = card(session, rep.user_id)
        visit = slip(session, row, rep.user_id)
        visit.recorded_at = visit.returned_at = utcnow()
        session.flush()
        visit_recorded.send(visit)
        visit_recorded.send(visit)
        (task,) = [task for task in open_tasks(session, row) if task.rule == "R-036"]
        assert task.user_id == row.owner_id
        assert task.due_at == end_of_day(clock.day_of(visit.returned_at), clock.zone())


@pytest.mark.rule("R-036")
def test_a_card_on_its_way_is_not_asked_for_again(session: Any, viewer_of: Callable) -> None:
    with acting_as(viewer_of("rep")) as rep:
        row = card(session, rep.user_id)
        row.state = CardState.SUBMITTED
        visited(session, row, utcnow())
        assert [task for task in open_tasks(session, row) if task.rule == "R-036"] == []


@pytest.mark.rule("R-036")
def test_the_register_gives_more_days(session: Any, viewer_of: Callable) -> None:
    in_force(session, "card.open_within_days_after_first_visit", "3")
    with acting_as(viewer_of("rep")) as rep:
        row, now = card(session, rep.user_id), utcnow()
        visited(session, row, now)
        (task,) = [task for task in open_tasks(session, row) if task.rule == "R-036"]
        last = clock.day_of(now) + dt.timedelta(days=3)
        assert task.due_at == end_of_day(last, clock.zone())
