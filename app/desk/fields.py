"""Form fields that read what people type strictly and show it back as they typed it."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import StopValidation

from app.desk.numerals import in_full
from app.kernel.bounds import LONGEST_NUMBER
from app.kernel.clock import zone
from app.kernel.texts import in_lines, in_one_line

NEEDED = _("Please fill in this field.")


def needed(_form: Any, field: Any) -> None:
    """Validator of a required field.

    Raises StopValidation when nothing usable was typed.
    """
    if field.process_errors:
        raise StopValidation()
    if field.data is None or field.data == "" or field.data == []:
        raise StopValidation(NEEDED)


def _nothing(_value: Any) -> None:
    """No complaint."""


class Control(Field):
    """Base of our fields: absent from the post = untouched, empty = None, wrong = kept as typed."""

    control = "text"
    inputmode = ""
    numeric = False

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        self.marks: dict[str, Any] = options.pop("marks", {})
        self.refusal: Callable[[Any], Any] = options.pop("refusal", _nothing)  # beyond the type
        self.asked_by = ""  # the rule that refuses it empty
        super().__init__(label, validators, **options)

    @property
    def required(self) -> bool:
        """True when the form, or a rule of the view, refuses an empty value."""
        return needed in self.validators or bool(self.asked_by)

    def process_formdata(self, values: list[str]) -> None:
        """Read the last posted value; a hidden marker before a box or radio says "none"."""
        if not values:
            return
        text = values[-1].strip().replace("\x00", "")
        self.data = None
        value = self.read(text) if text else None
        if complaint := self.refusal(value):
            raise ValueError(complaint)
        self.data = value

    def read(self, text: str) -> Any:
        """The value of a non-empty text.

        Raises ValueError with the message people see.
        """
        return text

    def write(self, value: Any) -> str:
        """The text of a value, as the control holds it."""
        return "" if value is None else str(value)

    @property
    def text(self) -> str:
        """What the control shows: the typed text while a form comes back, else the value."""
        return str(self.raw_data[-1]) if self.raw_data else self.write(self.data)

    @property
    def texts(self) -> list[str]:
        """What this field posts, for keeping and comparing."""
        return [self.text]

    @property
    def display(self) -> str:
        """The value as a person reads it, for comparing two versions."""
        return self.text or "—"

    def differs(self, value: Any) -> bool:
        """True when saving would change ``value``."""
        return bool(self.data != value)


def excess(text: str, longest: int) -> Any:
    """The complaint about a text of more than ``longest`` characters; None when it fits."""
    if len(text) <= longest:
        return None
    return _("At most %(max)s characters; these are %(now)s.", max=longest, now=len(text))


class Text(Control):
    """Text, stripped; nothing left means NULL; control characters never pass."""

    def __init__(
        self, *args: Any, longest: int | None = None, multiline: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.longest = longest
        self.control = "area" if multiline else "text"

    def read(self, text: str) -> str:
        """The text without control characters.

        Raises ValueError when it is longer than the column.
        """
        clean = in_one_line(text) if self.control == "text" else in_lines(text)
        if self.longest and (complaint := excess(clean, self.longest)):
            raise ValueError(complaint)
        return clean


class Phone(Text):
    """A telephone number: text with the number pad of a telephone."""

    inputmode = "tel"


class Whole(Control):
    """A whole number."""

    inputmode = "numeric"
    numeric = True

    def read(self, text: str) -> int:
        """The number; thousands separators and full-width digits are understood."""
        plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
        if not re.fullmatch(r"[+-]?\d{1,19}", plain):
            raise ValueError(_("Please type a whole number."))
        return int(plain)


class Amount(Control):
    """A decimal number that fits precision and scale: no NaN, no infinity, no exponent."""

    inputmode = "decimal"
    numeric = True

    def __init__(
        self, *args: Any, precision: int = 18, scale: int | None = 2, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.precision, self.scale = precision, scale

    def read(self, text: str) -> Decimal:
        """The number; ¥, separators and full-width digits are understood."""
        plain = unicodedata.normalize("NFKC", text).translate({ord(c): None for c in ",¥ "})
        if len(plain) > LONGEST_NUMBER or not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", plain):
            raise ValueError(_("Please type a number."))
        try:
            value = Decimal(plain)
        except InvalidOperation as error:
            raise ValueError(_("Please type a number.")) from error
        whole = len(str(abs(int(value)))) if int(value) else 0
        places = -int(value.normalize().as_tuple().exponent) if value else 0
        if self.scale is not None and places > self.scale:
            raise ValueError(_("At most %(places)s decimal places.", places=self.scale))
        if whole > self.precision - (self.scale or 0):
            raise ValueError(_("This number is out of range."))
        return value

    def write(self, value: Any) -> str:
        """Plain digits, never an exponent."""
        return "" if value is None else format(Decimal(str(value)), "f")


class Money(Amount):
    """An amount of money; 万 and 亿 behind the number are understood."""

    control = "money"

    def read(self, text: str) -> Decimal:
        """The amount: 500万, 1.2亿元 and ¥5,000,000 alike."""
        return super().read(in_full(text))


class Day(Control):
    """A date, shown as YYYY-MM-DD everywhere."""

    control = "day"

    def read(self, text: str) -> dt.date:
        """The date; 2026/11/21, 20261121 and 2026年11月21日 are understood."""
        plain = unicodedata.normalize("NFKC", text)
        found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?", plain) or re.fullmatch(
            r"(\d{4})(\d\d)(\d\d)", plain
        )
        try:
            year, month, day = (int(part) for part in found.groups())  # type: ignore[union-attr]
            return dt.date(year, month, day)
        except (AttributeError, ValueError) as error:
            raise ValueError(_("Please type a date such as 2026-11-21.")) from error

    def write(self, value: Any) -> str:
        """YYYY-MM-DD."""
        return "" if value is None else f"{value:%Y-%m-%d}"


class Instant(Control):
    """A moment: typed and shown in the company's zone, kept in UTC (T6)."""

    control = "instant"

    def read(self, text: str) -> dt.datetime:
        """The moment in UTC."""
        plain = unicodedata.normalize("NFKC", text).replace("T", " ").replace("/", "-")
        for pattern in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
            try:
                local = dt.datetime.strptime(plain, pattern)
                return local.replace(tzinfo=zone()).astimezone(dt.UTC)
            except (ValueError, OverflowError):  # the first day of year 1 lies before it in UTC
                continue
        raise ValueError(_("Please type a date and time such as 2026-11-21 14:30."))

    def write(self, value: Any) -> str:
        """YYYY-MM-DD HH:MM in the company's zone."""
        if value is None:
            return ""
        value = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return f"{value.astimezone(zone()):%Y-%m-%d %H:%M}"

    def differs(self, value: Any) -> bool:
        """Seconds that the control does not show are no change."""
        return self.write(self.data) != self.write(value)


