"""Child rows inside a form: added, changed, removed and ordered in the parent's transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.desk.numerals import whole
from app.desk.picks import Pick
from app.desk.sections import Lines
from app.desk.slots import Slot, beginnings, slots_of, unbound
from app.kernel.db import db
from app.kernel.rules import check
from app.kernel.viewer import Viewer

ROWS = 200  # when the setting FORM_LINES_MAX is silent


class Moved(Exception):
    """Somebody else changed or removed a row since the form was opened."""


@dataclass
class Line:
    """One child row of a form."""

    index: str
    form: BaseForm
    row: Any = None
    ident: int | None = None
    version: int | None = None
    gone: bool = False
    errors: list[str] = field(default_factory=list)

    def has_errors(self) -> bool:
        """True when anything of this row needs correcting."""
        return bool(self.errors or any(part.errors for part in self.form))


def with_rows(parts: Sequence[Lines], parent: Any, row: Any) -> set[str]:
    """Names of the child tables in which the record has rows: one statement for all, since most have none."""
    if row is None or row.id is None or not parts:
        return set()
    there = [
        select(part.model.id).where(getattr(part.model, part.parent_key(parent)) == row.id).exists()
        for part in parts
    ]
    told = db.session.execute(select(*there)).one()
    return {part.name for part, has_some in zip(parts, told, strict=True) if has_some}


class LineSet:
    """All rows of one child table in one form."""

    def __init__(
        self,
        lines: Lines,
        parent: Any,
        row: Any,
        viewer: Viewer,
        picks: Mapping[str, Pick],
        base: str,
        outer: Any = None,
        has_rows: bool = True,
    ) -> None:
        self.lines, self.name, self.model = lines, lines.name, lines.model
        self.key = lines.parent_key(parent)
        cells = [cell for cell in lines.cells() if cell.name not in (self.key, lines.order)]
        self.slots: list[Slot] = slots_of(lines.model, cells, viewer)
        self._fields = unbound(self.slots, picks, base, lines.name, outer)
        self._starting = beginnings([slot for slot in self.slots if slot.editable])
        self.stored = self._load(row) if has_rows else []
        self.rows: list[Line] = []
        self.errors: list[str] = []
        self.posted = False

    @property
    def title(self) -> Any:
        """What the block is called."""
        return self.lines.title or self.name

    @property
    def columns(self) -> list[str]:
        """Names of the fields of a row, in their order."""
        return list(self._fields)

    @property
    def most(self) -> int:
        """How many rows a form takes."""
        return int(current_app.config.get("FORM_LINES_MAX") or ROWS)

    def _load(self, row: Any) -> list[Any]:
        if row is None or row.id is None:
            return []
        order = getattr(self.model, self.lines.order) if self.lines.order else self.model.id
        statement = select(self.model).where(getattr(self.model, self.key) == row.id)
        return list(db.session.scalars(statement.order_by(order, self.model.id).limit(self.most)))

    def _form(
        self, index: str, row: Any = None, posted: MultiDict[str, str] | None = None
    ) -> BaseForm:
        form = BaseForm(self._fields, prefix=f"{self.name}-{index}-")
        data = (
            {key: getattr(row, key) for key in self._fields}
            if row is not None
            else dict(self._starting)
        )
        form.process(posted, data=data)
        return form

    @cached_property
    def blank(self) -> BaseForm:
        """The empty row scripts copy; the index is filled in there."""
        return self._form("__n__")

    def show(self) -> None:
        """Fill the rows from the database, with one empty row to type into."""
        self.rows = [
            Line(str(place), self._form(str(place), row), row, row.id, row.version)
            for place, row in enumerate(self.stored)
        ]
        self._offer()

    def _offer(self) -> None:
        index = str(1 + max((int(line.index) for line in self.rows), default=-1))
        if len(self.rows) < self.most:
            self.rows.append(Line(index, self._form(index)))

    def read(self, posted: MultiDict[str, str]) -> None:
        """Fill the rows from a post, in the order in which they stood on the page."""
        self.posted = f"{self.name}-posted" in posted
        if not self.posted:
            self.show()
            return
        by_id = {row.id: row for row in self.stored}
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,6}})-")
        found = dict.fromkeys(m.group(1) for key in posted if (m := pattern.match(key)))
        for index in found:
            ident = whole(posted.get(f"{self.name}-{index}-id"))
            row = by_id.get(ident) if ident else None
            line = Line(index, self._form(index, row, posted), row, ident)
            line.version = whole(posted.get(f"{self.name}-{index}-version"))
            line.gone = posted.get(f"{self.name}-{index}-gone") == "1"
            if ident or not (line.gone or self._is_blank(line)):
                self.rows.append(line)
        self._offer()

    def _is_blank(self, line: Line) -> bool:
        return all(
            part.texts == self.blank[name].texts or not any(text.strip() for text in part.texts)
            for name, part in _items(line.form)
        )

    def living(self) -> list[Line]:
        """The rows that will be there after the save."""
        return [
            line for line in self.rows if not line.gone and (line.ident or not self._is_blank(line))
        ]

    def values(self) -> list[dict[str, Any]]:
        """The living rows as rules read them."""
        return [{name: part.data for name, part in _items(line.form)} for line in self.living()]

    def validate(self) -> bool:
        """Check every living row; messages land beside the cells."""
        living = self.living()
        if len(living) > self.most:
            self.errors.append(gettext("At most %(max)s rows.", max=self.most))
        if len(living) < self.lines.least:
            self.errors.append(gettext("At least %(least)s rows.", least=self.lines.least))
        for line in living:
            line.form.validate()
            for broken in check(list(self.lines.rules), self._whole_row(line), line.row)[0]:
                self.put(line, broken.field, str(broken.message))
        return not self.errors and not any(line.has_errors() for line in living)

    def _whole_row(self, line: Line) -> dict[str, Any]:
        keys = self.model.__mapper__.column_attrs.keys()
        stored = {key: getattr(line.row, key) for key in keys} if line.row is not None else {}
        return {
            **dict.fromkeys(keys),
            **stored,
            **{name: part.data for name, part in _items(line.form)},
        }

    def put(self, line: Line, name: str, message: str) -> None:
        """Put a message beside a cell, or at the row when the cell is not there."""
        part = line.form._fields.get(name)
        if part is None:
            line.errors.append(message)
        elif not part.errors:
            part.errors = [message]

    def write(self, parent: Any) -> bool:
        """Write all rows below ``parent`` (already flushed); True when anything changed.

        Raises Moved when a row was changed or removed by somebody else meanwhile.
        """
        if not self.posted:
            return False
        changed = False
        lines = [line for line in self.rows if line.ident or not self._is_blank(line)]
        # rows left as they were keep their numbers, whoever numbered them
        keeps = [line.ident for line in lines] == [row.id for row in self.stored]
        for place, line in enumerate(lines):
            changed |= self._write_line(line, parent, None if keeps else place)
        return changed

    def _write_line(self, line: Line, parent: Any, place: int | None) -> bool:
        if line.ident and line.row is None:
            if line.gone:
                return False  # both removed it: nobody loses anything
            raise Moved(self.name)
        if line.row is None:
            row = self.model(**{self.key: parent.id})
            db.session.add(row)
        else:
            row = line.row
            if line.version != row.version:
                raise Moved(self.name)
            if line.gone:
                db.session.delete(row)
                return True
        changed = self._put_values(row, line, place) or line.row is None
        if changed and line.row is not None:
            set_committed_value(row, "version", line.version)
        return changed

    def _put_values(self, row: Any, line: Line, place: int | None) -> bool:
        changed = False
        for name, part in _items(line.form):
            if line.row is None and part.data is None:
                continue  # the column's own default
            if line.row is None or part.differs(getattr(row, name)):
                setattr(row, name, part.data)
                changed = True
        order = self.lines.order
        if order and place is not None and getattr(row, order) != place + 1:
            setattr(row, order, place + 1)
            changed = True
        return changed

    def texts(self) -> list[list[Any]]:
        """The rows as texts, for keeping what the editor started from."""
        return [[line.ident, *[part.text for part in line.form]] for line in self.living()]

    def display(self) -> list[list[str]]:
        """The rows as a person reads them, for comparing versions."""
        return [[part.display for part in line.form] for line in self.living()]


def rebased(
    name: str, posted: MultiDict[str, str], stored: Sequence[Any]
) -> Iterator[tuple[str, str]]:
    """What to change in a post so that "mine" wins: versions of today, removed rows as new ones."""
    versions = {str(row.id): str(row.version) for row in stored}
    for key, ident in list(posted.items()):
        found = re.fullmatch(rf"({re.escape(name)}-\d+-)id", key)
        if found and ident:
            yield f"{found.group(1)}version", versions.get(ident, "")
            if ident not in versions:
                yield key, ""


def _items(form: BaseForm) -> Iterator[tuple[str, Any]]:
    return iter(form._fields.items())
