"""W-07, the minutes: drafted from the notes, due in two working days, reviewed, sent, confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as, sees
from app.kernel.workflow import Denied, open_tasks, run
from app.visits.models import Minutes, MinutesAgreement, VisitRequest
from app.visits.words import MinutesState, SentWay
from app.visits.workflow import minutes_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import recorded, slip


@pytest.fixture
def visit(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """A recorded visit of the salesperson."""

    def make(**given: Any) -> VisitRequest:
        with acting_as(viewer_of("rep")):
            row = slip(session, card(session, user_id("rep")), user_id("rep"))
        given = {"talk_place": "客户会议室", "topic": "年前备货", **given}
        return recorded(session, row, viewer_of("rep"), **given)

    return make


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(who: str, row: Minutes, name: str, reason: str = "", **held: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, minutes_flow, row, name, viewer=viewer, reason=reason, **held)

    return make


def minutes_of(session: Any, row: VisitRequest) -> Minutes | None:
    found = select(Minutes).where(Minutes.visit_request_id == row.id)
    return session.scalars(found.execution_options(unscoped=True)).one_or_none()


def agreed(session: Any, row: Minutes) -> None:
    session.add(
        MinutesAgreement(minutes_id=row.id, item="十二月底前分两批到货", responsible="周敏")
    )
    session.flush()


@pytest.mark.rule("R-118", "C-04")
def test_the_notes_of_a_talk_become_a_draft_due_in_two_working_days(
    session: Any, visit: Callable, user_id: Callable
) -> None:
    row = minutes_of(session, visit())
    assert row is not None and row.state is MinutesState.DRAFT
    assert row.topics == "年前备货\n谈定两批到货" and row.attendees_theirs == "李经理"
    (task,) = open_tasks(session, row)
    assert (task.user_id, task.rule, task.due_at) == (user_id("rep"), "R-118", row.minutes_due_at)
    assert task.parameter in ("minutes.deadline_workdays", "record.deadline.minutes")


@pytest.mark.rule("R-118")
def test_without_a_talk_there_are_no_minutes(session: Any, visit: Callable) -> None:
    assert minutes_of(session, visit(had_talk=False)) is None


@pytest.mark.rule("R-118", "R-119", "C-08")
def test_from_the_draft_to_the_confirmed_receipt(
    session: Any, visit: Callable, move: Callable, viewer_of: Callable
) -> None:
    row = minutes_of(session, visit())
    with pytest.raises(Denied) as denied:
        move("rep", row, "write")
    assert [b.field for b in denied.value.broken] == ["agreements"]
    agreed(session, row)
    move("rep", row, "write")
    assert row.is_written_late is False
    (task,) = open_tasks(session, row)
    assert task.role == "dept_manager" and task.rule == "R-119"
    with pytest.raises(Denied) as denied:
        move("manager", row, "review")
    assert [b.rule for b in denied.value.broken] == ["C-08"], "the head of department's turn"
    move("dept", row, "return", "写明数量")
    assert row.state is MinutesState.DRAFT and row.guidance == "写明数量"
    move("rep", row, "write")
    move("dept", row, "review", "可以发送")
    assert row.reviewed_by_id is not None and row.guidance == "可以发送"
    with pytest.raises(Denied) as denied:
        move("rep", row, "send")
    assert {b.field for b in denied.value.broken} == {"sent_on", "sent_way"}
    today = clock.today()
    move("rep", row, "send", asked={"sent_on": today, "sent_way": SentWay.EMAIL})
    with pytest.raises(Denied):
        move("rep", row, "confirm")
    held = {"receipt_confirmed_on": today, "receipt_confirmed_by": "李经理"}
    move("rep", row, "confirm", asked=held)
    assert row.state is MinutesState.RECEIPT and not open_tasks(session, row)
    assert sees(viewer_of("manager"), row) and not sees(viewer_of("attendance"), row)


@pytest.mark.rule("R-119")
def test_the_author_does_not_review_his_own_minutes(
    session: Any, visit: Callable, move: Callable
) -> None:
    row = minutes_of(session, visit(leftover_problem="价格待定"))
    move("rep", row, "write")
    with pytest.raises(Denied) as denied:
        move("rep", row, "review")
    assert denied.value.code == "own"


@pytest.mark.rule("R-118")
def test_minutes_written_late_are_late_for_ever(
    session: Any, visit: Callable, move: Callable
) -> None:
    row = minutes_of(session, visit(leftover_problem="价格待定"))
    move("rep", row, "write", now=utcnow() + dt.timedelta(days=20))
    move("dept", row, "return", "重写")
    move("rep", row, "write")
    assert row.is_written_late is True


@pytest.mark.rule("R-119")
def test_review_and_receipt_are_as_the_register_says(
    session: Any, visit: Callable, move: Callable
) -> None:
    in_force(session, "minutes.review_required", "false")
    in_force(session, "minutes.receipt_confirmation_required", "false")
    row = minutes_of(session, visit(leftover_problem="价格待定"))
    with pytest.raises(Denied):
        move("rep", row, "write")
    move("rep", row, "finish")
    move("rep", row, "send", asked={"sent_on": clock.today(), "sent_way": SentWay.HAND})
    assert row.state is MinutesState.SENT and not open_tasks(session, row)
