"""The tables of the parameters: what the register declares, and the values people gave from a day on."""

from __future__ import annotations

import datetime as dt
import json
import re
from enum import nonmember
from functools import lru_cache
from typing import Any

from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import tokens
from app.kernel.clock import today
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.limits import NOT_EMPTY
from app.kernel.words import Words, listed


class Unit(Words):
    """What a number counts."""

    shape = nonmember("plain")
    DAYS = "days", _("days")
    WORKING_DAYS = "working days", _("working days")
    HOURS = "hours", _("hours")
    MINUTES = "minutes", _("minutes")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    PERCENT = "%", _("percent")
    CNY = "CNY", _("CNY")
    PER_DAY = "per day", _("per day")
    PER_WEEK = "per week", _("per week")
    PER_TWO_WEEKS = "per two weeks", _("per two weeks")
    PER_MONTH = "per month", _("per month")
    POINTS = "points", _("points")
    MARKS = "marks", _("marks")
    ITEMS = "items", _("items")
    STEPS = "steps", _("steps")
    PEOPLE = "people", _("people")
    NUMBER = "number", _("number")


class ValueType(Words):
    """What a parameter holds."""

    shape = nonmember("plain")
    BOOL = "bool", _("yes or no")
    INT = "int", _("whole number")
    DECIMAL = "decimal", _("decimal number")
    LIST = "list", _("list")
    MAP = "map", _("name and number pairs")
    SPAN = "span", _("span of time")
    CHOICE = "choice", _("choice")
    TEXT = "text", _("text")
    TABLE = "table", _("table")


class Origin(Words):
    """Where a parameter's default comes from."""

    SEED = "seed", _("Company's rule"), "plain"
    PROPOSED = "proposed", _("Proposed default"), "neutral"
    RECONCILIATION = "reconciliation", _("Settled contradiction"), "neutral"
    HOUSE = "house", _("Added by the software"), "neutral"


class ValueState(Words):
    """Where a proposed value stands (W-37)."""

    shape = nonmember("dot")
    DRAFT = "draft", _("Draft"), "ring-off"
    PROPOSED = "proposed", _("Proposed"), "ring"
    APPROVED = "approved", _("Approved"), "dot-ok"
    REFUSED = "refused", _("Refused"), "plain"


NAMES: dict[str, tuple[str, str]] = {}  # key → Chinese and English name, declared with the register
WORDS: dict[str, tuple[str, str]] = {}  # code of a value → Chinese and English word
FEW = 12  # rows of a grid that are told in full
SPANS = {"wd": _("%(n)s working days"), "d": _("%(n)s days"), "h": _("%(n)s hours")}


def in_words(key: str, names: dict[str, tuple[str, str]]) -> str:
    """The Chinese or English name of a key, whichever the reader reads; the key where it has none."""
    name, english = names.get(key, (key, key))
    locale = get_locale()
    return english if locale is not None and locale.language == "en" else name


def spoken(kind: ValueType, text: str) -> str:
    """The stored text of a value as people read it: codes in words, spans with their unit."""
    if kind is ValueType.BOOL:
        return gettext("Yes") if text.strip().lower() == "true" else gettext("No")
    if kind is ValueType.SPAN and (span := re.fullmatch(r"(\d+)(wd|d|h)", text.strip())):
        return str(SPANS[span[2]] % {"n": span[1]})
    if kind is ValueType.TABLE:
        return _rows_spoken(text)
    if kind in (ValueType.CHOICE, ValueType.LIST, ValueType.MAP):
        parts = (part.partition(":") for part in text.split(","))
        said = (in_words(word.strip(), WORDS) + sep + rest for word, sep, rest in parts)
        return listed(said)
    return text


def overheard(text: str) -> str:
    """A stored value in words where its parameter is not at hand: in the history of changes."""
    if text in ("true", "false"):
        return spoken(ValueType.BOOL, text)
    if text.startswith("["):
        return spoken(ValueType.TABLE, text)
    if re.fullmatch(r"\d+(wd|d|h)", text):
        return spoken(ValueType.SPAN, text)
    parts = [part.strip().partition(":")[0] for part in text.split(",")]
    return spoken(ValueType.LIST, text) if any(part in WORDS for part in parts) else text


def _rows_spoken(text: str) -> str:
    """The rows of a grid (``app.kernel.grids``), their cells in words; how many where there are more than a few."""
    rows = json.loads(text)
    if not rows:
        return gettext("no rows")
    said = [" – ".join(in_words(cell, WORDS) for cell in row.values()) for row in rows[:FEW]]
    more = (
        [ngettext("%(num)s more row", "%(num)s more rows", len(rows) - FEW)]
        if len(rows) > FEW
        else []
    )
    return listed([*said, *more])


@lru_cache(maxsize=1024)
def _ways(key: str) -> tuple[str, ...]:
    """How a parameter may be typed: its key and names, folded, in pinyin and in initials."""
    return (tokens.fold(key), *tokens.document(names=NAMES[key]).names.split("\n"))


