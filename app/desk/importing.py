"""Importing on screen: upload, match the headings, look at every finding, write, and take back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.desk.columns import named
from app.desk.downloads import download
from app.desk.numerals import whole
from app.kernel import import_job, imports, sheet_files, workbook
from app.kernel.db import db
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.imports import REASONS, WARNING
from app.kernel.scope import Owned, current_viewer
from app.kernel.secrets import treatment
from app.kernel.sheets import Sheet, Unreadable
from app.kernel.words import Words

INLINE = 5_000  # more rows than these are a matter of more than five seconds: they go into the background
PAGE = 100
RECENT = 20
STEPS = {
    "write": (BatchState.CHECKED, BatchState.WRITING),
    "undo": (BatchState.DONE, BatchState.UNDOING),
}


class ImportFace:
    """``/import``: from somebody's file to rows of the table, and back."""

    sheet: Sheet | None
    route_base: str
    endpoint: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.sheet is not None:
            imports.declare(self.sheet, self.rules)  # type: ignore[attr-defined]

    # -- pages ---------------------------------------------------------------

    @expose("/import", methods=["GET"])
    @has_access
    @permission_name("import")
    def import_(self) -> str:
        """Where a file is chosen; the own imports below."""
        sheet = self._own_sheet()
        mine = db.session.scalars(
            select(ImportBatch)
            .where(
                ImportBatch.created_by_id == current_viewer().user_id,
                ImportBatch.table_name == sheet.model.__tablename__,
            )
            .order_by(ImportBatch.id.desc())
            .limit(RECENT)
        ).all()
        return self._import_page("import", batches=mine, columns=self._importable(sheet))

    @expose("/import/<int:ident>", methods=["GET"])
    @has_access
    @permission_name("import")
    def import_batch(self, ident: int) -> str:
        """One import, as far as it is."""
        batch = self._own_batch(ident)
        job = import_job.running(db.session, batch)
        if job is not None:
            return self._import_page("import_wait", batch=batch, job=job)
        if batch.state is BatchState.STAGED or request.args.get("step") == "match":
            return self._match_page(batch)
        return self._result_page(batch)

    def _match_page(self, batch: ImportBatch) -> str:
        sheet = self._own_sheet()
        rows = db.session.scalars(
            select(ImportRow.cells)
            .where(ImportRow.batch_id == batch.id)
            .order_by(ImportRow.id)
            .limit(3)
        ).all()
        samples = [[row[at] for row in rows if at < len(row)] for at in range(len(batch.headings))]
        fixed = {name: self._fixed_choices(sheet, name) for name in sheet.fixed}
        branches = self._branches(sheet)
        return self._import_page(
            "import_match", batch=batch, samples=samples, columns=self._importable(sheet), fixed=fixed, branches=branches,
            chosen={at: field for field, at in batch.mapping.items()},
        )  # fmt: skip

    def _result_page(self, batch: ImportBatch) -> str:
        shown = request.args.get("show", "refused" if batch.count(Outcome.REFUSED) else "warned")
        after = whole(request.args.get("after")) or 0
        rows = self._staged_rows(batch, shown, after)
        return self._import_page(
            "import_result", batch=batch, rows=rows[:PAGE], more=len(rows) > PAGE, shown=shown,
            outcomes=list(Outcome), at=self._telling_columns(batch),
        )  # fmt: skip

    def _telling_columns(self, batch: ImportBatch) -> list[int]:
        """The first columns of the file: enough to know a row again."""
        mapped = sorted(batch.mapping.values())
        return mapped[:3]

    def _staged_rows(self, batch: ImportBatch, shown: str, after: int) -> Sequence[ImportRow]:
        statement = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id > after)
        outcome = Outcome.of(shown)
        if outcome is not None:
            statement = statement.where(ImportRow.outcome == outcome)
        statement = statement.order_by(ImportRow.id)
        if shown != "warned":
            return db.session.scalars(statement.limit(PAGE + 1)).all()
        found: list[ImportRow] = []
        for row in db.session.scalars(statement.execution_options(yield_per=PAGE)):
            if any(finding[3] == WARNING for finding in row.findings):
                found.append(row)
            if len(found) > PAGE:
                break
        return found

    # -- steps ---------------------------------------------------------------

    @expose("/import", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_file(self) -> Response:
        """Read the file and keep its rows; nothing of them is in the table yet."""
        sheet, upload = self._own_sheet(), request.files.get("file")
        if upload is None or not upload.filename:
            flash(gettext("Please choose a file."), "danger")
            return redirect(url_for(f"{self.endpoint}.import_"))
        try:
            with upload.stream:
                table = sheet_files.read(upload.stream.read())
        except Unreadable as fault:
            flash(str(fault.message), "danger")
            return redirect(url_for(f"{self.endpoint}.import_"))
        batch = imports.stage(db.session, sheet, table, upload.filename, current_viewer())
        batch.mapping = {
            name: at for name, at in batch.mapping.items() if name in self._importable(sheet)
        }
        db.session.commit()
        return self._to_batch(batch)

    @expose("/import/<int:ident>/check", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_check(self, ident: int) -> Response:
        """Take the confirmed headings and judge every row; writes none."""
        sheet, batch = self._own_sheet(), self._own_batch(ident)
        if batch.state not in (BatchState.STAGED, BatchState.CHECKED):
            return self._to_batch(batch)
        mapping = self._posted_mapping(sheet, batch)
        if mapping is None:
            flash(gettext("One field is chosen for two columns."), "danger")
            return redirect(url_for(f"{self.endpoint}.import_batch", ident=ident, step="match"))
        fixed = {
            name: request.form.get(f"fixed-{name}", usual) for name, usual in sheet.fixed.items()
        }
        branches = dict(self._branches(sheet))
        if branches:
            chosen = request.form.get("branch", 0, int)
            if chosen not in branches:
                flash(gettext("Please say to which branch the rows belong."), "danger")
                return redirect(url_for(f"{self.endpoint}.import_batch", ident=ident, step="match"))
            batch.place = {**batch.place, "branch_id": chosen}
        imports.confirm(db.session, sheet, batch, mapping, fixed)
        batch.locale = current_viewer().locale
        return self._run_step(batch, "check")

    @expose("/import/<int:ident>/<step>", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_step(self, ident: int, step: str) -> Response:
        """Write the new rows, or take the written ones back."""
        batch = self._own_batch(ident)
        if batch.state not in STEPS.get(step, ()):
            abort(404 if step not in STEPS else 409)
        return self._run_step(batch, step)

    def _run_step(self, batch: ImportBatch, step: str) -> Response:
        if batch.total > INLINE:
            import_job.enqueue(db.session, batch, step)
            db.session.commit()
            return self._to_batch(batch)
        try:
            for _done, _total in import_job.steps(db.session, batch, step, current_viewer()):
                db.session.commit()
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            flash(gettext("Somebody else is at work on this import."), "warning")
        return self._to_batch(batch)

    @expose("/import/<int:ident>/rows.xlsx", methods=["GET"])
    @has_access
    @permission_name("import")
    def import_rows(self, ident: int) -> Response:
        """The rows of one outcome as they came, with the reason beside them, to be corrected."""
        batch = self._own_batch(ident)
        outcome = Outcome.of(request.args.get("outcome", "refused")) or abort(404)
        rows = db.session.execute(
            select(ImportRow.cells, ImportRow.findings)
            .where(ImportRow.batch_id == batch.id, ImportRow.outcome == outcome)
            .order_by(ImportRow.id)
        )
        width = len(batch.headings)
        lines = (
            [*cells, *[None] * (width - len(cells)), self._row_reason(told)] for cells, told in rows
        )
        stem = batch.file_name.rpartition(".")[0] or batch.file_name
        reason = REASONS[current_viewer().locale if current_viewer().locale in REASONS else "zh"]
        body = workbook.xlsx_stream([*batch.headings, reason], lines, stem)
        return download(body, f"{stem}-{outcome}.xlsx")

    def _row_reason(self, findings: Sequence[Sequence[Any]]) -> str:
        sheet = self._own_sheet()
        said = [
            (str(sheet.label(field)) if field else "", message)
            for field, message, *_rest in findings
        ]
        return "\n".join(f"{where}: {message}" if where else message for where, message in said)

    # -- what they share -----------------------------------------------------

    def _own_sheet(self) -> Sheet:
        return self.sheet if self.sheet is not None else abort(404)

    def _own_batch(self, ident: int) -> ImportBatch:
        """The person's own import of this table; any other is not there."""
        batch = db.session.get(ImportBatch, ident)
        mine = batch is not None and batch.created_by_id == current_viewer().user_id
        if batch is None or not mine or batch.table_name != self._own_sheet().model.__tablename__:
            abort(404)
        return batch

    def _importable(self, sheet: Sheet) -> dict[str, Any]:
        """Fields this viewer may write, with their labels: what is hidden from him comes in by no file."""
        viewer, columns = current_viewer(), sheet.model.__mapper__.columns
        return {
            col.field: sheet.label(col.field)
            for col in sheet.importable
            if col.field not in columns or treatment(columns[col.field], viewer) == "show"
        }

    def _fixed_choices(self, sheet: Sheet, name: str) -> list[tuple[str, Any]]:
        words = getattr(sheet.model.__mapper__.columns[name].type, "enum_class", None)
        return words.choices() if words is not None and issubclass(words, Words) else []

    def _branches(self, sheet: Sheet) -> list[tuple[int, str]]:
        """The branches to choose from; none where there is no choice: without one nobody would see the rows."""
        viewer = current_viewer()
        if (
            not issubclass(sheet.model, Owned)
            or sheet.model.reach is not None
            or len(viewer.branch_ids) == 1
        ):
            return []
        branch = named(sheet.model, "branch_id").target
        asked = select(branch).order_by(branch.id)
        if viewer.branch_ids:
            asked = asked.where(branch.id.in_(viewer.branch_ids))
        return [(row.id, str(row)) for row in db.session.scalars(asked)]

    def _posted_mapping(self, sheet: Sheet, batch: ImportBatch) -> dict[str, int] | None:
        mapping: dict[str, int] = {}
        known = self._importable(sheet)
        for at in range(len(batch.headings)):
            field = request.form.get(f"column-{at}", "")
            if field in mapping:
                return None
            if field in known:
                mapping[field] = at
        return mapping

    def _to_batch(self, batch: ImportBatch) -> Response:
        ident = batch.id
        with suppress(Exception):
            db.session.refresh(batch)
        return redirect(url_for(f"{self.endpoint}.import_batch", ident=ident))

    def _import_page(self, template: str, **context: Any) -> str:
        return self.render_template(  # type: ignore[attr-defined]
            f"archive/{template}.html",
            view=self,
            title=self.title,
            sheet=self._own_sheet(),
            **context,  # type: ignore[attr-defined]
        )
