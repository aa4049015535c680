"""The places of a form for one viewer: what may be typed, what is only read, what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms.fields.core import UnboundField

from app.desk.columns import Named, named
from app.desk.converter import field_for, starting
from app.desk.picks import Pick, load_one, naming
from app.desk.sections import Cell
from app.desk.shown import rule_text
from app.kernel import scope
from app.kernel.db import db
from app.kernel.secrets import asks
from app.kernel.viewer import Viewer

# written by the system itself; a form shows them and never takes them
STAMPS = {"id", "version", "created_at", "created_by_id", "changed_at", "changed_by_id"}


@dataclass(frozen=True)
class Slot:
    """A cell of the form as this viewer gets it."""

    cell: Cell
    found: Named
    treatment: str
    editable: bool
    asks: bool = False  # opens for a reason

    @property
    def key(self) -> str:
        """The name the field is posted by: the column that is written."""
        return self.found.key

    @property
    def name(self) -> str:
        """The declared name, by which the value is shown."""
        return self.found.name

    @property
    def why(self) -> str:
        """The rule the field is there for and what it wants; empty where none names it."""
        rule = str(self.found.info.get("rule", ""))
        return " ".join(filter(None, (rule, rule_text(rule))))

    @property
    def secret(self) -> bool:
        """True for a field whose text must not be kept in the browser."""
        return bool(self.found.info.get("secret"))


def slots_of(
    model: Any, cells: Iterable[Cell], viewer: Viewer, locked: Iterable[str] = (), row: Any = None
) -> list[Slot]:
    """The cells this viewer gets: hidden ones are left out, masked and locked ones only read.

    Of a ``row`` what opens for a reason and is empty can be filled in without one.
    """
    fixed = STAMPS | set(locked) | set(getattr(model, "numbers", {}) or {})
    out = []
    for cell in cells:
        found = named(model, cell.name)
        how = found.treatment(viewer)
        if how == "hide":
            continue
        is_asked = how == "mask" and asks(found.column, viewer)
        if is_asked and row is not None and getattr(row, found.key) in (None, ""):
            how = "show"
        writable = found.column is not None and found.key not in fixed and not cell.readonly
        out.append(Slot(cell, found, how, writable and how == "show", is_asked))
    return out


def unbound(
    slots: Iterable[Slot], picks: Mapping[str, Pick], base: str, part: str = "", outer: Any = None
) -> dict[str, UnboundField]:
    """Fields of the editable slots; ``base`` is the view's address, ``part`` the name of its lines.

    ``outer`` is the form around the lines: a pick of a row may be narrowed by a field of the record.
    """
    fields: dict[str, UnboundField] = {}
    for slot in slots:
        if not slot.editable:
            continue
        found = slot.found
        name = f"{part}.{found.key}" if part else found.key
        pick = (
            picks.get(name) or picks.get(f"{part}.{found.name}" if part else found.name) or Pick()
        )
        options = None
        if found.target is not None:
            options = _remote(found, pick, f"{base}/pick/{name}", outer)
        fields[found.key] = field_for(found, pick=options)
    return fields


def _remote(found: Named, pick: Pick, url: str, outer: Any) -> dict[str, Any]:
    """How a foreign key's field loads its one row: unchanged ones from memory, new ones by the gate."""

    def load(form: Any, ident: int) -> Any:
        if form is None:
            return scope.get(db.session, found.target, ident)
        context = {source: _said(source, form, outer) for source in pick.by.values()}
        return load_one(found.target, pick, ident, context)

    return {"load": load, "url": url, "by": dict(pick.by)}


def _said(source: str, *forms: Any) -> Any:
    """What stands in the field called ``source``, in the row's own form or the one around it."""
    return next((form[source].data for form in forms if form is not None and source in form), None)


def beginnings(slots: Iterable[Slot]) -> dict[str, Any]:
    """What an empty form starts with: constant defaults of the columns."""
    found = {
        slot.key: starting(slot.found.column) for slot in slots if slot.found.column is not None
    }
    return {key: value for key, value in found.items() if value is not None}


__all__ = ["STAMPS", "Slot", "beginnings", "naming", "slots_of", "unbound"]
