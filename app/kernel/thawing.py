"""Values as their columns hold them, from the plain form that the trail and the books keep."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from sqlalchemy import types as sql

from app.kernel.db import UTCDateTime


def thawed(kind: Any, value: Any) -> Any:
    """A plain value as a column of this type holds it; secret ones are kept as text."""
    if isinstance(kind, UTCDateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, sql.Enum):
        return kind.enum_class(value) if kind.enum_class else value
    if isinstance(kind, sql.Date):
        return dt.date.fromisoformat(value)
    if isinstance(kind, sql.JSON | sql.Boolean | sql.Integer) and isinstance(value, str):
        return json.loads(value)
    return Decimal(value) if isinstance(kind, sql.Numeric) else value
