"""The plan of visits of a week or month (F-042), and the summary of opinions for the general manager (F-052), as reports."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.desk import prints
from app.desk.picks import naming
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.kernel import clock
from app.kernel.accounts import full_name
from app.kernel.clock import zone
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.reading import listed, plain
from app.kernel.scope import current_viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.visits import queries, registers
from app.visits.models import OpinionItem, VisitRequest
from app.visits.rules.slip import NOON
from app.visits.spans import SPANS, days
from app.visits.words import OpinionKind, OpinionState

PLAN = Paper(
    "visit_plan", _("Plan of customer visits"), "papers/_archive.html", None, landscape=True
)
SUMMARY = Paper(
    "opinions", _("Summary of customers' opinions"), "papers/_archive.html", None, landscape=True
)
prints.declare(VisitRequest, _("Visit slips"), [PLAN])
prints.declare(OpinionItem, _("Opinions of customers"), [SUMMARY])

MOST = 300  # lines of one report; beyond it one asks for a shorter time or one person
PAST = ("month", "last_month", "week", "last_week")
EVERYBODY = "all"
PLAN_WIDTHS = (6, 6, 8, 5, 15, 18, 7, 9, 8, 8, 10)  # percent of the page
SUMMARY_WIDTHS = (5, 14, 9, 6, 18, 5, 14, 8, 9, 6, 6)


class VisitPlanView(ReportView):
    """客户访问计划表: who goes when to whom, in which order, how long, with whom, with what result (F-042, R-087…R-092)."""

    route_base = "/visit-plan"
    kind = "visit"
    title = _("Plan of customer visits")
    paper = PLAN
    about = "visit_request"

    def asking(self) -> Sequence[Asking]:
        """Which time, and whose visits: first the reader's own, where he goes out himself."""
        viewer = current_viewer()
        people = registers.visitors_in_reach(db.session, viewer)
        own = viewer.may("can_depart", "VisitRequestView") and people.get(viewer.user_id or 0)
        mine = {str(viewer.user_id): own} if own else {}
        whose = {
            **mine,
            EVERYBODY: _("Everybody"),
            **{str(who): name for who, name in people.items()},
        }
        return [Asking("span", _("Time"), SPANS), Asking("who", _("Visitor"), whose)]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Day by day, and how many visits each day has."""
        first, last = days(chosen["span"], clock.today())
        who = None if chosen["who"] == EVERYBODY else int(chosen["who"])
        span = start_of_day(first, zone()), end_of_day(last, zone())
        slips = registers.planned(db.session, *span, who, MOST)
        along = queries.companions_of_many(db.session, [slip.id for slip in slips])
        head = [
            _("Day"), _("Time of day"), _("Visitor"), _("Order"), _("Customer"), _("Goals of the visit"),
            _("Minutes planned"), _("Companions"), _("State"), _("Done on"), _("Result"),
        ]  # fmt: skip
        rows = [_line(slip, along.get(slip.id, [])) for slip in slips]
        number = Counter(clock.day_of(slip.planned_from).isoformat() for slip in slips)
        links = [f"/visitrequestview/show/{slip.id}" for slip in slips]
        return Report(
            _said(first, last, len(slips)),
            [Block(_("Visits of the plan"), head, rows, words=len(head), links=links, widths=PLAN_WIDTHS)],
            sorted(number), [Series(_("Visits"), [number[day] for day in sorted(number)])],
        )  # fmt: skip


def _said(first: dt.date, last: dt.date, found: int) -> str:
    """The time; where the report would be longer, that it is not whole."""
    time = f"{first.isoformat()} – {last.isoformat()}"
    if found < MOST:
        return time
    return f"{time} · " + gettext("the first %(n)s; choose a person or a shorter time", n=MOST)


def _line(slip: VisitRequest, along: Sequence[Any]) -> list[Any]:
    start = slip.planned_from.astimezone(zone())
    half = _("Morning") if start.hour < NOON else _("Afternoon")
    minutes = int((slip.planned_to - slip.planned_from).total_seconds() // 60)
    done = slip.departed_at or slip.returned_at
    return [
        f"{start:%m-%d}", str(half), naming(slip.visitor), slip.day_seq or "", slip.task_subject,
        slip.visit_goal or "", minutes, listed(full_name(each) for each in along), str(slip.state),
        clock.day_of(done).isoformat() if done else "", slip.topic or slip.leftover_problem or "",
    ]  # fmt: skip


class OpinionSummaryView(ReportView):
    """拜访客户意见汇总表: sorted by kind, for the general manager to decide on (F-052, R-131, R-135)."""

    route_base = "/opinion-summary"
    kind = "opinion"
    title = _("Summary of customers' opinions")
    paper = SUMMARY
    about = "opinion_item"
    signs = (_("Compiled by"), _("Decision of the general manager"))

    def asking(self) -> Sequence[Asking]:
        """Which time they were said in."""
        return [Asking("span", _("Said in"), {name: SPANS[name] for name in PAST})]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """One by one, and how far each kind has got."""
        first, last = days(chosen["span"], clock.today())
        found = registers.said_between(db.session, first, last, MOST)
        head = [
            _("No."), _("Customer"), _("Said on"), _("Kind of opinion"), _("In the customer's words"),
            _("Major"), _("How it is handled"), _("Responsible department"), _("To be done by"),
            _("State"), _("Customer's answer"),
        ]  # fmt: skip
        rows = [_opinion(number, row) for number, row in enumerate(found, 1)]
        links = [f"/opinionitemview/show/{row.id}" for row in found]
        counts = registers.opinions_by_state(db.session, first, last)
        kinds = [kind for kind in OpinionKind if any(key[0] is kind for key in counts)]
        states = [state for state in OpinionState if any(key[1] is state for key in counts)]
        table = [[str(k), *(counts.get((k, s), 0) for s in states),
                  sum(counts.get((k, s), 0) for s in states)] for k in kinds]  # fmt: skip
        return Report(
            _said(first, last, len(found)),
            [Block(_("Opinions by kind"), [_("Kind of opinion"), *map(str, states), _("Total")], table),
             Block(_("Opinions one by one"), head, rows, words=len(head), links=links, widths=SUMMARY_WIDTHS)],
            [str(kind) for kind in kinds],
            [Series(state, [counts.get((kind, state), 0) for kind in kinds]) for state in states],
        )  # fmt: skip


def _opinion(number: int, row: OpinionItem) -> list[Any]:
    return [
        number, row.customer_name or str(row.customer), row.raised_on.isoformat(), str(row.opinion_kind),
        row.content, plain(row.is_major), row.decision or "", plain(row.responsible_department),
        plain(row.due_on), str(row.state), row.revisit_result or row.fix_result or "",
    ]  # fmt: skip
