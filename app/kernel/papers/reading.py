"""Reads a record for a paper: labels and values as plain text, as the viewer in force may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Column
from sqlalchemy.orm import Session, object_session

from app.kernel import clock
from app.kernel.accounts import full_name
from app.kernel.scope import current_viewer
from app.kernel.secrets import mask, treatment
from app.kernel.words import Words

#: Label, value and how many of six columns both take; None is a cell the viewer may not know of.
Cell = tuple[str, Any, int]
#: What an approver can decide (block B3 of the forms).
VERDICTS = (("agree", _("Agreed")), ("disagree", _("Not agreed")), ("return", _("Sent back")))
_YES_NO = ((True, _("Yes")), (False, _("No")))
#: A value that is there but out of the viewer's reach.
OUT_OF_REACH = "—"


@dataclass(frozen=True)
class Boxes:
    """Options to tick: pairs of value and label, and the values that are chosen."""

    options: tuple[tuple[Any, str], ...]
    chosen: tuple[Any, ...] = ()


def boxes(options: Iterable[tuple[Any, Any]], *chosen: Any) -> Boxes:
    """Boxes with the labels in the reader's language; an empty choice ticks nothing."""
    named = tuple((value, str(label)) for value, label in options)
    return Boxes(named, tuple(value for value in chosen if value is not None))


def session_of(row: Any) -> Session:
    """The session a record was loaded in; LookupError for one that is not stored."""
    session = object_session(row)
    if session is None:
        raise LookupError(f"{row!r} stands in no session")
    return session


def grid(row: Any, *lines: str) -> list[list[Cell]]:
    """The lines of a form, each written as the names of its columns: ``"customer_name:4 phone"``.

    ``name:4`` spans four of the six columns, ``name?`` prints all options as boxes to tick. What the viewer may not
    know of is left out, label and all.
    """
    made = ([cell(row, spec) for spec in line.split()] for line in lines)
    return [kept for line in made if (kept := [found for found in line if found is not None])]


def cell(row: Any, spec: str) -> Cell | None:
    """One cell of the form; None when it is hidden from the viewer."""
    name, _colon, span = spec.partition(":")
    is_choice, name = name.endswith("?"), name.removesuffix("?")
    column, label = _column(type(row), name)
    how = treatment(column, current_viewer())
    if how == "hide":
        return None
    value = getattr(row, name)
    if is_choice and how == "show":
        return label, _choice(column, value), int(span or 2)
    return label, _read(value, how, column.info), int(span or 2)


def text(row: Any, name: str) -> str | None:
    """The value of a column as text; None when it is hidden from the viewer."""
    found = cell(row, name)
    return None if found is None else found[1]


def table(rows: Iterable[Any], model: Any, *names: str) -> dict[str, Any]:
    """Head and rows of a table of records, without the columns the viewer may not know of."""
    viewer = current_viewer()
    columns = [(name, *_column(model, name)) for name in names]
    seen = [
        (name, label, treatment(column, viewer), column.info) for name, column, label in columns
    ]
    seen = [each for each in seen if each[2] != "hide"]
    return {
        "head": [label for _name, label, _how, _info in seen],
        "rows": [
            [_read(getattr(row, name), how, info) for name, _label, how, info in seen]
            for row in rows
        ],
    }


def plain(value: Any, info: dict[str, Any] | None = None) -> str:
    """Any value as a paper says it; nothing is an empty place for the pen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, Decimal):
        return f"¥{value:,.2f}" if (info or {}).get("money") else _short(value)
    if isinstance(value, int):
        return f"{value:,}"
    if hasattr(value, "first_name") and hasattr(value, "last_name"):
        return full_name(value)
    return str(value)


def _short(number: Decimal) -> str:
    """A number without idle zeros behind the point."""
    digits = f"{number:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def moment(at: dt.datetime | None) -> str:
    """An instant in the company's time, to the minute."""
    return at.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M") if at else ""


def listed(parts: Iterable[str]) -> str:
    """Several things in one cell."""
    return str(_(", ")).join(part for part in parts if part)


def _column(model: Any, name: str) -> tuple[Any, str]:
    """The column behind a name, which may be that of a relationship, and its label; one for a value worked out."""
    mapper = model.__mapper__
    if isinstance(worked_out := getattr(model, name, None), property):
        return Column(name), str(getattr(worked_out.fget, "label", name))
    if name in mapper.relationships:
        relation = mapper.relationships[name]
        column = next(iter(relation.local_columns))
        return column, str(relation.info.get("label") or column.info.get("label", name))
    column = mapper.columns[name]
    return column, str(column.info.get("label", name))


def _read(value: Any, how: str, info: dict[str, Any]) -> str:
    if isinstance(value, list) and "words" in info:
        return listed(str(info["words"].of(each) or each) for each in value)
    return mask(value) if how == "mask" and value not in (None, "") else plain(value, info)


def _choice(column: Any, value: Any) -> Boxes:
    """All options of a column as boxes."""
    words: type[Words] | None = column.info.get("words") or getattr(column.type, "enum_class", None)
    if words is None:
        return boxes(_YES_NO, value)
    chosen = value if isinstance(value, list) else [value]
    found = [words.of(each) for each in chosen]
    return boxes(words.choices(), *(each.value for each in found if each is not None))
