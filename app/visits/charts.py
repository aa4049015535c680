"""What visits put on the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.desk.agenda import Event, Events
from app.desk.home import HomeChart, Line, Panel
from app.desk.picks import naming
from app.desk.shown import word
from app.kernel.clock import day_of, zone
from app.kernel.viewer import Viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.visits.queries import own_visits, visits_of_day


def _today(session: Session, _viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """Today's visits within reach."""
    day = day_of(now)
    slips = visits_of_day(session, start_of_day(day, zone()), end_of_day(day, zone()))
    return [
        Line(
            url_for("VisitRequestView.show", pk=slip.id),
            (slip.task_subject, naming(slip.visitor), _clock(slip.planned_from), word(slip.state)),
        )
        for slip in slips
    ]


def _planned(
    session: Session, viewer: Viewer, since: dt.datetime, until: dt.datetime
) -> Sequence[Event]:
    """The reader's own visits, and those he comes along to."""
    slips = own_visits(session, viewer.user_id or 0, since, until)
    return [
        Event(slip.planned_from, slip.task_subject, url_for("VisitRequestView.show", pk=slip.id))
        for slip in slips
    ]


def _clock(at: dt.datetime) -> Any:
    return f"{at.astimezone(zone()):%H:%M}"


PANELS = [
    Panel("today", _("Visits today"), "VisitRequestView", _today, query="?f.planned_from.today=1"),
]
EVENTS = [Events("visits", _("Planned visits"), "route", "VisitRequestView", _planned)]
CHARTS = [
    HomeChart("VisitRequestView", "by_week", _("Visits by week")),
    HomeChart("VisitRequestView", "by_visitor", _("Visits by person")),
    HomeChart("CustomerView", "by_tier"),
]
