"""Workbook: streams rows out as xlsx, made by hand because libraries that keep the cells are several times slower."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from app.kernel.sheet_files import CHUNK_ROWS, DANGEROUS

SHEET_ROWS = 1_048_575  # what one sheet of a workbook holds below its heading
_CELL = 32_767  # and what one cell holds
_EPOCH = dt.date(1899, 12, 30)
_CONTROL = dict.fromkeys([*(code for code in range(32) if code not in (9, 10, 13)), 0xFFFE, 0xFFFF])
_NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\\"'<>&")


class _Sink(io.RawIOBase):
    """Takes what the archive writes and gives it on; never keeps the whole file."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def drain(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


@dataclass(frozen=True)
class Leaf:
    """One sheet of a workbook; the rows are read when their turn comes."""

    title: str
    headings: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def xlsx_stream(
    headings: Sequence[Any], rows: Iterable[Sequence[Any]], title: str = "Sheet"
) -> Iterator[bytes]:
    """A workbook of one sheet piece by piece; what does not fit goes on in the next."""
    return book_stream([Leaf(title, headings, rows)])


def book_stream(leaves: Sequence[Leaf]) -> Iterator[bytes]:
    """A workbook piece by piece, made by hand: a library that keeps cells in memory or on disk is several times slower."""
    sink = _Sink()
    names: list[str] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:  # type: ignore[arg-type]
        for leaf in leaves:
            lines, more = iter(leaf.rows), True
            while more:
                names.append(_name(leaf.title, names))
                path = f"xl/worksheets/sheet{len(names)}.xml"
                with book.open(path, "w", force_zip64=True) as part:
                    more = yield from _write_sheet(part, sink, leaf.headings, lines)
        for name, text in _frame(names).items():
            book.writestr(name, text)
    yield sink.drain()


def _name(title: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have and none has yet."""
    plain = _xml_text(title.translate(_NOT_IN_TITLES)[:25].strip()) or "Sheet"
    names = (plain if at == 1 else f"{plain} {at}" for at in count(1))
    return next(name for name in names if name.casefold() not in map(str.casefold, taken))


def _write_sheet(
    part: Any, sink: _Sink, headings: Sequence[Any], lines: Iterator[Sequence[Any]]
) -> Generator[bytes, None, bool]:
    """One sheet; gives back whether rows remain for another."""
    part.write(_sheet_head(headings).encode())
    pending: list[str] = []
    for at, row in enumerate(lines, start=1):
        pending.append("<row>" + "".join(map(_xml_cell, row)) + "</row>")
        if len(pending) == CHUNK_ROWS:
            part.write("".join(pending).encode("utf-8", "replace"))
            pending.clear()
            yield sink.drain()
        if at == SHEET_ROWS:
            break
    else:
        part.write(("".join(pending) + "</sheetData></worksheet>").encode("utf-8", "replace"))
        return False
    part.write(("".join(pending) + "</sheetData></worksheet>").encode("utf-8", "replace"))
    return True


def _sheet_head(headings: Sequence[Any]) -> str:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{max(12, 2 * len(str(heading)) + 4)}" customWidth="1"/>'
        for at, heading in enumerate(headings, start=1)
    )
    cells = "".join(
        f'<c s="1" t="inlineStr"><is><t>{_xml_text(str(heading))}</t></is></c>'
        for heading in headings
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{cells}</row>"
    )


def _xml_text(text: str) -> str:
    return escape(text.translate(_CONTROL)[:_CELL])


def _xml_cell(value: Any) -> str:
    """One cell: figures and days as such, text never as a formula (style 4 keeps it text when it is edited)."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float | Decimal):
        return (
            f"<c><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"<c><v>{value}</v></c>"
        )
    if isinstance(value, dt.datetime):
        whole = (value.date() - _EPOCH).days
        return f'<c s="3"><v>{whole + (value.hour * 3600 + value.minute * 60 + value.second) / 86400:.11f}</v></c>'
    if isinstance(value, dt.date):
        return f'<c s="2"><v>{(value - _EPOCH).days}</v></c>'
    text = str(value)
    style = ' s="4"' if text.startswith(DANGEROUS) else ""
    return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{_xml_text(text)}</t></is></c>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">'
    '<xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="165" applyNumberFormat="1"/><xf xfId="0" numFmtId="49" quotePrefix="1" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts of a workbook around its sheets."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(f'<sheet name="{names[n - 1]}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def xlsx_bytes(
    headings: Sequence[Any], rows: Iterable[Sequence[Any]], title: str = "Sheet"
) -> bytes:
    """A small workbook in one piece."""
    return b"".join(xlsx_stream(headings, rows, title))
