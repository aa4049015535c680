"""W-10, the plan: written by customer service, approved by the department head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.kernel.chains import waits_for
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.returns import operations, rules
from app.returns.models import ReturnPlan
from app.returns.words import PlanState
from app.returns.workflow.visit import begin_all

APPROVE = TaskSpec(
    chain=("approval.chain.rv_record",), title=_("Approve a return visit plan"), rule="R-141"
)
CORRECT = TaskSpec(to="owner_id", title=_("Correct the return visit plan"), rule="R-141")


def _complete(row: ReturnPlan, _viewer: Viewer) -> Iterator[Broken]:
    """Purpose, way, time and content of every line (R-141)."""
    session = object_session(row)
    if session is not None:
        yield from rules.planned(session, row)


def _in_turn(row: ReturnPlan, viewer: Viewer) -> Iterator[Broken]:
    """Whose turn it is (C-08)."""
    if not waits_for(object_session(row), row, viewer, APPROVE):
        yield Broken("", _("This plan is another person's to approve."), "C-08")


def _approvable(row: ReturnPlan, viewer: Viewer) -> Iterator[Broken]:
    """Whose turn it is, and that one deals with everybody it names still (C-08, R-260)."""
    yield from _in_turn(row, viewer)
    yield from _complete(row, viewer)


def _submit(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.submit_plan(row, now)


def _approve(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    begin_all(session, operations.approve_plan(session, row, viewer.user_id, now), viewer, now)


plan_flow = Workflow(
    "return_plan",
    model="return_plan",
    source="W-10",
    states=PlanState,
    initial="draft",
    editable={"draft"},
    finals={"approved"},
    path=("draft", "submitted", "approved"),
    moves=(
        Move(
            "submit", _("Submit the plan"), from_={"draft"}, to="submitted", by="author",
            guard=_complete, effect=_submit, task=APPROVE, rules=("R-141",), primary=True,
            icon="send",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"submitted"}, to="draft", by="author",
            rules=("R-141",), icon="arrow-back-up",
        ),
        Move(
            "approve", _("Approve the plan"), from_={"submitted"}, to="approved",
            apart_from=("submit", "create", "owner"), in_turn=True, guard=_approvable, effect=_approve,
            rules=("R-141", "C-08"), primary=True, icon="check",
        ),
        Move(
            "send_back", _("Send back"), from_={"submitted"}, to="draft", needs_reason=True,
            apart_from=("submit", "create", "owner"), guard=_in_turn, task=CORRECT,
            rules=("R-141",), danger=True, icon="arrow-back-up",
        ),
    ),
)  # fmt: skip
