"""Exchange on screen: the filtered list as a file, and the wizard that brings a file in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import get_locale
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from app.desk import export_job, exporting
from app.desk.asked import Asked
from app.desk.downloads import TYPES, download
from app.desk.importing import ImportFace
from app.kernel import exchange
from app.kernel.db import db, writing
from app.kernel.exchange import ExportEntry
from app.kernel.scope import current_viewer
from app.kernel.viewer import Viewer

AT_ONCE = 20_000  # rows made while somebody waits; more are a job


class ExchangeFace(ImportFace):
    """``/export/<fmt>`` of the list as filtered, and the import wizard where a sheet is declared."""

    sheet: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        exchange.call(self.datamodel.obj.__tablename__, self.title)  # type: ignore[attr-defined]

    @expose("/export/<fmt>", methods=["GET"])
    @has_access
    @permission_name("export")
    def export(self, fmt: str) -> Response:
        """The list's rows and columns as the viewer may see them, streamed, and noted (R-306)."""
        if fmt not in TYPES:
            abort(404)
        viewer = current_viewer()
        asked = self._asked(viewer)  # type: ignore[attr-defined]
        if self._is_long(asked, viewer):
            return self._export_later(fmt, asked)
        title, wanted = str(self.title), self.export_lines(asked, viewer)  # type: ignore[attr-defined]
        cells = exporting.Counted(self.export_cells(asked, wanted, viewer))
        answer = download(exporting.body(fmt, title, wanted, cells), f"{title}.{fmt}")
        said = exporting.which_rows(asked)
        db.session.rollback()  # the file is made; the note is committed before its first byte leaves
        with writing():
            self.note_export(fmt, wanted, said, cells.count)
            db.session.commit()
        return answer

    def export_asked(self, query: str, viewer: Viewer) -> Asked:
        """What the address of a list asks for, also where there is no request."""
        asked: Asked = self._asked(viewer, query)  # type: ignore[attr-defined]
        return asked

    def export_lines(self, asked: Asked, viewer: Viewer) -> list[exporting.Line]:
        """The columns that leave: those chosen in the list, else the sheet's."""
        names = asked.columns or self._export_names()
        return exporting.lines(self.datamodel, names, self._export_labels(), viewer)  # type: ignore[attr-defined]

    def export_cells(
        self, asked: Asked, wanted: list[exporting.Line], viewer: Viewer
    ) -> Iterator[list[Any]]:
        """The rows asked for, piece by piece."""
        return exporting.cells(self._filtered(asked, viewer), self.datamodel, wanted)  # type: ignore[attr-defined]

    def note_export(self, fmt: str, wanted: list[exporting.Line], said: str, rows: int) -> None:
        """Write down who took what; the caller commits."""
        entry = ExportEntry(
            user_id=current_viewer().user_id, table_name=self.datamodel.obj.__tablename__,  # type: ignore[attr-defined]
            format=fmt, query=said, columns=[line.field.name for line in wanted], row_count=rows,
        )  # fmt: skip
        db.session.add(entry)

    def _is_long(self, asked: Asked, viewer: Viewer) -> bool:
        """More rows than somebody waits for."""
        key = self.datamodel.key  # type: ignore[attr-defined]
        ids = self._filtered(asked, viewer).with_only_columns(key).order_by(None)  # type: ignore[attr-defined]
        found = db.session.scalar(
            select(func.count()).select_from(ids.limit(AT_ONCE + 1).subquery())
        )
        return (found or 0) > AT_ONCE

    def _export_later(self, fmt: str, asked: Asked) -> Response:
        """The page of the job that makes the file."""
        name, user_id = type(self).__name__, current_viewer().user_id or 0
        db.session.rollback()
        with writing():
            job = export_job.enqueue(
                db.session, user_id, name, fmt, asked.query(), str(get_locale())
            )
            db.session.commit()
            return redirect(url_for("JobView.show", pk=job.id))

    def _export_names(self) -> list[str]:
        """What an export holds when nobody chose columns: the sheet's, else all the list offers."""
        if self.sheet is not None:
            return [col.field for col in self.sheet.columns]
        return [*self.list_columns, *self.search_columns]  # type: ignore[attr-defined]

    def _export_labels(self) -> dict[str, Any]:
        if self.sheet is None:
            return {}
        return {col.field: self.sheet.label(col.field) for col in self.sheet.columns if col.label}
