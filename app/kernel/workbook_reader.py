"""Reads the first sheet of somebody's workbook in a process of its own, line by line as JSON.

A few hundred bytes can name the cell XFD1048576, and a reader that lays out the whole grid then takes the server with it.
Started by path, so that it imports nothing of the house.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 2 * 1024**3
SECONDS = 120
LAST_ROW = 1_048_576  # of any workbook


def plain(cell: Any) -> Any:
    """A cell as JSON can keep it: days and instants as ISO text, whole floats without their tail."""
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


def main() -> None:
    """The number of rows above the first used one, then every row."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_index(0) if book.sheet_names else None
    above = (sheet.start or (0, 0))[0] if sheet is not None else 0
    if above > LAST_ROW:
        raise SystemExit(1)
    sys.stdout.write(json.dumps(above) + "\n")
    for row in sheet.iter_rows() if sheet is not None else ():
        sys.stdout.write(json.dumps([plain(cell) for cell in row]) + "\n")


if __name__ == "__main__":
    main()
