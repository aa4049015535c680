"""From a column to the field that fills it: the one place that knows which type gets which."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Numeric,
    String,
    Time,
)
from sqlalchemy import (
    Text as LongText,
)
from wtforms.fields.core import UnboundField

from app.desk import choices, fields
from app.desk.columns import Named
from app.kernel.bounds import refusal
from app.kernel.words import Words


def field_for(found: Named, *, pick: dict[str, Any] | None = None) -> UnboundField:
    """The unbound field for a resolved name.

    ``pick`` holds load, url and by of a foreign key's remote pick list.
    Raises TypeError for a column type no form can fill.
    """
    column = found.column
    if column is None:
        raise TypeError(f"{found.model.__name__}.{found.name} has no column")
    kind, options = _kind(found, column, pick)
    validators = [fields.needed] if is_required(column, kind) else []
    return UnboundField(
        kind,
        found.label,
        validators,
        description=found.info.get("help", ""),
        marks=found.info,
        refusal=partial(refusal, column),
        **options,
    )


def is_required(column: Column[Any], kind: type = fields.Control) -> bool:
    """NOT NULL without anything that fills it by itself; a box is never required."""
    if kind in (fields.Check, choices.MultiWords):
        return False
    filled = column.server_default is not None or (
        column.default is not None and not column.default.is_scalar
    )
    return bool(column.info.get("required")) or not (column.nullable or filled)


def starting(column: Column[Any]) -> Any:
    """The default that an empty form offers: a constant, or for a day what its function says today."""
    default: Any = column.default
    if default is None:
        return None
    if default.is_callable and isinstance(column.type, Date):
        return default.arg(None)
    return default.arg if default.is_scalar else None


def _kind(
    found: Named, column: Column[Any], pick: dict[str, Any] | None
) -> tuple[type, dict[str, Any]]:
    """Field class and its options."""
    kind = getattr(column.type, "impl_instance", None) or column.type
    if found.target is not None and column.foreign_keys:
        return choices.RemotePick, dict(pick or {})
    if isinstance(kind, Enum):
        return _of_enum(found, kind)
    if isinstance(kind, Boolean):
        return (choices.YesNo, {}) if column.nullable else (fields.Check, {})
    if isinstance(kind, DateTime):
        return fields.Instant, {}
    if isinstance(kind, Date):
        return fields.Day, {}
    if isinstance(kind, Time):
        return fields.Clock, {}
    if isinstance(kind, JSON):
        words = found.info.get("words")
        return (choices.MultiWords, {"words": words}) if words else (fields.Json, {})
    return _of_text_or_number(found, kind)


def _of_enum(found: Named, kind: Enum) -> tuple[type, dict[str, Any]]:
    words = kind.enum_class
    if words is None or not issubclass(words, Words):
        raise TypeError(f"{found.model.__name__}.{found.name}: use choice(Words)")
    return choices.Choice, {"words": words}


def _of_text_or_number(found: Named, kind: Any) -> tuple[type, dict[str, Any]]:
    impl = getattr(kind, "impl", kind)
    kind = (
        impl
        if isinstance(kind.__class__, type) and not isinstance(kind, String | Numeric | Integer)
        else kind
    )
    if isinstance(kind, String):
        if _is_phone(found):
            return fields.Phone, {"longest": kind.length}
        return fields.Text, {"longest": kind.length, "multiline": isinstance(kind, LongText)}
    if isinstance(kind, Integer):
        return fields.Whole, {}
    if isinstance(kind, Numeric):
        amount = fields.Money if found.info.get("money") else fields.Amount
        if isinstance(kind, Float):
            return amount, {"precision": 15, "scale": None}
        return amount, {
            "precision": kind.precision or 18,
            "scale": 2 if kind.scale is None else kind.scale,
        }
    raise TypeError(f"{found.model.__name__}.{found.name}: no field for {kind!r}")


def _is_phone(found: Named) -> bool:
    search = getattr(found.model, "__search__", None)
    return found.key in tuple(getattr(search, "phones", ()) or ()) or bool(found.info.get("phone"))
