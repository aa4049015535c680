"""W-07, the record: which form a kind of visit asks, what is carried on, what is late for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.kernel.clock import zone
from app.kernel.db import utcnow
from app.kernel.rules import check
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workflow import Denied, run
from app.visits import layouts, rules
from app.visits.models import VisitRequest
from app.visits.words import SlipState, VisitKind
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import negotiate, recorded, report, slip


@pytest.fixture
def returned(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """A slip of a kind whose visitor has come back."""

    def make(kind: VisitKind) -> VisitRequest:
        viewer = viewer_of("rep")
        with acting_as(viewer):
            row = slip(session, card(session, user_id("rep")), user_id("rep"), visit_kind=kind)
            row.state, row.departed_at = SlipState.DEPARTED, utcnow()
            session.flush()
            run(session, slip_flow, row, "return", viewer=viewer)
        return row

    return make


def lacking(session: Any, row: VisitRequest) -> set[str]:
    with acting_as(SYSTEM):
        return {broken.rule for broken in rules.recorded(report(row), session)}


@pytest.mark.rule("R-117")
def test_a_negotiation_holds_what_both_sides_want(session: Any, returned: Callable) -> None:
    row = returned(VisitKind.NEW_CUSTOMER)
    assert lacking(session, row) == {"R-117"}
    assert not lacking(session, negotiate(session, row))
    assert not lacking(session, returned(VisitKind.OLD_CUSTOMER))


@pytest.mark.rule("R-113", "C-04")
def test_the_survey_sheet_is_filled_in_on_the_same_day(session: Any, returned: Callable) -> None:
    row, other = returned(VisitKind.MARKET), returned(VisitKind.OLD_CUSTOMER)
    assert row.record_due_at < other.record_due_at
    assert lacking(session, row) == {"R-113"}
    in_force(session, "survey.daily_required", "false")
    assert not lacking(session, row)


@pytest.mark.rule("R-123", "R-120")
def test_every_kind_of_visit_has_its_forms_and_the_key_points() -> None:
    for kind in VisitKind:
        names = [name for form in layouts.asked_of(kind) for name in form.names()]
        assert "key_point_feedback" in names and "talk_contents" in names
        assert len(names) == len(set(names))
    told = " ".join(form.forms for form in layouts.FORMS).split()
    assert {"F-026", "F-045", "F-048", "F-049", "F-050", "F-053", "F-056", "F-059"} == set(told)


@pytest.mark.rule("R-099")
def test_stock_for_more_than_two_months_is_pointed_out(session: Any) -> None:
    line = {"product_name": "江南春", "monthly_sales": 100, "stock_quantity": 201}
    _errors, warnings = check([rules.stocked], {"stock": [line]})
    assert [each.rule for each in warnings] == ["R-099"]
    assert not check([rules.stocked], {"stock": [{**line, "stock_quantity": 200}]})[1]


@pytest.mark.rule("R-122")
def test_what_was_left_over_goes_into_the_next_slip_until_it_is_settled(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    viewer = viewer_of("rep")
    with acting_as(viewer):
        customer = card(session, user_id("rep"))
        first = slip(session, customer, user_id("rep"))
    recorded(session, first, viewer, leftover_problem="外箱破损待补发")
    with acting_as(viewer):
        second = slip(session, customer, user_id("rep"), second_contact_reason="补发")
        run(session, slip_flow, second, "submit", viewer=viewer)
    assert second.carried_problems == f"{first.slip_no}: 外箱破损待补发"
    recorded(session, second, viewer)
    assert second.leftover_problem == second.carried_problems, "nobody said that it is settled"
    with acting_as(viewer):
        third = slip(session, customer, user_id("rep"), second_contact_reason="补发")
        run(session, slip_flow, third, "submit", viewer=viewer)
    assert third.carried_problems == f"{first.slip_no}: 外箱破损待补发"
    third.state, third.departed_at = SlipState.DEPARTED, utcnow()
    with acting_as(viewer):
        run(session, slip_flow, third, "return", viewer=viewer)
        third.leftover_problem = None
        run(session, slip_flow, report(third), "record", viewer=viewer)
        fourth = slip(session, customer, user_id("rep"), second_contact_reason="补发")
        run(session, slip_flow, fourth, "submit", viewer=viewer)
    assert fourth.carried_problems is None


@pytest.mark.rule("R-125")
def test_a_late_record_stays_late_whatever_is_done_later(
    session: Any, returned: Callable, viewer_of: Callable, client_as: Callable
) -> None:
    row, viewer = returned(VisitKind.OLD_CUSTOMER), viewer_of("rep")
    with acting_as(viewer):
        late = utcnow() + dt.timedelta(days=30)
        run(session, slip_flow, report(row), "record", viewer=viewer, now=late)
    session.commit()
    client_as("rep").post(
        f"/visitrequestview/edit/{row.id}",
        data={"is_recorded_late": "", "lock_version": row.version},
    )
    session.refresh(row)
    assert row.is_recorded_late is True and row.state is SlipState.RECORDED


@pytest.mark.rule("R-068")
def test_a_second_contact_inside_the_window_wants_a_reason(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep2")):
        theirs = card(session, user_id("rep2"), phone="028-8765 4321")
        slip(session, theirs, user_id("rep2"), state=SlipState.APPROVED)
    with acting_as(viewer_of("rep")):
        mine = card(session, user_id("rep"), phone="(028) 87654321")
        row = slip(session, mine, user_id("rep"))
        with pytest.raises(Denied) as denied:
            run(session, slip_flow, row, "submit", viewer=viewer_of("rep"))
        assert [(b.field, b.rule) for b in denied.value.broken] == [
            ("second_contact_reason", "R-068")
        ]
        row.second_contact_reason = "客户另约技术人员"
        run(session, slip_flow, row, "submit", viewer=viewer_of("rep"))


@pytest.mark.rule("R-068")
def test_the_window_is_a_parameter_and_ones_own_contact_is_known(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        slip(session, customer, user_id("rep"), state=SlipState.APPROVED)
        other = slip(session, customer, user_id("rep2"), state=SlipState.APPROVED)
        other.planned_from -= dt.timedelta(hours=30)
        row = slip(session, customer, user_id("rep"))
        assert not list(rules.not_again(session, row, row.planned_from))
        in_force(session, "contact.duplicate_warn_hours", "48")
        assert [b.rule for b in rules.not_again(session, row, row.planned_from)] == ["R-068"]


@pytest.mark.rule("R-068")
def test_the_form_tells_who_was_there_as_soon_as_the_customer_is_chosen(
    session: Any, viewer_of: Callable, user_id: Callable, client_as: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        slip(session, customer, user_id("rep"), state=SlipState.APPROVED, visit_goal="谈返点")
    session.commit()
    data = {"customer_id": str(customer.id), "key": "new"}
    (item,) = client_as("rep").post("/visitrequestview/twins", data=data).json["items"]
    assert "谈返点" in item["why"] and item["field"] == "customer_id"
    assert client_as("rep3").post("/visitrequestview/twins", data=data).json["items"] == []


@pytest.mark.rule("R-122")
def test_a_slip_taken_back_lets_go_of_what_it_took_up(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    viewer = viewer_of("rep")
    with acting_as(viewer):
        customer = card(session, user_id("rep"))
        first = slip(session, customer, user_id("rep"))
    recorded(session, first, viewer, leftover_problem="待补发")
    with acting_as(viewer):
        second = slip(session, customer, user_id("rep"))
        run(session, slip_flow, second, "submit", viewer=viewer)
        assert first.carried_into_id == second.id
        run(session, slip_flow, second, "withdraw", viewer=viewer)
    assert first.carried_into_id is None and second.carried_problems is None


@pytest.mark.rule("R-087")
def test_a_visit_outside_the_prime_time_is_pointed_out(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        row = slip(session, card(session, user_id("rep")), user_id("rep"))
        hours = {9: False, 15: False, 20: True}
        for hour, pointed in hours.items():
            row.planned_from = row.planned_from.astimezone(zone()).replace(hour=hour)
            row.planned_to = row.planned_from + dt.timedelta(hours=2)
            found = {broken.rule for broken in rules.prepared(row, session)}
            assert ("R-087" in found) is pointed, hour
        in_force(session, "visit.prime_time_by_industry", "morning")
        row.planned_from = row.planned_from.astimezone(zone()).replace(hour=15)
        row.planned_to = row.planned_from + dt.timedelta(hours=2)
        assert "R-087" in {broken.rule for broken in rules.prepared(row, session)}
