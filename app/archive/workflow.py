"""The life of an original paper: in force, superseded, or entered by mistake; never gone (R-025)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.operations import originals
from app.archive.words import OriginalState
from app.kernel.viewer import SYSTEM, Viewer
from app.kernel.workflow import Move, Workflow, run


def _take_place(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    """The paper that a new one takes the place of is superseded in the same moment."""
    older = queries.original(session, row.replaces_id) if row.replaces_id else None
    if older is not None and older.state is OriginalState.CURRENT:
        run(
            session,
            original_flow,
            older,
            "supersede",
            viewer=SYSTEM,
            reason=row.original_no,
            now=now,
        )


def _end(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    originals.end(row)


original_flow = Workflow(
    originals.FLOW,
    model="original_document",
    source="F-021",
    states=OriginalState,
    initial="current",
    editable={"current"},
    finals={"superseded", "void"},
    begun=_take_place,
    moves=(
        Move(
            "supersede", _("Take out of force"), from_={"current"}, to="superseded",
            needs_reason=True, effect=_end, rules=("R-025",), icon="archive",
        ),
        Move(
            "void", _("Entered by mistake"), from_={"current"}, to="void", needs_reason=True,
            effect=_end, rules=("R-025",), danger=True, icon="x",
        ),
    ),
)  # fmt: skip
