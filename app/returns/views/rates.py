"""Rates of return visits (F-159) and the round visits of managers (F-157) as reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from app.desk import prints
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.kernel import clock
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.scope import current_viewer
from app.returns import rates
from app.returns.models import ReturnVisit
from app.visits.models import VisitRequest
from app.visits.spans import SPANS, days

RATES = Paper("return_rates", _("Rates of return visits"), "papers/_archive.html", None)
ROUNDS = Paper("rounds", _("Round visits of managers"), "papers/_archive.html", None)
prints.declare(ReturnVisit, _("Return visits"), [RATES])
prints.declare(VisitRequest, _("Visit slips"), [ROUNDS])
MONTHS = {name: SPANS[name] for name in ("month", "last_month")}


class ReturnRateView(ReportView):
    """回访率统计表: who was to be asked again and who was, against what the register wants (F-159, R-167…R-170)."""

    route_base = "/return-rates"
    kind = "return_visit"
    title = _("Rates of return visits")
    paper = RATES
    about = "return_visit"

    def asking(self) -> Sequence[Asking]:
        """Which month."""
        return [Asking("span", _("Time"), MONTHS)]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Kind by kind."""
        first, last = days(chosen["span"], clock.today())
        found = rates.rates(db.session, first, last)
        head = [
            _("Kind"),
            _("To be asked again"),
            _("Asked again"),
            _("Rate"),
            _("Standard"),
            _("Judgement"),
        ]
        rows = [
            [str(each.name), each.due, each.done, _percent(each.percent), _percent(each.standard),
             str(_("Short of the standard")) if each.is_short else str(_("Reached")) if each.due else "—"]
            for each in found
        ]  # fmt: skip
        return Report(
            f"{first.isoformat()} – {last.isoformat()}",
            [Block(_("Rates by kind"), head, rows)],
            [str(each.name) for each in found],
            [Series(_("To be asked again"), [each.due for each in found]),
             Series(_("Asked again"), [each.done for each in found])],
        )  # fmt: skip


class RoundsView(ReportView):
    """经理巡访覆盖表: managers make general rounds and do not visit particular customers only (F-157, R-094)."""

    route_base = "/rounds"
    title = _("Round visits of managers")
    paper = ROUNDS
    about = "visit_request"

    def asking(self) -> Sequence[Asking]:
        """Which month."""
        return [Asking("span", _("Time"), MONTHS)]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Person by person."""
        first, last = days(chosen["span"], clock.today())
        found = rates.coverage(db.session, current_viewer(), first, last)
        head = [
            _("Person"),
            _("Answers for"),
            _("Number of customers"),
            _("Customers visited"),
            _("Rate"),
        ]
        rows: list[list[Any]] = [
            [each.name, each.place, each.customers, each.visited, _percent(each.percent)]
            for each in found
        ]
        return Report(
            f"{first.isoformat()} – {last.isoformat()}",
            [Block(_("Person by person"), head, rows, words=2)],
            [each.name for each in found],
            [Series(_("Customers visited"), [each.visited for each in found])],
            kind="row",
        )


def _percent(value: int | None) -> str:
    return "—" if value is None else f"{value} %"
