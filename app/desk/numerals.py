"""Numbers as people write them: whole ones only as far as a database can hold them, large amounts in full."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from werkzeug.routing import IntegerConverter

from app.kernel.db import holds

LARGE = {"万": 10_000, "亿": 100_000_000}
DIGITS = 18  # always fits 64 bits; SQLite's driver throws at more


def whole(text: str | None) -> int | None:
    """The number in plain digits; None for all else ("²" is a digit to Python, but no number)."""
    fits = text and text.isascii() and text.isdigit() and len(text) <= DIGITS
    return int(text) if text and fits else None


def wholes(texts: list[str]) -> list[int]:
    """The numbers among the texts, each once, in their order."""
    found = (whole(text) for text in texts)
    return list(dict.fromkeys(number for number in found if number is not None))


def in_full(text: str) -> str:
    """500万, 1.2亿元 and ¥3万 in plain digits; all else as it stands."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix("元")
    bare = plain[:-1].replace(",", "").removeprefix("¥")
    if plain[-1:] not in LARGE or not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,8})?", bare):
        return text
    return format(Decimal(bare) * LARGE[plain[-1]], "f")


def key_of(model: Any, text: str | None) -> int | None:
    """The key of a row of ``model``, there or not; None for what no key of this table can be."""
    number = whole(text)
    return number if number is not None and holds(model.id, number) else None


def keys_of(model: Any, texts: list[str]) -> list[int]:
    """The keys among the texts, each once, in their order."""
    return [number for number in wholes(texts) if holds(model.id, number)]


class Key(IntegerConverter):
    """``<int:…>`` of an address: what is no key of a row is no address."""

    regex = rf"[0-9]{{1,{DIGITS}}}"
