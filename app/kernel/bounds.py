"""What a column may hold beyond its type: no negative amounts, no days of other ages; forms and imports ask alike."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Integer, Numeric

from app.kernel.db import span_of

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
LONGEST_NUMBER = 40  # characters; what is longer is no number of this world


def refusal(column: Any, value: Any) -> Any:
    """Why a column does not take a value that its type could hold; None when it does.

    ``label(least=…, most=…)`` at the column says what its numbers span; they begin at 0. Days
    begin in 1900 unless ``least`` is an earlier day.
    """
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, dt.datetime):
        return _of_day(column, value.date())
    if isinstance(value, dt.date):
        return _of_day(column, value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if column.foreign_keys:
            return None  # a key is no amount
        return _of_number(column, Decimal(str(value)))
    return None


def _of_day(column: Any, day: dt.date) -> Any:
    first = column.info.get("least", FIRST_DAY)
    if first <= day <= LAST_DAY:
        return None
    return _("Date must be between %(min)s and %(max)s.", min=str(first), max=str(LAST_DAY))


def _of_number(column: Any, number: Decimal) -> Any:
    least, most = column.info.get("least", 0), column.info.get("most")
    if number < least:
        return _("At least %(least)s.", least=least)
    if most is not None and number > most:
        return _("At most %(most)s.", most=most)
    kind = getattr(column.type, "impl_instance", None) or column.type
    if isinstance(kind, Integer) and number > span_of(kind)[1]:
        return _("This number is out of range.")
    if not isinstance(kind, Numeric) or not kind.precision:
        return None
    scale = kind.scale or 0
    if abs(number) >= Decimal(10) ** (kind.precision - scale):
        return _("This number is out of range.")
    if number != round(number, scale):
        return _("At most %(places)s decimal places.", places=scale)
    return None
