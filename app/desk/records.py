"""The record page: head, tabs loaded when opened, flow picture, open tasks, warnings, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from blinker import Namespace
from flask import abort, current_app, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk.attached import Hung, hung_on, part_of
from app.desk.beside import brought, cards
from app.desk.facts import acting, badges, facts, people, person_ids, relations, value_of
from app.desk.flow_picture import picture
from app.desk.handing import may_hand_on
from app.desk.links import led, went
from app.desk.looked import note_look
from app.desk.moveform import MoveForm, asks_of
from app.desk.overview import digest
from app.desk.reveal import reader_of
from app.desk.sections import Cell, Lines
from app.desk.slots import Slot, slots_of
from app.desk.tabs import WHOLE, counts_of, fitting, stands_whole, tabs_of, together
from app.desk.tasks import any_view_of
from app.desk.timeline import kinds, timeline
from app.kernel.db import db, utcnow, writing
from app.kernel.rules import Broken, check
from app.kernel.scope import current_viewer
from app.kernel.tasks import Step, Task, steps
from app.kernel.workflow import open_tasks

record_shown = Namespace().signal("record-shown")
"""A record page was opened: sender is the row, ``viewer`` who looks at it.

A hearer gives back a function of the session that writes something, or None.
"""


class RecordFace:
    """``/show/<pk>``: the framework's page replaced by ours."""

    show_template = "archive/show.html"

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> str:
        """The whole page with one part open, and with ``?move=`` the dialog of a move."""
        return self._page(pk, request.args.get("tab", "overview"))

    def _page(
        self,
        pk: str,
        name: str,
        part: dict[str, Any] | None = None,
        asked: MoveForm | None = None,
    ) -> str:
        """The page with the part of that name; part or dialog may have come back from a post."""
        hung = hung_on(type(self))
        row, *counted = self.row_with(pk, self._eager(name), counts_of(self, hung))
        seen, tasks = self._steps(row), self._tasks(row)
        part = part or self._part(row, name, seen, tasks)
        moves = self.possible_moves(row, seen)
        page = self.render_template(
            self.show_template, view=self, row=row, title=self._name(row), about=self._about(row), tabs=tabs_of(self, row, hung, counted), tab=name,
            part=part, names=part["names"], tasks=tasks, now=utcnow(), own_number=self._number(row),
            badges=badges(row, self._badge_columns()), went=went(row), moves=moves,
            main_move=moves[0] if moves and moves[0].primary else None,
            role_label=lambda name: (current_app.extensions.get("role_labels") or {}).get(name, name or "—"),
            papers=self.papers_for(row), locked=self.locked_because(row),
            may_edit=self._may("can_edit"), may_delete=self._may("can_delete"), may_hand_on=may_hand_on, viewer=current_viewer(),
            picked=request.args.get("_picked", ""), asks=asks_of(self, row, moves, asked),
            opened=asked.move.name if asked else request.args.get("move", ""),
        )  # fmt: skip
        note_look(row)
        return page

    @staticmethod
    def _announce(row: Any) -> None:
        """Let the wings note that the record was looked at; most have nothing to write (R-084).

        It comes with the warnings, which the page asks for as soon as it stands.
        """
        viewer = current_viewer()
        notes = [
            note for _hearer, note in record_shown.send(row, viewer=viewer) if note is not None
        ]
        if not notes:
            return
        db.session.rollback()  # the read ends before the write begins (SQLite queues writers)
        with writing():
            for note in notes:
                note(db.session)
            db.session.commit()

    @expose("/show/<pk>/part/<name>", methods=["GET"])
    @has_access
    @permission_name("show")
    def show_part(self, pk: str, name: str) -> str:
        """One part alone, for a tab that is opened."""
        row = self.row_or_404(pk, self._eager(name))
        if name == "warnings":
            page = self.render_template(
                "archive/_warnings.html", view=self, row=row, warnings=list(self.warnings(row)),
                cards=cards([*self.beside, *brought(type(self))], db.session, row),
            )  # fmt: skip
            self._announce(row)
            return page
        wants_flow = name == "overview"
        part = self._part(
            row,
            name,
            self._steps(row) if wants_flow else (),
            self._tasks(row) if wants_flow else (),
        )
        return self.render_template(
            "archive/_part.html", view=self, row=row, part=part, names=part["names"], now=utcnow()
        )

    def stands_whole(self) -> bool:
        """True where the sections stand together on one page (R-018)."""
        return stands_whole(self)

    def warnings(self, row: Any) -> Iterator[Broken]:
        """What the viewer should know before acting; the rules' own warnings unless a view adds."""
        keys = self.datamodel.obj.__mapper__.column_attrs.keys()
        yield from check(list(self.rules), {key: getattr(row, key) for key in keys}, row)[1]

    # -- head ----------------------------------------------------------------
    def _name(self, row: Any) -> Any:
        slot = self._slot(self.name_column)
        return value_of(row, slot, {}) if slot is not None else str(row)

    def _about(self, row: Any) -> str:
        """Whom the record is about, where its name is only a number: as its tasks call it."""
        about = str(getattr(row, "task_subject", ""))
        return about if about != str(self._name(row)) else ""

    def _number(self, row: Any) -> str:
        """The row's number, unless it is the name itself."""
        model = self.datamodel.obj
        codes = tuple(getattr(getattr(model, "__search__", None), "codes", ()) or ())
        for name in (*(getattr(model, "numbers", {}) or {}), *codes):
            slot = self._slot(name)
            if name != self.name_column and slot is not None and getattr(row, name):
                return str(value_of(row, slot, {}))
        return ""

    def _slot(self, name: str) -> Slot | None:
        from_cells = slots_of(self.datamodel.obj, [Cell(name)], current_viewer())
        return from_cells[0] if from_cells else None

    def _badge_columns(self) -> list[str]:
        viewer = current_viewer()
        names = [*self.list_columns, *([self.flow.column] if self.flow is not None else [])]
        return [
            slot.key
            for slot in slots_of(self.datamodel.obj, map(Cell, names), viewer)
            if slot.treatment == "show"
        ]

    # -- parts ---------------------------------------------------------------
    def _section_slots(self, name: str) -> list[Slot]:
        wanted = list(self.sections) if name == WHOLE else self._shown_on(name)
        cells = [cell for section in wanted for cell in section.cells(self.datamodel.obj)]
        return slots_of(self.datamodel.obj, cells, current_viewer())

    def _shown_on(self, name: str) -> list[Any]:
        """The sections of a part; all of a short record stand on its overview."""
        return (
            together(self) if name == "overview" else [s for s in self.sections if s.name == name]
        )

    def _eager(self, name: str) -> tuple[str, ...]:
        return relations(self._section_slots(name))

    def _part(
        self, row: Any, name: str, seen: Sequence[Step], tasks: Sequence[Task]
    ) -> dict[str, Any]:
        """What the part's template gets; 404 for a part that does not exist."""
        if name == "digest":
            found = digest(self, row, hung_on(type(self)), current_viewer())
            return {"kind": "digest", "kinds": found, "names": {}}
        if name == "trail":
            return self._trail_part(row, request.args.get("kind", ""))
        if name == "notes" and self.keeps_notes:
            return self._notes_part(row)
        if name == "files" and self.shows_files():
            part = self.files_part(row)
            return {**part, "names": {**self._heads(row, [], [], []), **part["names"]}}
        lines = next((ln for ln in self.lines if ln.name == name), None)
        if lines is not None:
            return self._lines_part(row, lines)
        hung = next((each for each in hung_on(type(self)) if each.tab.name == name), None)
        if hung is not None:
            return self._attached_part(row, hung)
        if name == WHOLE and stands_whole(self):
            return self._whole_part(row)
        if name != "overview" and all(section.name != name for section in self.sections):
            abort(404)
        names = self._heads(row, self._section_slots(name), seen, tasks)
        part = {
            "kind": "section",
            "name": name,
            "names": names,
            "blocks": self._blocks(row, self._shown_on(name), names),
        }
        if name == "overview" and self.flow is not None:
            part["flow"] = picture(self.flow, row, seen, tasks, names, utcnow())
            part["state"] = self.flow.states(self.flow.state_of(row))
            part["said"] = [(step, acting(names, step)) for step in seen if step.reason][-5:]
        return part

    def _whole_part(self, row: Any) -> dict[str, Any]:
        """All sections asked of this record, one below the other, and which child tables have rows."""
        model = self.datamodel.obj
        names = self._heads(row, self._section_slots(WHOLE), [], [])
        blocks = self._blocks(row, self.sections, names)
        counted = db.session.execute(
            select(*counts_of(self, ())).select_from(model).where(model.id == row.id)
        ).one()
        lines = [part for part, count in zip(self.lines, counted, strict=False) if count]
        return {"kind": WHOLE, "name": WHOLE, "blocks": blocks, "lines": lines, "names": names}

    def _blocks(
        self, row: Any, wanted: Sequence[Any], names: dict[int, str]
    ) -> list[tuple[Any, Any]]:
        """The sections asked of this record, each with what the reader may see of it."""
        viewer, model = reader_of(row), self.datamodel.obj
        asked = [section for section in wanted if section in fitting(self, row)]
        slots = [(section, slots_of(model, section.cells(model), viewer)) for section in asked]
        return [(s, facts(row, found, names, leads=True)) for s, found in slots if found]

    def _lines_part(self, row: Any, lines: Lines) -> dict[str, Any]:
        """The child rows as a table."""
        model = lines.model
        cells = [cell for cell in lines.cells() if cell.name != lines.parent_key(type(row))]
        slots = slots_of(model, cells, current_viewer())
        order = getattr(model, lines.order) if lines.order else model.id
        key = getattr(model, lines.parent_key(type(row)))
        rows = db.session.scalars(
            select(model).where(key == row.id).order_by(order, model.id).limit(500)
        ).all()
        names = {**self._heads(row, [], [], []), **people(person_ids(rows, slots))}
        table = [self._line(child, slots, names) for child in rows]
        return {
            "kind": "lines", "name": lines.name, "title": lines.title or lines.name, "slots": slots,
            "table": table, "add_url": self._add_url(row, lines), "names": names,
        }  # fmt: skip

    @staticmethod
    def _line(child: Any, slots: Sequence[Slot], names: dict[int, str]) -> list[Any]:
        """A child row; its first cell leads to its own page, where it has one."""
        values = [value_of(child, slot, names, leads=True) for slot in slots]
        return [led(child, value) if at == 0 else value for at, value in enumerate(values)]

    def _trail_part(self, row: Any, wanted: str) -> dict[str, Any]:
        """What happened, of one kind or of all."""
        offered = kinds(self, row, current_viewer())
        return {
            "kind": "trail",
            "choices": [("", _("All")), *((kind.name, kind.label) for kind in offered)],
            "wanted": wanted if any(kind.name == wanted for kind in offered) else "",
            "entries": timeline(offered, wanted),
            "names": self._heads(row, [], [], []),
        }

    def _attached_part(self, row: Any, hung: Hung) -> dict[str, Any]:
        """The rows of an upper wing that belong to this record."""
        return {**part_of(hung, row, current_viewer()), "names": self._heads(row, [], [], [])}

    @staticmethod
    def _add_url(row: Any, lines: Lines) -> str:
        """Where one more child row is made, when it has a page of its own and the viewer may."""
        view = any_view_of(lines.model.__tablename__)
        if view is None or not current_viewer().may("can_add", view.class_permission_name):
            return ""
        return url_for(f"{view.endpoint}.add", **{lines.parent_key(type(row)): row.id})

    def _heads(
        self, row: Any, slots: Sequence[Slot], seen: Sequence[Step], tasks: Sequence[Task]
    ) -> dict[int, str]:
        """Names of everybody the page mentions, in one statement."""
        of_row = [
            getattr(row, name, None) for name in ("owner_id", "created_by_id", "changed_by_id")
        ]
        of_steps = [ident for step in seen for ident in (step.by_id, step.for_id)]
        return people([*of_row, *person_ids([row], slots), *of_steps, *(t.user_id for t in tasks)])

    def _steps(self, row: Any) -> Sequence[Step]:
        return steps(db.session, row) if self.flow is not None else ()

    def _tasks(self, row: Any) -> Sequence[Task]:
        return open_tasks(db.session, row) if self.flow is not None else ()
