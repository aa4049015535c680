"""Words a column may hold: value, label in the reader's language, and colour."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext


class Words(enum.Enum):
    """Base of every closed option list (E- ids of forms.md).

    A member is written ``NAME = "stored value", _("Label"), "colour"``; the colour may be
    left out. ``shape`` says how a badge is drawn: tag, dot, grade or plain.
    """

    shape: ClassVar[str]
    label: Any
    colour: str

    def __new__(cls, value: str, label: Any = None, colour: str = "plain") -> Words:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label if label is not None else value
        member.colour = colour
        return member

    def __str__(self) -> str:
        return str(self.label)

    @classmethod
    def of(cls, value: Any) -> Words | None:
        """The member stored as ``value``; None for an empty or unknown value."""
        if value is None or isinstance(value, cls):
            return value
        try:
            return cls(value)
        except ValueError:
            return None

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """Pairs of stored value and label, in the order of the catalogue."""
        return [(member.value, member.label) for member in cls]


def listed(parts: Iterable[object]) -> str:
    """Several things in a row as the reader's language writes them: 甲、乙 or A, B."""
    return gettext(", ").join(str(part) for part in parts)