class Parameter(Stamped, Model):
    """One line of the register of parameters, as it was last read at set-up. W-37."""

    __tablename__ = "parameter"
    kind = "parameter"

    key: Mapped[str] = mapped_column(String(100), unique=True, info=label(_("Register key")))
    value_type: Mapped[ValueType] = mapped_column(choice(ValueType), info=label(_("Kind of value")))
    unit: Mapped[Unit | None] = mapped_column(choice(Unit), info=label(_("Unit")))
    default_value: Mapped[str] = mapped_column(Text, info=label(_("Default")))
    rules: Mapped[str] = mapped_column(String(200), info=label(_("Rules")))
    origin: Mapped[Origin] = mapped_column(choice(Origin), index=True, info=label(_("Origin")))
    allowed: Mapped[str] = mapped_column(
        String(300), default="", server_default="", info=label(_("Allowed values"))
    )
    is_in_use: Mapped[bool] = mapped_column(
        default=False, server_default=false(), index=True,
        info=label(_("In effect"), help=_("No: the part of the software it steers is not there yet.")),
    )  # fmt: skip
    is_retired: Mapped[bool] = mapped_column(default=False, info=label(_("No longer used")))

    values: Mapped[list[ParameterValue]] = relationship(
        back_populates="parameter", order_by="ParameterValue.valid_from.desc()"
    )

    @property
    def given(self) -> ParameterValue | None:
        """The approved value in force today; None while the default holds."""
        day = today()
        live = (v for v in self.values if v.state is ValueState.APPROVED and v.valid_from <= day)
        return max(live, key=lambda v: (v.valid_from, v.id), default=None)

    @property
    def in_force(self) -> str:
        """The value that holds today, as people read it."""
        return self.say(self.given.value if self.given is not None else self.default_value)

    def say(self, text: str) -> str:
        """A stored value of this parameter as people read it, with its unit."""
        said = spoken(self.value_type, text)
        return f"{said} {self.unit}" if self.unit is not None else said

    @property
    def default_said(self) -> str:
        """The default as people read it."""
        return self.say(self.default_value)

    @property
    def options(self) -> str:
        """What may be typed: the range, or each code with its word."""
        if "|" not in self.allowed:
            return self.allowed
        codes = self.allowed.removesuffix(NOT_EMPTY).split("|")
        said = ((code, in_words(code, WORDS)) for code in codes)
        return listed(c if c == word else f"{word} = {c}" for c, word in said)

    @property
    def source(self) -> str:
        """Where the value in force comes from: the register, or whom approved it, since when."""
        if self.given is None:
            return gettext("Default: %(origin)s", origin=str(self.origin))
        return gettext("Approved, valid from %(day)s", day=self.given.valid_from.isoformat())

    @property
    def called(self) -> str:
        """What people call it, in the reader's language; its key where it has left the register."""
        return in_words(self.key, NAMES)

    @classmethod
    def known_as(cls, text: str) -> ColumnElement[bool]:
        """The rows whose key, name, English name, pinyin or initials hold what was typed."""
        wanted = tokens.fold(text)
        return cls.key.in_([key for key in NAMES if any(wanted in way for way in _ways(key))])

    called.fget.label = _("Parameter")  # type: ignore[attr-defined]
    default_said.fget.label = _("Default")  # type: ignore[attr-defined]
    options.fget.label = _("Allowed values")  # type: ignore[attr-defined]
    in_force.fget.label = _("Value in force")  # type: ignore[attr-defined]
    in_force.fget.pixels = source.fget.pixels = 180  # type: ignore[attr-defined]
    source.fget.label = _("Source")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.called


class ParameterValue(Stamped, Model):
    """A value of a parameter from a day on: proposed by one, approved by another. W-37 R-322."""

    __tablename__ = "parameter_value"
    __table_args__ = (Index("ix_parameter_value_parameter_id", "parameter_id", "valid_from"),)
    kind = "parameter"

    parameter_id: Mapped[int] = mapped_column(
        ForeignKey("parameter.id"), info=label(_("Parameter"))
    )
    value: Mapped[str] = mapped_column(
        Text,
        info=label(
            _("Value"), help=_("Lists with commas; spans as 2wd, 7d or 48h."), spoken=overheard
        ),
    )
    valid_from: Mapped[dt.date] = mapped_column(Date, info=label(_("Valid from")))
    reason: Mapped[str | None] = mapped_column(String(500), info=label(_("Reason")))
    state: Mapped[ValueState] = mapped_column(
        choice(ValueState), default=ValueState.DRAFT, index=True, info=label(_("State"))
    )
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Proposed by"))
    )
    proposed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Proposed at"))
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Approved by"))
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Approved at"))
    )

    parameter: Mapped[Parameter] = relationship(back_populates="values", info=label(_("Parameter")))
    proposed_by: Mapped[Any] = relationship("User", foreign_keys=[proposed_by_id], viewonly=True)
    approved_by: Mapped[Any] = relationship("User", foreign_keys=[approved_by_id], viewonly=True)

    @property
    def said(self) -> str:
        """The value as people read it."""
        return self.parameter.say(self.value)

    said.fget.label = _("Value")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.parameter} = {self.said}"
