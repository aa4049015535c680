"""The rows of a grid inside a form: they look like child rows, and one text column keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm

from app.desk import fields
from app.desk.choices import Choice
from app.desk.fields import Control
from app.desk.lines import Line
from app.desk.sections import Cell, Grid
from app.kernel import grids
from app.kernel.grids import Column


@dataclass(frozen=True)
class Head:
    """What the grid's template asks of a column."""

    key: str
    label: Any
    cell: Cell
    editable: bool = True
    secret: bool = False

    @property
    def found(self) -> Head:
        """Where a slot keeps its label."""
        return self


def _field(column: Column) -> UnboundField:
    """The unbound field of a cell."""
    validators = [fields.needed] if column.is_key or column.is_needed else []
    if column.kind == "day":
        return UnboundField(fields.Day, column.label, validators)
    if column.options:
        return UnboundField(Choice, column.label, validators, words=grids.words_of(column))
    return UnboundField(fields.Text, column.label, validators, longest=grids.LONGEST)


class GridSet:
    """All rows of one grid in one form, as ``LineSet`` is of child rows."""

    stored: Sequence[Any] = ()  # rows of a table of their own, with versions: none
    most = grids.MOST

    def __init__(self, grid: Grid, field: Control, is_asked: bool) -> None:
        self.lines, self.name, self.title, self.is_asked = grid, grid.name, grid.title, is_asked
        self._field = field  # of the column
        self._fields = {column.name: _field(column) for column in grid.cells}
        self.slots = [Head(each.name, each.label, Cell(each.name, 2)) for each in grid.cells]
        self._told = self._read(field.data)
        self.rows: list[Line] = []
        self.errors: list[str] = []

    @property
    def columns(self) -> list[str]:
        """Names of the fields of a row, in their order."""
        return list(self._fields)

    def _read(self, text: str | None) -> Sequence[dict[str, Any]]:
        """The rows of the stored text; of a text that is no rows (of another parameter) none."""
        try:
            return grids.read(self.lines.cells, text or "[]")
        except ValueError:
            return ()

    def _form(
        self, index: str, row: Any = None, posted: MultiDict[str, str] | None = None
    ) -> BaseForm:
        form = BaseForm(self._fields, prefix=f"{self.name}-{index}-")
        form.process(posted, data=row or {})
        return form

    @cached_property
    def blank(self) -> BaseForm:
        """The empty row scripts copy; the index is filled in there."""
        return self._form("__n__")

    def show(self) -> None:
        """Fill the rows from the stored text, with one empty row to type into."""
        self.rows = [Line(str(at), self._form(str(at), row)) for at, row in enumerate(self._told)]
        self._offer()

    def _offer(self) -> None:
        index = str(1 + max((int(line.index) for line in self.rows), default=-1))
        if len(self.rows) < self.most:
            self.rows.append(Line(index, self._form(index)))

    def read(self, posted: MultiDict[str, str]) -> None:
        """Fill the rows from a post, in the order in which they stood on the page."""
        if f"{self.name}-posted" not in posted:
            self.show()
            return
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,6}})-")
        for index in dict.fromkeys(m.group(1) for key in posted if (m := pattern.match(key))):
            line = Line(index, self._form(index, posted=posted))
            if posted.get(f"{self.name}-{index}-gone") != "1" and not self._is_blank(line):
                self.rows.append(line)
        self._offer()
        if self.is_asked:
            self._fill(self._field)

    @staticmethod
    def _is_blank(line: Line) -> bool:
        return not any(text.strip() for part in line.form for text in part.texts)

    def living(self) -> list[Line]:
        """The rows that somebody filled."""
        return [line for line in self.rows if not self._is_blank(line)]

    def values(self) -> list[dict[str, Any]]:
        """The rows as the kernel reads them."""
        return [
            {name: getattr(part.data, "value", part.data) for name, part in line.form._fields.items()}
            for line in self.living()
        ]  # fmt: skip

    def validate(self) -> bool:
        """Check every row; messages land beside the cells. What is not asked is not looked at."""
        if not self.is_asked:
            return True
        living, self.errors = self.living(), []
        if len(living) > self.most:
            self.errors.append(gettext("At most %(max)s rows.", max=self.most))
        for line in living:
            line.form.validate()
        for at, name, message in grids.problems(self.lines.cells, self.values()):
            part = living[at].form._fields[name]
            if not part.errors:
                part.errors = [message]
        return not self.errors and not any(line.has_errors() for line in living)

    def _fill(self, field: Control) -> None:
        """Let the column's own field say what the rows say; nothing while they are wrong."""
        field.validators, field.process_errors = [], []
        field.data = grids.write(self.values()) if self.validate() else "[]"
        field.raw_data = [field.data]

    def write(self, _parent: Any) -> bool:
        """The column's field writes them."""
        return False

    def texts(self) -> list[list[Any]]:
        """The rows as texts, for keeping what the editor started from; the first stands for a number."""
        return [["", *[part.text for part in line.form]] for line in self.living()]

    def display(self) -> list[list[str]]:
        """The rows as a person reads them, for comparing versions."""
        return [[part.display for part in line.form] for line in self.living()]


def grids_of(
    declared: Sequence[Grid], form: BaseForm, value: Callable[[str], Any]
) -> list[GridSet]:
    """The grids of a form whose columns this viewer may write."""
    return [
        GridSet(grid, form[grid.column], grid.fits(value))
        for grid in declared
        if grid.column in form
    ]
