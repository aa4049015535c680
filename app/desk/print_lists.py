"""Printing a list: the rows as filtered and sorted, the columns as chosen; long ones in the background."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response

from app.desk import paging, print_job
from app.desk.asked import Asked
from app.desk.exporting import which_rows
from app.desk.glyphs import gaps
from app.desk.interface import Field
from app.desk.papers import PaperFace
from app.desk.print_job import Wanted
from app.desk.printing import on_paper, pdf, press, refuse
from app.kernel.db import db, writing
from app.kernel.papers import Limits
from app.kernel.papers.refusal import PaperRefused
from app.kernel.scope import REACH, acting_as, current_viewer
from app.kernel.viewer import Viewer

AT_ONCE = 400  # rows laid out while somebody waits: about two seconds
MOST = Limits().rows - 1  # the head of the table is a row too


class PrintFace(PaperFace):
    """``/print/`` of a list, with the address of the list behind it."""

    @expose("/print/", methods=["GET"])
    @has_access
    @permission_name("print")
    def print_list(self) -> Any:
        """The list as a PDF, or the page of the job that makes it."""
        viewer = current_viewer()
        asked: Asked = self._asked(viewer)  # type: ignore[attr-defined]
        back = f"{url_for(f'{self.endpoint}.list')}?{asked.query()}"  # type: ignore[attr-defined]
        wanted, has_more = self._wanted(asked, viewer)
        if has_more:
            flash(
                gettext(
                    "A printed list has at most %(most)s rows. Filter it, or export it.", most=MOST
                ),
                "warning",
            )
            return redirect(back)
        if len(wanted.rows) > AT_ONCE:
            return self._later(wanted)
        with acting_as(on_paper(viewer)):
            return self._now(wanted, back)

    def loading_for(self, fields: Sequence[Field]) -> Sequence[Any]:
        """Loader options for rows of which these fields are printed."""
        also = {self.name_column, *REACH}  # type: ignore[attr-defined]
        return self.datamodel.loading(fields, self.eager, also)  # type: ignore[attr-defined]

    def _wanted(self, asked: Asked, viewer: Viewer) -> tuple[Wanted, bool]:
        """The rows asked for, in order, and whether there are more than may be printed.

        Filters and order are those of the list; the columns are those that may stand on a paper.
        """
        rows: Any = self.datamodel  # type: ignore[attr-defined]
        names = asked.columns or self._offer(viewer).standard  # type: ignore[attr-defined]
        columns = [*self._open(names, on_paper(viewer), "show", "mask").values()]  # type: ignore[attr-defined]
        order = rows.field(asked.order)
        turn = paging.Turn(order, rows.key, asked.down, MOST)
        tally = self._narrowed(asked, viewer)  # type: ignore[attr-defined]
        statement = tally.statement.options(*self.loading_for([*columns, order]))
        page = paging.fetch(turn, statement, partial(tally.run, db.session))
        return Wanted(self, page.rows, columns, _words(asked, order)), page.has_after

    def _later(self, wanted: Wanted) -> Response:
        """The page of the job that prints it."""
        ids, names = [row.id for row in wanted.rows], [field.name for field in wanted.columns]
        user_id = current_viewer().user_id or 0
        db.session.rollback()
        with writing():
            job = print_job.enqueue(
                db.session,
                user_id,
                type(self).__name__,
                ids,
                names,
                wanted.filters,
                str(get_locale()),
            )
            db.session.commit()
            return redirect(url_for("JobView.show", pk=job.id))

    def _now(self, wanted: Wanted, back: str) -> Any:
        """The list as a PDF, shown in the browser."""
        what = wanted.subject
        context = print_job.context_of(wanted)
        try:
            cells = {name: context[name] for name in ("head", "rows")}
            lacking = gaps(cells, press().missing, "")
            if lacking and not request.args.get("anyway"):
                return self._lacking(lacking, wanted.title, back)
            done = print_job.hand_out(wanted, context)
            db.session.commit()
        except PaperRefused as refused:
            return refuse(what, refused, back)
        return pdf(
            done.pdf, f"{wanted.title}.pdf", f"{what.row_table}.pdf", bool(request.args.get("save"))
        )


def _words(asked: Asked, order: Field) -> str:
    """Which rows in which order, as a person says it."""
    way = gettext("descending") if asked.down else gettext("ascending")
    sorted_by = gettext("ordered by %(column)s, %(way)s", column=order.label, way=way)
    return gettext("; ").join(filter(None, (which_rows(asked), sorted_by)))
