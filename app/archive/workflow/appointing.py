"""W-38: a custodian is proposed, checked, appointed and relieved; the role follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.archive.models import Custodian
from app.archive.operations import appointing
from app.archive.words import CustodianState
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow


def _not_himself(row: Custodian, viewer: Viewer) -> Iterator[Broken]:
    if row.user_id == viewer.user_id:
        yield Broken("user_id", _("Nobody appoints himself."), "R-312")


def _judged(row: Custodian, viewer: Viewer) -> Iterator[Broken]:
    """Tenure, loyalty, ability, overall view (R-310)."""
    yield from _not_himself(row, viewer)
    yield from appointing.fit(row, appointing.least_months())


def _sworn(row: Custodian, viewer: Viewer) -> Iterator[Broken]:
    """Nobody is handed the archive before he signed for its secrecy (R-013)."""
    yield from _not_himself(row, viewer)
    if row.signed_on is None:
        yield Broken("signed_on", _("Say when the person signed for secrecy."), "R-013")


def _replaced(row: Custodian, _viewer: Viewer) -> Iterator[Broken]:
    """The archive is never without a named person (R-309)."""
    session = object_session(row)
    if session is not None and appointing.is_required() and not appointing.others(session, row):
        yield Broken("", _("Appoint the next custodian first."), "R-309")


def _begin(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    appointing.note_tenure(session, row)


def _appoint(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    appointing.appoint(session, row, now)


def _end(session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    appointing.end(session, row, now)


custodian_flow = Workflow(
    "custodian",
    model="custodian",
    source="W-38",
    states=CustodianState,
    initial="proposed",
    editable={"proposed", "checked"},
    finals={"ended"},
    begun=_begin,
    handed=TaskSpec(roles=("gm",), title=_("Check the proposed custodian"), rule="R-310"),
    path=("proposed", "checked", "appointed", "ended"),
    moves=(
        Move(
            "check", _("Check the qualification"), from_={"proposed"}, to="checked",
            asks=("loyalty", "analysis_ability", "overall_knowledge", "opinion"), guard=_judged,
            rules=("R-310",), primary=True, icon="clipboard-check",
            task=TaskSpec(roles=("gm",), title=_("Appoint the custodian"), rule="R-309"),
        ),
        Move(
            "appoint", _("Appoint"), from_={"checked"}, to="appointed", asks=("signed_on",),
            guard=_sworn, effect=_appoint, rules=("R-309", "R-312", "R-013"), primary=True,
            icon="user-check",
        ),
        Move(
            "end", _("End the appointment"), from_={"appointed"}, to="ended", needs_reason=True,
            guard=_replaced, effect=_end, rules=("R-066",), danger=True, icon="user-off",
        ),
    ),
)  # fmt: skip
