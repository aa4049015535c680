"""W-09 from the summary on: decided, handled by a department, asked about again, filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel import policy
from app.kernel.deadlines import Due, stated
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec, open_task
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow
from app.visits.models import OpinionItem, VisitRequest
from app.visits.operations import opinions as verbs
from app.visits.rules import opinions as rules
from app.visits.words import OpinionState


def _due(_session: Session, row: OpinionItem, _now: dt.datetime) -> Due:
    """The end of the day that was decided."""
    return stated(row, "due_on")


DECIDE = TaskSpec(
    roles=("dept_manager", "branch_manager", "gm"), title=_("Decide on an opinion"), rule="R-131"
)
DECIDE_MAJOR = TaskSpec(roles=("gm",), title=_("Decide on a major problem"), rule="R-132")
HANDLE = TaskSpec(
    roles=("functional_dept", "dept_manager"), title=_("Handle an opinion"), due=_due, rule="R-133"
)
ASK = TaskSpec(to="owner_id", title=_("Ask the customer again"), rule="R-130")
ASK_MAJOR = TaskSpec(roles=("gm",), title=_("Ask the customer again"), rule="R-132")
FILE = TaskSpec(roles=("clerk", "custodian"), title=_("File the opinion"), rule="R-134")


def begin(session: Session, slip: VisitRequest, now: dt.datetime) -> None:
    """The opinions of a recorded visit wait for a decision, major ones for the general manager."""
    for row in verbs.summarise(session, slip):
        wait_for_decision(session, row, now)


def wait_for_decision(session: Session, row: OpinionItem, now: dt.datetime) -> None:
    """An opinion heard anywhere waits for whoever decides what is done about it (R-131, R-132)."""
    open_task(session, verbs.FLOW, row, _first(row), now, set(), _first(row).roles[:1])


def _first(row: OpinionItem) -> TaskSpec:
    return DECIDE_MAJOR if _is_the_generals(row) else DECIDE


def _is_the_generals(row: OpinionItem) -> bool:
    """Major, and the register gives major ones to the general manager (R-132)."""
    return row.is_major and policy.value("opinion.major_owner") == "general_manager"


def _revisit(row: OpinionItem) -> TaskSpec | None:
    if not policy.value("opinion.followup_required"):
        return FILE
    return ASK_MAJOR if _is_the_generals(row) else ASK


def _settled(row: OpinionItem) -> bool:
    """Answered during the visit, to the customer's content (R-129)."""
    return row.is_answered and not row.is_major


def _needs_no_revisit(_row: OpinionItem) -> bool:
    return not policy.value("opinion.followup_required")


def _decidable(row: OpinionItem, viewer: Viewer) -> Iterator[Broken]:
    """What is to be done, by which department, until when; a major one by the general manager."""
    if _is_the_generals(row) and not viewer.is_system and "gm" not in viewer.roles:
        yield Broken("", _("A major problem is the general manager's to decide."), "R-132")
    yield from rules.decided(row)


def _handled(row: OpinionItem, _viewer: Viewer) -> Iterator[Broken]:
    """What was done (R-133)."""
    yield from rules.handled(row)


def _asked(row: OpinionItem, viewer: Viewer) -> Iterator[Broken]:
    """When, and what the customer says now (R-130); after a major problem by the general manager (R-132)."""
    if _is_the_generals(row) and not viewer.is_system and "gm" not in viewer.roles:
        yield Broken("", _("After a major problem the general manager asks the customer."), "R-132")
    yield from rules.revisited(row)


def _fix(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    verbs.fix(row, now)


def _again(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    verbs.again(row)


def _file(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    verbs.file(row, now)


opinion_flow = Workflow(
    verbs.FLOW,
    model="opinion_item",
    source="W-09",
    states=OpinionState,
    initial="summarised",
    editable={"summarised"},
    finals={"filed"},
    handed=DECIDE,
    path=("summarised", "decided", "fixing", "fixed", "revisited", "filed"),
    moves=(
        Move(
            "decide", _("Give to the department"), from_={"summarised"}, to="decided",
            guard=_decidable, task=HANDLE, rules=("R-131", "R-132"), primary=True, icon="check",
        ),
        Move(
            "settle", _("Settled on the spot"), from_={"summarised"}, to="revisited", when=_settled,
            task=FILE, rules=("R-129",), icon="circle-check",
        ),
        Move(
            "start", _("Begin with it"), from_={"decided"}, to="fixing", task=HANDLE,
            rules=("R-133",), primary=True, icon="walk",
        ),
        Move(
            "fix", _("Report it handled"), from_={"fixing"}, to="fixed", asks=("fix_result",),
            guard=_handled, effect=_fix, task=_revisit, rules=("R-133",), primary=True, icon="check",
        ),
        Move(
            "ask", _("Customer asked again"), from_={"fixed"}, to="revisited",
            asks=("revisit_on", "is_satisfied", "revisit_result"), guard=_asked, task=FILE,
            rules=("R-130", "R-132"), primary=True, icon="phone",
        ),
        Move(
            "reopen", _("Customer is not content"), from_={"fixed"}, to="fixing", needs_reason=True,
            effect=_again, task=HANDLE, rules=("R-130",), danger=True, icon="arrow-back-up",
        ),
        Move(
            "file", _("File the opinion"), from_={"revisited"}, to="filed", effect=_file,
            rules=("R-134", "R-135"), primary=True, icon="archive",
        ),
        Move(
            "file_unasked", _("File without asking again"), from_={"fixed"}, to="filed",
            when=_needs_no_revisit, effect=_file, rules=("R-134",), icon="archive",
        ),
    ),
)  # fmt: skip
