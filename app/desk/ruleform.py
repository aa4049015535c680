"""One filled-in form: its fields, its child rows, what is wrong with it, and how it is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.desk.gridset import grids_of
from app.desk.lines import LineSet, Moved, with_rows
from app.desk.reveal import reader_of
from app.desk.slots import Slot, beginnings, slots_of, unbound
from app.kernel.db import db, utcnow
from app.kernel.rules import Broken, check
from app.kernel.scope import Owned
from app.kernel.workflow import begin


@dataclass(frozen=True)
class Fault:
    """One line of the summary above the form: where, what, and the rule behind it."""

    anchor: str
    label: Any
    message: Any
    rule: str = ""


class Refused(Exception):
    """A field was posted that this viewer may not write."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


class RuleForm:
    """The form of one record for one viewer, empty, stored or posted."""

    def __init__(
        self,
        view: Any,
        row: Any = None,
        posted: MultiDict[str, str] | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        self.view, self.row, self.posted = view, row, posted
        self.model = view.datamodel.obj
        self.viewer = reader_of(row)
        locked = [view.flow.column] if view.flow is not None else []
        state = self._state()
        self.parts: list[tuple[Any, list[Slot]]] = [
            (section, self._slots(section, locked))
            for section in view.sections
            if not section.states or state in section.states
        ]
        self.slots = {slot.key: slot for _section, slots in self.parts for slot in slots}
        self.fields = BaseForm(unbound(self.slots.values(), view.picks, view.route_base))
        self.fields.process(posted, data=self._data(start or {}))
        self.grids = grids_of(view.grids, self.fields, self._now)
        self.lines: list[Any] = [*self._child_rows(state), *self.grids]
        for part in self.lines:
            part.show() if posted is None else part.read(posted)
        self._star()
        self.faults: list[Fault] = []
        self.warnings: list[Broken] = []

    def _slots(self, section: Any, locked: Collection[str]) -> list[Slot]:
        """All cells of a stored record; of a new one those to type in, the others are empty yet."""
        cells = section.cells(self.model)
        slots = slots_of(self.model, cells, self.viewer, locked, self.row)
        return slots if self.row is not None else [slot for slot in slots if slot.editable]

    def _child_rows(self, state: str) -> list[LineSet]:
        filled = with_rows(self.view.lines, self.model, self.row)
        return [
            LineSet(
                lines, self.model, self.row, self.viewer, self.view.picks, self.view.route_base,
                self.fields, lines.name in filled,
            )
            for lines in self.view.lines
            if not lines.states or state in lines.states
        ]  # fmt: skip

    def _star(self) -> None:
        """Mark the fields that the rules refuse empty: they say so themselves, of an empty form."""
        nothing: dict[str, Any] = dict.fromkeys(self.model.__mapper__.column_attrs.keys())
        empty = {**nothing, **{part.name: [] for part in self.lines}}
        for broken in check(list(self.view.rules), empty)[0]:
            if broken.field in self.fields:
                self.fields[broken.field].asked_by = broken.rule or "rule"

    def _state(self) -> str:
        """The state the row is in; a new one is in the flow's first."""
        flow = self.view.flow
        if flow is None:
            return ""
        return str(flow.initial if self.row is None else flow.state_of(self.row))

    def _data(self, start: Mapping[str, Any]) -> dict[str, Any]:
        if self.row is not None:
            return {name: getattr(self.row, name) for name, _field in self.items()}
        editable = [slot for slot in self.slots.values() if slot.editable]
        return {**beginnings(editable), **start}

    def items(self) -> Iterator[tuple[str, Any]]:
        """Pairs of name and bound field."""
        return iter(self.fields._fields.items())

    @property
    def in_grids(self) -> dict[str, Any]:
        """The columns whose value is typed in rows now, each with its grid."""
        return {part.lines.column: part for part in self.grids if part.is_asked}

    def asks(self, part: Any) -> bool:
        """True when a section or child table is asked with what stands in the form now."""
        return bool(part.fits(self._now))

    def _now(self, name: str) -> Any:
        if name in self.fields:
            return self.fields[name].data
        return getattr(self.row, name, None)

    # -- checking ----------------------------------------------------------
    def refuse_foreign(self) -> None:
        """Refuse a post that names a column of the record this viewer cannot write here.

        Raises Refused; nothing of the post is used then.
        """
        known = {name for name, _field in self.items()}
        names = set(self.posted or ()) & set(self.model.__mapper__.column_attrs.keys())
        foreign = names - known - {"version"}
        if foreign:
            raise Refused(sorted(str(self.view.label_of(name)) for name in foreign))

    def values(self) -> dict[str, Any]:
        """All columns of the record as they would be saved, and the child rows by their name."""
        keys = self.model.__mapper__.column_attrs.keys()
        stored = {key: getattr(self.row, key) for key in keys} if self.row is not None else {}
        typed = {name: None if field.process_errors else field.data for name, field in self.items()}
        return {
            **dict.fromkeys(keys),
            **stored,
            **typed,
            **{p.name: p.values() for p in self.lines},
        }

    def validate(self) -> bool:
        """Fields, child rows, then the view's rules; messages beside the fields, all of them."""
        self.fields.validate()
        for part in self.lines:
            part.validate()
        errors, self.warnings = check(list(self.view.rules), self.values(), self.row)
        loose = [broken for broken in errors if not self._place(broken)]
        self.faults = [*self._collect(), *(Fault("", "", b.message, b.rule) for b in loose)]
        return not self.faults

    def point_out(self, errors: list[Broken]) -> None:
        """Say what is lacking before it is asked for: beside the fields, the rest above all."""
        loose = [broken for broken in errors if not self._place(broken)]
        self.faults = [*self._collect(), *(Fault("", "", b.message, b.rule) for b in loose)]

    def has_place(self, broken: Broken) -> bool:
        """True when the form has the field, or the child rows, that a rule speaks of."""
        name = (broken.field or "").partition(".")[0]
        return any(part.name == name for part in self.lines) or self._key_of(name) in self.fields

    def _key_of(self, name: str) -> str:
        """The field of the form behind a column's or relationship's name."""
        return next((k for k, slot in self.slots.items() if name in (k, slot.name)), name)

    def _place(self, broken: Broken) -> bool:
        """Put a rule's message beside its field; False when the form has no such field."""
        name, _dot, rest = (broken.field or "").partition(".")
        for part in self.lines:
            if part.name == name:
                return self._place_in_lines(part, rest, broken)
        key = self._key_of(name)
        if key in self.in_grids:
            self.in_grids[key].errors.append(str(broken.message))
            return True
        if not name or key not in self.fields:
            return False
        if not self.fields[key].errors:
            self.fields[key].errors = [broken.message]
            self.fields[key].rule = broken.rule
        return True

    @staticmethod
    def _place_in_lines(part: LineSet, rest: str, broken: Broken) -> bool:
        index, _dot, column = rest.partition(".")
        living = part.living()
        if index.isdigit() and int(index) < len(living):
            part.put(living[int(index)], column, str(broken.message))
        else:
            part.errors.append(str(broken.message))
        return True

    def notes(self) -> list[str]:
        """What to say after a save: its one warning, or how many the record's page names."""
        if len(self.warnings) == 1:
            return [str(self.warnings[0].message)]
        number = len(self.warnings)
        return [ngettext("%(num)s thing to note", "%(num)s things to note", number)] * bool(number)

    def put(self, name: str, message: Any) -> None:
        """Add an error found while saving (a value already taken)."""
        if not self._place(Broken(name, message)):
            self.faults.append(Fault("", "", message))
            return
        self.faults = self._collect()

    def _collect(self) -> list[Fault]:
        out = [
            Fault(field.id, field.label.text, field.errors[0], getattr(field, "rule", ""))
            for _name, field in self.items()
            if field.errors
        ]
        for part in self.lines:
            out += [Fault(f"part-{part.name}", part.title, message) for message in part.errors]
            for number, line in enumerate(part.living(), 1):
                out += self._of_line(part, number, line)
        return out

    @staticmethod
    def _of_line(part: LineSet, number: int, line: Any) -> list[Fault]:
        where = gettext("%(part)s, row %(number)s", part=str(part.title), number=number)
        whole = [Fault(f"part-{part.name}", where, message) for message in line.errors]
        return whole + [
            Fault(field.id, f"{where} · {field.label.text}", field.errors[0])
            for field in line.form
            if field.errors
        ]

    def errors_in(self, slots: list[Slot]) -> bool:
        """True when a section has something to correct."""
        return any(slot.editable and self.fields[slot.key].errors for slot in slots)

    def filled(self, slots: list[Slot]) -> tuple[int, int]:
        """How many cells of a section are filled, of how many that somebody can fill."""
        asked = [self.fields[slot.key] for slot in slots if slot.editable]
        return sum(f.control == "check" or any(f.texts) for f in asked), len(asked)

    # -- writing -----------------------------------------------------------
    def write(self) -> Any:
        """Put the values on the row (a new one when there was none) and flush; the row.

        Raises StaleDataError or Moved when somebody else was first, IntegrityError when the
        database refuses.
        """
        row = self.row if self.row is not None else self._new()
        for name, field in self.items():
            if self.row is None and field.data is None:
                continue  # the column's own default
            if self.row is None or field.differs(getattr(row, name)):
                setattr(row, name, field.data)
        if self.row is None:
            claim(row, self.viewer, self.fields._fields.keys())
        (self.view.pre_update if self.row is not None else self.view.pre_add)(row)
        db.session.add(row)
        db.session.flush()
        changed = [part.write(row) for part in self.lines]  # all of them, before asking
        if any(changed):
            if self.row is not None:
                row.changed_at = utcnow()  # the parent's version moves with its lines
            db.session.flush()
        if self.row is None and self.view.flow is not None:
            begin(db.session, self.view.flow, row, self.viewer)
        return row

    def _new(self) -> Any:
        row = self.model()
        if self.view.flow is not None:
            setattr(row, self.view.flow.column, self.view.flow.states(self.view.flow.initial))
        return row

    # -- keeping two editors apart -------------------------------------------
    def original(self) -> str:
        """What the editor started from, carried by the form itself as texts."""
        kept: dict[str, Any] = {name: field.texts for name, field in self.items()}
        kept.update({f"{part.name}-": part.texts() for part in self.lines})
        return json.dumps(kept, ensure_ascii=False)


def claim(row: Any, viewer: Any, asked: Collection[str] = ()) -> None:
    """A new row belongs to whoever made it, in his only branch, unless the form asks for these."""
    if not isinstance(row, Owned) or type(row).reach is not None:
        return
    if row.owner_id is None and "owner_id" not in asked:
        row.owner_id = viewer.user_id
    if row.branch_id is None and "branch_id" not in asked and len(viewer.branch_ids) == 1:
        row.branch_id = next(iter(viewer.branch_ids))


__all__ = ["Fault", "Moved", "Refused", "RuleForm", "claim"]