class Clock(Control):
    """A time of day, HH:MM."""

    control = "clock"

    def read(self, text: str) -> dt.time:
        """The time."""
        found = re.fullmatch(r"(\d{1,2})\D(\d\d)", unicodedata.normalize("NFKC", text))
        try:
            return dt.time(int(found.group(1)), int(found.group(2)))  # type: ignore[union-attr]
        except (AttributeError, ValueError) as error:
            raise ValueError(_("Please type a time such as 14:30.")) from error

    def write(self, value: Any) -> str:
        """HH:MM."""
        return "" if value is None else f"{value:%H:%M}"


class Check(Control):
    """A box that can be unticked: the hidden marker before it says "posted, but off" (T10)."""

    control = "check"

    def process_formdata(self, values: list[str]) -> None:
        """Off unless the last value is the box's own."""
        if values:
            self.data = values[-1] == "y"

    def write(self, value: Any) -> str:
        """``y`` or nothing."""
        return "y" if value else ""

    @property
    def display(self) -> str:
        """Yes or no."""
        return gettext("Yes") if self.text else gettext("No")


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are JavaScript, not JSON


class Json(Control):
    """JSON as text: wrong JSON is refused, right JSON is stored as the value it is."""

    control = "area"

    def read(self, text: str) -> Any:
        """The parsed value."""
        try:
            return json.loads(text, parse_constant=_refuse)
        except ValueError as error:
            raise ValueError(_("This is not valid JSON.")) from error

    def write(self, value: Any) -> str:
        """Readable JSON."""
        return "" if value is None else json.dumps(value, ensure_ascii=False, indent=1)
