"""The rules of a visit slip."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.customers.models import Contact
from app.customers.words import Tier
from app.visits import queries, rules
from app.visits.models import VisitCompanion, VisitRequest
from app.visits.words import SlipState
from tests.factories.customers import card
from tests.factories.visits import report, slip

pytestmark = pytest.mark.usefixtures("as_system")


def of(row: VisitRequest, **given: Any) -> dict[str, Any]:
    names = VisitRequest.__mapper__.column_attrs.keys()
    return {name: getattr(row, name) for name in names} | given


@pytest.fixture
def draft(session: Any, user_id: Any) -> VisitRequest:
    return slip(session, card(session, user_id("rep")), user_id("rep"))


@pytest.mark.rule("R-077", "R-083")
def test_goals_and_a_note_taker_are_needed(draft: VisitRequest) -> None:
    draft.visit_goal = draft.recorder_id = None
    assert {b.field: b.rule for b in rules.ready(draft)} == {
        "visit_goal": "R-077", "recorder_id": "R-083",
    }  # fmt: skip


@pytest.mark.rule("R-077")
def test_a_visit_ends_after_it_begins(draft: VisitRequest) -> None:
    found = list(rules.slip(of(draft, planned_to=draft.planned_from), draft))
    assert [(b.field, b.rule) for b in found if not b.warning] == [("planned_to", "R-077")]


@pytest.mark.rule("R-079", "R-085")
def test_what_one_should_know_is_a_warning(draft: VisitRequest) -> None:
    held = of(draft, receiver_name=None, appointment_confirmed=False, appointment_at=None)
    found = list(rules.slip(held, draft))
    assert all(b.warning for b in found)
    assert {b.rule for b in found} == {"R-079", "R-085"}


@pytest.mark.rule("R-079")
def test_what_a_chosen_contact_tells_is_not_asked_again(session: Any, draft: VisitRequest) -> None:
    person = Contact(
        customer_id=draft.customer_id, contact_name="李经理", has_project_decision=True
    )
    session.add(person)
    session.flush()
    asked = {"receiver_name", "receiver_post", "receiver_has_decision_power"}
    empty = of(draft, **dict.fromkeys(asked), receiver_id=person.id)
    assert {b.field for b in rules.slip(empty, draft)} & asked == {"receiver_post"}
    person.contact_post = "采购经理"
    assert not {b.field for b in rules.slip(empty, draft)} & asked


@pytest.mark.rule("R-090", "R-226")
def test_a_first_tier_customer_is_visited_by_two(
    session: Any, user_id: Any, draft: VisitRequest
) -> None:
    draft.customer.tier = Tier.IMPORTANT
    assert [b.rule for b in rules.paired(draft, session)] == ["R-090"]
    session.add(VisitCompanion(visit_request_id=draft.id, user_id=user_id("rep")))
    session.flush()
    assert list(rules.paired(draft, session)), "the visitor himself makes no pair"
    session.add(VisitCompanion(visit_request_id=draft.id, user_id=user_id("rep2")))
    session.flush()
    assert list(rules.paired(draft, session)) == []


@pytest.mark.rule("R-090")
def test_the_form_names_double_companions(user_id: Any, draft: VisitRequest) -> None:
    lines = [
        {"user_id": user_id("rep2")},
        {"user_id": user_id("rep2")},
        {"user_id": draft.visitor_id},
    ]
    found = [b.field for b in rules.slip(of(draft, companions=lines), draft)]
    assert found == ["companions.1.user_id", "companions.2.user_id"]


@pytest.mark.rule("R-084")
def test_the_approver_is_told_when_the_card_was_not_viewed(
    session: Any, user_id: Any, draft: VisitRequest
) -> None:
    assert "R-084" in {b.rule for b in rules.prepared(draft, session)}
    from app.kernel.db import utcnow
    from app.visits.operations import note_card_view

    assert note_card_view(session, draft.customer_id, user_id("rep2"), utcnow()) == 0
    assert note_card_view(session, draft.customer_id, user_id("rep"), utcnow()) == 1
    assert "R-084" not in {b.rule for b in rules.prepared(draft, session)}


@pytest.mark.rule("R-078")
def test_after_the_visit_only_the_record_is_written(draft: VisitRequest) -> None:
    draft.state = SlipState.RETURNED
    held = of(draft, visit_goal="另外的目标", talk_contents="谈定")
    found = list(rules.slip(held, draft))
    assert [(b.field, b.rule) for b in found if not b.warning] == [("visit_goal", "R-078")]


@pytest.mark.rule("R-108", "R-120", "R-123")
def test_a_record_has_contents_persons_key_points_and_evidence(
    session: Any, draft: VisitRequest
) -> None:
    missing = {b.field for b in rules.recorded(draft, session)}
    assert missing == {"talk_contents", "persons_met", "key_point_feedback", "evidence_note"}
    assert list(rules.recorded(report(draft), session)) == []


@pytest.mark.rule("R-122")
def test_leftover_problems_are_shown_at_the_next_visit(
    session: Any, user_id: Any, draft: VisitRequest
) -> None:
    old = slip(session, draft.customer, user_id("rep"))
    old.planned_from -= dt.timedelta(days=9)
    old.state, old.leftover_problem = SlipState.RECORDED, "外箱破损待补发"
    session.flush()
    found = queries.leftovers(session, draft.customer_id, draft.id)
    assert [row.id for row in found] == [old.id]
    shown = [b for b in rules.before_the_visit({}, draft) if b.rule == "R-122"]
    assert len(shown) == 1 and "外箱破损待补发" in str(shown[0].message) and shown[0].warning
