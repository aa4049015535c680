"""Visit slips for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.customers.models import Customer
from app.kernel.db import utcnow
from app.visits import operations
from app.visits.models import VisitRequest
from app.visits.words import VisitKind


def slip(session: Any, customer: Customer, visitor_id: int, **given: Any) -> VisitRequest:
    """A draft slip for tomorrow."""
    start = utcnow().replace(microsecond=0) + dt.timedelta(days=1)
    held = {
        "visit_kind": VisitKind.OLD_CUSTOMER, "visit_goal": "敲定年前备货数量",
        "planned_from": start, "planned_to": start + dt.timedelta(hours=2),
        "recorder_id": visitor_id, "receiver_name": "李经理", "receiver_post": "采购经理",
        "receiver_has_decision_power": True, "self_perceived_needs": "锁定货源",
        "appointment_confirmed": True, "appointment_at": start, **given,
    }  # fmt: skip
    return operations.open_slip(session, customer_id=customer.id, visitor_id=visitor_id, **held)


def report(row: VisitRequest) -> VisitRequest:
    """Write the record of a visit."""
    row.talk_contents, row.persons_met = "谈定两批到货", "李经理"
    row.key_point_feedback, row.evidence_note = "返点敏感", "名片 1 张"
    return row
