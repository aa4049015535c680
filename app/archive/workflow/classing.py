"""A class set otherwise than the rules, for a time (C-03, R-235); and runs over the classes of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.archive import rules
from app.archive.models import ClassOverride, ClassRun
from app.archive.operations import classing
from app.archive.words import OverrideState, RunState
from app.kernel import jobs, policy
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

PREVIEW, APPLY = "preview_classes", "apply_classes"


def _reviewed(_row: ClassOverride) -> bool:
    """The register has somebody else decide on a class (R-235)."""
    return bool(policy.value("grade.change_requires_review"))


def _unreviewed(row: ClassOverride) -> bool:
    return not _reviewed(row)


def _settable(row: ClassOverride, _viewer: Viewer) -> Iterator[Broken]:
    """It still says something else than the card, and for days to come."""
    keys = ClassOverride.__mapper__.column_attrs.keys()
    yield from rules.override({key: getattr(row, key) for key in keys}, row)


def _set(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    classing.set_class(session, row, viewer.user_id, now)


def _end(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    classing.end_class(session, row, now)


override_flow = Workflow(
    "class_override",
    model="class_override",
    source="C-03",
    states=OverrideState,
    initial="draft",
    editable={"draft"},
    finals={"ended", "refused"},
    path=("draft", "proposed", "in_force", "ended"),
    moves=(
        Move(
            "propose", _("Propose the class"), from_={"draft"}, to="proposed", when=_reviewed,
            by="created_by_id", guard=_settable, rules=("R-235",), primary=True, icon="send",
            task=TaskSpec(
                roles=("branch_manager", "marketing_director"),
                title=_("Decide on the class of a customer"), rule="R-235",
            ),
        ),
        Move(
            "set", _("Set the class"), from_={"draft"}, to="in_force", when=_unreviewed,
            guard=_settable, effect=_set, rules=("C-03",), primary=True, icon="check",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"proposed"}, to="draft", by="created_by_id",
            rules=("R-235",), icon="arrow-back-up",
        ),
        Move(
            "confirm", _("Set the class"), from_={"proposed"}, to="in_force",
            apart_from=("create", "propose"), guard=_settable, effect=_set, rules=("R-235", "C-03"),
            primary=True, icon="check",
        ),
        Move(
            "refuse", _("Leave the class"), from_={"proposed"}, to="refused", needs_reason=True,
            apart_from=("create", "propose"), rules=("R-235",), danger=True, icon="x",
        ),
        Move(
            "end", _("End it now"), from_={"in_force"}, to="ended", needs_reason=True, effect=_end,
            rules=("C-03",), icon="clock",
        ),
    ),
)  # fmt: skip


# -- over all customers ----------------------------------------------------------------------------
def _count(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    row.found, row.seen_count, row.change_count = None, None, None
    jobs.enqueue(session, PREVIEW, run_id=row.id)


def _take_over(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    jobs.enqueue(session, APPLY, run_id=row.id)


def _is_counted(row: ClassRun) -> bool:
    """The job has written down what it found for whoever asked, and makes this move."""
    return row.found is not None and row.created_by_id is not None


def _is_prepared(row: ClassRun) -> bool:
    """The same for a run that nobody asked for: the yearly one."""
    return row.found is not None and row.created_by_id is None


def _is_stuck(row: ClassRun) -> bool:
    """The job that works for the run has ended without an end of its own: it failed or was stopped."""
    kind, session = PREVIEW if row.state is RunState.COUNTING else APPLY, object_session(row)
    return session is not None and not jobs.is_under_way(session, kind, run_id=row.id)


def _is_applied(row: ClassRun) -> bool:
    """The job has taken all over, and makes this move."""
    return row.applied_on is not None


run_flow = Workflow(
    "class_run",
    model="class_run",
    source="C-03",
    states=RunState,
    initial="draft",
    editable={"draft", "previewed"},
    finals={"applied", "dropped"},
    path=("draft", "counting", "previewed", "applying", "applied"),
    moves=(
        Move(
            "count", _("Work out what would change"), from_={"draft"}, to="counting",
            effect=_count, rules=("R-214",), primary=True, icon="scale",
        ),
        Move(
            "recount", _("Work it out anew"), from_={"previewed"}, to="counting", effect=_count,
            rules=("R-214",), icon="refresh",
        ),
        Move(
            "counted", _("Worked out"), from_={"counting"}, to="previewed", when=_is_counted,
            rules=("R-214",), icon="check",
            task=TaskSpec(
                to="created_by_id", title=_("Look at the classes worked out"), rule="R-214"
            ),
        ),
        Move(
            "prepared", _("Prepared"), from_={"counting"}, to="previewed", when=_is_prepared,
            rules=("R-214", "R-225"), icon="check",
            task=TaskSpec(
                roles=("custodian", "marketing"), title=_("Look at the classes worked out"),
                rule="R-225",
            ),
        ),
        Move(
            "again", _("Work it out again"), from_={"counting"}, to="counting", when=_is_stuck,
            effect=_count, rules=("R-214",), icon="refresh",
        ),
        Move(
            "resume", _("Take over again"), from_={"applying"}, to="applying", when=_is_stuck,
            effect=_take_over, rules=("R-214",), icon="refresh",
        ),
        Move(
            "apply", _("Take over"), from_={"previewed"}, to="applying", effect=_take_over,
            rules=("R-214", "R-219", "R-221", "R-224"), primary=True, icon="check",
        ),
        Move(
            "finish", _("In effect"), from_={"applying"}, to="applied", when=_is_applied,
            rules=("R-214",), icon="check",
        ),
        Move(
            "drop", _("Drop"), from_={"draft", "previewed"}, to="dropped", rules=("R-214",),
            icon="x",
        ),
    ),
)  # fmt: skip
