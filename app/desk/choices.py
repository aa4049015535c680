"""Form fields that choose: one word, several words, yes or no, a row of another table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from app.desk.fields import Control
from app.desk.picks import naming
from app.kernel.words import Words, listed

WRONG = _("This is not one of the choices.")
FEW = 2  # so many words are drawn as radio buttons, more as a list


class Labelled(Control):
    """A control whose texts stand for labels."""

    options: Any = ()

    @property
    def display(self) -> str:
        """The labels of what is chosen."""
        labels = [str(label) for value, label in self.options if value in self.texts]
        return listed(labels) or self.text or "—"


class Choice(Labelled):
    """One word of a closed list, or none; nothing is ticked beforehand (T11)."""

    control = "select"

    def __init__(self, *args: Any, words: type[Words], **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words
        self.control = "radio" if len(words) <= FEW else "select"

    @property
    def options(self) -> list[tuple[str, Any]]:
        """Pairs of stored value and label."""
        return self.words.choices()

    def read(self, text: str) -> Words:
        """The member.

        Raises ValueError for a word that is not on the list.
        """
        member = self.words.of(text)
        if member is None:
            raise ValueError(WRONG)
        return member

    def write(self, value: Any) -> str:
        """The stored value."""
        return str(value.value) if isinstance(value, Words) else "" if value is None else str(value)


class YesNo(Labelled):
    """Yes, no, or not said: a boolean that may be NULL."""

    control = "radio"
    options = [("1", _("Yes")), ("0", _("No"))]

    def read(self, text: str) -> bool:
        """True or False.

        Raises ValueError for anything else.
        """
        if text not in ("0", "1"):
            raise ValueError(WRONG)
        return text == "1"

    def write(self, value: Any) -> str:
        """1, 0 or nothing."""
        return "" if value is None else "1" if value else "0"


class MultiWords(Labelled):
    """Several words of a list, kept as a JSON list of stored values in the list's order."""

    control = "checks"

    def __init__(self, *args: Any, words: type[Words], **options: Any) -> None:
        super().__init__(*args, **options)
        self.words = words

    @property
    def options(self) -> list[tuple[str, Any]]:
        """Pairs of stored value and label."""
        return self.words.choices()

    def process_formdata(self, values: list[str]) -> None:
        """Every ticked word; the hidden marker makes "none" a list of none.

        Raises ValueError for a word that is not on the list.
        """
        if not values:
            return
        picked = {value for value in values if value}
        self.data = None
        if any(self.words.of(value) is None for value in picked):
            raise ValueError(WRONG)
        self.data = [value for value, _label in self.words.choices() if value in picked]

    @property
    def texts(self) -> list[str]:
        """The ticked values."""
        if self.raw_data:
            return [value for value in self.raw_data if value]
        return [item.value if isinstance(item, Words) else str(item) for item in self.data or []]

    @property
    def text(self) -> str:
        """The ticked values in one string, for comparing."""
        return ",".join(self.texts)

    def differs(self, value: Any) -> bool:
        """No list and an empty list are the same to a person."""
        return list(self.data or []) != list(value or [])


class RemotePick(Control):
    """A row of another table, chosen by typing; only that one row is ever loaded (T8, T12).

    ``load`` gives the row for an id, through the gate and the pick's own filter, or None.
    """

    control = "pick"

    def __init__(
        self,
        *args: Any,
        load: Callable[[Any, int], Any],
        url: str = "",
        by: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.load, self.url, self.by = load, url, by or {}
        self.row: Any = None
        self.naming: Callable[[Any], str] = naming
        self.before: Any = None

    def process_data(self, value: Any) -> None:
        """Remember the value before the post: it may stay even where it is out of reach."""
        super().process_data(value)
        self.before = value

    def read(self, text: str) -> int:
        """The id of a row; whether it may be chosen is asked when the form is validated."""
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise ValueError(WRONG)
        return int(text)

    def pre_validate(self, form: Any) -> None:
        """Load the row through the gate.

        Raises ValidationError when it is absent, out of reach or not allowed in this place.
        """
        if self.data is None or self.process_errors or self.data == self.before:
            return
        self.row = self.load(form, self.data)
        if self.row is None:
            raise ValidationError(WRONG)

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Id and text of the chosen row, for the control; None when nothing is chosen."""
        if self.data is None:
            return None
        if self.row is None:
            self.row = self.load(None, self.data)
        return str(self.data), self.naming(self.row) if self.row is not None else "—"

    @property
    def display(self) -> str:
        """The chosen row's name."""
        return self.chosen[1] if self.chosen else "—"
