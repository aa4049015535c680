"""Sheets: what a table looks like as a file: its columns with their many headings, how cells are read and written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import types as sql

from app.kernel import secrets
from app.kernel.rules import Broken
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer
from app.kernel.words import Words

NOTHING = frozenset({"", "n/a", "na", "-", "—", "--", "/", "无", "null", "none"})
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "0", "×"})
LOCALES = ("zh", "en")
_DAY = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?$"
)
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_DEFUSED = re.compile(r"^'(?=[=+\-@\t\r])")

Read = Callable[[Any], tuple[Any, Sequence[Broken]]]


class Unreadable(ValueError):
    """A cell that does not hold what its column needs; the message is for people."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


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


@dataclass(frozen=True)
class Key:
    """What makes two rows the same: ``of`` gives the comparable value of a row's values, None where it cannot be compared.

    ``column`` holds the comparable value in the table; ``name`` is the field beside which the finding stands.
    """

    name: str
    of: Callable[[Mapping[str, Any]], str | None]
    column: str


@dataclass(frozen=True)
class Sheet:
    """A table as a file: ``sheet = Sheet(Customer, columns=[…], keys=[…])`` in a wing's sheets room."""

    model: Any
    columns: Sequence[Col]
    keys: Sequence[Key] = ()
    complete: Callable[[dict[str, Any]], None] | None = None  # fills what follows from other values

    @cached_property
    def importable(self) -> list[Col]:
        return [col for col in self.columns if not col.is_read_only]

    def col(self, field: str) -> Col:
        return next(col for col in self.columns if col.field == field)

    def label(self, field: str) -> Any:
        return label_of(self.model, field)

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
        for col in self.importable:
            if col.field not in cells:
                continue
            try:
                value, said = (col.read or self.reader(col))(clean(cells[col.field]))
            except Unreadable as fault:
                value, said = None, [Broken(col.field, fault.message)]
            values[col.field] = value
            findings += said
        if self.complete:
            self.complete(values)
        findings += self._missing(
            values, {broken.field for broken in findings if not broken.warning}
        )
        return values, findings

    def _missing(self, values: Mapping[str, Any], already: set[str]) -> Iterator[Broken]:
        for col in self.importable:
            column = self.model.__mapper__.columns.get(col.field)
            must = col.required or (
                column is not None
                and not column.nullable
                and column.default is None
                and column.server_default is None
            )
            if must and values.get(col.field) in (None, "") and col.field not in already:
                yield Broken(col.field, _("This field is required."))

    def reader(self, col: Col) -> Read:
        """How cells of a column are read, after its type."""
        column = self.model.__mapper__.columns[col.field]
        return lambda cell: (read_cell(column, cell), ())


# --- reading cells ------------------------------------------------------------------------------------------------------


def label_of(model: Any, field: str) -> Any:
    column = model.__mapper__.columns.get(field)
    return (column.info.get("label") if column is not None else None) or field


def clean(cell: Any) -> Any:
    """A cell without the marks of its file: outer spaces, our own defusing apostrophe, the words for nothing."""
    if not isinstance(cell, str):
        return cell
    text = _DEFUSED.sub(
        "", unicodedata.normalize("NFC", cell).replace("\u3000", " ").replace("\xa0", " ").strip()
    )
    return None if text.casefold() in NOTHING else text


def read_cell(column: Any, cell: Any) -> Any:
    """The value of a cell for a mapped column. Raises Unreadable with what to say to the person."""
    if cell is None:
        return None
    kind = column.type
    kind = kind.impl if isinstance(kind, sql.TypeDecorator) else kind
    if isinstance(kind, sql.Boolean):
        return _read_bool(cell)
    if isinstance(kind, sql.Enum):
        return _read_word(kind.enum_class, cell)
    if isinstance(kind, sql.DateTime):
        raise Unreadable(_("This column is not imported."))
    if isinstance(kind, sql.Date):
        return read_day(cell)
    if isinstance(kind, sql.Integer):
        return _read_whole(cell)
    if isinstance(kind, sql.Numeric):
        return _fitting(kind, read_number(cell))
    return _read_text(kind, cell)


def _read_text(kind: Any, cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a code that a spreadsheet took for a number
    text = str(cell)
    length = getattr(kind, "length", None)
    if length and len(text) > length:
        raise Unreadable(_("Longer than %(length)s characters.", length=length))
    return text


def _read_bool(cell: Any) -> bool:
    word = str(cell).strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(_("Neither yes nor no: %(text)s", text=word))


def _read_word(words: type[Words], cell: Any) -> Words:
    wanted = fold(cell)
    for member in words:
        for locale in LOCALES:
            with force_locale(locale):
                if wanted in (fold(member.value), fold(str(member.label))):  # type: ignore[attr-defined]
                    return member
    raise Unreadable(_("Not one of the choices: %(text)s", text=str(cell)))


def read_day(cell: Any) -> dt.date:
    """2019-01-16, 2019/1/16, 2019.1.16, 2019年1月16日, 20190116, or a date cell."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = unicodedata.normalize(
        "NFKC", str(int(cell)) if isinstance(cell, float) else str(cell)
    ).strip()
    match = _DAY.match(text) or _PACKED_DAY.match(text)
    try:
        year, month, day = (int(part) for part in match.groups())  # type: ignore[union-attr]
        return dt.date(year, month, day)
    except (AttributeError, ValueError) as fault:
        raise Unreadable(_("Not a date (like 2026-11-21): %(text)s", text=text)) from fault


def read_number(cell: Any) -> Decimal:
    text = (
        unicodedata.normalize("NFKC", str(cell)).replace(",", "").replace(" ", "").removeprefix("¥")
    )
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise Unreadable(_("Not a number: %(text)s", text=str(cell))) from fault
    if not number.is_finite():
        raise Unreadable(_("Not a number: %(text)s", text=str(cell)))
    return number


def _read_whole(cell: Any) -> int:
    number = read_number(cell)
    if number != number.to_integral_value():
        raise Unreadable(_("Not a whole number: %(text)s", text=str(cell)))
    return int(number)


def _fitting(kind: Any, number: Decimal) -> Decimal:
    if kind.precision and abs(number) >= Decimal(10) ** (kind.precision - (kind.scale or 0)):
        raise Unreadable(_("The number is too large."))
    return number


# --- writing cells ------------------------------------------------------------------------------------------------------


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
