"""The catalogue's parameters: declared facts, values with a date, one typed answer."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.kernel import grids, limits, workdays
from app.kernel.clock import today
from app.kernel.db import db
from app.kernel.grids import Column
from app.kernel.parameters import (
    NAMES,
    WORDS,
    Origin,
    Parameter,
    ParameterValue,
    Unit,
    ValueState,
    ValueType,
)
from app.kernel.rules import Broken

CACHE, IDS = "policy", "policy.ids"


class Unknown(LookupError):
    """A key that the register does not hold: a mistake in the code, never a default."""


class Unfit(ValueError):
    """A value that does not fit its parameter."""


@dataclass(frozen=True)
class Declared:
    """One line of the register."""

    key: str
    type: str
    unit: str
    default: str
    rules: tuple[str, ...]
    origin: str
    allowed: str = ""
    is_in_use: bool = False
    columns: tuple[Column, ...] = ()  # of a value that is a table

    def read(self, text: str) -> Any:
        """The typed value of a stored text."""
        try:
            if self.columns:
                return grids.read(self.columns, text)
            return READERS[self.type](text.strip())
        except (ValueError, InvalidOperation, KeyError) as fault:
            raise Unfit(f"{self.key}: {text!r} is not a {self.type}") from fault

    def refusal(self, text: str) -> Any:
        """Why a text is no value for this parameter, as lazy text; None when it is one."""
        try:
            value = self.read(text)
            return (
                grids.refusal(self.columns, value)
                if self.columns
                else limits.refusal(self.allowed, value)
            )
        except Unfit:
            return _("This is not a value of type “%(type)s”.", type=str(ValueType(self.type)))


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
}

_register: dict[str, Declared] = {}


def declare(
    source: Path, in_effect: Path, names: Path, words: Path, columns: Path, rows: Path
) -> None:
    """Take the register from a file; from more what the software reads, what people call
    the parameters and the codes in their values, and the columns and rows of those that are tables.

    Called once by the wing that holds it.
    """
    _register.update(_read(source, in_effect, columns, rows))
    NAMES.update(_named(names, "key"))
    WORDS.update(_named(words, "word"))


def _named(source: Path, key: str) -> dict[str, tuple[str, str]]:
    with source.open(encoding="utf-8", newline="") as lines:
        return {row[key]: (row["name"], row["name_en"]) for row in csv.DictReader(lines)}


@lru_cache(maxsize=4)
def _read(source: Path, in_effect: Path, columns: Path, rows: Path) -> dict[str, Declared]:
    tables = grids.declared(columns, rows)
    with in_effect.open(encoding="utf-8", newline="") as lines:
        used = {row["key"]: row["allowed"] for row in csv.DictReader(lines)}
    with source.open(encoding="utf-8", newline="") as lines:
        found = {}
        for row in csv.DictReader(lines):
            key, kind, unit = row["key"], row["type"], row["unit"]
            cells, default = tables[key] if kind == "table" else ((), row["default"])
            found[key] = Declared(
                key, kind, unit, default, tuple(row["rules"].split()), row["origin"],
                used.get(key) or limits.of_unit(unit) * (kind != "map"), key in used, cells,
            )  # fmt: skip
        return found


def load_register(session: Any) -> tuple[int, int]:
    """Bring the parameters' rows in step with the register: how many are new, how many retired.

    A row whose key has left the register stays, with its history, and is marked.
    """
    rows = {row.key: row for row in session.scalars(select(Parameter))}
    for declared in _register.values():
        row = rows.get(declared.key)
        facts = {
            "value_type": ValueType(declared.type), "unit": Unit(declared.unit) if declared.unit else None,
            "default_value": declared.default, "rules": " ".join(declared.rules),
            "origin": Origin(declared.origin), "is_retired": False, "allowed": declared.allowed,
            "is_in_use": declared.is_in_use,
        }  # fmt: skip
        if row is None:
            session.add(Parameter(key=declared.key, **facts))
            continue
        for name, fact in facts.items():
            if getattr(row, name) != fact:
                setattr(row, name, fact)
    retired = [row for key, row in rows.items() if key not in _register and not row.is_retired]
    for row in retired:
        row.is_retired = True
    session.flush()
    return len(set(_register) - set(rows)), len(retired)


def parameter(key: str) -> Declared:
    """The declaration of a key. Raises Unknown."""
    try:
        return _register[key]
    except KeyError:
        raise Unknown(key) from None


def parameters() -> Iterable[Declared]:
    """The whole register, in its order."""
    return _register.values()


def ids() -> Mapping[str, int]:
    """The numbers of the parameters' rows by their keys: one query a request or job."""
    session = db.session()
    if IDS not in session.info:
        with session.no_autoflush:
            rows = session.execute(select(Parameter.key, Parameter.id))
            session.info[IDS] = {row.key: row.id for row in rows}
    found: Mapping[str, int] = session.info[IDS]
    return found


