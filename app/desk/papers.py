"""Printing a record: HTML by a template, PDF by the print process, and a line in the print log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk.facts import acting, facts, people, person_ids, value_of
from app.desk.frame import menu
from app.desk.glyphs import gaps
from app.desk.posted import again
from app.desk.printing import frame_of, give_out, on_paper, press, refuse, text_of
from app.desk.prints import Subject
from app.desk.sections import Lines
from app.desk.shown import moment
from app.desk.slots import Slot, slots_of
from app.kernel.db import db
from app.kernel.papers import Paper
from app.kernel.papers.refusal import PaperRefused
from app.kernel.scope import acting_as, current_viewer
from app.kernel.tasks import steps

ARCHIVE = Paper("archive", _("Archive sheet"), "papers/_archive.html", None)
GRID = 6
CHILDREN = 1_000  # rows of a child table on one sheet


class PaperFace:
    """``/paper/<pk>/<name>``: the declared papers and, for every record, the archive sheet."""

    @expose("/paper/<pk>/<name>", methods=["GET"])
    @has_access
    @permission_name("print")
    def paper(self, pk: str, name: str) -> Any:
        """One record as a PDF, shown in the browser."""
        row = self.row_or_404(pk, self._form_relations())
        found = next((paper for paper in self.all_papers() if paper.name == name), None)
        if found is None or (found.when is not None and not found.when(row)):
            abort(404)
        what, back = Subject.of(row, name), url_for(f"{self.endpoint}.show", pk=pk)
        names = f"{found.title}-{row}.pdf", f"{found.name}-{self._number(row) or row}.pdf"
        try:
            with acting_as(on_paper(current_viewer())):
                context = self._paper_context(row, found)
                lacking = gaps(context, press().missing, str(found.title))
                if lacking and not request.args.get("anyway"):
                    return self._lacking(lacking, f"{found.title} · {self._name(row)}", back)
                save = bool(request.args.get("save"))
                return give_out(what, found, context, f"{found.title} {row}", names, back, save)
        except PaperRefused as refused:
            return refuse(what, refused, back)

    def all_papers(self) -> Sequence[Paper]:
        """The view's own papers, those that upper wings hang on it, then the default sheet."""
        own = [*self.papers, *hung_papers(type(self))]
        return own if any(paper.name == ARCHIVE.name for paper in own) else [*own, ARCHIVE]

    def papers_for(self, row: Any) -> Sequence[Paper]:
        """The print menu of a record; empty for those who may not print."""
        found = self.all_papers() if self._may("can_print") else []
        return [paper for paper in found if paper.when is None or paper.when(row)]

    def _lacking(self, lacking: Sequence[Any], said: str, back: str) -> str:
        """The characters no font has, before anything is printed."""
        anyway = again(request.path, anyway="1")
        return self.render_template(
            "archive/missing.html", view=self, gaps=lacking, said=said, back=back, anyway=anyway,
            title=_("Characters that cannot be printed"),
        )  # fmt: skip

    def _paper_context(self, row: Any, paper: Paper) -> dict[str, Any]:
        """All that the template of a paper receives: the desk's frame, and what the paper says itself."""
        frame = self._frame_of(row, paper)
        own = dict(paper.context(row)) if paper.context is not None else self._archive(row)
        for part in ("head", "meta"):
            own[part] = {**frame[part], **own.get(part, {})}
        return {**frame, **own}

    # -- the default sheet -----------------------------------------------------
    def _frame_of(self, row: Any, paper: Paper) -> dict[str, Any]:
        number, name = self._number(row), str(self._name(row))
        by = people([getattr(row, "created_by_id", None)])
        state = self.flow.states(self.flow.state_of(row)).label if self.flow is not None else ""
        created = getattr(row, "created_at", None)
        # the default sheet is called the same for every table: what it is about stands below
        kind = str(self.heading) if paper is ARCHIVE else ""
        return {
            **frame_of(paper, " · ".join(filter(None, [kind, "" if name == number else name]))),
            "head": {
                "doc_no": number, "status": str(state),
                "filled_by": by.get(getattr(row, "created_by_id", None) or 0, ""),
                "filled_on": moment(created).striptags()[:10] if created else "",
            },
            "meta": {"doc_no": number},
        }  # fmt: skip

    def _archive(self, row: Any) -> dict[str, Any]:
        """Sections, child tables and steps, as this viewer may read them."""
        viewer, model = current_viewer(), self.datamodel.obj
        parts = [(s, slots_of(model, s.cells(model), viewer)) for s in self.sections]
        seen = steps(db.session, row) if self.flow is not None else ()
        slots = [slot for _section, part in parts for slot in part]
        names = people(
            person_ids([row], slots) + [i for step in seen for i in (step.by_id, step.for_id)]
        )
        return {
            "sections": [{"title": str(s.title), "rows": _rows(row, part, names)} for s, part in parts if part],
            "tables": [self._paper_table(row, part) for part in self.lines],
            "steps": [
                {"move": self.move_label(step.move), "by": acting(names, step),
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
        rows = db.session.scalars(statement.limit(CHILDREN)).all()
        names = people(person_ids(rows, slots))
        body = [[text_of(value_of(child, slot, names)) for slot in slots] for child in rows]
        return {
            "title": str(lines.title or lines.name),
            "head": [str(s.found.label) for s in slots],
            "rows": body,
        }


def hung_papers(view: type) -> Sequence[Paper]:
    """The papers that ``app/menu.py`` hangs on the records of a lower wing."""
    items = (item for group in menu() for item in group.items)
    return next((item.papers for item in items if item.view is view), ())


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
        out[-1].append((str(fact.label), text_of(fact.value), span))
        used += span
    return out
