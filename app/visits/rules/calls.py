"""What must hold for a telephone call with a customer (R-068, R-120, R-121)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import policy
from app.kernel.clock import day_of
from app.kernel.db import utcnow
from app.kernel.rules import Broken
from app.visits.models import PhoneCall

# what the register calls a part of the record, and where it is written
PARTS = {
    "direction": "direction", "our_person": "our_person_id", "their_person": "their_person",
    "reason": "reason", "content": "content",
}  # fmt: skip


def call(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Who spoke with whom, why and about what; a call has happened (R-121)."""
    for part in policy.value("phone.required"):
        if not values.get(PARTS[part]):
            yield Broken(PARTS[part], _("Please fill in this field."), "R-121")
    at = values.get("called_at")
    if at and at > utcnow():
        yield Broken("called_at", _("This time has not come yet."), "R-121")
    yield from _followed_up(values)


def _followed_up(values: Mapping[str, Any]) -> Iterator[Broken]:
    """What is still to be done has a day, and a day has something to be done (W-11)."""
    what, day, at = (values.get(name) for name in ("follow_up", "follow_up_on", "called_at"))
    if what and not day:
        yield Broken("follow_up_on", _("By when is it to be done?"), "R-121")
    if day and not what:
        yield Broken("follow_up", _("What is still to be done?"), "R-121")
    if day and at and day < day_of(at):
        yield Broken("follow_up_on", _("The call came only later."), "R-121")


def followed_up(row: PhoneCall) -> Iterator[Broken]:
    """What came of it (R-121)."""
    if not row.follow_up_result:
        yield Broken("follow_up_result", _("Say what came of it."), "R-121")


def to_be_followed(row: PhoneCall) -> Iterator[Broken]:
    """What is to be done, and by when (R-121)."""
    for name, message in (
        ("follow_up", _("What is still to be done?")),
        ("follow_up_on", _("By when is it to be done?")),
    ):
        if not getattr(row, name):
            yield Broken(name, message, "R-121")
