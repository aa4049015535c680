"""How customers are classed, on screen: the history, what somebody set otherwise, runs over all, a day's classes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _

from app.archive import rules, standings
from app.archive.axes import COLUMN, WORDS, ClassAxis, ClassValue, code, enabled, secret
from app.archive.beside import BESIDE_RUN
from app.archive.models import ClassChange, ClassOverride, ClassRun
from app.archive.workflow import override_flow, run_flow
from app.customers.models import Customer
from app.desk import prints
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.reports import Asking, Block, Report, ReportView, Series
from app.desk.sections import Section
from app.kernel import clock
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.reading import plain
from app.kernel.scope import current_viewer
from app.kernel.secrets import treatment

CLASSES = Paper("classes", _("Classes as at a day"), "papers/_archive.html", None, landscape=True)
prints.declare(Customer, _("Customers"), [CLASSES])
MONTHS, NAMED = 24, 50


class ClassChangeView(ArchiveView):
    """Which customer came into which class when, and why; with a day as filter, what changed since (C-03)."""

    datamodel = rows_of(ClassChange)
    title = _("History of classes")
    icon = "history"
    name_column = "changed_on"
    list_columns = [
        "changed_on", "customer", "axis", "old_value", "new_value", "why", "source", "owner",
    ]  # fmt: skip
    search_columns = [
        "changed_on", "customer", "axis", "old_value", "new_value", "source", "owner", "branch",
        "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["changed_on", "created_at"]
    base_order = ("changed_on", "desc")
    eager = ["customer"]
    sections = [
        Section("change", _("Change of a class"), [
            "customer!:4", "changed_on!", "axis!", "old_value!", "new_value!", "source!", "owner!",
            "branch!", "why!:6",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_axis", _("Changes by axis"), by="axis", kind="row"),
        Chart("by_month", _("Changes by month"), by="changed_on", bucket="month", series="axis"),
        Chart("by_class", _("Into which class"), by="new_value", kind="row"),
        Chart("by_source", by="source"),
        Chart("by_owner", by="owner", series="axis", kind="row"),
    ]  # fmt: skip


class ClassOverrideView(ArchiveView):
    """Classes that somebody set otherwise than the rules, with a reason and until a day (C-03, R-235)."""

    datamodel = rows_of(ClassOverride)
    title = _("Classes set otherwise")
    icon = "adjustments"
    keeps_files = True
    keeps_notes = True
    name_column = "override_no"
    list_columns = [
        "override_no", "customer", "chosen", "former", "state", "valid_until", "decided_by",
        "set_on", "owner",
    ]  # fmt: skip
    search_columns = [
        "override_no", "customer", "axis", "chosen", "state", "valid_until", "decided_by",
        "set_on", "ended_on", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["override_no", "valid_until", "set_on", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "decided_by"]
    sections = [
        Section("set", _("Class to be set"), [
            "customer_id:4", "override_no!", "chosen:4", "valid_until", "reason:6",
        ]),
        Section("decided", _("Decision"), [
            "former!", "decided_by!", "set_on!", "ended_on!",
        ], states={"in_force", "ended"}),
    ]  # fmt: skip
    picks = {"customer_id": Pick()}
    charts = [
        Chart("by_state", by="state", series="axis"),
        Chart("by_axis", by="axis", series="state", kind="row"),
        Chart("by_end", _("Settings that end, by month"), by="valid_until", bucket="month"),
        Chart("by_owner", by="owner", series="state", kind="row"),
    ]
    rules = [rules.override]
    flow = override_flow


class ClassRunView(ArchiveView):
    """Working out the classes of all customers: first looked at, then taken over (R-219, R-221, R-224)."""

    datamodel = rows_of(ClassRun)
    title = _("Classing of all customers")
    icon = "scale"
    keeps_notes = True
    name_column = "run_no"
    list_columns = [
        "run_no", "axes", "state", "seen_count", "change_count", "counted_at", "applied_on",
        "remark",
    ]  # fmt: skip
    search_columns = [
        "run_no", "state", "seen_count", "change_count", "counted_at", "applied_on", "created_at",
    ]  # fmt: skip
    order_columns = ["run_no", "counted_at", "applied_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("what", _("What is worked out"), [
            "run_no!", "axes:6", "remark:6",
        ]),
        Section("found", _("What was found"), [
            "seen_count!", "change_count!", "counted_at!", "applied_on!",
        ], states={"previewed", "applying", "applied"}),
    ]  # fmt: skip
    charts = [
        Chart("by_state", by="state"),
        Chart("by_month", by="counted_at", bucket="month", series="state"),
        Chart("changes", _("Classes changed, by month"), by="applied_on", bucket="month",
              sum="change_count"),
    ]  # fmt: skip
    flow = run_flow
    beside = BESIDE_RUN


class ClassesView(ReportView):
    """客户分级一览表: how many customers were in which class on a day, and who is in another one since (F-112)."""

    route_base = "/classes"
    title = _("Classes as at a day")
    paper = CLASSES
    about = "customer"

    def asking(self) -> Sequence[Asking]:
        """Which axis, and as at which day."""
        viewer = current_viewer()
        axes = {
            axis.value: axis.label
            for axis in enabled()
            if treatment(secret(axis), viewer) == "show"
        }
        return [Asking("axis", _("Axis"), axes), Asking("day", _("As at"), _days())]

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """Classes then and now, and the customers between."""
        axis, day = ClassAxis(chosen["axis"]), dt.date.fromisoformat(chosen["day"])
        then, now = Counter[str | None](), Counter[str | None]()
        for value, before, count in standings.counted_at(db.session, axis, day):
            today = code(axis, value)
            now[today] += count
            then[today if before == "=" else before] += count
        known = [code(axis, word) for word in WORDS[axis]]
        order = [*known, *(value for value in {*then, *now} if value not in known)]
        rows = [[_name(value), then[value], _share(then, value), now[value], now[value] - then[value]]
                for value in order if then[value] or now[value]]  # fmt: skip
        head = [axis.label, _("On that day"), _("Share"), _("Today"), _("Difference")]
        return Report(
            f"{axis} · {day.isoformat()}",
            [Block(_("Customers by class"), head, rows), _moved(axis, day)],
            [row[0] for row in rows],
            [Series(_("On that day"), [row[1] for row in rows])],
        )  # fmt: skip


def _days() -> dict[str, str]:
    """The ends of the last months, the latest first."""
    found, at = [], clock.today().replace(day=1)
    for _month in range(MONTHS):
        last = at - dt.timedelta(days=1)
        found.append(last.isoformat())
        at = last.replace(day=1)
    return {day: day for day in found}


def _name(value: str | None) -> str:
    return str(ClassValue(value).label) if value is not None else str(_("(empty)"))


def _share(counted: Counter[str | None], value: str | None) -> str:
    whole = counted.total()
    return f"{100 * counted[value] / whole:.1f}%" if whole else ""


def _moved(axis: ClassAxis, day: dt.date) -> Block:
    """The customers whose class is another one since, by name."""
    found = standings.moved_since(db.session, axis, day, NAMED)
    rows = [
        [plain(row), row.customer_code, _name(old), _name(code(axis, getattr(row, COLUMN[axis])))]
        for row, old in found
    ]
    head = [_("Customer"), _("Customer code"), _("On that day"), _("Today")]
    links = [f"/customerview/show/{row.id}" for row, _old in found]
    return Block(_("In another class since"), head, rows, words=4, links=links)
