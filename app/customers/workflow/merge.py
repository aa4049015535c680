"""Two cards of one customer: proposed, merged, and undone as long as that is safe (R-011)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers import merging
from app.customers.models import CustomerMerge
from app.customers.words import MergeState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow


def _decide_task(row: CustomerMerge) -> TaskSpec:
    """The manager where both cards are his branch's, else who keeps the archive of the company."""
    session = object_session(row)
    branches = {card.branch_id for card in merging.pair(session, row)} if session else set()
    roles = ("branch_manager", "custodian") if len(branches) == 1 else ("custodian",)
    return TaskSpec(roles=roles, title=_("Decide on the merge of two cards"), rule="R-011")


def _mergeable(row: CustomerMerge, viewer: Viewer) -> Iterator[Broken]:
    """Both in reach, alive, and free of other business (R-011, R-260)."""
    session = object_session(row)
    if session is not None:
        yield from merging.refused(session, row, viewer)


def _still_mergeable(row: CustomerMerge, viewer: Viewer) -> Iterator[Broken]:
    """The same, of both cards as they stand once nobody else can touch them."""
    session = object_session(row)
    if session is not None:
        merging.hold(session, row)
    yield from _mergeable(row, viewer)


def _still_undoable(row: CustomerMerge, viewer: Viewer) -> Iterator[Broken]:
    """Nothing rests on the merge yet (R-024)."""
    session = object_session(row)
    if session is not None:
        merging.hold(session, row)
        yield from merging.unsafe(session, row, viewer)


def _named(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    row.goes_name = merging.pair(session, row)[1].customer_name


def _merge(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    merging.merge(session, row, viewer.user_id, now)


def _decided(_session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.decided_by_id, row.decided_at = viewer.user_id, now


def _undo(session: Session, row: Any, viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    merging.undo(session, row, viewer.user_id)


merge_flow = Workflow(
    "customer_merge",
    model="customer_merge",
    source="W-04",
    states=MergeState,
    initial="draft",
    editable={"draft"},
    finals={"refused", "undone"},
    begun=_named,
    path=("draft", "proposed", "merged"),
    moves=(
        Move(
            "propose", _("Propose the merge"), from_={"draft"}, to="proposed", guard=_mergeable,
            task=_decide_task, rules=("R-011",), primary=True, icon="send",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"proposed"}, to="draft", by="created_by_id",
            rules=("R-011",), icon="arrow-back-up",
        ),
        Move(
            "merge", _("Merge the cards"), from_={"proposed"}, to="merged",
            apart_from=("create", "propose"), guard=_still_mergeable, effect=_merge,
            rules=("R-011", "R-024", "R-061"), primary=True, icon="check",
        ),
        Move(
            "refuse", _("Not the same customer"), from_={"proposed"}, to="refused",
            apart_from=("create", "propose"), needs_reason=True, effect=_decided,
            rules=("R-011",), danger=True, icon="x",
        ),
        Move(
            "undo", _("Undo the merge"), from_={"merged"}, to="undone", needs_reason=True,
            guard=_still_undoable, effect=_undo, rules=("R-011", "R-024"), danger=True,
            icon="arrow-back-up",
        ),
    ),
)  # fmt: skip
