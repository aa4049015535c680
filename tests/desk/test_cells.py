"""Cells of a list: what a value's colour says."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from app.desk.cells import drawing
from app.desk.interface import rows_of
from app.kernel.viewer import Viewer
from app.visits.models import Minutes

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
