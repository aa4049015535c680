"""Every form of the archive is a controlled record: number, version, who filled it in and who decided (R-007)."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel.tasks import Step


@pytest.mark.rule("R-007")
def test_every_form_that_is_decided_on_has_number_version_and_author(app: Any) -> None:
    views = [
        v
        for v in app.extensions["appbuilder"].baseviews
        if getattr(v, "flow", None) is not None and hasattr(v, "datamodel")
    ]
    assert len(views) > 10
    for view in views:
        columns = view.datamodel.obj.__mapper__.columns
        assert {"version", "created_by_id", "created_at", "changed_by_id"} <= set(columns.keys())
        numbered = [c for c in columns if c.unique and c.name.endswith(("_no", "_code"))]
        parts = [c for c in columns if c.foreign_keys and not c.nullable]
        assert numbered or parts, (
            f"{type(view).__name__}: neither a number nor a record it is part of"
        )
    assert {"by_id", "at", "from_state", "to_state"} <= set(Step.__mapper__.columns.keys())
