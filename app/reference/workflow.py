"""How a parameter's value comes into force: proposed by one, approved by another (W-37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel import policy
from app.kernel.parameters import ParameterValue, ValueState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow


def _fits(row: ParameterValue, viewer: Viewer) -> Iterator[Broken]:
    """The value still fits, and its day has not passed meanwhile. R-322."""
    values = {"parameter": row.parameter, "value": row.value, "valid_from": row.valid_from}
    yield from policy.parameter_value(values, row)


def _propose(
    session: Session, row: ParameterValue, viewer: Viewer, now: dt.datetime, note: str
) -> None:
    row.proposed_by_id, row.proposed_at = viewer.user_id, now


def _settle(
    session: Session, row: ParameterValue, viewer: Viewer, now: dt.datetime, note: str
) -> None:
    row.approved_by_id, row.approved_at = viewer.user_id, now


_task: Any = TaskSpec(title=_("Approve a parameter's value"), roles=("gm",), rule="R-322")

value_flow = Workflow(
    "parameter_value",
    model="parameter_value",
    states=ValueState,
    initial="draft",
    editable={"draft", "refused"},
    finals={"approved"},
    path=("draft", "proposed", "approved"),
    source="W-37",
    moves=(
        Move(
            "propose", _("Propose"), from_={"draft", "refused"}, to="proposed", by="created_by_id",
            guard=_fits, effect=_propose, task=_task, rules=("R-322",), primary=True, icon="send",
        ),
        Move(
            "approve", _("Approve"), from_={"proposed"}, to="approved", guard=_fits, effect=_settle,
            apart_from=("propose", "create"), rules=("R-322",), primary=True, icon="check",
        ),
        Move(
            "refuse", _("Refuse"), from_={"proposed"}, to="refused", apart_from=("propose", "create"),
            needs_reason=True, rules=("R-322",), danger=True, icon="x",
        ),
    ),
)  # fmt: skip
