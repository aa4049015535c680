"""Sheets: other people's files are read as they are, ours are harmless to open."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from flask import Flask

from app.kernel import cells, sheet_files, workbook
from app.kernel.cells import Unreadable, clean
from app.kernel.sheets import treated

pytestmark = pytest.mark.no_database

HEADINGS = ["企业名称", "注册资金"]
ROWS = [["成都百鑫有限公司", "600万人民币"], ["重庆长安（集团）", "N/A"]]


def text_file(encoding: str, delimiter: str = ",") -> bytes:
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter).writerows([HEADINGS, *ROWS])
    return lines.getvalue().encode(encoding)


def workbook_of(*rows: list[Any]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return file.getvalue()


@pytest.fixture(autouse=True)
def speech(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_table_is_read_whatever_its_encoding_and_separator(
    encoding: str, delimiter: str
) -> None:
    table = sheet_files.read(text_file(encoding, delimiter))
    assert (table.headings, [row for _line, row in table.rows], table.kind) == (
        HEADINGS,
        ROWS,
        "csv",
    )


def test_a_workbook_is_read_with_its_line_numbers_and_dates() -> None:
    data = workbook_of(["标题"], [], ["名称", "日期", "数"], ["甲", "2019-01-16", 3.0])
    table = sheet_files.read(data)
    assert table.headings == ["名称", "日期", "数"], "a title above the headings is none of them"
    assert table.rows == [(4, ["甲", "2019-01-16", 3])]
    table = sheet_files.read(workbook_of(["名称", "数"], [], ["甲", 3.0], ["", ""], ["乙", 1.5]))
    assert table.rows == [(3, ["甲", 3]), (5, ["乙", 1.5])]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\1\2\3",
        b"PK\x03\x04not a zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken",
        "只有标题".encode(),
    ],
)
def test_what_cannot_be_read_is_said_not_thrown(data: bytes) -> None:
    with pytest.raises(Unreadable) as fault:
        sheet_files.read(data)
    assert str(fault.value.message)


def test_a_workbook_that_unpacks_to_a_giant_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "MOST_UNPACKED", 1000)
    with pytest.raises(Unreadable):
        sheet_files.read(workbook_of(["名称"], ["甲"]))


def test_a_workbook_that_lies_about_its_size_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes an archive declares are its sender's words; unpacked bytes are counted."""
    monkeypatch.setattr(sheet_files, "MOST_UNPACKED", 100_000)
    out = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook_of(["名称", "数"], ["甲", 1])))
    with good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.infolist():
            bad.writestr(part, good.read(part))
        bad.writestr("xl/more.xml", b" " * 1_000_000)
        for part in bad.infolist():
            part.file_size = min(part.file_size, 10)  # what its directory will say
    with zipfile.ZipFile(out) as said:
        assert sum(part.file_size for part in said.infolist()) < 1000
    with pytest.raises(Unreadable) as fault:
        sheet_files.read(out.getvalue())
    assert fault.value.message == sheet_files.REFUSED["large"]


