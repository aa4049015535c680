"""The catalogue's parameters: declared facts, values with a date, one typed answer."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import nonmember
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Index, String, Text, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import workdays
from app.kernel.clock import today
from app.kernel.db import Model, Stamped, UTCDateTime, choice, db, label, utcnow
from app.kernel.rules import Broken
from app.kernel.words import Words

CACHE = "policy"
UNITS = {
    "days": _("days"),
    "working days": _("working days"),
    "hours": _("hours"),
    "minutes": _("minutes"),
    "months": _("months"),
    "years": _("years"),
    "%": _("percent"),
    "CNY": _("CNY"),
    "per day": _("per day"),
    "per week": _("per week"),
    "per two weeks": _("per two weeks"),
    "per month": _("per month"),
    "points": _("points"),
    "marks": _("marks"),
    "items": _("items"),
    "steps": _("steps"),
    "people": _("people"),
    "number": _("number"),
}

TYPES = {
    "bool": _("yes or no"),
    "int": _("whole number"),
    "decimal": _("decimal number"),
    "list": _("list"),
    "map": _("name and number pairs"),
    "span": _("span of time"),
    "choice": _("choice"),
    "text": _("text"),
    "table": _("table"),
}


class ValueState(Words):
    """Where a proposed value stands (W-37)."""

    shape = nonmember("dot")
    PROPOSED = "proposed", _("Proposed"), "ring"
    APPROVED = "approved", _("Approved"), "dot-ok"
    REFUSED = "refused", _("Refused"), "plain"


class Unknown(LookupError):
    """A key that the register does not hold: a mistake in the code, never a default."""


class Unfit(ValueError):
    """A value that does not fit its parameter."""


@dataclass(frozen=True)
class Parameter:
    """One line of the register."""

    key: str
    type: str
    unit: str
    default: str
    rules: tuple[str, ...]
    origin: str

    def read(self, text: str) -> Any:
        """The typed value of a stored text."""
        try:
            return READERS[self.type](text.strip())
        except (ValueError, InvalidOperation, KeyError) as fault:
            raise Unfit(f"{self.key}: {text!r} is not a {self.type}") from fault


class ParameterValue(Stamped, Model):
    """A value of a parameter from a day on: proposed by one, approved by another. W-37 R-322."""

    __tablename__ = "parameter_value"
    __table_args__ = (Index("ix_parameter_value_key_valid_from", "key", "valid_from"),)
    kind = "parameter"

    key: Mapped[str] = mapped_column(String(100), info=label(_("Parameter")))
    value: Mapped[str] = mapped_column(Text, info=label(_("Value")))
    valid_from: Mapped[dt.date] = mapped_column(Date, info=label(_("Valid from")))
    reason: Mapped[str | None] = mapped_column(String(500), info=label(_("Reason")))
    state: Mapped[ValueState] = mapped_column(
        choice(ValueState), default=ValueState.PROPOSED, index=True, info=label(_("State"))
    )
    proposed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Proposed by"))
    )
    proposed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Proposed at"))
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Approved by"))
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Approved at"))
    )

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _map(text: str) -> dict[str, int]:
    pairs = (part.split(":", 1) for part in _list(text.strip("{}")))
    return {name.strip(): int(number) for name, number in pairs}


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


READERS: Mapping[str, Any] = {
    "bool": _bool,
    "int": int,
    "decimal": _number,
    "list": _list,
    "map": _map,
    "span": workdays.parse,
    "choice": str,
    "text": str,
    "table": str,
}

_register: dict[str, Parameter] = {}


def declare(source: Path) -> None:
    """Take the register from a file; called once by the wing that holds it."""
    _register.update(_read(source))


@lru_cache(maxsize=4)
def _read(source: Path) -> dict[str, Parameter]:
    with source.open(encoding="utf-8", newline="") as lines:
        return {
            row["key"]: Parameter(
                row["key"],
                row["type"],
                row["unit"],
                row["default"],
                tuple(row["rules"].split()),
                row["origin"],
            )
            for row in csv.DictReader(lines)
        }


def load_register(session: Any) -> list[str]:
    """Check at set-up that stored values still belong to the register; gives back the orphans."""
    stored = session.scalars(select(ParameterValue.key).distinct()).all()
    return sorted(set(stored) - set(_register))


def parameter(key: str) -> Parameter:
    """The declaration of a key. Raises Unknown."""
    try:
        return _register[key]
    except KeyError:
        raise Unknown(key) from None


def parameters() -> Iterable[Parameter]:
    """The whole register, in its order."""
    return _register.values()


def value(key: str, on: dt.date | None = None, session: Any = None) -> Any:
    """The typed value of a parameter in force on a day (today when not said)."""
    declared = parameter(key)
    history = _history(session or db.session).get(key, ())
    day = on or today()
    for valid_from, text in history:
        if valid_from <= day:
            return declared.read(text)
    return declared.read(declared.default)


def value_text(key: str, on: dt.date | None = None, session: Any = None) -> str:
    """The value in force as it is written."""
    day = on or today()
    history = _history(session or db.session).get(key, ())
    return next((text for start, text in history if start <= day), parameter(key).default)


def _history(session: Any) -> dict[str, list[tuple[dt.date, str]]]:
    """All approved values, newest first: one query a request or job."""
    real: Session = session() if callable(session) else session
    if CACHE not in real.info:
        with real.no_autoflush:
            rows = real.execute(
                select(ParameterValue.key, ParameterValue.valid_from, ParameterValue.value)
                .where(ParameterValue.state == ValueState.APPROVED)
                .order_by(ParameterValue.valid_from.desc(), ParameterValue.id.desc())
            ).all()
        found: dict[str, list[tuple[dt.date, str]]] = {}
        for key, start, text in rows:
            found.setdefault(key, []).append((start, text))
        real.info[CACHE] = found
    return real.info[CACHE]


def parameter_value(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A proposed value names a parameter of the register and fits its type. W-37 R-322."""
    key, text = values.get("key"), values.get("value")
    if not key or text is None:
        return
    if key not in _register:
        yield Broken("key", _("There is no such parameter."), "R-322")
        return
    declared = _register[key]
    try:
        declared.read(str(text))
    except Unfit:
        yield Broken(
            "value", _("This is not a value of type %(type)s.", type=TYPES[declared.type]), "R-322"
        )


def settle(session: Any, row: ParameterValue, viewer: Any, now: dt.datetime) -> None:
    """Who approved, and when. R-322."""
    row.approved_by_id, row.approved_at = viewer.user_id, now


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: Any) -> None:
    """A changed value is seen by the next question of the same session."""
    if any(
        isinstance(row, ParameterValue) for row in (*session.new, *session.dirty, *session.deleted)
    ):
        session.info.pop(CACHE, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_all(session: Session, _previous: Any) -> None:
    session.info.pop(CACHE, None)
