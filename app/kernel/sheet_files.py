"""Sheet files: reads other people's csv, xlsx and xls into rows of cells, and streams ours out, harmless to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby, islice
from subprocess import DEVNULL, PIPE
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import table_reader
from app.kernel.cells import Unreadable, defused

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000  # each is a line of the matching page with all fields to choose from
MOST_CELLS = 8_000_000  # they stand in memory once before they are kept
MOST_UNPACKED = 400 * 1024 * 1024  # a workbook that unpacks to more is a bomb or not a list
LONGEST_HEADING = 200
# what a spreadsheet would take for a formula; where Chinese is typed also the broad signs (OWASP)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CHUNK_ROWS = 500
TITLE_ROWS = 10  # so far down may the headings stand
REFUSED = {  # what the reader says of a file, and what the person is told
    "damaged": _("The file is damaged or protected by a password."),
    "large": _("The file is too large."),
    "text": _("The file is neither a workbook nor readable text."),
    "table": _("The file cannot be read as a table."),
}


@dataclass(frozen=True)
class Table:
    """A file as read: its headings, and its rows with the number a spreadsheet shows beside them."""

    headings: list[str]
    rows: list[tuple[int, list[Any]]]
    kind: str
    encoding: str = ""
    name: str = ""  # of the sheet in its workbook


def read(data: bytes) -> Table:
    """The first table in a file. Raises Unreadable with what to say to the person."""
    return read_all(data)[0]


def read_all(data: bytes) -> list[Table]:
    """The tables in a file, whatever its name says: one of a text, of a workbook each sheet with headings.

    One at least has rows. Raises Unreadable with what to say to the person.
    """
    lines = _read_apart(data)
    try:
        head = next(lines)
        kind, encoding = head["kind"], head["encoding"]
        tables, left = [], MOST_ROWS
        for name, rows in _sheets(lines):
            headings, found = _table(rows, left)
            left -= len(found)
            if headings:
                tables.append(Table(headings, found, kind, encoding, name))
    finally:
        lines.close()
    if left == MOST_ROWS:
        raise Unreadable(_("The file holds no rows."))
    return tables


def _sheets(lines: Iterable[Any]) -> Iterator[tuple[str, Iterator[list[Any]]]]:
    """Each sheet and its rows: the reader says the name of a sheet before the first of them."""
    name = ""
    for is_name, group in groupby(lines, lambda line: isinstance(line, dict)):
        if is_name:
            name = list(group)[-1]["sheet"]
        else:
            yield name, group


def _read_apart(data: bytes) -> Generator[Any, None, None]:
    """What the reader says, line by line; what breaks the reader breaks no server."""
    command = [sys.executable, "-I", table_reader.__file__, str(MOST_UNPACKED), str(MOST_CELLS)]
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        reader = subprocess.Popen(command, stdin=file, stdout=PIPE, stderr=DEVNULL)
    assert reader.stdout is not None
    try:
        for line in reader.stdout:
            said = json.loads(line)
            if isinstance(said, str):
                raise Unreadable(REFUSED[said])
            yield said
        if reader.wait():
            raise Unreadable(REFUSED["damaged"])
    except Unreadable:
        raise
    except ValueError as fault:  # it broke off in the middle of a line
        raise Unreadable(REFUSED["damaged"]) from fault
    finally:
        reader.kill()
        reader.stdout.close()
        reader.wait()


def _table(lines: Iterable[list[Any]], most: int) -> tuple[list[str], list[tuple[int, list[Any]]]]:
    """Headings and rows of one sheet."""
    filled = ((at, cells) for at, cells in enumerate(lines, start=1) if any(map(_is_filled, cells)))
    top = list(islice(filled, TITLE_ROWS))
    # a title stands alone in its row; headings are the first row with company
    start = next((at for at, (_n, cells) in enumerate(top) if sum(map(_is_filled, cells)) > 1), 0)
    headings = [str(cell).strip()[:LONGEST_HEADING] for cell in top[start][1]] if top else []
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("The file is too large."))
    rows: list[tuple[int, list[Any]]] = []
    for number, cells in chain(top[start + 1 :], filled):
        rows.append((number, cells[: len(headings)]))
        if len(rows) > most:
            raise Unreadable(
                _("More than %(count)s rows: please divide the file.", count=MOST_ROWS)
            )
    return headings, rows


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


# --- out ----------------------------------------------------------------------------------------------------------------


def csv_stream(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A csv file piece by piece; with a byte-order mark, or spreadsheets garble Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([defused(str(heading)) for heading in headings])
    for at, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(value) for value in row])
        if at % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return defused(value)
