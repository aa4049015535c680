"""The end of W-07: the customer was asked again, then record and papers are filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move
from app.visits import operations
from app.visits.models import VisitRequest
from app.visits.rules import minutes as rules

FILE = TaskSpec(roles=("clerk", "custodian"), title=_("File the visit"), rule="R-134")


def _filable(row: VisitRequest, _viewer: Viewer) -> Iterator[Broken]:
    """The minutes are with the customer, receipt and all (R-119)."""
    yield from rules.settled(object_session(row), row)


def _follow_up(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _n: str) -> None:
    operations.note_follow_up(row, now)


def _close(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    operations.close_slip(row, now)


FILING = (
    Move(
        "follow_up", _("Customer was asked again"), from_={"recorded"}, to="followed_up",
        needs_reason=True, effect=_follow_up, task=FILE, rules=("R-162",), icon="phone",
    ),
    Move(
        "close", _("File the visit"), from_={"followed_up"}, to="closed", guard=_filable,
        effect=_close, rules=("R-134", "R-119"), primary=True, icon="archive",
    ),
)  # fmt: skip
