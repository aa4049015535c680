"""The archive behind the card, for tests."""

from __future__ import annotations

from typing import Any

from app.archive.models import Original
from app.archive.workflow import original_flow
from app.customers.models import Customer
from app.customers.words import OriginalKind
from app.kernel import clock, numbering
from app.kernel.scope import SYSTEM
from app.kernel.workflow import begin


def original(session: Any, customer: Customer, **given: Any) -> Original:
    """A paper in force: a licence unless another kind is given."""
    held = {
        "doc_kind": OriginalKind.BUSINESS_LICENCE, "doc_title": "营业执照", "doc_no": "91510104MA",
        "doc_dated": clock.today(), **given,
    }  # fmt: skip
    row = Original(customer_id=customer.id, **held)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    begin(session, original_flow, row, SYSTEM)
    return row
