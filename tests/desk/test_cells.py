"""Cells of a list: what a value's colour says."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from app.customers.matters import Turn
from app.customers.models import CustomerTurn
from app.customers.words import Lifecycle
from app.desk.cells import columns, drawing, merged_or, shown_since
from app.desk.interface import rows_of
from app.desk.listing import widths
from app.kernel.viewer import Viewer, acting_as
from app.market.models import Competitor
from app.visits.models import Minutes
from app.visits.words import SlipState
from tests.factories.customers import card
from tests.factories.visits import slip

LONG_AGO = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)


def test_a_deadline_that_was_met_is_late_no_more(app: Any) -> None:
    field = rows_of(Minutes).field("minutes_due_at")
    assert field is not None
    draw = drawing(field, Viewer(None))
    with app.test_request_context():
        owed = SimpleNamespace(minutes_due_at=LONG_AGO, written_at=None)
        assert 'class="late"' in draw(owed)
        owed.written_at = LONG_AGO
        assert "late" not in draw(owed)


@pytest.mark.rule("C-01")
def test_a_related_record_out_of_reach_is_not_named(
    session: Any, as_system: None, client_as: Any, user_id: Any
) -> None:
    """What has the record's own name of it keeps that; a card in the closed store has none, and no link."""
    rep = user_id("rep")
    row = card(session, rep, customer_name="封存了的客户")
    session.add(CustomerTurn(customer_id=row.id, turned_on=dt.date(2026, 11, 2), turn=Turn.REMOVED))
    seen = slip(session, card(session, rep, customer_name="改过名的客户"), rep)
    seen.customer_name, seen.state = "单上的客户", SlipState.ATTENDANCE
    session.commit()
    turns = "/customerturnview/list/?size=100"
    assert "封存了的客户" in client_as("rep").get(turns).text
    row.lifecycle_status = Lifecycle.REMOVED_ARCHIVED
    session.commit()
    page = client_as("rep").get(turns).text
    assert "封存了的客户" not in page and f"/customerview/show/{row.id}" not in page
    slips = client_as("attendance").get("/visitrequestview/list/?size=100").text
    assert "单上的客户" in slips and "改过名的客户" not in slips


def _wide(
    model: Any, name: str, shown: list[str], chosen: dict[str, int] | None = None
) -> set[str]:
    """The columns of a list that take the room left."""
    of = rows_of(model)
    fields = [field for field in map(of.field, shown) if field is not None]
    pixels = widths(fields, name, chosen or {})
    since = {} if chosen else shown_since(pixels, name)
    return {c.name for c in columns(fields, name, Viewer(None), pixels, since) if c.width == "name"}


def test_a_long_text_shares_the_room_that_a_name_would_leave_empty(app: Any) -> None:
    shown = ["comp_name", "comp_brands", "comp_company_background", "is_active"]
    with app.test_request_context():
        assert {"comp_name", "comp_company_background"} <= _wide(Competitor, "comp_name", shown)
        assert _wide(Competitor, "comp_name", shown, {"comp_brands": 96}) == {"comp_name"}, (
            "what was chosen stays"
        )


def test_a_merged_card_leads_to_nothing_out_of_reach(
    app: Any, session: Any, user_id: Any, viewer_of: Any
) -> None:
    with acting_as(viewer_of("rep")):
        row = SimpleNamespace(merged_into=card(session, user_id("rep"), customer_name="留下的客户"))
    draw = merged_or(lambda _row: "状态", "merged_into")
    with app.test_request_context():
        with acting_as(viewer_of("rep")):
            assert "留下的客户" in draw(row)
        with acting_as(viewer_of("rep3")):
            assert draw(row) == "状态"
