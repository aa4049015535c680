"""What happens by itself or takes long: first contacts watched, customers handed over, batches shared out."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from app.allocation import queries, rules
from app.allocation.models import Allocation, Transfer
from app.allocation.operations import handing, sharing
from app.allocation.workflow import allocation_flow
from app.kernel import jobs, notice_kinds, notices, results
from app.kernel.db import utcnow
from app.kernel.schedule import Every
from app.kernel.scope import acting_as
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import Denied, run
from app.organization.viewer import viewer_for

BATCH = 100
READY = notice_kinds.declare("allocation_shared", _("Customers have been shared out"))


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


@jobs.job(
    "share_out_customers", title=_("Propose for all without a salesperson"), lease_seconds=300
)
def share_out_customers(work: Any, user_id: int, total: int = 0) -> dict[str, Any]:
    """A balanced proposal for every customer in reach of who asked that is nobody's (R-062, R-065)."""
    viewer = viewer_for(user_id, work.session)
    with acting_as(viewer), force_locale(viewer.locale):
        while found := queries.to_share(work.session, work.state.get("last", 0), BATCH):
            now, lines = utcnow(), list(work.state.get("lines", ()))
            loads = sharing.Loads(work.session, now)
            for customer in found:
                lines.append(_shared(work.session, customer, loads))
            work.checkpoint(
                {"last": found[-1].id, "lines": lines},
                done=len(lines),
                total=max(total, len(lines)),
            )
        return _told(work, user_id)


def _shared(session: Any, customer: Any, loads: sharing.Loads) -> sharing.Line:
    """One proposal; what stands in its way is said and nothing of it stays."""
    if broken := list(rules.settled([customer.id])):
        return sharing.line(Allocation(allocation_no="", customer=customer), None, broken)
    row = sharing.propose_one(session, customer, loads)
    run(session, allocation_flow, row, "propose", viewer=SYSTEM)
    return sharing.line(row, row.proposed_to)


@jobs.job("accept_proposals", title=_("Allocate all that is proposed"), lease_seconds=300)
def accept_proposals(
    work: Any,
    user_id: int,
    until: int,
    source: str = "",
    branch_id: int = 0,
    to_id: int = 0,
    total: int = 0,
) -> dict[str, Any]:
    """Every proposal in reach of who asked, up to the last one he saw, as proposed or to one person
    he names (R-061): each whole or not at all, with its result."""
    viewer = viewer_for(user_id, work.session)
    with acting_as(viewer), force_locale(viewer.locale):
        if not viewer.may("can_assign", "AllocationView"):
            raise PermissionError("customers may no longer be allocated")
        while found := sharing.proposals(
            work.session, work.state.get("last", 0), until, source, branch_id, BATCH
        ):
            last, lines = found[-1].id, list(work.state.get("lines", ()))
            lines += [_accepted(work.session, row, to_id, viewer) for row in found]
            work.checkpoint(
                {"last": last, "lines": lines}, done=len(lines), total=max(total, len(lines))
            )
        return _told(work, user_id)


def _accepted(session: Any, row: Allocation, to_id: int, viewer: Any) -> sharing.Line:
    """One allocation in a transaction of its own inside the piece."""
    try:
        with session.begin_nested():
            if to_id:
                row.assigned_to_id = to_id
                session.flush()
            run(session, allocation_flow, row, "assign", viewer=viewer)
    except Denied as denied:
        session.refresh(row)
        return sharing.line(row, row.assigned_to, denied.broken, denied.code)
    return sharing.line(row, row.assigned_to)


def _told(work: Any, user_id: int) -> dict[str, Any]:
    """The list of results as a file, and a notice to whoever asked."""
    lines = work.state.get("lines", ())
    results.keep(work.id, sharing.as_file(lines))
    done = sum(not each[-1] for each in lines)
    message = _("%(done)s of %(all)s done: see the results.", done=done, all=len(lines))
    notices.notify(work.session, user_id, READY, message, work.session.get(jobs.Job, work.id))
    return {"file": sharing.file_name(), "done": done, "refused": len(lines) - done}
