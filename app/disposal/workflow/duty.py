"""W-17, the duties: each department ticks its own; the last one finishes its part of the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.disposal import operations, queries
from app.disposal.models import BadDuty
from app.disposal.words import CaseState, DutyState, Side
from app.disposal.workflow.case import RULES, case_flow
from app.kernel.viewer import Viewer
from app.kernel.workflow import Denied, Move, Workflow, run


def _tick(session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    """The duty is done; the last of a department finishes its part of the case.

    The case is held meanwhile: of two last duties ticked at once one sees the other.
    """
    operations.tick(row, viewer.user_id, now)
    session.flush()
    queries.hold(session, row.bad_case_id)
    if row.bad_case.state is not CaseState.PROCESSING:
        raise Denied("moved")
    if not queries.has_open_duty(session, row.bad_case_id, row.side):
        run(session, case_flow, row.bad_case, f"finish_{row.side.value}", viewer=viewer, now=now)


def _untick(_session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    operations.untick(row)


def _is(side: Side) -> Any:
    return lambda row: row.side is side and row.bad_case.state is CaseState.PROCESSING


def _is_not_finished(row: BadDuty) -> bool:
    """The department has not finished its part yet."""
    session = object_session(row)
    return (
        session is not None
        and row.bad_case.state is CaseState.PROCESSING
        and queries.has_open_duty(session, row.bad_case_id, row.side)
    )


duty_flow = Workflow(
    "bad_duty",
    model="bad_duty",
    source="W-17",
    states=DutyState,
    initial="open",
    editable=set(),
    finals={"done"},
    path=("open", "done"),
    moves=(
        *(
            Move(
                f"tick_{side.value}", _("Done"), from_={"open"}, to="done", when=_is(side),
                asks=("result",), effect=_tick, rules=(RULES[side],), primary=True, icon="check",
            )
            for side in Side
        ),
        Move(
            "untick", _("Not done after all"), from_={"done"}, to="open", needs_reason=True,
            by="done_by_id", when=_is_not_finished, effect=_untick,
            rules=("R-262", "R-263", "R-264"), icon="arrow-back-up",
        ),
    ),
)  # fmt: skip
