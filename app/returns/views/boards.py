"""The quota board: done and due, person by person, team by team, branch by branch (F-158)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.desk import prints
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.kernel.db import db
from app.kernel.papers import Paper
from app.organization.models import Staff
from app.returns import quotas
from app.returns.quotas import Quota, Work
from app.returns.views.reports import mondays
from app.visits.models import VisitRequest

BOARD = Paper("quotas", _("Quota board"), "papers/_archive.html", None, landscape=True)
prints.declare(VisitRequest, _("Visit slips"), [BOARD])

CALLED: Mapping[Quota, Any] = {
    Quota.NEW_VISITS: _("New customers visited"), Quota.LEADS: _("Cards collected"),
    Quota.PROSPECTS: _("Interested customers"), Quota.RETURNS: _("Return visits"),
    Quota.WON: _("Won in the month"),
}  # fmt: skip


class QuotaView(ReportView):
    """拜访与开发指标完成表: only approved and recorded work counts (F-158, R-103…R-105, R-108)."""

    route_base = "/quotas"
    title = _("Quota board")
    paper = BOARD
    about = "visit_request"

    def asking(self) -> Sequence[Asking]:
        """Which week."""
        return [Asking("week", _("Week"), mondays())]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """By person, by team, by branch; the same figures three times."""
        monday = dt.date.fromisoformat(chosen["week"])
        done, due = quotas.work(db.session, monday), quotas.due(db.session, monday)
        staff = _staff(done)
        order = sorted(done, key=lambda who: (-_missing(done[who], due), who))
        names = [_name(staff.get(who)) for who in order]
        blocks = [_block(_("By person"), _("Person"), due, [
            (name, [done[who]]) for name, who in zip(names, order, strict=True)
        ])]  # fmt: skip
        for title, head, place in (
            (_("By team"), _("Area"), lambda one: one.area),
            (_("By branch"), _("Branch"), lambda one: one.branch),
        ):
            blocks.append(_block(title, head, due, _folded(done, staff, place)))
        return Report(
            f"{monday.isoformat()} – {(monday + dt.timedelta(days=6)).isoformat()}", blocks, names,
            [Series(said, [done[who].done[quota] for who in order]) for quota, said in CALLED.items()],
            kind="row",
        )  # fmt: skip


def _staff(done: Mapping[int, Work]) -> dict[int, Staff]:
    """Whose work it is, with team and branch."""
    asked = select(Staff).where(Staff.user_id.in_(list(done)))
    placed = asked.options(joinedload(Staff.area), joinedload(Staff.branch))
    return {one.user_id: one for one in db.session.scalars(placed)}


def _name(one: Staff | None) -> str:
    return one.full_name if one is not None else gettext("(empty)")


def _folded(
    done: Mapping[int, Work], staff: Mapping[int, Staff], place: Callable[[Staff], Any]
) -> list[tuple[str, list[Work]]]:
    """The work of all people of a place together."""
    found: dict[str, list[Work]] = defaultdict(list)
    for who, one in done.items():
        at = place(staff[who]) if who in staff else None
        found[str(at) if at is not None else gettext("(empty)")].append(one)
    return sorted(found.items())


def _block(
    title: Any, head: Any, due: Mapping[Quota, int], rows: Sequence[tuple[str, list[Work]]]
) -> Block:
    """Done / due of each quota, what could not be counted, and how much is missing in all."""
    heads = [head, *CALLED.values(), _("Not counted: no approval or record"), _("Short by")]
    return Block(title, heads, [
        [name,
         *(f"{sum(one.done[quota] for one in works)} / {due[quota] * len(works)}" for quota in CALLED),
         sum(one.uncounted for one in works), sum(_missing(one, due) for one in works)]
        for name, works in rows
    ])  # fmt: skip


def _missing(one: Work, due: Mapping[Quota, int]) -> int:
    return sum(max(due[quota] - one.done[quota], 0) for quota in CALLED)
