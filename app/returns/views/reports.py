"""What the classes of customers demand and what is owed (F-158), and the week of return visits (F-066), as reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.desk import prints
from app.desk.facts import people
from app.desk.reports import Asking, Block, Report, ReportView, Series, Verb
from app.kernel import clock, policy
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.reading import plain
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer
from app.returns import figures, frequency
from app.returns.frequency import CALLED, Demand, How, Span
from app.returns.models import ReturnVisit
from app.returns.operations import plan_owed

OWED = Paper("owed", _("Return visits owed"), "papers/_archive.html", None, landscape=True)
WEEKLY = Paper("returns_week", _("Week of return visits"), "papers/_archive.html", None)
prints.declare(ReturnVisit, _("Return visits"), [OWED, WEEKLY])

LATEST = 9  # weeks a report can be asked for: two months
NAMED = 100  # customers named one by one
A_PAGE = 10  # customers a plan is begun with: a page of the printed one (F-060)
TODAY, LAST_WEEK, LAST_MONTH = "today", "week", "month"
COUNTED = ((How.CALL, Span.WEEK), (How.CALL, Span.FORTNIGHT), (How.VISIT, Span.MONTH),
           (How.ANY, Span.WEEK), (How.ANY, Span.MONTH))  # fmt: skip


class OwedView(ReportView):
    """What every class demands a week and a month, what was done, and what is owed (F-158, C-02)."""

    route_base = "/owed"
    kind = "return_visit"
    title = _("Return visits owed")
    paper = OWED
    about = "return_visit"

    def asking(self) -> Sequence[Asking]:
        """As at which day."""
        words = {
            TODAY: _("Up to today"), LAST_WEEK: _("Last week whole"), LAST_MONTH: _("Last month whole"),
        }  # fmt: skip
        return [Asking("until", _("As at"), words)]

    def verbs(self) -> Sequence[Verb]:
        """Whoever writes plans begins one with those to whom most is owed."""
        if not current_viewer().may("can_add", "ReturnPlanView"):
            return ()
        return [Verb("plan", _("Plan what is owed"), "calendar-plus", _plan)]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Person by person, and the customers by name."""
        day = _day(chosen["until"])
        found = frequency.standings(db.session, day)
        names = people(found)
        order = sorted(found, key=lambda who: (-found[who].debt, who))
        used = [each for each in COUNTED if any(found[who].wanted[each] for who in order)]
        return Report(
            str(_("as of %(day)s", day=day.isoformat())),
            [_persons(found, order, names, used), _customers(day, names)],
            [names.get(who, "") for who in order],
            [Series(CALLED[each], [found[who].owed(*each) for who in order]) for each in used],
            kind="row",
        )


def _plan(session: Any, viewer: Viewer) -> str:
    """A plan for next week with those to whom most is owed; a salesperson's with his own."""
    own = None if "cs_agent" in viewer.roles else viewer.user_id
    found = frequency.owed(session, clock.today(), A_PAGE, own)
    if not found or viewer.user_id is None:
        flash(gettext("Nothing is owed."), "success")
        return url_for("OwedView.page")
    row = plan_owed(session, found, viewer.user_id, clock.today())
    return url_for("ReturnPlanView.edit", pk=row.id)


def _day(until: str) -> dt.date:
    today = clock.today()
    if until == LAST_WEEK:
        return today - dt.timedelta(days=today.weekday() + 1)
    if until == LAST_MONTH:
        return today.replace(day=1) - dt.timedelta(days=1)
    return today


def _persons(
    found: Mapping[int, frequency.Standing], order: Sequence[int], names: Mapping[int, str],
    used: Sequence[tuple[How, Span]],
) -> Block:  # fmt: skip
    rows = [
        [names.get(who, ""), found[who].customers,
         *(_said(found[who], each) for each in used), found[who].debt]
        for who in order
    ]  # fmt: skip
    head = [_("Person"), _("Number of customers"), *(CALLED[each] for each in used), _("Owed")]
    return Block(_("Done and demanded, person by person"), head, rows)


def _said(standing: frequency.Standing, each: tuple[How, Span]) -> str:
    return f"{standing.made[each]} / {standing.wanted[each]}"


def _customers(day: dt.date, names: Mapping[int, str]) -> Block:
    found = frequency.owed(db.session, day, NAMED)
    rows = [
        [plain(each.customer), plain(each.customer.abc_grade), plain(each.customer.tier),
         names.get(each.customer.owner_id or 0, ""), _missing(each.missing),
         " ".join(dict.fromkeys(demand.rule for demand in each.missing))]
        for each in found
    ]  # fmt: skip
    head = [
        _("Customer"), _("Key-account grade"), _("Tier"), _("Responsible salesperson"),
        _("What is owed"), _("After the rule"),
    ]  # fmt: skip
    links = [f"/customerview/show/{each.customer.id}" for each in found]
    return Block(_("To whom something is owed"), head, rows, words=len(head), links=links)


def _missing(missing: Mapping[Demand, int]) -> str:
    return "、".join(
        f"{CALLED[each.how, each.span]} {number} / {each.number}"
        for each, number in missing.items()
    )


def mondays() -> dict[str, str]:
    """The latest weeks to choose from: the Monday in the address, the week in words."""
    this = clock.today() - dt.timedelta(days=clock.today().weekday())
    found = [this - figures.WEEK * number for number in range(LATEST)]
    return {
        each.isoformat(): f"{each:%Y-%m-%d} – {each + dt.timedelta(days=6):%m-%d}" for each in found
    }


class ReturnWeekView(ReportView):
    """每周回访统计: what was done this week, what is planned for the next (F-066, R-156, R-158)."""

    route_base = "/returns-week"
    kind = "return_visit"
    title = _("Week of return visits")
    paper = WEEKLY
    about = "return_visit"

    def asking(self) -> Sequence[Asking]:
        """Which week."""
        return [Asking("week", _("Week"), mondays())]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Person by person against the number that is due."""
        monday = dt.date.fromisoformat(chosen["week"])
        found, due = figures.weeks(db.session, monday), policy.value("rv.calls_per_week_min")
        names = people(found)
        order = sorted(found, key=lambda who: (-found[who].made, who))
        rows: list[list[Any]] = [
            [names.get(who, ""), found[who].made, found[who].calls, found[who].late, due,
             max(due - found[who].made, 0), found[who].planned]
            for who in order
        ]  # fmt: skip
        if rows:
            rows.append([gettext("Total"), *map(sum, zip(*(row[1:] for row in rows), strict=True))])
        head = [
            _("Person"), _("Made this week"), _("By telephone"), _("Recorded late"), _("Due a week"),
            _("Short by"), _("Planned for next week"),
        ]  # fmt: skip
        last = monday + dt.timedelta(days=6)
        return Report(
            f"{monday.isoformat()} – {last.isoformat()}",
            [Block(_("Return visits, person by person"), head, rows)],
            [names.get(who, "") for who in order],
            [Series(_("Made this week"), [found[who].made for who in order]),
             Series(_("Planned for next week"), [found[who].planned for who in order])],
        )  # fmt: skip
