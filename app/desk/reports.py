"""A report: figures reckoned from the rows in reach, as a page with its chart, as a paper, and as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, abort, redirect, render_template, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext

from app.desk.charts import safe
from app.desk.downloads import download
from app.desk.frame import may_open, views_by_name
from app.desk.once import Sent
from app.desk.printing import frame_of, give_out, on_paper
from app.desk.prints import A_LIST, Subject
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.scope import acting_as, current_viewer
from app.kernel.viewer import Viewer
from app.kernel.workbook import Leaf, book_stream


@dataclass(frozen=True)
class Block:
    """One table of a report: heads, rows of text and numbers, and how many first cells are words."""

    title: Any
    head: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    words: int = 1
    links: Sequence[str] = ()  # where the first cell of each row leads, "" for nowhere
    widths: Sequence[float] = ()  # of the columns on paper, in percent; by the contents where none


@dataclass(frozen=True)
class Series:
    """A row of bars: what it is called, its values, and the list behind each."""

    name: Any
    values: Sequence[float]
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """What was reckoned: in which words, as which tables, drawn how."""

    said: str
    blocks: Sequence[Block]
    groups: Sequence[str]
    series: Sequence[Series]
    kind: str = "bar"
    time: bool = False
    beside: bool = False  # bars of a group stand beside each other: before and after are no sum


@dataclass(frozen=True)
class Asking:
    """A choice above the report: the name in the address, its label, value → word."""

    name: str
    label: Any
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verb:
    """Something this reader may do with what a report shows: its name, words and icon, and what it does.

    What is chosen above the report comes along in its address. ``do(session, viewer)`` gives the address to go on with; what it wrote is kept.
    """

    name: str
    label: Any
    icon: str
    do: Callable[[Any, Viewer], str]
    asks: Any = ""  # the question before it is done


class ReportView(BaseView):
    """``/<route>/``: the page; ``/print`` the paper, a copy of the print log; ``/book`` the tables as a
    workbook, a sheet each; ``/data`` the same as CSV.

    A wing says what is reckoned (``reckoned``) and what may be chosen (``asking``).
    """

    kind = "analysis"
    default_view = "page"
    title: ClassVar[Any] = ""
    paper: ClassVar[Paper]
    about: ClassVar[str] = ""
    """The table the print log names for its copies."""
    signs: ClassVar[Sequence[Any]] = ()
    """Whose signatures the paper leaves room for."""

    def asking(self) -> Sequence[Asking]:
        """What may be chosen."""
        return ()

    def verbs(self) -> Sequence[Verb]:
        """What this reader may do with it."""
        return ()

    def reckoned(self, chosen: Mapping[str, str]) -> Report:
        """The report for what was chosen."""
        raise NotImplementedError

    @expose("/")
    @has_access
    @permission_name("list")
    def page(self) -> str:
        """Chart and tables."""
        asking, chosen, report = self._made()
        report = _followed(report)
        viewer, name = current_viewer(), self.class_permission_name
        return render_template(
            "report.html", title=self.title, view=self, asking=asking, chosen=chosen, report=report,
            island=self._island(report), prints=viewer.may("can_print", name),
            exports=viewer.may("can_export", name), verbs=self.verbs(),
        )  # fmt: skip

    @expose("/do/<name>", methods=["POST"])
    @has_access
    @permission_name("list")
    def do(self, name: str) -> Any:
        """One of the verbs, once however often it is pressed; what this reader may not do does not exist (404)."""
        verb = next((each for each in self.verbs() if each.name == name), None)
        if verb is None:
            abort(404)
        sent = Sent(name)
        if sent.earlier:
            return sent.again()
        address = verb.do(db.session, current_viewer())
        sent.leads(address)
        db.session.commit()
        return redirect(address)

    @expose("/print")
    @has_access
    @permission_name("print")
    def sheet(self) -> Any:
        """The tables as a paper."""
        _asking, chosen, report = self._made()
        what = Subject(self.about, A_LIST, self.paper.name, f"{self.title} {report.said}")
        tables = [
            {"title": str(block.title), "head": [str(each) for each in block.head],
             "rows": [[_text(cell) for cell in row] for row in block.rows], "widths": block.widths}
            for block in report.blocks
        ]  # fmt: skip
        with acting_as(on_paper(current_viewer())):
            context = {
                **frame_of(self.paper, report.said),
                "sections": [],
                "tables": tables,
                "steps": [
                    {"move": str(each), "by": "", "at": "", "reason": ""} for each in self.signs
                ],
            }
        names = f"{self.title} {report.said}.pdf", f"{self.paper.name}.pdf"
        back = f"{self.route_base}/?{urlencode(chosen)}"
        return give_out(what, self.paper, context, str(self.title), names, back)

    @expose("/data")
    @has_access
    @permission_name("export")
    def data(self) -> Response:
        """The tables, one below the other."""
        _asking, _chosen, report = self._made()
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([safe(f"{self.title} {report.said}")])
        for block in report.blocks:
            writer.writerow([])
            writer.writerow([safe(str(block.title))])
            writer.writerow([safe(str(each)) for each in block.head])
            writer.writerows([safe(_text(cell)) for cell in row] for row in block.rows)
        answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{self.paper.name}.csv"'
        return answer

    @expose("/book")
    @has_access
    @permission_name("export")
    def book(self) -> Response:
        """The tables as a workbook, a sheet each, with the figures of the page."""
        _asking, _chosen, report = self._made()
        leaves = [
            Leaf(str(block.title), [str(each) for each in block.head],
                 [[each if isinstance(each, int) else str(each) for each in row] for row in block.rows])
            for block in report.blocks
        ]  # fmt: skip
        return download(book_stream(leaves), f"{self.paper.name}.xlsx")

    def _made(self) -> tuple[Sequence[Asking], dict[str, str], Report]:
        """What may be asked, what was, and the report."""
        asking = self.asking()
        chosen = self.chosen(asking)
        return asking, chosen, self.reckoned(chosen)

    def chosen(self, asking: Sequence[Asking] = ()) -> dict[str, str]:
        """What was asked of the address; a choice that is not offered does not exist (404)."""
        found: dict[str, str] = {}
        for each in asking or self.asking():
            value = request.args.get(each.name) or next(iter(each.words), "")
            found[each.name] = value if value in each.words else abort(404)
        return found

    def _island(self, report: Report) -> dict[str, Any]:
        """What chart.js reads."""
        empty = [""] * len(report.groups)
        return {
            "kind": report.kind, "title": f"{self.title} {report.said}", "file": self.paper.name,
            "groups": list(report.groups), "links": empty, "time": report.time, "beside": report.beside,
            "empty": gettext("Nothing to reckon yet."),
            "series": [
                {"name": str(each.name), "values": list(each.values), "links": list(each.links) or empty}
                for each in report.series
            ],
        }  # fmt: skip


def _followed(report: Report) -> Report:
    """The report with the links that its reader may follow; where another door is shut there is none."""
    shut = {
        view.route_base
        for view in views_by_name().values()
        if hasattr(view, "list") and not may_open(view, "list")
    }

    def open_ones(links: Sequence[str]) -> list[str]:
        return ["" if "/".join(to.split("/")[:2]) in shut else to for to in links]

    return replace(
        report,
        blocks=[replace(each, links=open_ones(each.links)) for each in report.blocks],
        series=[replace(each, links=open_ones(each.links)) for each in report.series],
    )


def _text(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
