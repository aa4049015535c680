"""What the disposal wing does at night."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _

from app.disposal import operations, queries, rules
from app.disposal.words import Criterion
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
    if not policy.value("bad.no_trade_auto_nominate") or not _holds(Criterion.NO_TRADE):
        return {"nominated": nominated}
    since = clock.today() - dt.timedelta(days=policy.value("bad.no_trade_days"))
    last = work.state.get("last", 0)
    while found := queries.without_trade(work.session, since, last, BATCH):
        for customer in found:
            row = operations.nominate_silent(work.session, customer)
            begin(work.session, case_flow, row, SYSTEM)
        last, nominated = found[-1].id, nominated + len(found)
        work.checkpoint({"last": last, "nominated": nominated}, done=nominated)
    return {"nominated": nominated}


@jobs.job("nominate_overdue", title=_("Look for customers long overdue"), every=Daily("01:40"))
def nominate_overdue(work: Any) -> dict[str, int]:
    """Nominate those who owe for too long and will not pay; ask about those of whom nobody knows.

    What is known are the declarations of funds in force (R-259, W-22); the hit only nominates.
    """
    done = {"nominated": 0, "asked": 0, **work.state}
    if not _holds(Criterion.OVERDUE):
        return {"nominated": done["nominated"], "asked": done["asked"]}
    since = clock.today() - dt.timedelta(days=policy.value("bad.overdue_days"))
    for will, told in ((True, "nominated"), (None, "asked")):
        last = done.get(f"last_{told}", 0)
        while found := queries.overdue(work.session, since, last, BATCH, will):
            for declared in found:
                done[told] += _treat(work.session, declared, will)
            last = done[f"last_{told}"] = found[-1].id
            work.checkpoint(dict(done), done=done["nominated"])
    return {"nominated": done["nominated"], "asked": done["asked"]}


def _treat(session: Any, declared: Any, will: bool | None) -> bool:
    """Nominate, or ask; True when that was done."""
    if will is None:
        return operations.ask_for_will(session, declared)
    begin(session, case_flow, operations.nominate_overdue(session, declared), SYSTEM)
    return True


def _holds(criterion: Criterion) -> bool:
    """The register names the criterion."""
    return criterion in rules.criteria_in_force()
