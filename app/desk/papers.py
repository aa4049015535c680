"""Printing a record: HTML by a template, PDF by the print process, and a line in the print log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.desk.facts import facts, people, person_ids, value_of
from app.desk.glyphs import gaps
from app.desk.prints import PrintEntry
from app.desk.sections import Lines
from app.desk.shown import EMPTY, moment
from app.desk.slots import Slot, slots_of
from app.kernel.db import db, utcnow, writing
from app.kernel.papers import Paper
from app.kernel.papers.refusal import PaperRefused
from app.kernel.papers.text import FILTERS
from app.kernel.papers.worker import get_worker
from app.kernel.scope import current_viewer
from app.kernel.tasks import steps

ARCHIVE = Paper("archive", _("Archive sheet"), "papers/_archive.html", None)
GRID = 6


@dataclass(frozen=True)
class Copy:
    """Which copy of which paper this is: it stands in the foot of every page."""

    number: int
    at: Any


class PaperFace:
    """``/paper/<pk>/<name>``: the declared papers and, for every record, the archive sheet."""

    @expose("/paper/<pk>/<name>", methods=["GET"])
    @has_access
    @permission_name("print")
    def paper(self, pk: str, name: str) -> Any:
        """One record as a PDF, shown in the browser."""
        row = self.row_or_404(pk, self._form_relations())
        found = next((paper for paper in self.all_papers() if paper.name == name), None)
        if found is None:
            abort(404)
        copy, worker = self._next_copy(row, name), get_worker(Path(current_app.config["DATA_DIR"]))
        context = self._paper_context(row, found, copy)
        try:
            lacking = gaps(context, worker.missing, str(found.title))
            if lacking and not request.args.get("anyway"):
                return self.render_template(
                    "archive/missing.html",
                    view=self,
                    row=row,
                    paper=found,
                    gaps=lacking,
                    title=found.title,
                )
            done = worker.render(
                render_template(found.template, **context),
                title=f"{found.title} {row}", lang=context["lang"], created=copy.at,
            )  # fmt: skip
        except PaperRefused as refused:
            self._log(PrintEntry.failed(row, name, refused))
            flash(str(refused), "warning")
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        names = f"{found.title}-{row}.pdf", f"{found.name}-{self._number(row) or row}.pdf"
        self._log(PrintEntry.of(row, name, copy.number, done))
        return _pdf(done.pdf, *names, bool(request.args.get("save")))

    def all_papers(self) -> Sequence[Paper]:
        """The view's own papers, then the default sheet."""
        own = list(self.papers)
        return own if any(paper.name == ARCHIVE.name for paper in own) else [*own, ARCHIVE]

    def papers_for(self, row: Any) -> Sequence[Paper]:
        """The print menu of a record; empty for those who may not print."""
        return self.all_papers() if self._may("can_print") else []

    def _paper_context(self, row: Any, paper: Paper, copy: Copy) -> dict[str, Any]:
        """All that the template of a paper receives: the desk's frame, and what the paper says itself."""
        for name, function in FILTERS.items():
            current_app.jinja_env.filters.setdefault(name, function)
        frame = self._frame_of(row, paper, copy)
        own = dict(paper.context(row)) if paper.context is not None else self._archive(row)
        for part in ("head", "meta"):
            own[part] = {**frame[part], **own.get(part, {})}
        return {**frame, **own}

    @staticmethod
    def _log(entry: PrintEntry) -> None:
        """Write a line of the print log, whether the paper came out or not."""
        db.session.rollback()  # the read ends before the write begins (SQLite queues writers)
        with writing():
            db.session.add(entry)
            db.session.commit()

    # -- the default sheet -----------------------------------------------------
    def _frame_of(self, row: Any, paper: Paper, copy: Copy) -> dict[str, Any]:
        viewer = current_viewer()
        number = self._number(row)
        names = people([viewer.user_id, getattr(row, "created_by_id", None)])
        state = self.flow.states(self.flow.state_of(row)).label if self.flow is not None else ""
        created = getattr(row, "created_at", None)
        return {
            "lang": "zh-CN" if str(get_locale()).startswith("zh") else "en",
            "title": str(paper.title), "landscape": paper.landscape,
            "subtitle": "" if str(self._name(row)) == number else str(self._name(row)),
            "head": {
                "doc_no": number, "status": str(state),
                "filled_by": names.get(getattr(row, "created_by_id", None) or 0, ""),
                "filled_on": moment(created).striptags()[:10] if created else "",
            },
            "meta": {
                "doc_no": number, "printed_by": names.get(viewer.user_id or 0, ""),
                "printed_at": moment(copy.at).striptags(), "copy_no": str(copy.number),
            },
        }  # fmt: skip

    def _archive(self, row: Any) -> dict[str, Any]:
        """Sections, child tables and steps, as this viewer may read them."""
        viewer, model = current_viewer(), self.datamodel.obj
        parts = [(s, slots_of(model, s.cells(model), viewer)) for s in self.sections]
        seen = steps(db.session, row) if self.flow is not None else ()
        slots = [slot for _section, part in parts for slot in part]
        names = people(person_ids([row], slots) + [step.by_id for step in seen])
        return {
            "sections": [{"title": str(s.title), "rows": _rows(row, part, names)} for s, part in parts if part],
            "tables": [self._paper_table(row, part) for part in self.lines],
            "steps": [
                {"move": self.move_label(step.move), "by": names.get(step.by_id or 0, ""),
                 "at": moment(step.at).striptags(), "reason": step.reason}
                for step in seen
            ],
        }  # fmt: skip

    def _paper_table(self, row: Any, lines: Lines) -> dict[str, Any]:
        key = lines.parent_key(type(row))
        cells = [cell for cell in lines.cells() if cell.name != key]
        slots = slots_of(lines.model, cells, current_viewer())
        order = getattr(lines.model, lines.order) if lines.order else lines.model.id
        statement = select(lines.model).where(getattr(lines.model, key) == row.id).order_by(order)
        rows = db.session.scalars(statement.limit(1000)).all()
        names = people(person_ids(rows, slots))
        body = [[_plain(value_of(child, slot, names)) for slot in slots] for child in rows]
        return {
            "title": str(lines.title or lines.name),
            "head": [str(s.found.label) for s in slots],
            "rows": body,
        }

    @staticmethod
    def _next_copy(row: Any, name: str) -> Copy:
        """The copy after those of this paper that were handed out."""
        where = (
            PrintEntry.row_table == row.__table__.name,
            PrintEntry.row_id == row.id,
            PrintEntry.paper == name,
            PrintEntry.pages > 0,
        )
        before = db.session.scalar(select(func.count(PrintEntry.id)).where(*where))
        return Copy(int(before or 0) + 1, utcnow())


def _rows(
    row: Any, slots: Sequence[Slot], names: Mapping[int, str]
) -> list[list[tuple[str, str, int]]]:
    """Facts packed into lines of the six-column grid (2, 4 or 6 columns each)."""
    out: list[list[tuple[str, str, int]]] = []
    used = GRID
    for fact in facts(row, slots, names):
        span = 2 if fact.span <= 2 else 4 if fact.span <= 4 else GRID
        if used + span > GRID:
            out.append([])
            used = 0
        out[-1].append((str(fact.label), _plain(fact.value), span))
        used += span
    return out


def _plain(value: Any) -> str:
    """Text without markup; an empty cell stays empty for the pen."""
    text = value.striptags() if hasattr(value, "striptags") else str(value)
    return "" if text == EMPTY else text


def _pdf(content: bytes, name: str, plain: str, save: bool) -> Response:
    """The answer with a name people can read, and a plain one for systems that cannot."""
    clean = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("_") or "paper.pdf"
    how = "attachment" if save else "inline"
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean)}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
