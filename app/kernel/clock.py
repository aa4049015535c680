"""The company's zone and day: what 'today', 'this month' and a numbering year mean."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

from app.kernel.db import utcnow

DEFAULT_ZONE = "Asia/Shanghai"


_zone = cache(ZoneInfo)  # asked several times a row


def zone() -> ZoneInfo:
    """The company's time zone (setting TIMEZONE)."""
    name = current_app.config.get("TIMEZONE") if has_app_context() else None
    return _zone(name or DEFAULT_ZONE)


def day_of(at: dt.datetime) -> dt.date:
    """The company's day of an instant."""
    return at.astimezone(zone()).date()


def today() -> dt.date:
    """The company's day now."""
    return day_of(utcnow())
