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

from app.kernel import accounts, secrets
from app.kernel.bounds import refusal
from app.kernel.cells import LOCALES, Unreadable, brought, read_instant, read_number, reader_of
from app.kernel.db import Stamped, utcnow
from app.kernel.rules import Broken, Rule
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer
from app.kernel.words import Words

Told = tuple[Any, Sequence[Broken]]
Read = Callable[[Any], Told]
Known = dict[str, Told]  # the texts of a column that were read already


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
    is_key: bool = False  # finds a record that is here already; never written
    label: Any = None  # for a column that is no field of the table and goes into one (``complete``)


@dataclass(frozen=True)
class Key:
    """What makes two rows the same: ``of`` gives the comparable value of a row's values, None where it cannot be compared.

    ``column`` holds the comparable value in the table; ``name`` is the field beside which the finding stands.
    ``beside`` are columns that must agree as well: the same name at the same customer.
    """

    name: str
    of: Callable[[Mapping[str, Any]], str | int | None]
    column: str
    only: Sequence[Any] = ()  # conditions on the rows that count
    beside: Sequence[str] = ()

    def mark(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What the row is known by; None where it cannot be compared."""
        value = self.of(values)
        if not value:
            return None
        return (*(values.get(name) for name in self.beside), value)


@dataclass(frozen=True)
class Part:
    """A sheet of the same workbook whose rows hang below ours: ``field`` is their column that names ours."""

    sheet: Sheet
    field: str


@dataclass(frozen=True)
class Sheet:
    """A table as a file: ``sheet = Sheet(Customer, columns=[…], keys=[…])`` in a wing's sheets room.

    ``fixed``: fields set once for all rows of a file that leaves them empty, with their usual value.
    ``complete`` fills what follows from other values, ``begin`` what a new row leaves unsaid;
    ``prepare`` asks the database just before a new row is written, ``written`` is told the ids of
    some that were. ``title`` and ``called``: what a workbook's sheet with such rows is called. ``rules`` stand instead of the form's: ``together``
    (many new rows' values to findings) asks the database once for what those ask row by row.
    """

    model: Any
    columns: Sequence[Col]
    keys: Sequence[Key] = ()
    complete: Callable[[dict[str, Any]], Iterable[Broken]] | None = None
    begin: Callable[[dict[str, Any]], None] | None = None
    prepare: Callable[[Any, dict[str, Any]], None] | None = None
    written: Callable[[Any, Sequence[int]], None] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    together: Callable[[Any, Sequence[Mapping[str, Any]]], list[list[Broken]]] | None = None
    parts: Sequence[Part] = ()
    title: Any = ""
    called: Sequence[str] = ()

    @cached_property
    def importable(self) -> list[Col]:
        """The columns a file may fill; of rows that keep their author also who and when it was."""
        stamps = ORIGIN if issubclass(self.model, Stamped) else ()
        return [col for col in self.columns if not col.is_read_only] + list(stamps)

    @cached_property
    def changeable(self) -> set[str]:
        """The fields that a file may change in a record that is here already."""
        kept = {col.field for col in (*ORIGIN, *self.columns) if col.is_key or col in ORIGIN}
        return set(self.model.__mapper__.columns.keys()) - kept - {"id"}

    def label(self, field: str) -> Any:
        """What the field is called in the reader's language."""
        own = next((col.label for col in self.importable if col.field == field), None)
        return own or label_of(self.model, field)

    @cached_property
    def names(self) -> set[str]:
        """What a sheet of a workbook is called that holds these rows, folded, in every language."""
        names = (self.model.__tablename__, *self.called, *_in_all_languages(self.title))
        return {fold(name) for name in names} - {""}

    def guess(self, headings: Sequence[str]) -> dict[str, int]:
        """Which heading holds which field: by our labels in every language, the identifier and the known aliases."""
        places = {
            fold(heading): at
            for at, heading in reversed(list(enumerate(headings)))
            if fold(heading)
        }
        found: dict[str, int] = {}
        for col in self.importable:
            for name in (*_in_all_languages(self.label(col.field)), col.field, *col.headings):
                at = places.get(fold(name))
                if at is not None and at not in found.values():
                    found[col.field] = at
                    break
        return found

    def read_all(
        self, rows: Iterable[Mapping[str, Any]], readers: Mapping[str, Read]
    ) -> list[tuple[dict[str, Any], list[Broken]]]:
        """The values of each row and every finding about its cells, not only the first.

        ``readers`` stand instead of the columns' own. What a column says many times is read once.
        """
        columns = [(name, readers.get(name, usual), Known()) for name, usual in self._readers]
        return [self._row(cells, columns) for cells in rows]

    def _row(
        self, cells: Mapping[str, Any], columns: Sequence[tuple[str, Read, Known]]
    ) -> tuple[dict[str, Any], list[Broken]]:
        values, findings = dict[str, Any](), list[Broken]()
        for name, read, known in columns:
            if name in cells:
                cell = cells[name]
                told = known.get(cell) if type(cell) is str else None  # most were read before
                values[name], said = told or self._told(name, read, known, cell)
                findings += said
        if self.complete:
            findings += self.complete(values)
        return values, findings

    def _told(self, name: str, read: Read, known: Known, cell: Any) -> Told:
        """What a cell says, and what is to be said about it, remembered; a list is nobody else's."""
        told = self._cell(name, read, cell)
        if type(cell) is str and not isinstance(told[0], list):
            known[cell] = told
        return told

    def _cell(self, name: str, read: Read, cell: Any) -> Told:
        try:
            value, said = read(brought(cell))
        except Unreadable as fault:
            return None, [Broken(name, fault.message)]
        column = self.model.__mapper__.columns.get(name)
        complaint = refusal(column, value) if column is not None else None
        return (None, [*said, Broken(name, complaint)]) if complaint else (value, said)

    def lacking(self, values: dict[str, Any], findings: Sequence[Broken]) -> list[Broken]:
        """Fill in what a new row leaves unsaid; what must be said and is not."""
        if self.begin:
            self.begin(values)
        return list(
            self._missing(values, {broken.field for broken in findings if not broken.warning})
        )

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
        return [
            col.field
            for col in self.importable
            if not col.is_key and (col.required or self._must(col.field))
        ]

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
        read = reader_of(self.model.__mapper__.columns[col.field])
        return lambda cell: (None if cell is None else read(cell), ())


def _in_all_languages(text: Any) -> list[str]:
    found = []
    for locale in LOCALES:
        with force_locale(locale):
            found.append(str(text))
    return found


def read_author(cell: Any) -> tuple[int | None, Sequence[Broken]]:
    """The account of who recorded the row in the system it comes from, by user name or full name."""
    if cell is None:
        return None, ()
    ident = accounts.called(str(cell))
    if ident is not None:
        return ident, ()
    message = _("No account is called %(text)s; who brings the file stands there.", text=str(cell))
    return None, [Broken("created_by_id", message, warning=True)]


def read_origin(cell: Any) -> tuple[dt.datetime | None, Sequence[Broken]]:
    """When the row was recorded in the system it comes from."""
    found = None if cell is None else read_instant(cell)
    if found is not None and found > utcnow():
        raise Unreadable(_("This lies in the future: %(text)s", text=str(cell)))
    return found, ()


# rows that are moved here from another system keep who recorded them and when
ORIGIN = (
    Col("created_at", ("原录入时间", "原创建时间", "创建时间", "录入时间"), read=read_origin,
        label=_("Originally recorded at")),
    Col("created_by_id", ("原录入人", "原创建人", "创建人", "录入人"), read=read_author,
        label=_("Originally recorded by")),
)  # fmt: skip


def label_of(model: Any, field: str) -> Any:
    return secrets.marks(model.__mapper__.columns.get(field)).get("label") or field


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
    "Col", "Key", "Part", "Read", "Sheet", "Unreadable", "label_of", "open_fields", "read_number",
    "shown", "treated"]  # fmt: skip
