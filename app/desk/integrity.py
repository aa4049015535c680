"""What the database refused, in words people understand, beside the field it is about."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.exc import DBAPIError


def human(error: DBAPIError, model: Any) -> tuple[str, str]:
    """The field (or "") and the message for a refused write of ``model``."""
    text = str(error.orig)
    if re.search(r"unique", text, re.IGNORECASE):
        return _columns(error, text, model), gettext("Another record already has this value.")
    if re.search(r"foreign key", text, re.IGNORECASE):
        return _columns(error, text, model), gettext(
            "A chosen record no longer exists, or others still refer to this one."
        )
    if re.search(r"not null", text, re.IGNORECASE):
        return _columns(error, text, model), gettext("Please fill in this field.")
    if re.search(r"check", text, re.IGNORECASE):
        return _columns(error, text, model), gettext("This value is not allowed here.")
    return "", gettext("The record could not be saved. Please check the values.")


def _columns(error: DBAPIError, text: str, model: Any) -> str:
    """The first column the message is about: SQLite names columns, PostgreSQL the constraint."""
    table = model.__table__
    diag = getattr(error.orig, "diag", None)
    named = getattr(diag, "column_name", None)
    if named and named in table.columns:
        return str(named)
    if diag is not None and getattr(diag, "table_name", None) not in (None, table.name):
        return ""
    found = re.search(rf"\b{re.escape(table.name)}\.(\w+)", text)
    if found and found.group(1) in table.columns:
        return found.group(1)
    wanted = getattr(diag, "constraint_name", None) or _constraint_in(text)
    for part in [*table.constraints, *table.indexes]:
        if part.name == wanted and isinstance(part, UniqueConstraint | Index):
            return str(next(iter(part.columns)).key)
    return ""


def _constraint_in(text: str) -> str:
    found = re.search(r"(?:constraint|index)[^\w]+[\"']?(\w+)", text)
    return found.group(1) if found else ""
