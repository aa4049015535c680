"""How wide each column of a printed table should be, and which columns hold numbers, judged from the content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

#: No column is narrower or wider than so many characters when shares are dealt out.
NARROWEST, WIDEST = 4, 34
#: A label up to so many characters stays on one line.
SHORT_LABEL = 8
#: Enough rows to judge by; a list may be long.
_SAMPLE = 200
#: Characters that fit beside one another on an upright page, and on one that lies on its side.
ROOM, WIDE_ROOM = 98, 155
#: A day, an amount, a code: broken in two it cannot be read.
_WHOLE = re.compile(r"[!-~−¥€]+")
_NUMBER = re.compile(r"[-−]?[¥$€]?\s?\d{1,3}((,\d{3})*|\d{0,5})(\.\d+)?\s?%?")


class Columns(NamedTuple):
    """Shares in percent and the style of each column: "number" or nothing."""

    widths: list[float]
    kinds: list[str]


def columns(
    head_and_rows: tuple[Sequence[Any], Sequence[Sequence[Any]]], wide: bool = False
) -> Columns:
    """Deal out the width of the page by what the cells hold: long columns get more, none gets all."""
    head, rows = head_and_rows
    cells = [
        [str(row[index]) for row in rows[:_SAMPLE] if index < len(row)]
        for index in range(len(head))
    ]
    liked = [_need(str(label), column) for label, column in zip(head, cells, strict=True)]
    needs = _fitted(liked, cells, WIDE_ROOM if wide else ROOM)
    whole = sum(needs) or 1
    return Columns(
        [round(100 * need / whole, 2) for need in needs], [_kind(column) for column in cells]
    )


def _need(label: str, cells: Iterable[str]) -> float:
    """Characters a column would like: what nine of ten cells need, and the label, a long one on two lines."""
    lengths = sorted(map(_length, cells))
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    label_needs = min(_length(label), max(_length(label) / 2, SHORT_LABEL))
    return min(max(usual, label_needs, NARROWEST), WIDEST) + 1.5


def _fitted(needs: list[float], cells: Sequence[Sequence[str]], room: int) -> list[float]:
    """Where not all fits on one line, texts give way to what must not be broken."""
    stiff = [_is_whole(column) for column in cells]
    kept = sum(need for need, is_stiff in zip(needs, stiff, strict=True) if is_stiff)
    loose = sum(needs) - kept
    if not loose or sum(needs) <= room or kept > room / 2:
        return needs
    share = (room - kept) / loose
    return [n if is_stiff else n * share for n, is_stiff in zip(needs, stiff, strict=True)]


def _is_whole(cells: Iterable[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_WHOLE.fullmatch(cell) for cell in filled)


def _length(text: str) -> int:
    """Width of a text in half-width characters."""
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text[:80]
    )


def _kind(cells: Iterable[str]) -> str:
    """ "number" when every filled cell is one; codes and telephone numbers are not."""
    filled = [cell for cell in cells if cell.strip()]
    return "number" if filled and all(_NUMBER.fullmatch(cell.strip()) for cell in filled) else ""
