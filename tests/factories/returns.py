"""Return visits for tests."""

from __future__ import annotations

from typing import Any

from app.customers.models import Customer
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.viewer import Viewer
from app.kernel.workflow import begin
from app.market.words import Satisfaction
from app.returns.models import ReturnVisit
from app.returns.words import RecordMethod, RvContent
from app.returns.workflow import visit_flow

RECORD = {
    "record_method": RecordMethod.REGULAR_PHONE, "person_name": "王芳",
    "contents": [RvContent.DAILY_SERVICE.value], "basics_checked": True, "requirement": "按期送货。",
    "service_rating": Satisfaction.FAIRLY_SATISFIED, "content_record": "希望对账单提前两天送到。",
}  # fmt: skip


def due(session: Any, customer: Customer, viewer: Viewer, **given: Any) -> ReturnVisit:
    """A return visit to be made by the viewer."""
    values = {"visitor_id": viewer.user_id, "topic": "例行回访", **given}
    row = ReturnVisit(customer_id=customer.id, **values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    begin(session, visit_flow, row, viewer)
    return row


def written(row: ReturnVisit, **given: Any) -> ReturnVisit:
    """The same with a whole record of a moment ago."""
    for name, value in {**RECORD, "visited_at": utcnow(), **given}.items():
        setattr(row, name, value)
    return row
