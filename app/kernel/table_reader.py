"""Reads somebody's file (xlsx, xls or csv) in a process of its own, line by line as JSON.

A few hundred bytes can name the cell XFD1048576 or unpack to gigabytes; what lays that out then takes the server with it.
Started by path, so that it imports nothing of the house. The first line says what the file is; the others are its rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 2 * 1024**3
SECONDS = 120
LAST_ROW = 1_048_576  # of any workbook
MOST_SHEETS = 20
LONGEST_CELL = 1_000_000
PIECE = 1024 * 1024
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LIKELY = ["gb18030", "big5", "utf_16", "shift_jis", "cp1252"]


class Refused(Exception):
    """Why the file is not read: damaged, large, text (is no text) or table (is no table)."""


def plain(cell: Any) -> Any:
    """A cell as JSON can keep it: days and instants as ISO text, whole floats without their tail."""
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


def weigh(data: bytes, most: int) -> None:
    """Unpack every part of a workbook and count: what the archive says of its sizes is not believed."""
    left = most
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise Refused("damaged") from fault
    for part in listed:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")  # no office program writes others
        lengths = data[part.header_offset + 26 : part.header_offset + 30]
        if len(lengths) < 4:
            raise Refused("damaged")
        start = part.header_offset + 30 + sum(struct.unpack("<HH", lengths))
        packed = data[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            left -= len(packed)
        else:
            left -= inflated(packed, left)
        if left < 0:
            raise Refused("large")


def inflated(packed: bytes, most: int) -> int:
    """How many bytes a part has when unpacked; stops counting above ``most``."""
    count, stream = 0, zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not stream.eof and count <= most:
            count += len(stream.decompress(packed, PIECE))
            packed = stream.unconsumed_tail
    except zlib.error as fault:
        raise Refused("damaged") from fault
    return count


Line = list[Any] | dict[str, str]


def workbook_rows(data: bytes) -> Iterator[Line]:
    """The visible sheets: the name of each, then its rows; those above its first used one are empty and count as well."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata[:MOST_SHEETS]:
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(about.name)
            above = (sheet.start or (0, 0))[0]
            if above > LAST_ROW:
                raise Refused("damaged")
            yield {"sheet": about.name}
            yield from ([] for _row in range(above))
            for row in sheet.iter_rows():
                yield [plain(cell) for cell in row]
    except CalamineError as fault:
        raise Refused("damaged") from fault


def decoded(data: bytes) -> tuple[str, str]:
    """Text and its encoding: a mark decides, then UTF-8, then what the letters look like (GB 18030 in most files)."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=LIKELY).best()
    if best is None:
        raise Refused("text")
    return str(best), best.encoding


def text_rows(text: str) -> Iterator[Line]:
    if "\0" in text:
        raise Refused("text")
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;|", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as fault:
        raise Refused("table") from fault


def rows_of(data: bytes, most: int) -> tuple[dict[str, str], Iterator[Line]]:
    """What the file is, whatever its name says, and its rows."""
    if data[:4] == b"PK\x03\x04":
        weigh(data, most)
        return {"kind": "xlsx", "encoding": ""}, workbook_rows(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return {"kind": "xls", "encoding": ""}, workbook_rows(data)
    text, encoding = decoded(data)
    return {"kind": "csv", "encoding": encoding}, text_rows(text)


def filled(row: Line) -> Line:
    """A row without the empty cells at its end."""
    if isinstance(row, dict):
        return row
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def main(most_unpacked: int, most_cells: int) -> None:
    """The head, then every row; or, at whatever point, why not."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        head, rows = rows_of(sys.stdin.buffer.read(), most_unpacked)
        sys.stdout.write(json.dumps(head) + "\n")
        for row in map(filled, rows):
            most_cells -= len(row) if isinstance(row, list) else 0
            if most_cells < 0:
                raise Refused("large")
            sys.stdout.write(json.dumps(row) + "\n")
    except Refused as refused:
        sys.stdout.write(json.dumps(str(refused)) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
