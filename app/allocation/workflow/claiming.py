"""The pool: a manager puts a customer in, a salesperson claims him, a manager takes him out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.allocation import rules
from app.allocation.models import PoolEntry
from app.allocation.operations import pooling
from app.allocation.words import PoolState
from app.allocation.workflow.watching import begin
from app.customers.standing import dealt_with
from app.kernel.db import utcnow
from app.kernel.rules import Broken
from app.kernel.viewer import Viewer
from app.kernel.workflow import Denied, Move, Workflow


def _releasable(row: PoolEntry, _viewer: Viewer) -> Iterator[Broken]:
    """A customer one deals with, and over whom no conflict waits (R-260, R-060)."""
    yield from dealt_with(row.customer)
    yield from rules.settled([row.customer_id])


def _claimable(row: PoolEntry, viewer: Viewer) -> Iterator[Broken]:
    """The same, within the limits of the register (R-260, R-060, R-065)."""
    yield from _releasable(row, viewer)
    session = object_session(row)
    if session is not None and viewer.user_id is not None:
        pooling.hold(session, viewer.user_id)
        yield from pooling.broken_for(session, row, viewer.user_id, utcnow())


def _release(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    pooling.release(session, row, viewer.user_id, now)


def _claim(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    if viewer.user_id is None:
        raise Denied("by")
    begin(session, pooling.claim(session, row, viewer.user_id, now), now)


pool_flow = Workflow(
    "pool",
    model="pool_entry",
    source="W-02",
    states=PoolState,
    initial="draft",
    editable={"draft"},
    finals={"claimed", "withdrawn"},
    path=("draft", "waiting", "claimed"),
    moves=(
        Move(
            "release", _("Put into the pool"), from_={"draft"}, to="waiting", guard=_releasable,
            effect=_release, rules=("R-065", "R-060"), primary=True, icon="users",
        ),
        Move(
            "claim", _("Claim"), from_={"waiting"}, to="claimed", guard=_claimable, effect=_claim,
            rules=("R-065", "R-063"), primary=True, icon="user-plus",
        ),
        Move(
            "take_out", _("Take out of the pool"), from_={"waiting"}, to="withdrawn",
            needs_reason=True, rules=("R-065",), icon="arrow-back-up",
        ),
    ),
)  # fmt: skip
