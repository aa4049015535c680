"""Cells: what people write into a cell of a file, read after the type of its column."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import types as sql

from app.kernel import clock
from app.kernel.bounds import LONGEST_NUMBER
from app.kernel.persons.words import ERASED
from app.kernel.texts import in_lines, in_one_line
from app.kernel.tokens import fold
from app.kernel.words import Words

NOTHING = frozenset({"", "n/a", "na", "-", "—", "--", "/", "无", "null", "none"})
LONGEST_NOTHING = max(map(len, NOTHING))
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "没有", "n", "no", "false", "0", "×"})
LOCALES = ("zh", "en")
_DAY = re.compile(
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?$"
)
_TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$")
_BETWEEN = re.compile(r"[、,，;；\n]")
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# what a spreadsheet runs (OWASP; where Chinese is typed also the broad signs), at the beginning of a cell
# or behind what another separator would make the beginning of one
_RUN = r"=+\-@\t\r\n＝＋－＠"
_ARMED = re.compile(rf"(^|[;|\t\r\n][\s\"]*)(?='*[{_RUN}])")
_DEFUSED = re.compile(rf"(^|[;|\t\r\n][\s\"]*)'(?='*[{_RUN}])")


class Unreadable(ValueError):
    """A cell that does not hold what its column needs; the message is for people."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


def clean(cell: Any) -> Any:
    """A cell without the marks of its file: outer spaces, our own defusing apostrophe, the words for nothing."""
    if not isinstance(cell, str):
        return cell
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    text = text.replace("\u3000", " ").replace("\xa0", " ").strip()
    if "'" in text:
        text = _DEFUSED.sub(r"\1", text)
    return None if len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING else text


def brought(cell: Any) -> Any:
    """The same of a cell on its way in. Raises Unreadable when the law erased a word of it since the file came."""
    if isinstance(cell, str) and ERASED in cell:
        raise Unreadable(_("Erased by law since the file came."))
    return clean(cell)


def defused(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before each such place; ``clean`` takes it off."""
    return _ARMED.sub(r"\1'", value) if isinstance(value, str) else value


def reader_of(column: Any) -> Callable[[Any], Any]:
    """What reads the cells of a mapped column that are not empty, after its type.

    It raises Unreadable with what to say to the person.
    """
    kind: Any = column.type
    kind = kind.impl if isinstance(kind, sql.TypeDecorator) else kind
    if isinstance(kind, sql.Boolean):
        return _read_bool
    if isinstance(kind, sql.Enum):
        words: Any = kind.enum_class
        return partial(_read_word, words)
    if isinstance(kind, sql.JSON):
        several: Any = column.info.get("words")
        return partial(_read_words, several) if several else _read_nothing
    if isinstance(kind, sql.DateTime):
        return read_instant
    if isinstance(kind, sql.Date):
        return read_day
    if isinstance(kind, sql.Integer):
        return _read_whole
    if isinstance(kind, sql.Numeric):
        return read_number
    return partial(_read_text, kind)


def _read_nothing(_cell: Any) -> Any:
    raise Unreadable(_("This column is not imported."))


def _read_text(kind: Any, cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a code that a spreadsheet took for a number
    text = in_lines(str(cell)) if isinstance(kind, sql.Text) else in_one_line(str(cell))
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
    member = _members(words).get(fold(cell))
    if member is None:
        raise Unreadable(_("Not one of the choices: %(text)s", text=str(cell)))
    return member


def _read_words(words: type[Words], cell: Any) -> list[str]:
    """Several words in one cell, in the order of the list."""
    found = {_read_word(words, part).value for part in _BETWEEN.split(str(cell)) if part.strip()}
    return [member.value for member in words if member.value in found]


@lru_cache(maxsize=200)
def _members(words: type[Words]) -> dict[str, Words]:
    """The members of a list by all they are called: the stored value and the label in each language."""
    found: dict[str, Words] = {}
    for member in words:
        found.setdefault(fold(member.value), member)
        for locale in LOCALES:
            with force_locale(locale):
                found.setdefault(fold(str(member.label)), member)  # type: ignore[attr-defined]
    return found


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


def read_instant(cell: Any) -> dt.datetime:
    """A day or a day with its time, on the company's clock."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    time = _TIME.search(text)
    try:
        hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
        moment = dt.time(hour, minute, second)
    except ValueError as fault:
        raise Unreadable(_("Not a date (like 2026-11-21): %(text)s", text=text)) from fault
    day = read_day(cell if isinstance(cell, dt.date | float) else text)
    return dt.datetime.combine(day, moment, clock.zone())


def read_number(cell: Any) -> Decimal:
    """The number that a cell shows: a spreadsheet's own are right to fifteen digits and no further."""
    cell = f"{cell:.15g}" if isinstance(cell, float) else cell
    text = (
        unicodedata.normalize("NFKC", str(cell)).replace(",", "").replace(" ", "").removeprefix("¥")
    )
    try:
        number = Decimal(text)
    except InvalidOperation as fault:
        raise Unreadable(_("Not a number: %(text)s", text=str(cell))) from fault
    # 1e999999999 is a number too, and would keep a processor busy for days
    if (
        not number.is_finite()
        or abs(number.adjusted()) > LONGEST_NUMBER
        or len(text) > LONGEST_NUMBER
    ):
        raise Unreadable(_("Not a number: %(text)s", text=str(cell)[:LONGEST_NUMBER]))
    return number


def _read_whole(cell: Any) -> int:
    number = read_number(cell)
    if number != number.to_integral_value():
        raise Unreadable(_("Not a whole number: %(text)s", text=str(cell)))
    return int(number)
