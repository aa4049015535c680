"""Bad-customer cases for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.customers.models import Customer
from app.disposal import operations
from app.disposal.models import BadCase
from app.disposal.workflow import case_flow
from app.kernel import clock
from app.kernel.scope import current_viewer
from app.kernel.workflow import begin


def case(session: Any, customer: Customer, **given: Any) -> BadCase:
    """A nominated case, ready to be presented."""
    held = {
        "criteria": ["no_trade_over_1y"], "evidence": "最近一次发货在一年半以前",
        "last_trade_on": clock.today() - dt.timedelta(days=500),
        "general_measures": ["stop_business", "claim_debt", "remove_from_archive"], **given,
    }  # fmt: skip
    row = operations.open_case(session, customer, **held)
    begin(session, case_flow, row, current_viewer())
    return row
