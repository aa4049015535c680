"""W-26: the two-monthly revision of an archive, up to its tier and the day of the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.archive.models import Revision
from app.archive.operations import revising
from app.archive.words import RevisionState
from app.kernel import clock, workdays
from app.kernel.deadlines import Due
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

OBSERVE = "observe"


def _due(_session: Session, row: Revision, _now: dt.datetime) -> Due:
    """At the end of the day on which the revision is due (R-301)."""
    return Due(revising.due_at(row))


def _observed(_session: Session, row: Revision, _now: dt.datetime) -> Due:
    """At the end of the last day of the observation (R-257)."""
    if row.observe_until is None:
        return Due(None)
    return Due(workdays.end_of_day(row.observe_until, clock.zone()))


def _gather(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    revising.gather(session, row)


def _causes(row: Revision, _viewer: Viewer) -> Iterator[Broken]:
    yield from revising.causes(row)


def _tierable(row: Revision, _viewer: Viewer) -> Iterator[Broken]:
    """All sections are checked, fast growth and loss explained, and the tier is said (R-220)."""
    yield from revising.checked(row)
    if revising.needs_causes(row) and not row.loss_cause:
        message = _("Analyse first why the customer grows so fast or was lost.")
        yield Broken("loss_cause", message, "R-257")
    if row.tier is None:
        yield Broken("tier", _("Say which tier the customer gets."), "R-220")


def _seen(row: Revision, _viewer: Viewer) -> Iterator[Broken]:
    """What the observation showed (F-122)."""
    if not (row.observe_result or "").strip():
        yield Broken("observe_result", _("Say what the observation showed."), "R-257")


def _tier(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    revising.set_tier(session, row)


def _report(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    revising.report(session, row)


def _finish(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    revising.finish(session, row, now)


def _under_observation(row: Revision) -> bool:
    return row.observe_until is not None and not row.observe_result


def _ordinary(row: Revision) -> bool:
    return not revising.is_important(row)


_TIER = TaskSpec(
    roles=("custodian",), title=_("Check the archive and set the tier"), due=_due, rule="R-220"
)
_OBSERVE = TaskSpec(
    to="owner_id", title=_("Observe the customer"), due=_observed, rule="R-257", duty=OBSERVE,
    beside=True,
)  # fmt: skip


def _after_tier(row: Revision) -> TaskSpec:
    """Important customers are reported to the leaders first (R-254)."""
    title = _("Report the archive of an important customer") if revising.is_important(row) else (
        _("Finish the revision")
    )  # fmt: skip
    return TaskSpec(roles=("custodian",), title=title, due=_due, rule="R-254")


revision_flow = Workflow(
    "revision",
    model="revision",
    source="W-26",
    states=RevisionState,
    initial="due",
    editable={"revising", "analysed"},
    finals={"done"},
    handed=TaskSpec(
        roles=("custodian",), title=_("Revise the archive"), due=_due, rule="R-301"
    ),
    path=("due", "revising", "tiered", "done"),
    moves=(
        Move(
            "revise", _("Begin the revision"), from_={"due"}, to="revising", effect=_gather,
            rules=("R-300", "R-024"), primary=True, icon="edit", task=_TIER,
        ),
        Move(
            "analyse", _("Analyse the causes"), from_={"revising"}, to="analysed",
            when=revising.needs_causes, asks=("loss_cause", "observe_until"), guard=_causes,
            rules=("R-257",), primary=True, icon="search", task=_TIER, duties=(_OBSERVE,),
        ),
        Move(
            "tier", _("Set the tier"), from_={"revising", "analysed"}, to="tiered",
            asks=("tier", "tier_reason"), guard=_tierable, effect=_tier,
            rules=("R-220", "R-248"), primary=True, icon="check", task=_after_tier,
        ),
        Move(
            "report", _("Report to the leaders"), from_={"tiered"}, to="reported",
            when=revising.is_important, effect=_report, rules=("R-254",), primary=True, icon="send",
            task=TaskSpec(
                roles=("custodian",), title=_("Finish the revision"), due=_due, rule="R-301"
            ),
        ),
        Move(
            "finish", _("Finish the revision"), from_={"reported"}, to="done", effect=_finish,
            rules=("R-301",), primary=True, icon="check",
        ),
        Move(
            "finish_at_once", _("Finish the revision"), from_={"tiered"}, to="done", when=_ordinary,
            effect=_finish, rules=("R-301",), primary=True, icon="check",
        ),
        Move(
            "observe", _("Note the observation"), from_={"analysed", "tiered", "reported", "done"},
            to="", when=_under_observation, closes=OBSERVE, asks=("observe_result",), guard=_seen, rules=("R-257",),
            icon="notes",
        ),
    ),
)  # fmt: skip
