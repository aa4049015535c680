"""What must hold for the record of a major event and of upkeep (R-136, R-137)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.rules import Broken
from app.visits.models import Upkeep


def event(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """What is recorded has taken place (R-136)."""
    if values.get("event_on") and values["event_on"] > clock.today():
        yield Broken("event_on", _("This day lies in the future."), "R-136")


def upkeep(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Upkeep has been done, and the next follows it (R-137)."""
    done, following = values.get("maintained_on"), values.get("next_on")
    if done and done > clock.today():
        yield Broken("maintained_on", _("This day lies in the future."), "R-137")
    if done and following and following <= done:
        yield Broken("next_on", _("The next upkeep comes after this one."), "R-137")


def next_named(row: Upkeep) -> Iterator[Broken]:
    """When the product is looked after again, and by whom (R-137)."""
    if row.next_on is None:
        yield Broken("next_on", _("Say on which day."), "R-137")
    elif row.next_on <= row.maintained_on:
        yield Broken("next_on", _("The next upkeep comes after this one."), "R-137")
    if row.technician_id is None:
        yield Broken("technician_id", _("Say who does it."), "R-137")
