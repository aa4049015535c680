"""The board of bad customers: by criterion, stage, age, branch, and what is at stake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.desk import prints
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.disposal import figures
from app.disposal.figures import Share
from app.disposal.models import OVER, BadCase
from app.disposal.words import CaseState, Criterion
from app.kernel import clock
from app.kernel.clock import day_of
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.reading import plain
from app.kernel.scope import current_viewer
from app.kernel.secrets import treatment

BOARD = Paper(
    "bad_board", _("Board of bad customers"), "papers/_archive.html", None, landscape=True
)
prints.declare(BadCase, _("Bad-customer cases"), [BOARD])

ANY, OPEN, ENDED = "any", "open", "ended"
LIST = "/badcaseview/list/?"
STILL_OPEN = "f.state.not=" + ",".join(state.value for state in OVER)
CRITERIA = {each.value: each for each in Criterion}
NAMED = 100  # cases named one by one


class BadBoardView(ReportView):
    """How many bad customers there are, why, how far, how long, where, and what they owe (W-17)."""

    route_base = "/bad-customers"
    kind = "bad_case"
    title = _("Board of bad customers")
    paper = BOARD
    about = "bad_case"

    def asking(self) -> Sequence[Asking]:
        """Which cases, of which criterion, drawn by what."""
        which = {OPEN: _("Under way"), ENDED: _("Ended"), ANY: _("All cases")}
        criteria = {ANY: _("All criteria"), **{each.value: each.label for each in Criterion}}
        drawn = {name: title for name, title, _head in AXES}
        return [
            Asking("which", _("Cases"), which),
            Asking("criterion", _("Criterion"), criteria),
            Asking("by", _("Chart"), drawn),
        ]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The same cases four times, then one by one."""
        is_open = {OPEN: True, ENDED: False, ANY: None}[chosen["which"]]
        rows = figures.cases(db.session, CRITERIA.get(chosen["criterion"]), is_open)
        links = _Links(chosen)
        axes = {
            "criterion": figures.shares(rows, figures.criteria_of, Criterion),
            "stage": figures.shares(rows, lambda row: [row.state], CaseState),
            "age": figures.shares(rows, lambda row: [figures.age_of(row, clock.today())], figures.AGES),
            "branch": figures.shares(rows, lambda row: [row.branch], _branches(rows)),
        }  # fmt: skip
        drawn = axes[chosen["by"]]
        behind = [links.of(chosen["by"], each.key) for each in drawn]
        return Report(
            str(_("as of %(day)s", day=clock.today().isoformat())),
            [*(_block(title, head, name, axes[name], links) for name, title, head in AXES), _named(rows)],
            [_called(chosen["by"], each.key) for each in drawn],
            [Series(_("Number of cases"), [each.cases for each in drawn], behind)],
            kind="row",
        )  # fmt: skip


AXES = (
    ("criterion", _("By criterion"), _("Criterion")),
    ("stage", _("By stage"), _("Stage of the case")),
    ("age", _("By age"), _("Since the nomination")),
    ("branch", _("By branch"), _("Branch")),
)


class _Links:
    """Where a figure leads: to the list of just these cases, or to this board narrowed."""

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self.chosen = chosen

    def of(self, axis: str, key: Any) -> str:
        """The address behind one figure; empty where no list holds just these cases."""
        which, criterion = self.chosen["which"], self.chosen["criterion"]
        if axis == "criterion":
            return f"/bad-customers/?which={which}&criterion={key.value}&by={self.chosen['by']}"
        if criterion != ANY:
            return ""  # a list is filtered by the main criterion, a case may have several
        if axis == "stage":
            return f"{LIST}f.state.is={key.value}"
        narrowed = {OPEN: [STILL_OPEN], ENDED: [STILL_OPEN.replace(".not=", ".any=")], ANY: []}[
            which
        ]
        return LIST + "&".join([*narrowed, _AT[axis](key)])


def _since(most: int | None) -> str:
    """Nominated within a class of age, as the list filters it."""
    today, before = clock.today(), 0
    for each in figures.AGES:
        if each == most:
            break
        before = (each or 0) + 1
    latest = today - dt.timedelta(days=before)
    if most is None:
        return f"f.created_at.lte={latest}"
    return f"f.created_at.between={today - dt.timedelta(days=most)}..{latest}"


_AT: Mapping[str, Callable[[Any], str]] = {
    "age": _since,
    "branch": lambda key: f"f.branch.is={key.id}" if key is not None else "f.branch.empty=1",
}


def _branches(rows: Sequence[BadCase]) -> list[Any]:
    found = {row.branch_id: row.branch for row in rows}
    return sorted(found.values(), key=str)


def _called(axis: str, key: Any) -> str:
    if axis == "age":
        return gettext("More than %(days)s days", days=figures.AGES[-2]) if key is None else (
            gettext("Up to %(days)s days", days=key)
        )  # fmt: skip
    if key is None:
        return gettext("(empty)")
    return str(key.label) if hasattr(key, "label") else str(key)


def _tells_money() -> bool:
    """What customers owe is told to those who may know it."""
    return treatment(BadCase.arrears_amount, current_viewer()) == "show"


def _money(amount: Decimal | None) -> str:
    return f"{amount:,.2f}" if amount is not None else "—"


def _block(title: Any, head: Any, axis: str, shares: Sequence[Share], links: _Links) -> Block:
    money = _tells_money()
    rows = [
        [_called(axis, each.key), each.cases, *([_money(each.arrears)] if money else [])]
        for each in shares
    ]
    named = [head, _("Number of cases"), *([_("Arrears")] if money else [])]
    return Block(title, named, rows, links=[links.of(axis, each.key) for each in shares])


def _named(rows: Sequence[BadCase]) -> Block:
    money, shown = _tells_money(), rows[:NAMED]
    head = [
        _("Case number"), _("Customer"), _("Criterion"), _("State"), _("Branch"), _("Nominated on"),
        *([_("Arrears")] if money else []),
    ]  # fmt: skip
    body = [
        [row.case_no, row.customer_name or "",
         "、".join(str(each.label) for each in figures.criteria_of(row)), plain(row.state),
         plain(row.branch), day_of(row.created_at).isoformat(),
         *([_money(row.arrears_amount)] if money else [])]
        for row in shown
    ]  # fmt: skip
    links = [f"/badcaseview/show/{row.id}" for row in shown]
    return Block(_("The cases"), head, body, words=6, links=links)
