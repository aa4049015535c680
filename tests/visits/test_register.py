"""Rules of the visit that the register switches or measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.customers import rules as card_rules
from app.customers.words import Tier
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.visits import operations, rules
from app.visits.models import VisitRequest
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip


@pytest.fixture
def row(session: Any, viewer_of: Callable, user_id: Callable) -> VisitRequest:
    """A salesperson's slip of two hours, without any record."""
    with acting_as(viewer_of("rep")):
        return slip(session, card(session, user_id("rep")), user_id("rep"))


@pytest.mark.parametrize(
    ("key", "value", "gone"),
    [
        pytest.param("form.key_point_field", "false", {"R-123"}, marks=pytest.mark.rule("R-123")),
        pytest.param("visit.evidence_required", "", {"R-108"}, marks=pytest.mark.rule("R-108")),
        pytest.param("contact.log_required", "phone", {"R-120"}, marks=pytest.mark.rule("R-120")),
    ],
)
def test_what_a_record_holds_is_as_the_register_says(
    session: Any, row: VisitRequest, key: str, value: str, gone: set[str]
) -> None:
    before = {broken.rule for broken in rules.recorded(row, session)}
    assert before == {"R-108", "R-120", "R-123"}
    in_force(session, key, value)
    assert {broken.rule for broken in rules.recorded(row, session)} == before - gone


@pytest.mark.rule("C-04", "R-125")
def test_the_stricter_deadline_of_the_record_counts(session: Any, row: VisitRequest) -> None:
    now = utcnow()
    usual = operations.record_due(session, row, now).at
    in_force(session, "record.deadline.visit", "0d")
    assert operations.record_due(session, row, now).at < usual
    in_force(session, "record.deadline.visit", "30d")
    assert operations.record_due(session, row, now).at == usual


@pytest.mark.rule("R-089")
def test_the_length_of_a_visit_follows_the_tier(
    session: Any, row: VisitRequest, viewer_of: Callable
) -> None:
    row.customer.tier = Tier.IMPORTANT
    with acting_as(viewer_of("rep")):
        assert "R-089" not in {broken.rule for broken in rules.prepared(row, session)}
        in_force(session, "visit.duration_minutes_by_tier", "important:180")
        found = [broken for broken in rules.prepared(row, session) if broken.rule == "R-089"]
    assert len(found) == 1 and found[0].warning


@pytest.mark.rule("R-084")
@pytest.mark.parametrize("value", ["true", "false"])
def test_the_look_at_the_card_is_noted_as_the_register_says(
    session: Any, row: VisitRequest, viewer_of: Callable, value: str
) -> None:
    in_force(session, "visit.card_view_logged", value)
    with acting_as(viewer_of("rep")):
        note = operations.card_seen(row.customer, viewer_of("rep"))
    assert (note is not None) == (value == "true")


@pytest.mark.rule("R-050")
def test_the_media_that_count_are_those_of_the_register(session: Any) -> None:
    assert list(card_rules.contact({"mobile": "13900000001"})) == []
    in_force(session, "contact.media", "wechat,email")
    assert [b.rule for b in card_rules.contact({"mobile": "13900000001"})] == ["R-050"]