def value(key: str, on: dt.date | None = None, session: Any = None) -> Any:
    """The typed value of a parameter in force on a day (today when not said)."""
    declared = parameter(key)
    history = _history(session or db.session).get(key, ())
    day = (
        (on or today()) if history else None
    )  # rules ask thousands of times, mostly for the default
    for valid_from, text in history:
        if day is not None and valid_from <= day:
            return declared.read(text)
    return declared.read(declared.default)


def changes(key: str, session: Any = None) -> list[tuple[dt.date, Any]]:
    """Every value of a parameter with the day it begins on, the latest first; the default last."""
    declared = parameter(key)
    given = [
        (start, declared.read(text)) for start, text in _history(session or db.session).get(key, ())
    ]
    return [*given, (dt.date.min, declared.read(declared.default))]


def _history(session: Any) -> dict[str, list[tuple[dt.date, str]]]:
    """All approved values, newest first: one query a request or job."""
    real: Session = session() if callable(session) else session
    if CACHE not in real.info:
        with real.no_autoflush:
            rows = real.execute(
                select(Parameter.key, ParameterValue.valid_from, ParameterValue.value)
                .join(Parameter, Parameter.id == ParameterValue.parameter_id)
                .where(ParameterValue.state == ValueState.APPROVED)
                .order_by(ParameterValue.valid_from.desc(), ParameterValue.id.desc())
            ).all()
        found: dict[str, list[tuple[dt.date, str]]] = {}
        for key, start, text in rows:
            found.setdefault(key, []).append((start, text))
        real.info[CACHE] = found
    return real.info[CACHE]


def parameter_value(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A proposed value fits its parameter's type and begins today or later. W-37 R-322."""
    key = _key_of(values, row)
    text, start = values.get("value"), values.get("valid_from")
    if key is not None and key not in _register:
        yield Broken("parameter_id", _("This parameter is no longer used."), rule="R-322")
    elif key is not None and text:
        message = _register[key].refusal(str(text))
        if message is not None:
            yield Broken("value", message, rule="R-322")
    if start is not None and start < today():
        yield Broken("valid_from", _("A value cannot begin in the past."), rule="R-322")


def _key_of(values: Mapping[str, Any], row: Any) -> str | None:
    """The key of the parameter that a form, an import or a stored row names."""
    chosen = values.get("parameter")
    if chosen is None and values.get("parameter_id") is not None:
        chosen = db.session.get(Parameter, values["parameter_id"])
    if chosen is None and row is not None:
        chosen = row.parameter
    return getattr(chosen, "key", None)


@event.listens_for(Session, "after_flush")
def _forget(session: Session, _context: Any) -> None:
    """A changed value is seen by the next question of the same session."""
    if any(
        isinstance(row, ParameterValue) for row in (*session.new, *session.dirty, *session.deleted)
    ):
        session.info.pop(CACHE, None)
    if any(isinstance(row, Parameter) for row in session.new):
        session.info.pop(IDS, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_all(session: Session, _previous: Any) -> None:
    session.info.pop(CACHE, None)
    session.info.pop(IDS, None)
