"""Grids: values of parameters that are rows of typed columns, declared beside the register."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.kernel.parameters import WORDS, in_words
from app.kernel.words import Words

LONGEST = 100  # signs of a text
MOST = 400  # rows: a day of a year each

Row = Mapping[str, Any]
Problem = tuple[int, str, Any]  # place of the row from 0, column, message
NEEDED = _("Please fill in this field.")
WRONG = _("This is not one of the choices.")
TWICE = _("This stands in another row already.")


@dataclass(frozen=True)
class Column:
    """A column of a grid: a word of a closed list (``code``), a ``text`` or a ``day``."""

    name: str
    names: tuple[str, str]
    kind: str
    options: tuple[str, ...] = ()
    is_key: bool = False  # names its row: needed, and once in a grid
    is_needed: bool = False

    @property
    def label(self) -> Any:
        """What the column is called, in the reader's language."""
        return LazyString(in_words, self.name, {self.name: self.names})

    def read(self, text: Any) -> Any:
        """The value of a stored text. Raises ValueError."""
        if not isinstance(text, str):
            raise ValueError(text)
        return dt.date.fromisoformat(text) if self.kind == "day" else text


@cache
def words_of(column: Column) -> Any:
    """The closed list of a column as words, for a field of a form."""
    said = {code.upper(): (code, LazyString(in_words, code, WORDS)) for code in column.options}
    return Words(column.name, said)


def read(columns: Sequence[Column], text: str) -> tuple[dict[str, Any], ...]:
    """The rows of a stored text; an empty cell is None. Raises ValueError where it holds no such rows."""
    known = {column.name: column for column in columns}
    told = json.loads(text)
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise ValueError(text)
    if any(row.keys() - known.keys() for row in told):
        raise ValueError(text)
    empty = dict.fromkeys(known)
    return tuple({**empty, **{n: known[n].read(cell) for n, cell in row.items()}} for row in told)


def write(rows: Iterable[Row]) -> str:
    """The stored text of rows: their filled cells, in order."""
    kept = [{n: str(cell) for n, cell in row.items() if cell not in (None, "")} for row in rows]
    return json.dumps(kept, ensure_ascii=False)


def problems(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[Problem]:
    """What is wrong with rows, cell by cell."""
    for column in columns:
        seen: set[Any] = set()
        for at, row in enumerate(rows):
            cell = row.get(column.name)
            if cell in (None, ""):
                if column.is_needed or column.is_key:
                    yield at, column.name, NEEDED
            elif column.options and cell not in column.options:
                yield at, column.name, WRONG
            elif column.kind == "text" and len(cell) > LONGEST:
                yield at, column.name, _("At most %(max)s characters.", max=LONGEST)
            elif column.is_key and cell in seen:
                yield at, column.name, TWICE
            seen.add(cell)


def refusal(columns: Sequence[Column], rows: Sequence[Row]) -> Any:
    """The first thing that is wrong, with its place, as lazy text; None when nothing is."""
    if len(rows) > MOST:
        return _("At most %(max)s rows.", max=MOST)
    labels = {column.name: column.label for column in columns}
    for at, name, message in problems(columns, rows):
        return _("Row %(row)s, %(column)s: %(why)s", row=at + 1, column=labels[name], why=message)
    return None


def declared(columns: Path, rows: Path) -> dict[str, tuple[tuple[Column, ...], str]]:
    """The grids of the register from two files: for each key its columns, and the rows of its default as text."""
    found: dict[str, list[Column]] = {}
    for line in _lines(columns):
        options = tuple(filter(None, line["options"].split("|")))
        found.setdefault(line["key"], []).append(
            Column(
                line["column"], (line["name"], line["name_en"]), line["kind"], options,
                "key" in line["marks"], "needed" in line["marks"],
            )
        )  # fmt: skip
    usual: dict[str, list[Row]] = {key: [] for key in found}
    for line in _lines(rows):
        names = (column.name for column in found[line["key"]])
        usual[line["key"]].append(dict(zip(names, line["cells"].split("|"), strict=True)))
    return {key: (tuple(found[key]), write(usual[key])) for key in found}


def _lines(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
