"""Handing a task on: by whom, to whom, with a reason, a step and a notice; and one step up when late."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.flows import makers
from app.kernel.handing import escalate
from app.kernel.notices import Notice
from app.kernel.scope import acting_as
from app.kernel.tasks import Step, Task
from app.kernel.workflow import Denied, open_tasks, run
from app.organization.models import Deputy
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import slip


@pytest.fixture
def waiting(session: Any, viewer_of: Any, user_id: Any) -> tuple[VisitRequest, Task]:
    """A slip of the salesperson that waits for the branch manager."""
    rep = viewer_of("rep")
    with acting_as(rep):
        row = slip(session, card(session, user_id("rep")), user_id("rep"))
        run(session, slip_flow, row, "submit", viewer=rep)
    (task,) = open_tasks(session, row)
    session.commit()
    return row, task


def hand(client: Any, task: int, **data: Any) -> Any:
    return client.post(f"/inbox/hand/{task}", data=data)


@pytest.mark.rule("C-08")
def test_the_manager_hands_his_task_to_somebody_who_can_do_it(
    client_as: Any, session: Any, user_id: Any, waiting: Any
) -> None:
    row, task = waiting
    ident, row_id, gm = task.id, row.id, user_id("gm")
    client = client_as("manager", "en")
    page = client.get(f"/inbox/hand/{ident}").get_data(as_text=True)
    assert f'value="{user_id("rep")}"' not in page, "four eyes"
    assert f'value="{user_id("attendance")}"' not in page, "no such right"
    assert hand(client, ident, to=user_id("rep"), reason="出差").status_code == 422
    refused = hand(client, ident, to=gm)
    assert refused.status_code == 422 and "Please give a reason." in refused.get_data(as_text=True)
    assert f'value="{gm}" selected' in refused.get_data(as_text=True), "what was chosen is kept"
    assert hand(client, ident, to=gm, reason="出差").status_code == 302
    task = session.get_one(Task, ident)
    assert (task.user_id, task.role, task.closed_at) == (gm, None, None)
    steps = session.scalars(select(Step).where(Step.row_id == row_id, Step.move == "hand_on")).all()
    assert [step.by_id for step in steps] == [user_id("manager")] and "出差" in steps[0].reason
    told = session.scalars(select(Notice).where(Notice.user_id == gm, Notice.row_id == row_id))
    assert [notice.params for notice in told] == [{"why": "出差"}]
    assert hand(client_as("rep"), ident, to=gm, reason="x").status_code == 404


def test_a_task_that_is_done_or_out_of_reach_is_not_there(client_as: Any, waiting: Any) -> None:
    row, task = waiting
    ident = task.id
    for person in ("rep", "rep3", "manager2", "attendance", "admin"):
        assert client_as(person).get(f"/inbox/hand/{ident}").status_code == 404, person
    client = client_as("manager")
    seen = {"task": str(ident), "move": "approve", f"version_{ident}": str(row.version)}
    client.post("/inbox/decide", data=seen)
    assert client.get(f"/inbox/hand/{ident}").status_code == 404


@pytest.mark.rule("C-08")
def test_a_late_task_may_be_decided_one_step_up(session: Any, viewer_of: Any, waiting: Any) -> None:
    row, task = waiting
    gm = viewer_of("gm")
    with acting_as(gm), pytest.raises(Denied):
        run(session, slip_flow, row, "approve", viewer=gm)
    session.rollback()
    roles = []
    while role := escalate(session, task, row, utcnow()):
        roles.append(role)
    assert roles[-1] == "gm" and task.role == "branch_manager"
    with acting_as(gm):
        run(session, slip_flow, row, "approve", viewer=gm)
    assert row.state is SlipState.APPROVED


@pytest.mark.rule("C-08")
def test_a_deputy_acts_for_the_absent_and_never_against_four_eyes(
    session: Any, viewer_of: Any, user_id: Any, waiting: Any
) -> None:
    row, _task = waiting
    today = clock.today()
    for principal, deputy in (("manager", "dept"), ("rep", "manager")):
        held = {"principal_id": user_id(principal), "deputy_id": user_id(deputy)}
        session.add(Deputy(**held, from_on=today, to_on=today))
    session.flush()
    manager, deputy = viewer_of("manager"), viewer_of("dept")
    with acting_as(manager), pytest.raises(Denied) as denied:
        run(session, slip_flow, row, "approve", viewer=manager)
    assert denied.value.code == "own", "who acts for the applicant does not approve for him"
    with acting_as(deputy):
        step = run(session, slip_flow, row, "approve", viewer=deputy)
    assert (step.by_id, step.for_id) == (user_id("dept"), user_id("manager"))


@pytest.mark.rule("C-08")
def test_what_a_deputy_did_stays_the_doing_of_both(
    session: Any, viewer_of: Any, user_id: Any, waiting: Any
) -> None:
    """Also on the day after, when the one he stood in for is back and looks at the row."""
    row, _task = waiting
    done = Step(move="submit", by_id=user_id("dept"), for_id=user_id("manager"))
    apart = makers(slip_flow.move("approve"), row, [done])
    assert {user_id("dept"), user_id("manager")} <= apart


def test_an_ended_deputyship_ends_with_the_page_still_open(
    session: Any, viewer_of: Any, user_id: Any, waiting: Any, client_as: Any
) -> None:
    row, _task = waiting
    day = clock.today()
    held = Deputy(
        principal_id=user_id("manager"), deputy_id=user_id("rep2"), from_on=day, to_on=day
    )
    session.add(held)
    session.commit()
    client = client_as("rep2")
    address = f"/visitrequestview/show/{row.id}"
    assert client.get(address).status_code == 200
    held.from_on = held.to_on = day - dt.timedelta(days=1)
    session.commit()
    version = {"lock_version": row.version}
    answer = client.post(f"/visitrequestview/move/{row.id}/approve", data=version)
    assert answer.status_code == 404 and row.state is SlipState.SUBMITTED
    assert client.get(address).status_code == 404


def test_what_waits_ends_with_the_record(session: Any, as_system: Any, waiting: Any) -> None:
    row, task = waiting
    session.delete(row)
    session.flush()
    session.refresh(task)
    assert task.outcome == "deleted" and task.closed_at is not None
