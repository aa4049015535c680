"""W-09: what customers say is summarised, decided, handled, answered, filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.kernel import clock
from app.kernel.clock import zone
from app.kernel.scope import acting_as, sees
from app.kernel.workdays import end_of_day
from app.kernel.workflow import Denied, open_tasks, run
from app.organization.models import Department
from app.visits.models import OpinionItem, VisitOpinion
from app.visits.words import OpinionKind, OpinionState, VisitKind
from app.visits.workflow import opinion_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import recorded, slip


@pytest.fixture
def item(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """An opinion heard on a visit of the salesperson, in the summary."""

    def make(kind: OpinionKind = OpinionKind.SUGGESTION, **given: Any) -> OpinionItem:
        with acting_as(viewer_of("rep")):
            row = slip(
                session, card(session, user_id("rep")), user_id("rep"),
                visit_kind=VisitKind.RETURN_VISIT,
            )  # fmt: skip
            said = {"content": "希望增加陈列支持", **given}
            session.add(VisitOpinion(visit_request_id=row.id, opinion_kind=kind, **said))
        recorded(session, row, viewer_of("rep"))
        found = select(OpinionItem).where(OpinionItem.visit_request_id == row.id)
        return session.scalars(found.execution_options(unscoped=True)).one()

    return make


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(who: str, row: OpinionItem, name: str, reason: str = "", **asked: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, opinion_flow, row, name, viewer=viewer, reason=reason, asked=asked)

    return make


@pytest.fixture
def decide(session: Any, viewer_of: Callable, move: Callable) -> Callable:
    """Give an item to the quality department, for a day."""

    def make(who: str, row: OpinionItem) -> None:
        row.decision, row.due_on = "补发并道歉", clock.today() + dt.timedelta(days=3)
        row.responsible_department_id = min(viewer_of("quality").department_ids)
        session.flush()
        move(who, row, "decide")

    return make


@pytest.mark.rule("R-129", "R-131")
def test_what_was_said_stands_in_the_summary_in_the_customers_words(
    session: Any, item: Callable
) -> None:
    row = item(OpinionKind.COMPLAINT, content="两次送货迟到")
    assert (row.content, row.opinion_kind) == ("两次送货迟到", OpinionKind.COMPLAINT)
    assert row.customer_name and row.state is OpinionState.SUMMARISED
    (task,) = open_tasks(session, row)
    assert task.rule == "R-131"


@pytest.mark.rule("R-130", "R-131", "R-133", "R-134", "R-135")
def test_from_the_summary_to_the_file(
    session: Any, item: Callable, move: Callable, decide: Callable, viewer_of: Callable
) -> None:
    row = item()
    assert not sees(viewer_of("quality"), row), "not the department's yet"
    with pytest.raises(Denied) as denied:
        move("dept", row, "decide")
    lacks = {"decision", "responsible_department_id", "due_on"}
    assert {b.field for b in denied.value.broken} == lacks
    decide("dept", row)
    assert sees(viewer_of("quality"), row)
    (task,) = open_tasks(session, row)
    assert (task.role, task.rule) == ("functional_dept", "R-133")
    assert task.due_at == end_of_day(row.due_on, zone())
    move("quality", row, "start")
    with pytest.raises(Denied) as denied:
        move("quality", row, "fix")
    assert [b.rule for b in denied.value.broken] == ["R-133"]
    move("quality", row, "fix", fix_result="已补发 20 件")
    (task,) = open_tasks(session, row)
    assert task.rule == "R-130" and task.user_id == row.owner_id, "who heard it asks again"
    move("rep", row, "reopen", "客户尚未收到")
    move("quality", row, "fix", fix_result="改由专车送达")
    told = {"revisit_on": clock.today(), "revisit_result": "满意", "is_satisfied": True}
    move("rep", row, "ask", **told)
    move("clerk", row, "file")
    assert row.state is OpinionState.FILED and row.filed_at is not None


@pytest.mark.rule("R-132")
def test_a_major_problem_is_the_general_managers(
    session: Any, item: Callable, move: Callable, decide: Callable
) -> None:
    row = item(OpinionKind.CLAIM, is_major=True)
    (task,) = open_tasks(session, row)
    assert (task.role, task.rule) == ("gm", "R-132")
    with pytest.raises(Denied) as denied:
        decide("dept", row)
    assert "R-132" in [b.rule for b in denied.value.broken]
    decide("gm", row)
    move("quality", row, "start")
    move("quality", row, "fix", fix_result="已赔付")
    (task,) = open_tasks(session, row)
    assert (task.role, task.rule) == ("gm", "R-132")
    told = {"revisit_on": clock.today(), "revisit_result": "认可"}
    with pytest.raises(Denied):
        move("rep", row, "ask", **told)
    move("gm", row, "ask", **told)


@pytest.mark.rule("R-129")
def test_what_was_settled_on_the_spot_is_filed(
    session: Any, item: Callable, move: Callable
) -> None:
    row = item(is_answered=True, explanation="已当场说明")
    move("dept", row, "settle")
    move("clerk", row, "file")
    assert row.state is OpinionState.FILED


@pytest.mark.rule("R-130")
def test_whether_the_customer_is_asked_again_says_the_register(
    session: Any, item: Callable, move: Callable, decide: Callable
) -> None:
    in_force(session, "opinion.followup_required", "false")
    row = item()
    decide("dept", row)
    move("quality", row, "start")
    move("quality", row, "fix", fix_result="已改")
    (task,) = open_tasks(session, row)
    assert task.rule == "R-134"
    move("clerk", row, "file_unasked")


@pytest.mark.rule("R-133")
def test_another_department_sees_nothing_of_it(
    session: Any, item: Callable, decide: Callable, viewer_of: Callable
) -> None:
    row = item()
    decide("dept", row)
    elsewhere = session.scalars(
        select(Department).where(Department.id.not_in(viewer_of("quality").department_ids))
    ).first()
    row.responsible_department_id = elsewhere.id
    session.flush()
    assert not sees(viewer_of("quality"), row)
    assert session.get(User, row.owner_id) is not None
