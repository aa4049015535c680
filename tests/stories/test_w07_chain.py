"""W-07 with several roles in the chain: one after the other, no pair of eyes twice, deputies named (C-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User

from app.kernel import clock
from app.kernel.accounts import full_name
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, open_tasks, run, steps
from app.organization.models import Deputy
from app.visits import papers
from app.visits.models import VisitRequest
from app.visits.words import EmergencyState, SlipState
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip

pytestmark = pytest.mark.rule("C-08", "R-078")
CHAIN = "approval.chain.visit_slip"


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move."""

    def make(who: str, row: VisitRequest, name: str, reason: str = "") -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, slip_flow, row, name, viewer=viewer, reason=reason)

    return make


@pytest.fixture
def slip_of(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """A draft of somebody, for an own customer."""

    def make(who: str) -> VisitRequest:
        with acting_as(viewer_of(who)):
            return slip(session, card(session, user_id(who)), user_id(who))

    return make


@pytest.fixture
def away(session: Any, user_id: Callable) -> Callable:
    """Let one person stand for another today."""

    def make(principal: str, deputy: str) -> None:
        day = clock.today()
        row = Deputy(
            principal_id=user_id(principal), deputy_id=user_id(deputy), from_on=day, to_on=day
        )
        session.add(row)
        session.flush()

    return make


def signed_on(row: VisitRequest) -> list[dict[str, Any]]:
    """The signatures of the printed slip."""
    with acting_as(SYSTEM):
        return papers.slip(row)["steps"]


def turn(session: Any, row: VisitRequest) -> list[tuple[str | None, list[str]]]:
    return [(task.role, task.chain) for task in open_tasks(session, row)]


def test_the_roles_of_the_chain_approve_one_after_the_other(
    session: Any, slip_of: Callable, move: Callable, user_id: Callable
) -> None:
    in_force(session, CHAIN, "branch_manager,gm")
    row = slip_of("rep")
    move("rep", row, "submit")
    assert turn(session, row) == [("branch_manager", ["gm"])]
    with pytest.raises(Denied):
        move("gm", row, "approve")  # not his turn yet
    move("manager", row, "approve", "同意")
    assert row.state is SlipState.SUBMITTED and row.approved_by_id is None
    assert turn(session, row) == [("gm", [])]
    with pytest.raises(Denied):
        move("manager", row, "approve")  # he has said yes already
    move("gm", row, "approve")
    assert row.state is SlipState.APPROVED and row.approved_by_id == user_id("gm")
    signed = signed_on(row)
    assert [step["by"] for step in signed[1:]] == [
        full_name(session.get(User, user_id(who))) for who in ("manager", "gm")
    ]
    assert signed[1]["reason"] == "同意"


def test_a_no_of_anybody_in_the_chain_ends_it(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, CHAIN, "branch_manager,gm")
    row = slip_of("rep")
    move("rep", row, "submit")
    move("manager", row, "approve")
    move("gm", row, "reject", "行程太长")
    assert row.state is SlipState.REJECTED
    move("rep", row, "revise")
    move("rep", row, "submit")
    assert turn(session, row) == [("branch_manager", ["gm"])], "from the beginning again"


def test_one_who_holds_two_roles_of_the_chain_is_asked_once(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, CHAIN, "gm,branch_manager,gm")
    row = slip_of("manager2")
    move("manager2", row, "submit")
    assert turn(session, row) == [("gm", [])], "the applicant's own stage falls away"
    move("gm", row, "approve")
    assert row.state is SlipState.APPROVED


def test_the_approval_after_an_emergency_goes_the_same_chain(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, CHAIN, "branch_manager,gm")
    row = slip_of("rep")
    move("rep", row, "depart_urgently", "客户仓库漏水")
    move("manager", row, "confirm")
    assert row.emergency is EmergencyState.PENDING
    assert [t.role for t in open_tasks(session, row) if t.duty == "emergency"] == ["gm"]
    move("gm", row, "confirm")
    assert row.emergency is EmergencyState.CONFIRMED
    assert not [t for t in open_tasks(session, row) if t.duty == "emergency"]


def test_the_applicants_deputy_is_not_asked(
    session: Any, slip_of: Callable, move: Callable, away: Callable
) -> None:
    away("rep", "manager")  # the only branch manager stands for the applicant today
    row = slip_of("rep")
    move("rep", row, "submit")
    (task,) = open_tasks(session, row)
    assert task.role != "branch_manager"
    with pytest.raises(Denied):
        move("manager", row, "approve")


def test_the_one_to_whom_it_was_handed_may_decide(
    session: Any, slip_of: Callable, move: Callable, user_id: Callable
) -> None:
    row = slip_of("rep")
    move("rep", row, "submit")
    (task,) = open_tasks(session, row)
    task.user_id, task.role = user_id("gm"), None
    session.flush()
    with pytest.raises(Denied):
        move("manager", row, "approve")
    move("gm", row, "approve")
    assert row.state is SlipState.APPROVED


def test_the_deputy_and_whom_he_stands_for_are_named(
    session: Any, slip_of: Callable, move: Callable, away: Callable, client_as: Callable
) -> None:
    away("manager", "gm")
    row = slip_of("rep")
    move("rep", row, "submit")
    move("gm", row, "approve")
    (step,) = [step for step in steps(session, row) if step.move == "approve"]
    assert step.for_id is not None
    said = f"（代{full_name(session.get(User, step.for_id))}）"
    assert signed_on(row)[-1]["by"].endswith(said)
    session.commit()
    client = client_as("rep")
    assert said in client.get(f"/visitrequestview/show/{row.id}?tab=trail").text
    assert said in client.get(f"/visitrequestview/show/{row.id}").text


def test_the_moment_of_the_deadline_goes_with_the_chain(
    session: Any, slip_of: Callable, move: Callable
) -> None:
    in_force(session, CHAIN, "branch_manager,gm")
    row = slip_of("rep")
    move("rep", row, "submit")
    (first,) = open_tasks(session, row)
    due, why = first.due_at, first.because
    move("manager", row, "approve")
    (second,) = open_tasks(session, row)
    assert (second.due_at, second.because) == (due, why) and second.due_at > dt.datetime(
        2000, 1, 1, tzinfo=dt.UTC
    )
