"""Exchange on screen: the filtered list as a file, and the wizard that brings a file in."""

from __future__ import annotations

from typing import Any

from flask import Response, abort
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.desk import exporting
from app.desk.downloads import TYPES, download
from app.desk.importing import ImportFace
from app.kernel import workbook
from app.kernel.db import db, writing
from app.kernel.exchange import ExportEntry
from app.kernel.scope import current_viewer
from app.kernel.sheet_files import csv_stream


class ExchangeFace(ImportFace):
    """``/export/<fmt>`` of the list as filtered, and the import wizard where a sheet is declared."""

    sheet: Any

    @expose("/export/<fmt>", methods=["GET"])
    @has_access
    @permission_name("export")
    def export(self, fmt: str) -> Response:
        """The list's rows and columns as the viewer may see them, streamed, and noted (R-306)."""
        if fmt not in TYPES:
            abort(404)
        viewer = current_viewer()
        asked = self._asked(viewer)  # type: ignore[attr-defined]
        rows = self.datamodel  # type: ignore[attr-defined]
        wanted = exporting.lines(
            rows, asked.columns or self._export_names(), self._export_labels(), viewer
        )
        statement = self._filtered(asked, viewer)  # type: ignore[attr-defined]
        headings = [line.heading for line in wanted]
        cells = exporting.Counted(exporting.cells(statement, rows, wanted))
        title = str(self.title)  # type: ignore[attr-defined]
        if fmt == "csv":
            body = csv_stream(headings, cells)
        else:
            body = workbook.xlsx_stream(headings, cells, title)
        answer = download(body, f"{title}.{fmt}")
        names = [line.field.name for line in wanted]
        self._note_export(fmt, names, asked.query(), cells.count)
        return answer

    def _export_names(self) -> list[str]:
        """What an export holds when nobody chose columns: the sheet's, else all the list offers."""
        if self.sheet is not None:
            return [col.field for col in self.sheet.columns]
        return [*self.list_columns, *self.search_columns]  # type: ignore[attr-defined]

    def _export_labels(self) -> dict[str, Any]:
        if self.sheet is None:
            return {}
        return {col.field: self.sheet.label(col.field) for col in self.sheet.columns if col.label}

    def _note_export(self, fmt: str, columns: list[str], query: str, rows: int) -> None:
        """The file is made; the note is committed before its first byte leaves."""
        db.session.rollback()
        with writing():
            db.session.add(
                ExportEntry(
                    user_id=current_viewer().user_id,
                    table_name=self.datamodel.obj.__tablename__,  # type: ignore[attr-defined]
                    format=fmt,
                    query=query,
                    columns=columns,
                    row_count=rows,
                )
            )
            db.session.commit()
