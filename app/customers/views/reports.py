"""Gain and loss of customers (F-110) and how they are spread (F-109), as reports."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers import figures
from app.customers.matters import Turn
from app.customers.models import Customer
from app.customers.words import Tier
from app.desk import prints
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.kernel import clock
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.reading import plain

GAINS = Paper(
    "gains", _("Gain and loss of customers"), "papers/_archive.html", None, landscape=True
)
SPREAD = Paper(
    "spread", _("Customer distribution table"), "papers/_archive.html", None, landscape=True
)
prints.declare(Customer, _("Customers"), [GAINS, SPREAD])

LATEST, YEARS = "latest", 4
CAME, WENT = (Turn.GAINED, Turn.RETURNED), (Turn.LOST, Turn.REMOVED, Turn.MERGED)


class GainsView(ReportView):
    """客户增减分析表: gained and lost month by month, with the reasons (F-110)."""

    route_base = "/gains"
    title = _("Gain and loss of customers")
    paper = GAINS
    about = "customer"

    def asking(self) -> Sequence[Asking]:
        """Which months."""
        year = clock.today().year
        years = {str(each): str(each) for each in range(year, year - YEARS, -1)}
        return [
            Asking("period", _("Period of the report"), {LATEST: _("Last twelve months"), **years})
        ]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The months, the reasons, who was lost."""
        first, last = _period(chosen["period"])
        rows = figures.gains_and_losses(db.session, first, last)
        gained, lost = figures.reasons(db.session, first, last)
        return Report(
            f"{first:%Y-%m} – {last:%Y-%m}",
            [_months(rows), _shares(_("Through what they were gained"), gained, _("Gained through")),
             _shares(_("Why they were lost"), lost, _("Why lost")), _lost(first, last)],
            [row.month for row in rows],
            [Series(turn.label, [turn.sign * row.turns[turn] for row in rows], _behind(rows, turn))
             for turn in (*CAME, *WENT) if any(row.turns[turn] for row in rows)],
        )  # fmt: skip


def _period(said: str) -> tuple[dt.date, dt.date]:
    """First and last day: of a year, or of the last twelve months."""
    today = clock.today()
    if said == LATEST:
        year, month = divmod(today.year * 12 + today.month - 12, 12)
        return dt.date(year, month + 1, 1), today
    year = int(said)
    return dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))


def _months(rows: Sequence[figures.Month]) -> Block:
    body = [
        [row.month, row.opening, *(row.turns[t] for t in (*CAME, *WENT)), row.closing]
        for row in rows
    ]
    total = sum((row.turns for row in rows), Counter[Turn]())
    ends = (rows[0].opening, rows[-1].closing) if rows else (0, 0)
    body.append([str(_("Total")), ends[0], *(total[t] for t in (*CAME, *WENT)), ends[1]])
    head = [
        _("Calendar month"),
        _("At the beginning"),
        *(t.label for t in (*CAME, *WENT)),
        _("At the end"),
    ]
    links = [f"/customerturnview/list/?f.turned_on.between={_days(row.month)}" for row in rows]
    return Block(_("Customers month by month"), head, body, links=[*links, ""])


def _days(month: str) -> str:
    first = dt.date.fromisoformat(f"{month}-01")
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return f"{first}..{last}"


def _behind(rows: Sequence[figures.Month], turn: Turn) -> list[str]:
    """The list behind each bar."""
    base = f"/customerturnview/list/?f.turn.is={turn.value}&f.turned_on.between="
    return [base + _days(row.month) for row in rows]


def _shares(title: Any, counted: Counter[Any], head: Any) -> Block:
    whole = counted.total()
    rows = [
        [str(word) if word is not None else str(_("(empty)")), count, _share(count, whole)]
        for word, count in counted.most_common()
    ]
    return Block(title, [head, _("Number of customers"), _("Share")], rows)


def _share(count: int, whole: int) -> str:
    return f"{100 * count / whole:.1f}%" if whole else ""


def _lost(first: dt.date, last: dt.date) -> Block:
    found = figures.lost_ones(db.session, first, last)
    rows = [
        [plain(row.customer), row.turned_on.isoformat(), plain(row.loss_reason), plain(row.note)]
        for row in found
    ]
    head = [_("Customer"), _("Lost on"), _("Why lost"), _("Reasons in words")]
    links = [f"/customerview/show/{row.customer_id}" for row in found]
    return Block(_("Lost customers"), head, rows, words=4, links=links)


class SpreadView(ReportView):
    """客户分布状况表: customers by region, industry and level, with shares (F-109)."""

    route_base = "/spread"
    title = _("Customer distribution table")
    paper = SPREAD
    about = "customer"

    def asking(self) -> Sequence[Asking]:
        """What the chart shows, and how fine a region is."""
        return [
            Asking("by", _("Chart"), {"region": _("By region"), "industry": _("By industry")}),
            Asking(
                "region", _("Levels of regions"), {"city": _("Cities"), "province": _("Provinces")}
            ),
        ]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The three tables, of the same customers."""
        digits = figures.CITY if chosen["region"] == "city" else figures.PROVINCE
        regions = {
            name or str(_("(empty)")): c
            for name, c in figures.by_region(db.session, digits).items()
        }
        found = figures.by_industry(db.session)
        industries = {str(word) if word else str(_("(empty)")): c for word, c in found.items()}
        drawn = _largest(regions if chosen["by"] == "region" else industries)[:20]
        tiers = sum(regions.values(), Counter[Tier | None]())
        return Report(
            str(_("as of %(day)s", day=clock.today().isoformat())),
            [_spread(_("By region"), _("Region"), regions), _spread(_("By industry"), _("Industry"), industries),
             _shares(_("By tier"), tiers, _("Tier"))],
            [name for name, _counts in drawn],
            [Series(_tier(tier), [counts[tier] for _name, counts in drawn]) for tier in (*Tier, None)
             if tiers[tier]],
            kind="row",
        )  # fmt: skip


def _tier(tier: Tier | None) -> str:
    return str(tier.label) if tier is not None else str(_("(empty)"))


def _largest(found: Mapping[str, Counter[Any]]) -> list[tuple[str, Counter[Any]]]:
    return sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))


def _spread(title: Any, head: Any, found: Mapping[str, Counter[Any]]) -> Block:
    whole = sum(counts.total() for counts in found.values())
    tiers = (*Tier, None)
    rows = [
        [name, *(counts[tier] for tier in tiers), counts.total(), _share(counts.total(), whole)]
        for name, counts in _largest(found)
    ]
    if rows:
        sums = sum(found.values(), Counter[Any]())
        rows.append([str(_("Total")), *(sums[tier] for tier in tiers), whole, "100.0%"])
    return Block(title, [head, *map(_tier, tiers), _("Number of customers"), _("Share")], rows)
