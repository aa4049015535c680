"""W-33: a campaign that gathers information is planned, approved, carried out, worked up, reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers import campaigns
from app.customers.matters import CampaignState
from app.customers.models import Campaign
from app.kernel import clock
from app.kernel.rules import Broken
from app.kernel.tasks import TaskSpec
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move, Workflow

IN_CHARGE = "person_in_charge_id"


def _planned(row: Campaign, _viewer: Viewer) -> Iterator[Broken]:
    """Plan, person and budget stand (R-031)."""
    keys = Campaign.__mapper__.column_attrs.keys()
    yield from campaigns.campaign({key: getattr(row, key) for key in keys}, row)


def _divided(row: Campaign, _viewer: Viewer) -> Iterator[Broken]:
    """Who does what (R-032)."""
    yield from campaigns.divided(row)


def _reported(row: Campaign, _viewer: Viewer) -> Iterator[Broken]:
    """Methods, figures, conclusions (R-032)."""
    yield from campaigns.reported(row)


def _report(_session: Session, row: Any, _viewer: Viewer, now: dt.datetime, _note: str) -> None:
    row.reported_on = clock.day_of(now)


campaign_flow = Workflow(
    "campaign",
    model="campaign",
    source="W-33",
    states=CampaignState,
    initial="planned",
    editable={"planned", "approved", "gathering", "processing"},
    finals={"reported"},
    handed=TaskSpec(
        roles=("gm",), title=_("Approve the gathering of information"), rule="R-031"
    ),
    path=("planned", "approved", "gathering", "processing", "reported"),
    moves=(
        Move(
            "approve", _("Approve"), from_={"planned"}, to="approved", guard=_planned,
            apart_from=("create",), rules=("R-031",), primary=True, icon="check",
            task=TaskSpec(to=IN_CHARGE, title=_("Begin to gather information"), rule="R-030"),
        ),
        Move(
            "gather", _("Begin to gather"), from_={"approved"}, to="gathering",
            rules=("R-029", "R-030"), primary=True, icon="search",
            task=TaskSpec(to=IN_CHARGE, title=_("Work up what was gathered"), rule="R-032"),
        ),
        Move(
            "process", _("Begin to work it up"), from_={"gathering"}, to="processing",
            asks=("division",), guard=_divided, rules=("R-032",), primary=True, icon="chart-bar",
            task=TaskSpec(to=IN_CHARGE, title=_("Write the analysis report"), rule="R-032"),
        ),
        Move(
            "report", _("Hand in the report"), from_={"processing"}, to="reported",
            asks=("methods", "figures", "conclusions", "suggestions"), guard=_reported,
            effect=_report, rules=("R-032",), primary=True, icon="notes",
        ),
    ),
)  # fmt: skip
