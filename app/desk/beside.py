"""Cards beside a record and beside the decision on it: what else one should know, and only where there is something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.desk.frame import menu
from app.desk.home import Line


@dataclass(frozen=True)
class Beside:
    """A card that a view puts beside its records: ``lines(session, row)`` in the reader's reach.

    It comes with the warnings, on the record's page and in the inbox; without lines there is no card.
    """

    title: Any
    lines: Callable[[Any, Any], Sequence[Line]]


def brought(view: type) -> Sequence[Beside]:
    """The cards that ``app/menu.py`` puts beside the records of a lower wing's view."""
    items = (item for group in menu() for item in group.items)
    return next((item.beside for item in items if item.view is view), ())


def cards(wanted: Sequence[Beside], session: Any, row: Any) -> list[tuple[Any, Sequence[Line]]]:
    """The cards of a record that hold something: title and lines."""
    found = [(beside.title, beside.lines(session, row)) for beside in wanted]
    return [(title, lines) for title, lines in found if lines]
