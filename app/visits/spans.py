"""Weeks and months a report of visits can be asked for."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _

WEEK = 7
SPANS = {
    "week": _("This week"), "next_week": _("Next week"), "last_week": _("Last week"),
    "month": _("This month"), "next_month": _("Next month"), "last_month": _("Last month"),
}  # fmt: skip


def days(span: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a week or month, this one or the one beside it."""
    step = {"next": 1, "last": -1}.get(span.partition("_")[0], 0)
    if span.endswith("week"):
        monday = today + dt.timedelta(days=WEEK * step - today.weekday())
        return monday, monday + dt.timedelta(days=WEEK - 1)
    first = today.replace(day=1)
    if step:
        first = (first + dt.timedelta(days=31 * step)).replace(day=1)
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
