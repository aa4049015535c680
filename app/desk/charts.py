"""The chart tab of every list: the filtered rows, grouped by the database, drawn by ECharts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.desk.asked import Asked
from app.desk.filters import together
from app.desk.grouping import BUCKETS, OTHERS, Axis, Drawn, draw, names_of, piece
from app.desk.interface import Field
from app.desk.picks import naming
from app.kernel.db import db
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer

KINDS = {
    "bar": _("Bars"),
    "row": _("Lying bars"),
    "line": _("Line"),
    "pie": _("Ring"),
}
BUCKET_WORDS = {
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
}
GROUPED = ("words", "bool", "row", "person", "day", "instant")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Chart:
    """One grouping a view offers: ``by`` a field (time in a ``bucket``), split by ``series``.

    It counts rows, or sums the column ``sum``. ``legs`` groups are drawn, the rest is one.
    Without a ``title`` it is called after the field ("By tier").
    """

    name: str
    title: Any = ""
    by: str = ""
    bucket: str | None = None
    series: str | None = None
    kind: str = "bar"
    sum: str | None = None
    legs: int = 12


class ChartFace:
    """The route and the choices of the chart tab."""

    charts: Sequence[Chart] = ()

    @expose("/chart/")
    @has_access
    def chart(self) -> Response | str:
        """The page with the drawing, or its numbers as CSV (``as=csv``)."""
        viewer = current_viewer()
        asked = self._asked(viewer)  # type: ignore[attr-defined]
        offered = self.charts_for(viewer)
        fields = self._groupable(viewer)
        chosen = self._chosen(offered, fields)
        drawn = self._draw(chosen, asked, viewer)
        if request.args.get("as") == "csv":
            return self._numbers(chosen, drawn)
        context = self._context(viewer, asked)  # type: ignore[attr-defined]
        return self.render_template(  # type: ignore[attr-defined,no-any-return]
            "archive/chart.html", **context, chart=chosen, charts=offered, island=self._island(chosen, drawn, asked, viewer),
            fields=fields, sums=self._sums(viewer), kinds=KINDS, buckets=BUCKET_WORDS,
            numbers=urlencode([*asked.pairs(), *_grouping(), ("as", "csv")]),
        )  # fmt: skip

    def charts_for(self, viewer: Viewer) -> list[Chart]:
        """The declared charts whose fields this viewer may see, then the two every table has."""
        declared = [*self.charts, *self._default_charts()]
        out: dict[str, Chart] = {}
        for chart in declared:
            fields = [
                self._chart_field(name) for name in (chart.by, chart.series, chart.sum) if name
            ]
            if all(f is not None and f.treatment(viewer) == "show" for f in fields):
                title = chart.title or _("By %(field)s", field=self.label_of(chart.by))  # type: ignore[attr-defined]
                out.setdefault(chart.name, replace(chart, title=title))
        return list(out.values())

    def _chart_field(self, name: str) -> Field | None:
        field: Field | None = self.datamodel.field(name)  # type: ignore[attr-defined]
        return field if field is not None and field.column is not None else None

    def _default_charts(self) -> list[Chart]:
        """By the month of creation, and by the first closed list of words."""
        out = []
        names = [*self.list_columns, *self.search_columns]  # type: ignore[attr-defined]
        found = [f for f in map(self._chart_field, names) if f is not None]
        word = next((f for f in found if f.kind == "words"), None)
        if word is not None:
            out.append(Chart(f"by_{word.name}", by=word.name))
        for name in ("created_at", "created_on"):
            if self._chart_field(name) is not None:
                out.append(Chart("by_month", _("By month of creation"), by=name, bucket="month"))
                break
        return out or [Chart("by_key", _("All"), by=self.datamodel.key.key)]  # type: ignore[attr-defined]

    def _groupable(self, viewer: Viewer) -> Mapping[str, Field]:
        """Fields a reader may group by: what the list shows or filters, of a kind that repeats."""
        names = [*self.list_columns, *self.search_columns, "created_at"]  # type: ignore[attr-defined]
        fields = {f.name: f for f in map(self._chart_field, dict.fromkeys(names)) if f is not None}
        return {
            n: f for n, f in fields.items() if f.kind in GROUPED and f.treatment(viewer) == "show"
        }

    def _sums(self, viewer: Viewer) -> Mapping[str, Field]:
        """Columns that can be added up."""
        names = [*self.list_columns, *self.search_columns]  # type: ignore[attr-defined]
        fields = [f for f in map(self._chart_field, dict.fromkeys(names)) if f is not None]
        return {
            f.name: f
            for f in fields
            if f.kind in ("number", "whole")
            and f.name not in ("id", "version")
            and f.treatment(viewer) == "show"
        }

    def _chosen(self, offered: Sequence[Chart], fields: Mapping[str, Field]) -> Chart:
        """The chart the address asks for; anything not offered does not exist (404)."""
        args = request.args
        chart = offered[0]
        if args.get("chart"):
            wanted = args["chart"]
            number = (
                int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else None
            )
            chart = next(
                (c for n, c in enumerate(offered) if c.name == wanted or n == number), None
            ) or abort(404)
        if args.get("by"):
            same = args["by"] == chart.by
            chart = Chart(
                "own", "", by=args["by"], bucket=chart.bucket if same else None, legs=chart.legs
            )
            self._must(chart.by, fields)
            chart = replace(
                chart,
                series=self._must(args.get("series"), fields),
                sum=self._must(args.get("sum"), self._sums(current_viewer())),
            )
        kind, bucket = args.get("kind") or chart.kind, args.get("bucket") or chart.bucket
        if kind not in KINDS or (bucket and bucket not in BUCKETS):
            abort(404)
        return replace(chart, kind=kind, bucket=bucket)

    @staticmethod
    def _must(name: str | None, fields: Mapping[str, Field]) -> str | None:
        if name and name not in fields:
            abort(404)
        return name or None

    def _axis(self, name: str | None, bucket: str | None = None) -> Axis | None:
        field = self._chart_field(name) if name else None
        if field is None:
            return None
        return Axis(field, (bucket or "month") if field.kind in ("day", "instant") else "")

    def _axes(self, chart: Chart) -> tuple[Axis, Axis | None]:
        by = self._axis(chart.by, chart.bucket)
        series = self._axis(chart.series) if chart.series != chart.by else None
        return by or abort(404), series

    def _draw(self, chart: Chart, asked: Asked, viewer: Viewer) -> Drawn:
        by, series = self._axes(chart)
        total = self._chart_field(chart.sum) if chart.sum else None
        statement = self._filtered(asked, viewer)  # type: ignore[attr-defined]
        rows = self.datamodel  # type: ignore[attr-defined]
        return draw(statement, by, series, total, chart.legs, rows.dialect, db.session.execute)

    def _labels(self, axis: Axis, keys: Sequence[Any]) -> dict[Any, str]:
        rows = names_of(axis, keys, db.session.execute)
        return {key: self._label(axis, key, rows) for key in keys}

    @staticmethod
    def _label(axis: Axis, key: Any, rows: Mapping[Any, Any]) -> str:
        if key == OTHERS:
            return gettext("Others")
        if key is None:
            return gettext("(empty)")
        if axis.field.kind == "bool":
            return gettext("Yes") if key else gettext("No")
        if axis.field.target is not None:
            return naming(rows[key]) if key in rows else "—"
        return str(key)

    def _table(self, chart: Chart, drawn: Drawn) -> tuple[list[str], list[str]]:
        """The words at the groups and at the series."""
        by, series = self._axes(chart)
        at_groups = self._labels(by, drawn.keys)
        if by.is_time and OTHERS in at_groups:
            at_groups[OTHERS] = gettext("Earlier")
        if series is None:
            return [at_groups[key] for key in drawn.keys], [self._measure_word(chart)]
        at_series = self._labels(series, drawn.series)
        return [at_groups[key] for key in drawn.keys], [at_series[key] for key in drawn.series]

    def _measure_word(self, chart: Chart) -> str:
        field = self._chart_field(chart.sum) if chart.sum else None
        return str(field.label) if field is not None else gettext("Number of records")

    def _island(self, chart: Chart, drawn: Drawn, asked: Asked, viewer: Viewer) -> dict[str, Any]:
        """What chart.js reads: words, numbers and, for each piece, the list behind it."""
        groups, names = self._table(chart, drawn)
        by, series = self._axes(chart)
        offer = self._offer(viewer).filterable  # type: ignore[attr-defined]
        return {
            "kind": chart.kind,
            "title": f"{self.title} · {chart.title or by.field.label}",  # type: ignore[attr-defined]
            "file": f"{self.class_permission_name}-{chart.by}".lower(),  # type: ignore[attr-defined]
            "groups": groups,
            "time": by.is_time,
            "links": [self._behind(asked, [(by, key)], offer) for key in drawn.keys],
            "empty": gettext("No rows match these filters."),
            "series": [
                {
                    "name": name,
                    "values": [float(drawn.cells.get((key, shade), 0)) for key in drawn.keys],
                    "links": [
                        self._behind(asked, [(by, key), (series, shade)], offer)
                        for key in drawn.keys
                    ],
                }
                for name, shade in zip(names, drawn.series, strict=True)
            ],
        }

    def _behind(
        self, asked: Asked, pieces: Sequence[tuple[Axis | None, Any]], offer: Mapping[str, Field]
    ) -> str:
        """The address of the list a piece of the chart stands for; "" where no filter says it."""
        extra = []
        for axis, key in pieces:
            if axis is None:
                continue
            item = piece(axis, key, offer)
            if item is None:
                return ""
            extra.append(item)
        chosen = together(asked.filters, extra)
        if chosen is None:
            return ""
        more = replace(asked, filters=chosen)
        return f"{self.route_base}/list/?{more.query()}"  # type: ignore[attr-defined]

    def _numbers(self, chart: Chart, drawn: Drawn) -> Response:
        groups, names = self._table(chart, drawn)
        out = io.StringIO()
        writer = csv.writer(out)
        by = self._chart_field(chart.by)
        writer.writerow([safe(str(by.label) if by else ""), *map(safe, names)])
        for word, key in zip(groups, drawn.keys, strict=True):
            writer.writerow(
                [
                    safe(word),
                    *(
                        f"{drawn.cells.get((key, s), 0):f}" if drawn.cells.get((key, s)) else "0"
                        for s in drawn.series
                    ),
                ]
            )
        response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{self.class_permission_name}-chart.csv"'.lower()
        )  # type: ignore[attr-defined]
        return response


def _grouping() -> list[tuple[str, str]]:
    """How the address wants it grouped, so that the numbers are those of the drawing."""
    names = ("chart", "by", "bucket", "series", "sum")
    return [(name, said) for name in names if (said := request.args.get(name))]


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
