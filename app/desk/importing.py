"""Importing on screen: upload, match the headings, look at every finding, write, and take back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.desk import choosing, matching
from app.desk.downloads import download
from app.desk.numerals import whole
from app.desk.once import Sent
from app.kernel import findings, import_job, imports, sheet_files, workbook
from app.kernel.db import db
from app.kernel.exchange import Action, BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.findings import WARNING
from app.kernel.imports import REASONS
from app.kernel.persons import standstill
from app.kernel.scope import current_viewer
from app.kernel.sheets import Sheet, Unreadable
from app.kernel.words import listed

INLINE = 5_000  # more rows than these are a matter of more than five seconds: they go into the background
PAGE = 100
RECENT = 20
STEPS = ("write", "undo")


class ImportFace:
    """``/import``: from somebody's file to rows of the table, and back."""

    sheet: Sheet | None
    route_base: str
    endpoint: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.sheet is not None:
            imports.declare(self.sheet, self.rules, self.flow, self.class_permission_name)  # type: ignore[attr-defined]

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
                ImportBatch.parent_id.is_(None),
            )
            .order_by(ImportBatch.id.desc())
            .limit(RECENT)
        ).all()
        understood = [(sheet.title, matching.fields(sheet))]
        understood += [(part.sheet.title, matching.fields(part.sheet)) for part in sheet.parts]
        return self._import_page("import", batches=mine, understood=understood)

    @expose("/import/<int:ident>", methods=["GET"])
    @has_access
    @permission_name("import")
    def import_batch(self, ident: int) -> str:
        """One import, as far as it is."""
        batch = self._own_batch(ident)
        job = import_job.running(db.session, batch)
        if job is not None:
            return self._import_page("import_wait", batch=batch, job=job)
        is_open = any(each.state is BatchState.STAGED for each in (batch, *batch.parts))
        if not batch.purged_at and (is_open or request.args.get("step") == "match"):
            pages = [matching.page(each) for each in (batch, *batch.parts)]
            return self._import_page(
                "import_match", batch=batch, pages=pages, actions=self._actions()
            )
        return self._result_page(batch)

    def _result_page(self, batch: ImportBatch) -> str:
        sheets, part = [batch, *batch.parts], self._sheet_of(batch, request.args.get("sheet"))
        usual = "refused" if part.count(Outcome.REFUSED) else "warned"
        shown, after = request.args.get("show", usual), whole(request.args.get("after")) or 0
        rows = self._staged_rows(part, shown, after)
        counts = {
            name: sum(each.counts.get(name, 0) for each in sheets)
            for name in ("new", "update", "written", "updated", "undone", "kept")
        }
        return self._import_page(
            "import_result", batch=batch, part=part, sheets=sheets, rows=rows[:PAGE], shown=shown,
            more=len(rows) > PAGE, outcomes=_shown_outcomes(part), at=sorted(part.mapping.values())[:3],
            counts=counts, said=findings.said, choices=choosing.offered(db.session, part, rows, current_viewer()), own=matching.sheet_of(part),
            show=f"{matching.view_of(part)}.show" if part is not batch else f"{self.endpoint}.show",
        )  # fmt: skip

    def _staged_rows(self, batch: ImportBatch, shown: str, after: int) -> Sequence[ImportRow]:
        statement = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id > after)
        outcome = Outcome.of(shown)
        if outcome is not None:
            statement = statement.where(ImportRow.outcome == outcome)
        if shown == "kept":
            statement = statement.where(ImportRow.row_id.is_not(None), ~ImportRow.is_undone)
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
                data = upload.stream.read()
            tables = sheet_files.read_all(data)
        except Unreadable as fault:
            flash(str(fault.message), "danger")
            return redirect(url_for(f"{self.endpoint}.import_"))
        viewer, sent = current_viewer(), Sent(upload.filename, hashlib.sha256(data).hexdigest())
        if sent.earlier:
            return sent.again()
        batch, strange = imports.stage_all(db.session, sheet, tables, upload.filename, viewer)
        for each in (batch, *batch.parts):
            known = matching.fields(matching.sheet_of(each))
            each.mapping = {name: at for name, at in each.mapping.items() if name in known}
        sent.leads(url_for(f"{self.endpoint}.import_batch", ident=batch.id))
        db.session.commit()
        if strange:
            flash(gettext("Sheets not brought in: %(names)s", names=listed(strange)), "warning")
        return self._to_batch(batch)

    @expose("/import/<int:ident>/check", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_check(self, ident: int) -> Response:
        """Take the confirmed headings and judge every row; writes none."""
        batch = self._own_batch(ident, hold=True)
        if not import_job.is_open_for(batch, "check"):
            return self._to_batch(batch)
        action = Action.of(request.form.get("action", Action.ADD.value))
        if action not in self._actions():
            abort(403)
        for each in (batch, *batch.parts):
            wrong = matching.take(each, request.form)
            if wrong:
                db.session.rollback()
                flash(wrong, "danger")
                return redirect(url_for(f"{self.endpoint}.import_batch", ident=ident, step="match"))
            may = imports.intake(each.table_name).may_change(current_viewer())
            each.action = action if may else Action.ADD
            forget = update(ImportRow).where(
                ImportRow.batch_id == each.id, ImportRow.choice.is_not(None)
            )
            db.session.execute(forget.values(choice=None))
        return self._run_step(batch, "check")

    @expose("/import/<int:ident>/choose", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_choose(self, ident: int) -> Response:
        """What is done with single rows; the file is judged once more with it."""
        batch = self._own_batch(ident)
        if batch.state is not BatchState.CHECKED or batch.purged_at:
            abort(409)
        part = self._sheet_of(batch, request.form.get("sheet"))
        choosing.take(db.session, part, request.form, current_viewer())
        return self._run_step(batch, "check")

    @expose("/import/<int:ident>/<step>", methods=["POST"])
    @has_access
    @permission_name("import")
    def import_step(self, ident: int, step: str) -> Response:
        """Write the rows, or take the written ones back."""
        batch = self._own_batch(ident, hold=True)
        if step not in STEPS:
            abort(404)
        if not import_job.is_open_for(batch, step):
            abort(409)
        return self._run_step(batch, step)

    def _run_step(self, batch: ImportBatch, step: str) -> Response:
        if batch.total + sum(part.total for part in batch.parts) > INLINE:
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
        stem = batch.file_name.rpartition(".")[0] or batch.file_name
        locale = current_viewer().locale
        reason = REASONS[locale if locale in REASONS else "zh"]
        leaves = [
            workbook.Leaf(
                str(each.sheet_name or matching.sheet_of(each).title or stem),
                [*each.headings, reason],
                self._lines(each, outcome),
            )
            for each in (batch, *batch.parts)
        ]
        return download(workbook.book_stream(leaves), f"{stem}-{outcome}.xlsx")

    @staticmethod
    def _lines(batch: ImportBatch, outcome: Any) -> Iterator[list[Any]]:
        rows = db.session.execute(
            select(ImportRow.cells, ImportRow.findings)
            .where(ImportRow.batch_id == batch.id, ImportRow.outcome == outcome)
            .order_by(ImportRow.id)
            .execution_options(yield_per=PAGE)
        )
        width, label = len(batch.headings), matching.sheet_of(batch).label
        for cells, told in rows:
            yield [*cells, *[None] * (width - len(cells)), findings.reason(told, label)]

    # -- what they share -----------------------------------------------------

    def _own_sheet(self) -> Sheet:
        return self.sheet if self.sheet is not None else abort(404)

    def _own_batch(self, ident: int, hold: bool = False) -> ImportBatch:
        """The person's own import of this table, held for a step of it; any other is not there."""
        if hold:
            standstill.carrying(db.session)  # before the batch: who erases takes them in this order
        batch = db.session.get(ImportBatch, ident, with_for_update=hold)
        mine = batch is not None and batch.created_by_id == current_viewer().user_id
        if batch is None or not mine or batch.parent_id is not None:
            abort(404)
        if batch.table_name != self._own_sheet().model.__tablename__:
            abort(404)
        return batch

    @staticmethod
    def _sheet_of(batch: ImportBatch, ident: str | None) -> ImportBatch:
        """The sheet of the workbook that is meant, else the first."""
        return next((each for each in batch.parts if each.id == whole(ident)), batch)

    def _actions(self) -> list[Action]:
        """What this person may have done with the rows: to change records here takes the right to edit."""
        take = imports.intake(self._own_sheet().model.__tablename__)
        return list(Action) if take.may_change(current_viewer()) else [Action.ADD]

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


def _shown_outcomes(batch: ImportBatch) -> list[Outcome]:
    """The classes that can be: those of the action, and any that has rows."""
    of_action: Mapping[Action, set[Outcome]] = {
        Action.ADD: {Outcome.NEW, Outcome.DUPLICATE_OF_BASE},
        Action.UPDATE: {Outcome.UPDATE, Outcome.UNCHANGED, Outcome.NOT_FOUND},
        Action.BOTH: {Outcome.NEW, Outcome.UPDATE, Outcome.UNCHANGED},
    }
    usual = of_action[batch.action] | {Outcome.DUPLICATE_IN_FILE, Outcome.REFUSED}
    return [outcome for outcome in Outcome if outcome in usual or batch.count(outcome)]
