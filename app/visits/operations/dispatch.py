"""Verbs of the first contact: a meeting agreed on becomes the draft of a slip (W-03)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.kernel import policy
from app.visits.models import MaterialDispatch, VisitRequest
from app.visits.operations.slip import open_slip
from app.visits.words import VisitKind


def draft_slip(session: Session, row: MaterialDispatch) -> VisitRequest | None:
    """The slip for the meeting, with what is known already; its preparation is the visitor's (R-073, R-085)."""
    if row.appointment_at is None or row.owner_id is None:
        return None
    tier = row.customer.tier.value if row.customer.tier else "general"
    minutes = policy.value("visit.duration_minutes_by_tier").get(tier) or 60
    slip = open_slip(
        session, customer_id=row.customer_id, visitor_id=row.owner_id,
        visit_kind=VisitKind.NEW_CUSTOMER, planned_from=row.appointment_at,
        planned_to=row.appointment_at + dt.timedelta(minutes=minutes), appointment_confirmed=True,
        appointment_at=row.appointment_at, receiver_name=row.receiver_name,
        visit_goal=gettext("First meeting after our material arrived."), materials=row.materials,
    )  # fmt: skip
    row.visit_request_id = slip.id
    return slip
