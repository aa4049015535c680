"""W-04: two people claim one customer; the first record proposes, the manager decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.allocation.models import Conflict
from app.allocation.operations import deciding
from app.allocation.words import ConflictState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

DECIDE = TaskSpec(
    roles=("branch_manager", "gm"), title=_("Decide on the conflict over a customer"), rule="R-061"
)


def _decidable(row: Conflict, _viewer: Viewer) -> Iterator[Broken]:
    """One of the two, and reasons where the first record is not followed (R-061)."""
    if row.decided_owner_id not in {row.claimant_id, row.holder_id} - {None}:
        yield Broken("decided_owner_id", _("Choose one of the two sides."), "R-061")
    if row.decided_owner_id != row.proposed_owner_id and not row.reason:
        message = _("Give the reasons for not following the first record.")
        yield Broken("reason", message, "R-061")


def _propose(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    deciding.propose(session, row)


def _decide(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    deciding.decide(session, row, viewer.user_id, now)


def _dismiss(session: Session, row: Any, viewer: Viewer, now: dt.datetime, note: str) -> None:
    row.reason = note[:500]
    deciding.dismiss(session, row, viewer.user_id, now)


conflict_flow = Workflow(
    "conflict",
    model="conflict",
    source="W-04",
    states=ConflictState,
    initial="raised",
    editable={"raised", "proposed"},
    finals={"decided"},
    path=("raised", "proposed", "decided"),
    moves=(
        Move(
            "propose", _("Propose by the first record"), from_={"raised"}, to="proposed",
            effect=_propose, rules=("R-060",), primary=True, icon="history", task=DECIDE,
        ),
        Move(
            "decide", _("Decide"), from_={"proposed"}, to="decided", guard=_decidable,
            apart_from=("owner",), asks=("reason",), effect=_decide, rules=("R-061", "R-024"),
            primary=True, icon="check",
        ),
        Move(
            "dismiss", _("Two different customers"), from_={"proposed"}, to="decided",
            needs_reason=True, apart_from=("owner",), effect=_dismiss, rules=("R-061", "R-060"),
            icon="x",
        ),
    ),
)  # fmt: skip
