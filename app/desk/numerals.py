"""Whole numbers as strangers write them: only what a database can hold, or none at all."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter

from app.kernel.db import holds

DIGITS = 18  # always fits 64 bits; SQLite's driver throws at more


def whole(text: str | None) -> int | None:
    """The number in plain digits; None for all else ("²" is a digit to Python, but no number)."""
    fits = text and text.isascii() and text.isdigit() and len(text) <= DIGITS
    return int(text) if text and fits else None


def wholes(texts: list[str]) -> list[int]:
    """The numbers among the texts, each once, in their order."""
    found = (whole(text) for text in texts)
    return list(dict.fromkeys(number for number in found if number is not None))


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
