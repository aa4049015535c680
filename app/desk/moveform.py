"""What a move asks for: a few columns filled in with it, by people who may not edit the row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.desk.columns import named
from app.desk.sections import Cell
from app.desk.slots import Slot, slots_of, unbound
from app.kernel.rules import Broken, check
from app.kernel.scope import current_viewer
from app.kernel.workflow import Move


class MoveForm:
    """The form in the dialog of one move, as stored or as posted.

    ``fields`` by column, ``slots`` in their order, ``loose`` what is wrong with none of them.
    """

    def __init__(
        self, view: Any, row: Any, move: Move, posted: MultiDict[str, str] | None = None
    ) -> None:
        self.view, self.row, self.move, self.posted = view, row, move, posted
        cells = [Cell(name, 3) for name in move.asks]
        found = slots_of(type(row), cells, current_viewer())
        self.slots: list[Slot] = [slot for slot in found if slot.editable]
        self.fields = BaseForm(unbound(self.slots, {}, view.route_base), prefix=f"{move.name}-")
        self.fields.process(posted, data={slot.key: getattr(row, slot.key) for slot in self.slots})
        self.loose: list[Any] = []

    @property
    def reason(self) -> str:
        """The reason typed with it."""
        return self.posted.get("reason", "") if self.posted is not None else ""

    @property
    def is_wrong(self) -> bool:
        """True when the person has something to correct."""
        return bool(self.loose) or any(field.errors for field in self.fields)

    def values(self) -> dict[str, Any]:
        """Column → value, as typed."""
        return {slot.key: self.fields[slot.key].data for slot in self.slots}

    def validate(self) -> bool:
        """Each field, then the archive's rules as far as they speak of these fields."""
        self.fields.validate()
        keys = type(self.row).__mapper__.column_attrs.keys()
        row: Mapping[str, Any] = {key: getattr(self.row, key) for key in keys}
        errors, _warnings = check(list(self.view.rules), {**row, **self.values()}, self.row)
        self.put([broken for broken in errors if broken.field in self.fields])
        return not self.is_wrong

    def put(self, errors: list[Broken]) -> None:
        """Place what a rule or the move's guard says beside its field, else above all."""
        for broken in errors:
            if broken.field not in self.fields:
                self.loose.append(broken.message)
            elif not self.fields[broken.field].errors:
                self.fields[broken.field].errors = [broken.message]
                self.fields[broken.field].rule = broken.rule


def asks_of(
    view: Any, row: Any, moves: Iterable[Move], asked: MoveForm | None
) -> dict[str, MoveForm]:
    """The forms of the moves that ask for something, by name; one may come as it was typed."""
    found = {move.name: MoveForm(view, row, move) for move in moves if move.asks}
    return found | ({asked.move.name: asked} if asked is not None else {})


def check_asks(view: str, model: Any, move: Move) -> None:
    """Refuse at start what the dialog cannot ask: it has no pick lists.

    Raises ValueError for a name without a column, and for a foreign key.
    """
    for name in move.asks:
        found = named(model, name)
        if found.column is None or found.target is not None:
            raise ValueError(f"{view}: {move.name} cannot ask for {name}")
