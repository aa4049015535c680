"""缺字: which characters of a paper no font has, named by the field they stand in, before anything is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# what the desk itself writes around a record: no field a person could correct
_FRAME = {"lang", "landscape", "title", "labels", "qr", "copies"}


@dataclass(frozen=True)
class Gap:
    """Characters of one field that would print as 〓."""

    field: str
    characters: str


def gaps(context: Mapping[str, Any], missing: Callable[[str], set[str]], title: str) -> list[Gap]:
    """The gaps of a paper's context, field by field; none for almost every paper, at the cost of one look."""
    places = list(_places({k: v for k, v in context.items() if k not in _FRAME}, title))
    lacking = missing("".join(text for _field, text in places))
    found: dict[str, set[str]] = {}
    for field, text in places if lacking else ():
        if here := lacking.intersection(text):
            found.setdefault(field, set()).update(here)
    return [Gap(field, "".join(sorted(characters))) for field, characters in found.items()]


def _places(part: Any, field: str) -> Iterator[tuple[str, str]]:
    """Every text with the label it stands under; boxes and marks are the house's own words."""
    if isinstance(part, str):
        yield field, part
    elif isinstance(part, Mapping):
        yield from _in_mapping(part, str(part.get("title") or part.get("move") or field))
    elif _is_cell(part):
        yield from _places(part[1], str(part[0]))
    elif isinstance(part, Sequence):
        for each in part:
            yield from _places(each, field)


def _in_mapping(part: Mapping[str, Any], field: str) -> Iterator[tuple[str, str]]:
    if "head" in part and "rows" in part and isinstance(part["head"], Sequence):
        for row in part["rows"]:
            for label, text in zip(part["head"], row, strict=False):
                yield from _places(text, f"{field} · {label}" if field else str(label))
        return
    for value in part.values():
        yield from _places(value, field)


def _is_cell(part: Any) -> bool:
    """A label, its value and the width of both (app/kernel/papers/reading.py)."""
    return isinstance(part, tuple) and len(part) == 3 and isinstance(part[2], int)
