"""What visits put on the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import g, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers.queries import cards_since
from app.desk.agenda import Event, Events
from app.desk.home import HomeChart, Line, Panel
from app.desk.picks import naming
from app.desk.shown import day, word
from app.kernel import policy
from app.kernel.clock import day_of, zone
from app.kernel.db import db
from app.kernel.viewer import Viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.visits import standing
from app.visits.queries import own_visits, visits_of_day

BEHIND = 6
MOST = 300  # visits of one calendar page


def _today(session: Session, _viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """Today's visits within reach."""
    today = day_of(now)
    slips = visits_of_day(session, start_of_day(today, zone()), end_of_day(today, zone()))
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
    """The reader's own visits, and those he comes along to; whoever stays in sees all in his reach."""
    if not viewer.may("can_depart", "VisitRequestView"):
        return [
            Event(
                slip.planned_from, f"{naming(slip.visitor)} {slip.task_subject}",
                url_for("VisitRequestView.show", pk=slip.id),
            )
            for slip in visits_of_day(session, since, until, MOST)
        ]  # fmt: skip
    slips = own_visits(session, viewer.user_id or 0, since, until)
    return [
        Event(slip.planned_from, slip.task_subject, url_for("VisitRequestView.show", pk=slip.id))
        for slip in slips
    ]


def _clock(at: dt.datetime) -> Any:
    return f"{at.astimezone(zone()):%H:%M}"


def _quota(_session: Session, viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """For those who go out: today's new visits, the week's and the month's new customers.

    Attendance marks departures too, but never goes out: it writes no slips.
    """
    if viewer.user_id is None or not viewer.may("can_add", "VisitRequestView"):
        return ()
    slips, cards = url_for("VisitRequestView.list"), url_for("CustomerView.list")
    lines = (
        (slips, _("New customers visited today"), "quota.new_visits_per_day_min"),
        (cards, _("Cards collected this week"), "quota.new_leads_per_week_min"),
        (cards, _("Customers won this month"), "quota.new_customers_per_month_min"),
    )
    counts, _behind = _standing(viewer.user_id, now)
    return [
        Line(url, (label, f"{count} / {policy.value(key)}"), late=count < policy.value(key))
        for (url, label, key), count in zip(lines, counts, strict=True)
    ]


def _behind(_session: Session, viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """The reader's own customers whose return visit is overdue (R-154)."""
    if viewer.user_id is None or not viewer.may("can_depart", "VisitRequestView"):
        return ()
    _counts, behind = _standing(viewer.user_id, now)
    return [
        Line(url_for("CustomerView.show", pk=row.id), (naming(row), day(at) if at else _("never")))
        for row, at in behind
    ]


def _standing(me: int, now: dt.datetime) -> Any:
    """What both panels show, asked once a request."""
    if "visit_standing" not in g:
        today = day_of(now)
        monday, first = today - dt.timedelta(days=today.weekday()), today.replace(day=1)
        counts = (
            standing.new_visits_since(me, start_of_day(today, zone())),
            cards_since(me, monday, policy.value("quota.new_leads_count") == "approved_only"),
            cards_since(me, first, True),
        )
        since = now - dt.timedelta(days=policy.value("rv.cooperating_interval_days"))
        g.visit_standing = standing.standing(db.session, me, counts, since, BEHIND)
    return g.visit_standing


PANELS = [
    Panel("today", _("Visits today"), "VisitRequestView", _today, query="?f.planned_from.today=1"),
    Panel("quota", _("My numbers"), "VisitRequestView", _quota, counted=False, below=True),
    Panel("behind", _("Not visited for long"), "CustomerView", _behind, below=True),
]
EVENTS = [Events("visits", _("Planned visits"), "route", "VisitRequestView", _planned)]
CHARTS = [
    HomeChart("VisitRequestView", "by_week", _("Visits by week")),
    HomeChart("VisitRequestView", "by_visitor", _("Visits by person")),
    HomeChart("CustomerView", "by_tier"),
]
