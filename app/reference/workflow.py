"""How a parameter's value comes into force: proposed by one, approved by another (W-37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel import policy
from app.kernel.parameters import ParameterValue, ValueState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

APPROVERS = {"general_manager": "gm", "marketing_director": "marketing_director"}


def _fits(row: ParameterValue, viewer: Viewer) -> Iterator[Broken]:
    """The value still fits, and its day has not passed meanwhile. R-322."""
    values = {"parameter": row.parameter, "value": row.value, "valid_from": row.valid_from}
    yield from policy.parameter_value(values, row)


def _is_approver(row: ParameterValue, viewer: Viewer) -> Iterator[Broken]:
    """The register says who approves changes of the register. R-322."""
    yield from _fits(row, viewer)
    if not viewer.is_system and APPROVERS[policy.value("governance.approver")] not in viewer.roles:
        yield Broken("", _("This value is another person's to approve."), "R-322")


def _propose(
    session: Session, row: ParameterValue, viewer: Viewer, now: dt.datetime, note: str
) -> None:
    row.proposed_by_id, row.proposed_at = viewer.user_id, now


def _settle(
    session: Session, row: ParameterValue, viewer: Viewer, now: dt.datetime, note: str
) -> None:
    row.approved_by_id, row.approved_at = viewer.user_id, now


def _task(_row: ParameterValue) -> TaskSpec:
    role = APPROVERS[policy.value("governance.approver")]
    return TaskSpec(title=_("Approve a parameter's value"), roles=(role,), rule="R-322")


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
            "withdraw", _("Withdraw"), from_={"proposed"}, to="draft", by="created_by_id",
            rules=("R-322",), icon="arrow-back-up",
        ),
        Move(
            "approve", _("Approve"), from_={"proposed"}, to="approved", guard=_is_approver, effect=_settle,
            apart_from=("propose", "create"), rules=("R-322",), primary=True, icon="check",
        ),
        Move(
            "refuse", _("Refuse"), from_={"proposed"}, to="refused", apart_from=("propose", "create"),
            needs_reason=True, guard=_is_approver, rules=("R-322",), danger=True, icon="x",
            task=TaskSpec(to="created_by_id", title=_("Revise the proposal"), rule="R-322"),
        ),
    ),
)  # fmt: skip
