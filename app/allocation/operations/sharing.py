"""Share out many customers at once: propose for all that are nobody's, accept or overrule all proposals (R-062, R-065)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.allocation import carrying
from app.allocation.balance import Load
from app.allocation.models import Allocation
from app.allocation.operations import allocating
from app.allocation.words import AllocationState, LeadSource
from app.customers.models import Customer
from app.kernel.accounts import full_name
from app.kernel.rules import Broken

Line = list[str]  # number of the allocation, customer, salesperson, what became of it, why

DONE, REFUSED = _("Done"), _("Not done")
HEADS = (_("Allocation number"), _("Customer"), _("Salesperson"), _("Result"), _("Why"))


class Loads:
    """What the salespeople of each branch carry, carried forward while a batch is shared out."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session, self._now = session, now
        self._known: dict[int | None, list[Load]] = {}

    def of(self, branch_id: int | None) -> list[Load]:
        """Those of a branch, counted once."""
        if branch_id not in self._known:
            among = carrying.salespeople(self._session, branch_id)
            self._known[branch_id] = carrying.loads(self._session, among, self._now, proposed=True)
        return self._known[branch_id]

    def carry(self, branch_id: int | None, loads: list[Load]) -> None:
        """What they carry after another proposal."""
        self._known[branch_id] = loads


def propose_one(session: Session, customer: Customer, loads: Loads) -> Allocation:
    """An allocation of a customer nobody is responsible for, with the balanced proposal (R-065)."""
    row = allocating.open_allocation(session, customer, lead_source=LeadSource.OWNERLESS)
    row.customer = customer
    carried = loads.of(customer.branch_id)
    loads.carry(customer.branch_id, allocating.name_one(session, row, carried))
    return row


def proposals(
    session: Session, after: int, until: int, source: str, branch_id: int, limit: int
) -> Sequence[Allocation]:
    """Proposals within reach that wait for the manager's word, in the order of their numbers."""
    found = select(Allocation).where(
        Allocation.state == AllocationState.PROPOSED, Allocation.id > after, Allocation.id <= until
    )
    if source:
        found = found.where(Allocation.lead_source == LeadSource(source))
    if branch_id:
        found = found.where(Allocation.branch_id == branch_id)
    return session.scalars(found.order_by(Allocation.id).limit(limit)).all()


def line(row: Allocation, person: Any, broken: Sequence[Broken] = (), why: Any = "") -> Line:
    """What became of one row, for the list of results."""
    said = "；".join(str(each.message) for each in broken if not each.warning) or str(why)
    done = DONE if not said else REFUSED
    return [
        row.allocation_no,
        str(row.customer),
        full_name(person) if person else "",
        str(done),
        said,
    ]


def as_file(lines: Sequence[Line]) -> bytes:
    """The results as a table for a spreadsheet; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(head) for head in HEADS])
    writer.writerows(
        [f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in each] for each in lines
    )
    return ("\ufeff" + out.getvalue()).encode()


def file_name() -> str:
    """What the list of results is called."""
    return gettext("Results of the allocation") + ".csv"
