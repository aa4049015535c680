"""Verbs of stamped corrections: keep what the card said, and let it say what is right (R-024, R-296)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.archive import facts
from app.archive.models import Correction
from app.customers.models import Customer
from app.kernel import clock, policy, scope
from app.kernel.rules import Broken
from app.kernel.secrets import treatment
from app.kernel.sheets import treated
from app.kernel.viewer import Viewer


def keep_old(session: Session, row: Correction) -> None:
    """What the card says at this moment stands beside what it should say (R-024)."""
    card = scope.get(session, Customer, row.customer_id)
    row.old_value = facts.written(card, row.field_name.value) if card is not None else None


def refused(session: Session, row: Correction) -> Iterator[Broken]:
    """What keeps the correction from being stamped now (R-296)."""
    card = scope.get(session, Customer, row.customer_id)
    if card is None:
        yield Broken("", _("The card is out of your reach."), "R-296")
        return
    if facts.written(card, row.field_name.value) != (row.old_value or ""):
        message = _("The card says something else by now; propose the correction anew.")
        yield Broken("", message, "R-296")
        return
    yield from facts.refused(card, row.field_name.value, row.new_value)


def apply(session: Session, row: Correction, user_id: int | None, now: dt.datetime) -> None:
    """The card says what is right, the trail keeps both values; stamp and date as the register asks (R-296)."""
    card = session.get_one(Customer, row.customer_id)
    value, _found = facts.read(row.field_name.value, row.new_value)
    setattr(card, row.field_name.value, value)
    row.stamped_by_id = user_id if policy.value("correction.stamp_required") else None
    row.corrected_on = clock.day_of(now) if policy.value("correction.date_required") else None


def told(row: Correction, viewer: Viewer) -> str:
    """Old and new value as this viewer may read the corrected field (C-24)."""
    how = treatment(Customer.__mapper__.columns[row.field_name.value], viewer)
    if how == "hide":
        return "—"
    old, new = (treated(value or "—", how) for value in (row.old_value, row.new_value))
    return f"{old} → {new}"
