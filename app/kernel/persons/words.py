"""The words by which a person is known, and how they are struck out of text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_

ERASED = (
    "［已删除］"  # in place of a word; the same in every language, since data are not translated
)
SHORTEST, SURE = 2, 7


def usable(values: Iterable[Any]) -> list[str]:
    """The words among values that can be looked for, the longest first: parts go after the whole."""
    found = {str(value).strip() for value in values if value is not None}
    return sorted(
        (w for w in found if len(w) >= SHORTEST and w != ERASED), key=lambda w: (-len(w), w)
    )


def sure(words: Iterable[str]) -> list[str]:
    """Words that mean one person wherever they stand: numbers and addresses, not names."""
    return [
        w for w in words if len(w) >= SURE and (w.isascii() or sum(map(str.isdigit, w)) >= SURE)
    ]


def escaped(word: str) -> str:
    """The word as JSON text holds it."""
    return json.dumps(word)[1:-1]


def standing_in(column: Any, words: Iterable[str], is_json: bool) -> ColumnElement[bool]:
    """The rows in whose column one of the words stands."""
    text = cast(column, Text) if is_json else column
    forms = {form for word in words for form in ({word, escaped(word)} if is_json else {word})}
    return or_(*(text.contains(form, autoescape=True) for form in sorted(forms)))


def struck(value: Any, words: Iterable[str]) -> Any:
    """The value without the words, however deep in lists and mappings they stand."""
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, ERASED)
        return value
    if isinstance(value, list):
        return [struck(each, words) for each in value]
    if isinstance(value, dict):
        return {struck(key, words): struck(each, words) for key, each in value.items()}
    return value
