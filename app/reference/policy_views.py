"""Parameters and the working calendar on screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Grid, Lines, Section
from app.kernel import policy
from app.kernel.holidays import CalendarDay, CalendarYear
from app.kernel.parameters import NAMES, Parameter, ParameterValue, in_words
from app.kernel.policy import Declared
from app.reference import parameters
from app.reference.workflow import value_flow

REGISTER = parameters.REGISTER  # the register is declared when the views are there


class OneOf(Collection[str]):
    """The numbers of some parameters, as a form posts them; looked up each time it is asked."""

    def __init__(self, fits: Callable[[Declared], bool], also: Collection[str] = ()) -> None:
        self._fits, self._also = fits, also

    def _found(self) -> list[str]:
        known = policy.ids()
        fitting = (one.key for one in policy.parameters() if self._fits(one))
        return [*self._also, *(str(known[key]) for key in fitting if key in known)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __contains__(self, number: object) -> bool:
        return number in self._found()

    def __len__(self) -> int:
        return len(self._found())


NOT_SAID = ("", "None")  # no parameter is chosen yet


def _grid(declared: Declared) -> Grid:
    """The rows of a parameter whose value is a table, in the form of a proposal."""
    return Grid(
        declared.key.replace(".", "-"), "value", declared.columns,
        LazyString(in_words, declared.key, NAMES),
        {"parameter_id": OneOf(lambda one: one.key == declared.key)},
    )  # fmt: skip


class ParameterView(ArchiveView):
    """The register: what there is, and its default; new values are proposed, never typed over."""

    datamodel = rows_of(Parameter)
    title = _("Parameters")
    icon = "adjustments"
    name_column = "called"
    base_permissions = ["can_list", "can_show", "can_chart", "can_export"]
    list_columns = ["called", "in_force", "source", "rules", "is_in_use"]
    search_columns = ["key", "value_type", "unit", "rules", "origin", "is_in_use", "is_retired"]
    order_columns = ["key"]
    base_order = ("key", "asc")
    sections = [
        Section(
            "base",
            _("Parameter"),
            [
                "called:4", "value_type", "key:6", "in_force:6", "source", "default_said:6", "unit", "options:6",
                "origin", "rules:4", "is_in_use", "is_retired",
            ],
        )
    ]  # fmt: skip
    eager = ["values"]
    lines = [
        Lines(
            ParameterValue, "values",
            ["said", "valid_from", "state", "reason", "proposed_by_id", "approved_by_id"],
            _("Values"),
        )
    ]  # fmt: skip
    charts = [
        Chart("by_origin", _("By origin"), by="origin"),
        Chart("by_use", _("By effect"), by="is_in_use"),
    ]


class ParameterValueView(ArchiveView):
    """Values from a day on: marketing proposes, the general manager approves. W-37."""

    datamodel = rows_of(ParameterValue)
    title = _("Parameter values")
    icon = "adjustments"
    name_column = "said"
    list_columns = ["parameter", "said", "valid_from", "state", "proposed_by_id", "approved_by_id"]
    search_columns = ["parameter", "valid_from", "state", "value"]
    order_columns = ["valid_from", "id"]
    base_order = ("id", "desc")
    eager = ["parameter"]
    sections = [
        Section("base", _("Proposal"), ["parameter:4", "valid_from", "reason:6"]),
        Section(
            "value",
            _("Value"),
            ["value:6"],
            when={"parameter_id": OneOf(lambda one: not one.columns, NOT_SAID)},
        ),
        Section(  # on the record; the form has the rows themselves
            "rows",
            _("Value"),
            ["said:6!"],
            states={"proposed", "approved"},
            when={"parameter_id": OneOf(lambda one: bool(one.columns))},
        ),
        Section(
            "course",
            _("Course"),
            ["state!", "proposed_by_id!", "proposed_at!", "approved_by_id!", "approved_at!"],
        ),
    ]
    charts = [Chart("by_state", _("By state"), by="state")]
    grids = [_grid(declared) for declared in policy.parameters() if declared.columns]
    rules = [policy.parameter_value]
    flow = value_flow


class CalendarDayView(ArchiveView):
    """Published holidays, and days the company treats otherwise. C-06."""

    datamodel = rows_of(CalendarDay)
    title = _("Working calendar")
    icon = "calendar"
    name_column = "day"
    list_columns = ["day", "day_kind", "called", "origin"]
    search_columns = ["day", "day_kind", "day_name", "origin"]
    order_columns = ["day"]
    base_order = ("day", "desc")
    sections = [Section("base", _("Day"), ["day", "day_kind", "day_name", "origin!"])]
    charts = [Chart("by_month", _("By month"), by="day", bucket="month", series="day_kind")]


class CalendarYearView(ArchiveView):
    """Years whose holidays were entered by hand."""

    datamodel = rows_of(CalendarYear)
    title = _("Calendar years")
    icon = "calendar"
    name_column = "year"
    list_columns = ["year", "source"]
    search_columns = ["year", "source"]
    order_columns = ["year"]
    base_order = ("year", "desc")
    sections = [Section("base", _("Year"), ["year", "source:4"])]
    charts = [Chart("by_year", _("By creation"), by="created_at", bucket="year")]
