"""Values of parameters that somebody has approved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.kernel import clock
from app.kernel.parameters import Parameter, ParameterValue, ValueState


def in_force(session: Any, key: str, value: str, since: dt.date | None = None) -> ParameterValue:
    """Let a value be in force from a day on (today when not said)."""
    row = ParameterValue(
        parameter=session.scalars(select(Parameter).where(Parameter.key == key)).one(),
        value=value, valid_from=since or clock.today(), state=ValueState.APPROVED,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
