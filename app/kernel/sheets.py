"""Sheets: what a table looks like as a file: its columns with their many headings, how cells are read and written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import secrets
from app.kernel.cells import LOCALES, Unreadable, clean, read_number, reader_of
from app.kernel.db import db
from app.kernel.rules import Broken, Rule
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer
from app.kernel.words import Words

Read = Callable[[Any], tuple[Any, Sequence[Broken]]]


@dataclass(frozen=True)
class Col:
    """One column: the field, what other people's files call it, and how its cells are read where the type alone is not enough.

    ``read`` takes the cell and gives the value and findings; ``target`` and ``by`` find the row a foreign key means.
    """

    field: str
    headings: Sequence[str] = ()
    read: Read | None = None
    required: bool = False
    target: Any = None
    by: Sequence[str] = ()
    is_read_only: bool = False  # exported, never imported
    label: Any = None  # for a column that is no field of the table and goes into one (``complete``)


@dataclass(frozen=True)
class Key:
    """What makes two rows the same: ``of`` gives the comparable value of a row's values, None where it cannot be compared.

    ``column`` holds the comparable value in the table; ``name`` is the field beside which the finding stands.
    """

    name: str
    of: Callable[[Mapping[str, Any]], str | None]
    column: str
    only: Sequence[Any] = ()  # conditions on the rows that count


@dataclass(frozen=True)
class Sheet:
    """A table as a file: ``sheet = Sheet(Customer, columns=[…], keys=[…])`` in a wing's sheets room.

    ``fixed`` names fields that a person sets once for all rows of a file that leaves them empty, with
    their usual value. ``complete`` fills what follows from other values; ``prepare`` what must be asked
    of the database, just before a row is written. ``rules`` stand instead of the form's where those
    look for twins one by one: here the keys do it for a whole chunk, and ``together``, which gets the
    values of many rows and gives the findings of each, asks the database once for all of them.
    """

    model: Any
    columns: Sequence[Col]
    keys: Sequence[Key] = ()
    complete: Callable[[dict[str, Any]], Iterable[Broken]] | None = None
    prepare: Callable[[Any, dict[str, Any]], None] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    together: Callable[[Any, Sequence[Mapping[str, Any]]], list[list[Broken]]] | None = None

    @cached_property
    def importable(self) -> list[Col]:
        return [col for col in self.columns if not col.is_read_only]

    def col(self, field: str) -> Col:
        return next(col for col in self.columns if col.field == field)

    def label(self, field: str) -> Any:
        own = next((col.label for col in self.columns if col.field == field), None)
        return own or label_of(self.model, field)

    def guess(self, headings: Sequence[str]) -> dict[str, int]:
        """Which heading holds which field: by our labels in every language, the identifier and the known aliases."""
        places = {
            fold(heading): at
            for at, heading in reversed(list(enumerate(headings)))
            if fold(heading)
        }
        found: dict[str, int] = {}
        for col in self.importable:
            for name in (*self._labels(col.field), col.field, *col.headings):
                at = places.get(fold(name))
                if at is not None and at not in found.values():
                    found[col.field] = at
                    break
        return found

    def _labels(self, field: str) -> list[str]:
        labels = []
        for locale in LOCALES:
            with force_locale(locale):
                labels.append(str(self.label(field)))
        return labels

    def values(self, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[Broken]]:
        """The values of one row and every finding about its cells, not only the first."""
        values: dict[str, Any] = {}
        findings: list[Broken] = []
        for name, read in self._readers:
            if name not in cells:
                continue
            try:
                value, said = read(clean(cells[name]))
            except Unreadable as fault:
                value, said = None, [Broken(name, fault.message)]
            values[name] = value
            findings += said
        if self.complete:
            findings += self.complete(values)
        findings += self._missing(
            values, {broken.field for broken in findings if not broken.warning}
        )
        return values, findings

    def _missing(self, values: Mapping[str, Any], already: set[str]) -> Iterator[Broken]:
        for name in self._required:
            if values.get(name) in (None, "") and name not in already:
                yield Broken(name, _("This field is required."))

    @cached_property
    def _readers(self) -> list[tuple[str, Read]]:
        return [(col.field, col.read or self.reader(col)) for col in self.importable]

    @cached_property
    def _required(self) -> list[str]:
        """Fields without which the table takes no row."""
        return [col.field for col in self.importable if col.required or self._must(col.field)]

    def _must(self, name: str) -> bool:
        column = self.model.__mapper__.columns.get(name)
        return (
            column is not None
            and not column.nullable
            and column.default is None
            and column.server_default is None
        )

    def reader(self, col: Col) -> Read:
        """How cells of a column are read, after its type."""
        if col.target is not None:
            return lambda cell: (_find(col, cell), ())
        read = reader_of(self.model.__mapper__.columns[col.field])
        return lambda cell: (None if cell is None else read(cell), ())


def _find(col: Col, cell: Any) -> int | None:
    """The row a foreign key means, by one of the names it goes by; only one within reach."""
    if cell is None:
        return None
    for name in col.by:
        found = db.session.scalars(
            select(col.target.id).where(getattr(col.target, name) == str(cell)).limit(2)
        ).all()
        if len(found) == 1:
            return int(found[0])
        if found:
            raise Unreadable(_("Several are called %(text)s.", text=str(cell)))
    raise Unreadable(_("Not found: %(text)s", text=str(cell)))


def label_of(model: Any, field: str) -> Any:
    column = model.__mapper__.columns.get(field)
    return (column.info.get("label") if column is not None else None) or field


def shown(value: Any) -> Any:
    """A value as a cell: words by their label, booleans as 是 and 否 in the reader's language, numbers and days as they are."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Words):
        return str(value)
    if value is None or isinstance(value, int | float | Decimal | str | dt.date):
        return value
    return str(value)


def open_fields(model: Any, fields: Iterable[str], viewer: Viewer) -> dict[str, str]:
    """Field → show or mask, for the fields this viewer may take along; hidden ones are left out, heading and all."""
    columns = model.__mapper__.columns
    found = {
        field: secrets.treatment(columns[field], viewer) if field in columns else "show"
        for field in fields
    }
    return {field: how for field, how in found.items() if how != "hide"}


def treated(value: Any, how: str) -> Any:
    return secrets.mask(shown(value)) if how == "mask" and value not in (None, "") else shown(value)


__all__ = [
    "Col",
    "Key",
    "Read",
    "Sheet",
    "Unreadable",
    "label_of",
    "open_fields",
    "read_number",
    "shown",
    "treated",
]
