"""What happens by itself: first contacts that were not made in time."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.allocation import queries
from app.allocation.models import Transfer
from app.allocation.operations import handing
from app.allocation.workflow import allocation_flow
from app.kernel import jobs
from app.kernel.db import utcnow
from app.kernel.schedule import Every
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import run

BATCH = 100


@jobs.job("watch_first_contacts", title=_("Watch first contacts"), every=Every(minutes=10))
def watch_first_contacts(work: Any) -> dict[str, int]:
    """Allocations whose week is over without a contact become overdue, a batch a transaction (R-063)."""
    done = work.state.get("done", 0)
    while found := queries.not_contacted(work.session, utcnow(), BATCH):
        for row in found:
            run(work.session, allocation_flow, row, "expire", viewer=SYSTEM)
        done += len(found)
        work.checkpoint({"done": done}, done=done)
    return {"overdue": done}


@jobs.job("hand_over_customers", title=_("Hand customers over"), lease_seconds=300)
def hand_over_customers(work: Any, transfer_id: int) -> dict[str, int]:
    """The customers of a hand-over, some a transaction: each moves whole or not at all (R-066)."""
    while True:
        row = work.session.get_one(Transfer, transfer_id)
        if not handing.move_some(work.session, row, work.created_by_id, utcnow()):
            return {"moved": row.moved_count}
        work.checkpoint(done=row.moved_count, total=row.customer_count)