def test_no_upload_is_parsed_in_the_process_that_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader has limits of memory and time; a csv, a workbook and nonsense all go there."""
    monkeypatch.setattr(sheet_files.table_reader, "rows_of", None)
    for data in (text_file("gb18030"), workbook_of(HEADINGS, *ROWS)):
        assert sheet_files.read(data).headings == HEADINGS
    guilty = {"csv.reader", "from_bytes", "zipfile", "python_calamine"}
    assert not [word for word in guilty if word in Path(sheet_files.__file__).read_text()]


def test_more_cells_than_memory_is_meant_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "MOST_CELLS", 4)
    with pytest.raises(Unreadable) as fault:
        sheet_files.read(text_file("utf-8"))
    assert fault.value.message == sheet_files.REFUSED["large"]
    monkeypatch.setattr(sheet_files, "MOST_CELLS", 6)
    assert len(sheet_files.read(text_file("utf-8") + b",,,,,,,\n").rows) == 2, "empty ones are none"


@pytest.mark.parametrize("cell", ["XFD1048576", "ALL1000000", "A4294967295", "ZZZZZZZ99999999999"])
def test_a_small_workbook_with_a_giant_grid_breaks_no_server(cell: str) -> None:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'
    out = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(workbook_of(["名称", "数"], ["甲", 1])))
    with good, zipfile.ZipFile(out, "w") as bad:
        for part in good.infolist():
            bad.writestr(part, good.read(part).decode().replace("</sheetData>", far))
    with pytest.raises(Unreadable):
        sheet_files.read(out.getvalue())


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(Unreadable):
        sheet_files.read(b"a" + b",b" * 1000 + b"\n1,2\n")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_files, "MOST_ROWS", 1)
    with pytest.raises(Unreadable):
        sheet_files.read(text_file("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "2019-01-16",
        "2019/1/16",
        "2019.1.16",
        "2019年1月16日",
        "20190116",
        "2019-01-16 00:00:00",
        20190116.0,
    ],
)
def test_a_day_is_read_in_many_spellings(text: Any) -> None:
    assert cells.read_day(text) == dt.date(2019, 1, 16)


@pytest.mark.parametrize("text", ["2019-02-30", "16.1.", "昨天", "2019"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.read_day(text)


@pytest.mark.parametrize(
    ("text", "number"), [("1,000.50", "1000.50"), ("１２", "12"), ("¥3", "3"), (7, "7")]
)
def test_a_number_is_read_in_many_spellings(text: Any, number: str) -> None:
    assert cells.read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "十", "1-2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.read_number(text)


@pytest.mark.parametrize("nothing", ["", "  ", "N/A", "-", "—", "无", "\u3000"])
def test_the_words_for_nothing_are_nothing(nothing: str) -> None:
    assert clean(nothing) is None


MIDNIGHT = dt.datetime.fromisoformat("2026-11-21")
AFTERNOON = dt.datetime.fromisoformat("2026-11-21 14:05")
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


@pytest.mark.parametrize("text", EVIL)
def test_a_formula_leaves_as_text_and_comes_back_unchanged(text: str) -> None:
    body = b"".join(sheet_files.csv_stream(["名称"], [[text]]))
    written = io.StringIO(body.decode("utf-8-sig"), newline="")
    assert list(csv.reader(written)) == [["名称"], ["'" + text]]
    assert clean("'" + text).strip() == text.strip()
    book = openpyxl.load_workbook(io.BytesIO(workbook.xlsx_bytes(["名称"], [[text]])))
    found = book.active["A2"]
    assert found.data_type in ("s", "inlineStr") and found.quotePrefix


def test_a_workbook_keeps_kinds_and_survives_other_readers() -> None:
    row = [
        "西藏 <百鑫> & 子",
        12,
        Decimal("12.50"),
        dt.date(2026, 11, 21),
        AFTERNOON,
        None,
        "a\x00b",
        "一\n二",
    ]
    data = workbook.xlsx_bytes([f"列{at}" for at in range(8)], [row], "客户/清单")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    read = [cell.value for cell in sheet[2]]
    assert read[:3] == ["西藏 <百鑫> & 子", 12, 12.5]
    assert read[3] == MIDNIGHT and read[4] == AFTERNOON
    assert read[5] is None and read[6:] == ["ab", "一\n二"]
    assert sheet.title == "客户清单"
    assert sheet_files.read(data).rows[0][1][:4] == ["西藏 <百鑫> & 子", 12, 12.5, "2026-11-21"]


def test_a_workbook_leaves_in_pieces() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[Any]]:
        for at in range(5_000):
            asked.append(at)
            yield [f"客户{at}", at]

    pieces = workbook.xlsx_stream(["名称", "数"], rows())
    next(pieces)
    assert len(asked) < 5_000
    assert len(asked) <= 2 * sheet_files.CHUNK_ROWS


def test_more_rows_than_a_sheet_holds_go_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
    book = openpyxl.load_workbook(
        io.BytesIO(workbook.xlsx_bytes(["数"], [[at] for at in range(7)], "表"))
    )
    assert [sheet.max_row - 1 for sheet in book] == [3, 3, 1]
    with zipfile.ZipFile(io.BytesIO(workbook.xlsx_bytes(["数"], []))) as parts:
        assert parts.testzip() is None


def test_a_masked_value_leaves_masked() -> None:
    assert treated("13812345678", "mask") == "138******78"
    assert treated(None, "mask") is None and treated("x", "show") == "x"
