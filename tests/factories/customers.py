"""Customer cards for tests: complete by default, incomplete where asked."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from stdnum.cn import uscc

from app.customers import operations
from app.customers.models import Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.words import CollectChannel, CollectMode, ContactPosition
from app.reference.queries import word

_numbers = count(1)


def credit_code(number: int = 1) -> str:
    """A valid unified social credit code."""
    head = f"91510104MA{number:07d}"
    return head + uscc.calc_check_digit(head)


def values(**given: Any) -> dict[str, Any]:
    """What the form of a complete card holds."""
    number = next(_numbers)
    return {
        "customer_name": f"样例第{number}商贸有限公司",
        "address": "成都市锦江区样例路 1 号",
        "phone": f"028-1{number:07d}",
        "main_business": "酒类批发",
        "legal_representative": "王某",
        "founded_on": dt.date(2015, 5, 20),
        "local_network": "终端约 40 处",
        "collect_channel": CollectChannel.PARTNER,
        "collect_mode": CollectMode.SALES_REP_SURVEY,
        "collected_on": dt.date(2026, 11, 20),
        "qualification_ok": True,
        **given,
    }


def card(session: Any, collector_id: int, complete: bool = True, **given: Any) -> Customer:
    """A draft card of a collector."""
    row = operations.open_card(session, **values(collected_by_id=collector_id, **given))
    if complete:
        channel = word(session, "sales_channel", "wholesale")
        session.add_all([
            CustomerBrand(customer_id=row.id, brand="江南春"),
            CustomerChannel(customer_id=row.id, channel_id=channel.id),
            CustomerResult(customer_id=row.id, period="2025", amount=100_000),
        ])  # fmt: skip
        session.flush()
        operations.add_contact(
            session, row, contact_name="李经理", contact_post="采购经理", mobile="13900000001",
            position=ContactPosition.PURCHASING, is_key_person=True, has_project_decision=True,
        )  # fmt: skip
    return row
