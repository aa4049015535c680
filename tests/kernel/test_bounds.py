"""What columns refuse beyond their type, and the signs that no text keeps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import BigInteger, Column, Date, Integer, Numeric, String

from app.kernel.bounds import refusal
from app.kernel.cells import Unreadable, read_number, reader_of
from app.kernel.files.names import clean
from app.kernel.texts import in_lines, in_one_line

MONEY, SHARE = Column(Numeric(18, 2)), Column(Numeric(5, 2), info={"most": 100})
COUNT, DEPTH = Column(Integer), Column(Integer, info={"least": -50, "most": 50})
DAY, FOUNDED = Column(Date), Column(Date, info={"least": dt.date(1000, 1, 1)})


@pytest.mark.parametrize(
    ("column", "value"),
    [(MONEY, Decimal(0)), (MONEY, 12.5), (MONEY, Decimal("9999999999999999.99")), (SHARE, 100),
     (COUNT, 2**31 - 1), (Column(BigInteger), 2**40), (DEPTH, -50), (COUNT, None), (COUNT, True),
     (DAY, dt.date(1900, 1, 1)), (DAY, dt.datetime(2199, 12, 31, tzinfo=dt.UTC)), (DAY, "x"),
     (FOUNDED, dt.date(1669, 5, 1))],
)  # fmt: skip
def test_what_a_column_takes(app: Any, column: Any, value: Any) -> None:
    assert refusal(column, value) is None


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [(MONEY, Decimal("-0.01"), "At least 0"), (COUNT, -1, "At least 0"), (DEPTH, -51, "At least -50"),
     (SHARE, Decimal("100.01"), "At most 100"), (COUNT, 2**31, "range"), (MONEY, 10**16, "range"),
     (MONEY, Decimal("0.001"), "2"), (DAY, dt.date(1, 1, 1), "1900-01-01"),
     (FOUNDED, dt.date(999, 1, 1), "1000-01-01"), (DAY, dt.datetime(2200, 1, 1, tzinfo=dt.UTC), "2199-12-31")],
)  # fmt: skip
def test_what_it_refuses(app: Any, column: Any, value: Any, said: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert said in str(refusal(column, value))


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "9" * 41, "NaN", "Infinity"])
def test_a_number_of_no_world_costs_nothing(text: str) -> None:
    for read in (read_number, reader_of(COUNT)):
        with pytest.raises(Unreadable):
            read(text)


def test_what_a_spreadsheet_added_to_a_number_is_left_out() -> None:
    assert read_number(0.1 + 0.2) == Decimal("0.3")
    assert read_number(12345678901234.5) == Decimal("12345678901234.5")


def test_one_line_stays_one_line() -> None:
    typed = " 张\r\n三\x1b[31m\u202egnp.\u2066x\u200b\x85末\u2028尾\ud800　中\t空 "
    assert in_one_line(typed) == "张 三[31mgnp.x 末 尾　中 空"
    assert in_lines("a\r\nb\rc\u2029d\x00\te\x7f") == "a\nb\nc\nd\te"
    assert in_one_line("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    assert reader_of(Column(String(40)))("甲\n乙") == "甲 乙"


@pytest.mark.parametrize("name", ["a\r\nb.pdf", "a%0D%0Ab.pdf", "a%0d b.pdf", "x/a\n b.pdf"])
def test_a_file_name_is_one_line(name: str) -> None:
    assert clean(name) == "a b.pdf"
