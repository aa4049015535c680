"""Two records side by side: for each field in which they differ, which of the two is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.desk.facts import people, person_ids, value_of
from app.desk.numerals import whole
from app.desk.sections import Cell
from app.desk.slots import Slot, slots_of
from app.kernel import scope
from app.kernel.db import db
from app.kernel.scope import current_viewer


@dataclass(frozen=True)
class Sides:
    """The two records of a merge.

    ``stays`` and ``goes`` name the relationships to them, ``chosen`` the column that keeps field →
    taken from the one that goes; ``offered(stays, goes)`` names the fields in question, and
    ``is_taken(row, field, stays, goes)`` says what stands chosen.
    """

    stays: str
    goes: str
    chosen: str
    offered: Callable[[Any, Any], Sequence[str]]
    is_taken: Callable[[Any, str, Any, Any], bool]

    def keys(self, model: Any) -> tuple[str, str]:
        """The columns of the two relationships."""
        return _key(model, self.stays), _key(model, self.goes)


@dataclass(frozen=True)
class Choice:
    """One field as the page shows it: both values as this reader may read them."""

    name: str
    label: Any
    stays: Any
    goes: Any
    is_taken: bool


class SidesFace:
    """``/fields/<pk>``: the choice, read-only once the merge is on its way."""

    sides: ClassVar[Sides]
    show_template = "merge/show.html"

    @expose("/fields/<pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("show")
    def fields(self, pk: str) -> str | Response | tuple[str, int]:
        """Choose field by field; a record out of reach answers like a missing one."""
        row = self.row_or_404(pk)  # type: ignore[attr-defined]
        stays, goes = (_in_reach(row, name) for name in (self.sides.stays, self.sides.goes))
        choices = self._choices(row, stays, goes)
        is_open = self._may("can_edit") and not self.locked_because(row)  # type: ignore[attr-defined]
        if request.method == "GET":
            return self._page_of(row, stays, goes, choices, is_open)
        if not is_open:
            abort(403)
        if whole(request.form.get("lock_version")) != row.version:
            flash(gettext("Somebody else changed this record meanwhile."), "warning")
            return self._page_of(row, stays, goes, choices, is_open), 409
        said = {each.name: request.form.get(f"keep-{each.name}") for each in choices}
        taken = {
            name: value == "goes" for name, value in said.items() if value in ("stays", "goes")
        }
        setattr(row, self.sides.chosen, {**getattr(row, self.sides.chosen), **taken})
        db.session.commit()
        flash(gettext("Saved"), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))  # type: ignore[attr-defined]

    def _choices(self, row: Any, stays: Any, goes: Any) -> list[Choice]:
        """What this reader may choose: a field he may not read is decided without him."""
        cells = [Cell(name) for name in self.sides.offered(stays, goes)]
        slots = [s for s in slots_of(type(stays), cells, current_viewer()) if s.treatment == "show"]
        names = people(person_ids([stays, goes], slots))
        return [self._choice(row, slot, stays, goes, names) for slot in slots]

    def _choice(self, row: Any, slot: Slot, stays: Any, goes: Any, names: Any) -> Choice:
        one, other = (value_of(side, slot, names) for side in (stays, goes))
        taken = self.sides.is_taken(row, slot.key, stays, goes)
        return Choice(slot.key, slot.found.label, one, other, taken)

    def _page_of(
        self, row: Any, stays: Any, goes: Any, choices: Sequence[Choice], is_open: bool
    ) -> str:
        page: str = self.render_template(  # type: ignore[attr-defined]
            "merge/fields.html", view=self, row=row, stays=stays, goes=goes, choices=choices,
            is_open=is_open, title=self._name(row),  # type: ignore[attr-defined]
        )  # fmt: skip
        return page


def _in_reach(row: Any, name: str) -> Any:
    """One of the two records through the gate."""
    target = type(row).__mapper__.relationships[name].mapper.class_
    found = scope.get(db.session, target, getattr(row, _key(type(row), name)))
    return found or abort(404)


def _key(model: Any, name: str) -> str:
    (column,) = model.__mapper__.relationships[name].local_columns
    return str(column.key)
