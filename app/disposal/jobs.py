"""What the disposal wing does at night."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _

from app.disposal import operations, queries
from app.disposal.words import Criterion, Origin
from app.disposal.workflow import case_flow
from app.kernel import clock, jobs, policy
from app.kernel.schedule import Daily
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import begin

BATCH = 200


@jobs.job("nominate_bad", title=_("Look for customers without trade"), every=Daily("01:30"))
def nominate_bad(work: Any) -> dict[str, int]:
    """Nominate those whose last known trade is too long ago, a batch a transaction (R-259, C-01).

    The hit only nominates: the business department presents the case or revokes it.
    """
    nominated = work.state.get("nominated", 0)
    if not policy.value("bad.no_trade_auto_nominate"):
        return {"nominated": nominated}
    since = clock.today() - dt.timedelta(days=policy.value("bad.no_trade_days"))
    last = work.state.get("last", 0)
    while found := queries.without_trade(work.session, since, last, BATCH):
        for customer in found:
            row = operations.open_case(
                work.session, customer, nominated_by=Origin.NIGHTLY,
                last_trade_on=customer.last_trade_on, criteria=[Criterion.NO_TRADE.value],
            )  # fmt: skip
            begin(work.session, case_flow, row, SYSTEM)
        last, nominated = found[-1].id, nominated + len(found)
        work.checkpoint({"last": last, "nominated": nominated}, done=nominated)
    return {"nominated": nominated}
