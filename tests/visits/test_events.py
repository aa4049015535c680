"""Major events are recorded and filed in time; upkeep is recorded and calls for the next (F-057, F-058)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel import clock
from app.kernel.scope import acting_as
from app.kernel.workflow import Denied, begin, open_tasks, run
from app.visits.rules import events as rules
from app.visits.words import EventState, UpkeepState
from app.visits.workflow import event_flow, upkeep_flow
from tests.factories.customers import card
from tests.factories.visits import event, upkeep

DAY = dt.timedelta(days=1)


@pytest.mark.rule("R-136")
def test_a_major_event_is_recorded_and_filed_in_time(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    rep, custodian = viewer_of("rep"), viewer_of("custodian")
    with acting_as(rep):
        row = event(session, card(session, user_id("rep")))
        begin(session, event_flow, row, rep)
    (task,) = open_tasks(session, row)
    assert (task.role, task.rule) == ("custodian", "R-136") and task.due_at is not None
    with acting_as(custodian):
        run(session, event_flow, row, "file", viewer=custodian)
    assert row.state is EventState.FILED and row.filed_by_id == custodian.user_id
    assert not open_tasks(session, row) and not event_flow.is_editable(row)


@pytest.mark.rule("R-136", "R-137")
def test_what_is_recorded_has_taken_place() -> None:
    today = clock.today()
    assert [b.field for b in rules.event({"event_on": today + DAY})] == ["event_on"]
    assert [b.field for b in rules.upkeep({"maintained_on": today + DAY})] == ["maintained_on"]
    assert [b.field for b in rules.upkeep({"maintained_on": today, "next_on": today})] == [
        "next_on"
    ]
    assert not list(rules.upkeep({"maintained_on": today, "next_on": today + DAY}))


@pytest.mark.rule("R-137")
def test_upkeep_calls_for_the_next(session: Any, viewer_of: Callable, user_id: Callable) -> None:
    quality = viewer_of("quality")
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        row = upkeep(
            session, customer, technician_id=quality.user_id, next_on=clock.today() + 30 * DAY
        )
        later = upkeep(session, customer)
    for each in (row, later):
        begin(session, upkeep_flow, each, quality)
    assert (row.state, later.state) == (UpkeepState.AHEAD, UpkeepState.DONE)
    (task,) = open_tasks(session, row)
    assert (task.user_id, clock.day_of(task.due_at)) == (quality.user_id, row.next_on)
    with acting_as(quality):
        run(session, upkeep_flow, row, "continue", viewer=quality)
        with pytest.raises(Denied) as denied:
            run(session, upkeep_flow, later, "plan", viewer=quality)
    assert [b.field for b in denied.value.broken] == ["next_on", "technician_id"]
    assert row.state is UpkeepState.CONTINUED and not open_tasks(session, row)
