"""A matter of cooperation: declared, confirmed by the manager where it begins cooperation, filed (F-008)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session, object_session

from app.customers import cooperation
from app.customers.matters import MatterState
from app.customers.models import CooperationMatter
from app.customers.standing import dealt_with
from app.kernel import clock
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

AUTHOR = ("owner_id", "created_by_id", "handled_by_id")


def _begins(row: CooperationMatter) -> bool:
    return cooperation.is_beginning(row.matter_kind)


def _goes_on(row: CooperationMatter) -> bool:
    return not _begins(row)


def _declarable(row: CooperationMatter, _viewer: Viewer) -> Iterator[Broken]:
    """One deals with the customer, and the evidence is there (R-069, R-260)."""
    session = object_session(row)
    yield from dealt_with(row.customer)
    if session is not None:
        yield from cooperation.declarable(session, row)


def _derive(session: Session, row: Any, _viewer: Viewer, _now: dt.datetime, _note: str) -> None:
    cooperation.derive(session, row.customer)


def _file(_session: Session, row: Any, viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.filed_by_id, row.filed_on = viewer.user_id, clock.day_of(now)


_CONFIRM = TaskSpec(
    roles=("branch_manager", "dept_manager"), title=_("Confirm the beginning of cooperation"), rule="R-069"
)  # fmt: skip
_FILE = TaskSpec(roles=("custodian",), title=_("File the matter of cooperation"), rule="R-069")

cooperation_flow = Workflow(
    "cooperation",
    model="cooperation_matter",
    source="F-008",
    states=MatterState,
    initial="draft",
    editable={"draft", "returned"},
    finals={"filed"},
    handed=TaskSpec(to="handled_by_id", title=_("Declare the matter of cooperation"), rule="R-069"),
    path=("draft", "submitted", "confirmed", "filed"),
    moves=(
        Move(
            "submit", _("Submit for confirmation"), from_={"draft", "returned"}, to="submitted",
            by=AUTHOR, when=_begins, guard=_declarable, task=_CONFIRM, rules=("R-069",),
            primary=True, icon="send",
        ),
        Move(
            "note", _("Enter in the archive"), from_={"draft", "returned"}, to="confirmed",
            by=AUTHOR, when=_goes_on, guard=_declarable, task=_FILE, rules=("R-124",),
            primary=True, icon="check",
        ),
        Move(
            "withdraw", _("Withdraw"), from_={"submitted"}, to="draft", by=AUTHOR,
            rules=("R-069",), icon="arrow-back-up",
        ),
        Move(
            "confirm", _("Confirm"), from_={"submitted"}, to="confirmed",
            apart_from=("submit", "create", "owner"), guard=_declarable, effect=_derive,
            task=_FILE, rules=("R-069", "R-070"), primary=True, icon="check",
        ),
        Move(
            "send_back", _("Send back"), from_={"submitted"}, to="returned", needs_reason=True,
            apart_from=("submit", "create", "owner"), rules=("R-069",), icon="arrow-back-up",
            task=TaskSpec(to="handled_by_id", title=_("Correct the matter of cooperation"), rule="R-069"),
        ),
        Move(
            "file", _("File in the archive"), from_={"confirmed"}, to="filed",
            asks=("catalogue_no", "volume_no"), effect=_file, rules=("R-303",), primary=True,
            icon="archive",
        ),
    ),
)  # fmt: skip
