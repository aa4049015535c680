"""Who may be sent, where and when one meets, on which day one leaves, and how a visit ends in the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel import clock
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, open_tasks, run
from app.returns.models import ReturnVisit
from app.returns.rules import plan
from app.returns.workflow import visit_flow
from app.visits.models import Minutes, VisitRequest
from app.visits.rules.slip import slip as rules_of_slip
from app.visits.words import KeyAccountPurpose, MinutesState, SlipState, VisitKind
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.returns import written
from tests.factories.visits import recorded, slip


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    def make(who: str, row: Any, name: str, reason: str = "", flow: Any = slip_flow) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, flow, row, name, viewer=viewer, reason=reason)

    return make


@pytest.fixture
def draft(session: Any, viewer_of: Callable, user_id: Callable) -> VisitRequest:
    with acting_as(viewer_of("rep")):
        return slip(session, card(session, user_id("rep")), user_id("rep"))


def _values(row: VisitRequest, **given: Any) -> dict[str, Any]:
    held = {name: getattr(row, name) for name in VisitRequest.__mapper__.column_attrs.keys()}  # noqa: SIM118
    return {**held, **given}


@pytest.mark.rule("R-084")
def test_nobody_is_sent_to_a_customer_he_may_not_see(
    draft: VisitRequest, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("manager")):
        fields = {b.field for b in rules_of_slip(_values(draft, visitor_id=user_id("rep3")))}
        assert "visitor_id" in fields
        fields = {b.field for b in rules_of_slip(_values(draft, visitor_id=user_id("rep")))}
        assert "visitor_id" not in fields


@pytest.mark.rule("R-086")
def test_the_place_of_a_meeting_is_the_customers_to_choose_where_the_register_says_so(
    session: Any, draft: VisitRequest, viewer_of: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        chosen = _values(draft, appointment_place="人民公园鹤鸣茶社")
        assert "appointment_place" not in {b.field for b in rules_of_slip(chosen)}
        in_force(session, "appointment.customer_may_choose_place", "false")
        (found,) = [b for b in rules_of_slip(chosen) if b.field == "appointment_place"]
        assert found.warning and found.rule == "R-086"


@pytest.mark.rule("R-101")
def test_a_visit_to_a_key_account_says_what_it_is_for(draft: VisitRequest, move: Callable) -> None:
    draft.visit_kind = VisitKind.KEY_ACCOUNT
    with pytest.raises(Denied) as denied:
        move("rep", draft, "submit")
    assert [(b.field, b.rule) for b in denied.value.broken] == [("purposes", "R-101")]
    draft.purposes = [KeyAccountPurpose.RELATIONSHIP.value]
    move("rep", draft, "submit")
    assert [word.value for word in KeyAccountPurpose] == [
        "information", "relationship", "new_customer", "new_product", "market_share",
    ]  # fmt: skip


@pytest.mark.rule("R-078")
def test_nobody_leaves_before_the_day_the_visit_is_approved_for(
    draft: VisitRequest, move: Callable
) -> None:
    day = dt.timedelta(days=1)
    draft.planned_from, draft.planned_to = draft.planned_from + day, draft.planned_to + day
    for who, name in (("rep", "submit"), ("manager", "approve"), ("attendance", "hand_over")):
        move(who, draft, name)
    with pytest.raises(Denied) as denied:
        move("attendance", draft, "depart")
    assert [(b.field, b.rule) for b in denied.value.broken] == [("planned_from", "R-078")]
    draft.planned_from, draft.planned_to = draft.planned_from - day, draft.planned_to - day
    move("attendance", draft, "depart")
    assert draft.state is SlipState.DEPARTED


@pytest.mark.rule("R-096")
def test_an_emergency_does_not_wait_for_the_planned_day(
    draft: VisitRequest, move: Callable
) -> None:
    day = dt.timedelta(days=1)
    draft.planned_from, draft.planned_to = draft.planned_from + day, draft.planned_to + day
    move("rep", draft, "depart_urgently", "客户来电反映整车破损")
    assert draft.state is SlipState.DEPARTED


@pytest.mark.rule("R-162", "R-134", "R-119")
def test_the_return_visit_and_the_minutes_bring_a_visit_into_the_file(
    session: Any, draft: VisitRequest, viewer_of: Callable, user_id: Callable, move: Callable
) -> None:
    recorded(session, draft, viewer_of("rep"))
    with acting_as(SYSTEM):
        back = session.query(ReturnVisit).filter_by(visit_request_id=draft.id).one()
        back.visitor_id = user_id("agent")
        written(back)
    move("agent", back, "record", flow=visit_flow)
    assert draft.state is SlipState.FOLLOWED_UP and draft.followed_up_at is not None
    (task,) = open_tasks(session, draft)
    assert (task.role, task.rule) == ("clerk", "R-134")
    with pytest.raises(Denied) as denied:
        move("clerk", draft, "close")
    assert [b.rule for b in denied.value.broken] == ["R-119"], "the minutes are still open"
    with acting_as(SYSTEM):
        notes = session.query(Minutes).filter_by(visit_request_id=draft.id).one()
        notes.state = MinutesState.RECEIPT
        session.flush()
    move("clerk", draft, "close")
    assert draft.state is SlipState.CLOSED and clock.day_of(draft.closed_at) == clock.today()


@pytest.mark.rule("R-162")
def test_where_nothing_called_for_it_customer_service_says_that_it_asked(
    session: Any, draft: VisitRequest, viewer_of: Callable, move: Callable
) -> None:
    recorded(session, draft, viewer_of("rep"), had_talk=False)
    move("agent", draft, "follow_up", "电话回访，客户满意")
    move("custodian", draft, "close")
    assert draft.state is SlipState.CLOSED


@pytest.mark.rule("R-084")
def test_a_line_of_a_plan_names_nobody_who_may_not_see_the_customer(
    draft: VisitRequest, viewer_of: Callable, user_id: Callable
) -> None:
    lines = [
        {"customer_id": draft.customer_id, "visitor_id": user_id(who)} for who in ("rep", "rep3")
    ]
    with acting_as(viewer_of("agent")):
        assert [b.field for b in plan({"lines": lines})] == ["lines.1.visitor_id"]
