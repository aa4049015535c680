"""Matters of cooperation and campaigns for tests."""

from __future__ import annotations

import io
from typing import Any

from app.customers.cooperation import KINDS
from app.customers.matters import GatherWay
from app.customers.models import Campaign, CooperationMatter, Customer
from app.customers.words import Lifecycle, OriginalKind
from app.kernel import clock, numbering
from app.kernel.files import keeping
from app.reference.queries import word
from tests.factories.customers import card
from tests.factories.files import document


def in_force(session: Any, collector_id: int, **given: Any) -> Customer:
    """A customer whose card is in force."""
    row = card(session, collector_id, False, **given)
    row.lifecycle_status = Lifecycle.ACTIVE
    session.flush()
    return row


def matter(
    session: Any, customer: Customer, kind: str = "contract", **given: Any
) -> CooperationMatter:
    """A drafted matter; a contract has its number."""
    held = {"summary": "年度经销合同", "paper_no": "HT-001", "matter_on": clock.today(), **given}
    found = word(session, KINDS, kind)
    row = CooperationMatter(customer_id=customer.id, matter_kind_id=found.id, **held)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def evidence(session: Any, row: CooperationMatter) -> None:
    """Hang the contract on the matter."""
    with keeping.checked(io.BytesIO(document()), "合同.pdf") as file:
        keeping.attach(session, row, file, OriginalKind.CONTRACT.value)


def campaign(session: Any, **given: Any) -> Campaign:
    """A campaign whose plan is complete."""
    held = {
        "campaign_name": "川东终端摸底", "goal": "建立名单", "gather_ways": [GatherWay.INTERVIEW.value],
        "budget": 5_000, **given,
    }  # fmt: skip
    row = Campaign(**held)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row
