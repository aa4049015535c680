"""User text is made plain and bounded before it reaches a paper."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.papers import text
from app.kernel.papers.columns import columns

pytestmark = pytest.mark.no_database


def test_nothing_is_an_empty_text() -> None:
    assert text.clean(None) == ""
    assert text.paragraphs(None) == []
    assert text.paragraphs(" \n ") == []


def test_lines_stay_lines_and_inner_blank_lines_stay() -> None:
    assert text.paragraphs("\n一\r\n二\r\r三\u2028四\n") == ["一", "二", "", "三", "四"]


def test_control_characters_and_lone_surrogates_go() -> None:
    assert text.clean("a\x00b\x1b[1mc\ud800d\ufeffe\u202ef\ufffe") == "ab[1mcdef"


def test_a_long_run_gets_places_to_break() -> None:
    runs = text.clean("x" * 100).split(text.BREAK_HERE)
    assert [len(run) for run in runs] == [40, 40, 20]
    assert text.BREAK_HERE not in text.clean("客" * 100)
    assert text.clean("a b " * 50) == "a b " * 50


def test_a_long_paragraph_is_split() -> None:
    assert [len(line) for line in text.paragraphs("客" * 2_500)] == [1000, 1000, 500]


def test_a_huge_field_is_cut_and_says_so() -> None:
    lines = text.paragraphs("客" * 1_000_000)
    assert sum(map(len, lines)) == text.FIELD_CHARACTERS + len(text.CUT_MARK)
    assert lines[-1].endswith(text.CUT_MARK)


def test_too_many_lines_are_cut() -> None:
    assert len(text.paragraphs("一\n" * 5_000)) == text.FIELD_LINES + 1


@given(st.text(st.characters()))
def test_any_text_comes_out_printable(value: str) -> None:
    cleaned = text.clean(value)
    cleaned.encode("utf-8")
    assert not any(ord(c) < 32 and c != "\n" for c in cleaned)
    assert all(len(line) <= text.PARAGRAPH_CHARACTERS for line in text.paragraphs(value))


def test_cleaning_is_quick_for_hostile_text() -> None:
    started = time.perf_counter()
    text.paragraphs("\r" * 500_000 + "x" * 500_000)
    assert time.perf_counter() - started < 1


def test_columns_share_the_page_by_content() -> None:
    rows = [["A", "成都锦程精密机械有限公司", "1,234.50", "13800138000"]] * 3
    shape = columns((["级", "客户名称", "金额", "电话"], rows))
    assert abs(sum(shape.widths) - 100) < 0.1
    assert shape.widths[1] == max(shape.widths)
    assert shape.kinds == ["", "", "number", ""]


def test_days_and_amounts_keep_their_line_where_texts_are_many() -> None:
    """Texts give way: a day broken in two cannot be read."""
    head = ["生效日期", "年交易额", *["销售活动现状"] * 6]
    rows = [["2026-01-05", "¥3,020,000.00", *["以宴席渠道动销为主"] * 6]]
    share = columns((head, rows)).widths
    assert share[0] * 0.98 >= 10 and share[1] * 0.98 >= 13, "characters of an upright page"
    assert columns((head, rows), True).widths[0] < share[0], "a page on its side has room"


def test_columns_of_an_empty_list_follow_the_labels() -> None:
    shape = columns((["一", "二二二二"], []))
    assert shape.widths[0] < shape.widths[1]
    assert shape.kinds == ["", ""]
