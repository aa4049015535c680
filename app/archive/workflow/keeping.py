"""The life of an original paper (R-025), and the way of a stamped correction (W-25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.archive import queries
from app.archive.models import Correction
from app.archive.operations import corrections, originals
from app.archive.words import CorrectionState, OriginalState
from app.kernel import clock, policy, workdays
from app.kernel.deadlines import Due
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
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


# -- stamped corrections ---------------------------------------------------------------------------
def _today(_session: Session, _row: Any, now: dt.datetime) -> Due:
    """A correction is stamped on the day on which it is proposed (W-25)."""
    return Due(workdays.end_of_day(clock.day_of(now), clock.zone()))


def _keep(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    corrections.keep_old(session, row)


def _stampable(row: Correction, _viewer: Viewer) -> Iterator[Broken]:
    """The card still says what the correction was made for (R-296)."""
    session = object_session(row)
    if session is not None:
        yield from corrections.refused(session, row)


def _stamped(_row: Correction) -> bool:
    """The register has somebody else put a stamp to a correction (R-296)."""
    return bool(policy.value("correction.stamp_required"))


def _unstamped(row: Correction) -> bool:
    return not _stamped(row)


def _apply(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    corrections.apply(session, row, viewer.user_id, now)


_STAMP = TaskSpec(
    roles=("marketing", "custodian"), title=_("Stamp the correction"), due=_today, rule="R-296"
)

correction_flow = Workflow(
    "correction",
    model="correction",
    source="W-25",
    states=CorrectionState,
    initial="draft",
    editable={"draft"},
    finals={"applied", "refused"},
    begun=_keep,
    path=("draft", "proposed", "applied"),
    moves=(
        Move(
            "propose", _("Propose the correction"), from_={"draft"}, to="proposed", when=_stamped,
            by="created_by_id", effect=_keep, task=_STAMP, rules=("R-017", "R-296"), primary=True,
            icon="send",
        ),
        Move(
            "correct", _("Correct the card"), from_={"draft"}, to="applied", when=_unstamped,
            by="created_by_id", guard=_stampable, effect=_apply, rules=("R-024", "R-296"),
            primary=True, icon="check",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"proposed"}, to="draft", by="created_by_id",
            rules=("R-296",), icon="arrow-back-up",
        ),
        Move(
            "stamp", _("Stamp"), from_={"proposed"}, to="applied",
            apart_from=("create", "propose"), guard=_stampable, effect=_apply,
            rules=("R-024", "R-296"), primary=True, icon="check",
        ),
        Move(
            "refuse", _("Do not correct"), from_={"proposed"}, to="refused",
            apart_from=("create", "propose"), needs_reason=True, rules=("R-296",), danger=True,
            icon="x",
        ),
    ),
)  # fmt: skip
