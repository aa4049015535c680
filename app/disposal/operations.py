"""Verbs of the parting from bad customers: nominate, approve, do the duties, close, take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers import standing
from app.customers.models import Customer, FundsDeclaration
from app.customers.words import Lifecycle
from app.disposal import queries
from app.disposal.models import BadCase, BadDuty
from app.disposal.words import Criterion, Duty, GeneralMeasure, Origin, Side
from app.kernel import clock, moving, numbering, policy
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify, notify_all
from app.kernel.scope import everything
from app.kernel.tasks import able
from app.returns import operations as returning
from app.visits import operations as visiting

CASE = declare("bad_case", _("Bad-customer cases"), by_mail=True)
# which parameter names the duties of a department, and the role that does them (R-262…R-264)
DUTIES = {
    Side.BUSINESS: ("bad.duties.business", "marketing"),
    Side.FINANCE: ("bad.duties.finance", "finance"),
    Side.ADMIN: ("bad.duties.admin", "admin_legal"),
}


def open_case(session: Session, customer: Customer, **values: Any) -> BadCase:
    """A new case, numbered; it still has to enter its flow (R-259)."""
    row = BadCase(customer_id=customer.id, **values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def nominate(session: Session, row: BadCase, is_hint: bool) -> None:
    """A new case, however it came about: it keeps name and stage of the customer; owner and manager
    learn of it. Whoever may not present a case gives the business department a hint (R-259)."""
    customer = _customer(session, row)
    row.customer_name, row.lifecycle_before = customer.customer_name, customer.lifecycle_status
    row.last_trade_on = row.last_trade_on or customer.last_trade_on
    if is_hint:
        row.nominated_by = Origin.HINT
    message = _("The customer has been nominated as a bad one; the business department decides.")
    notify_all(session, _concerned(session, row), CASE, message, row)


def nominate_silent(session: Session, customer: Customer) -> BadCase:
    """A case that the night opens: no trade for too long, with what shows it (R-259)."""
    last = customer.last_trade_on
    days = (clock.today() - last).days if last else 0
    evidence = _("Found at night: the last known trade was on %(day)s, %(days)s days ago; the limit is %(limit)s days.",
                 day=last, days=days, limit=policy.value("bad.no_trade_days"))  # fmt: skip
    return open_case(
        session, customer, nominated_by=Origin.NIGHTLY, criteria=[Criterion.NO_TRADE.value],
        last_trade_on=last, evidence=str(evidence),
    )  # fmt: skip


def nominate_overdue(session: Session, declared: FundsDeclaration) -> BadCase:
    """A case that the night opens: overdue for too long and no will to pay, as declared (R-259)."""
    since = declared.overdue_since or clock.today()
    days = (clock.today() - since).days
    evidence = _("Found at night: overdue since %(day)s, %(days)s days; the limit is %(limit)s days. No will to pay, as declared on %(declared)s by %(who)s: %(said)s",
                 day=since, days=days, limit=policy.value("bad.overdue_days"),
                 declared=declared.valid_from, who=declared.source or "—",
                 said=declared.unwilling_evidence or "—")  # fmt: skip
    return open_case(
        session, declared.customer, nominated_by=Origin.NIGHTLY, criteria=[Criterion.OVERDUE.value],
        arrears_amount=declared.arrears_amount, overdue_since=since, evidence=str(evidence),
    )  # fmt: skip


def ask_for_will(session: Session, declared: FundsDeclaration) -> bool:
    """Ask the salesperson, once, whether the customer means to pay at all; True when he was (W-22)."""
    owner = declared.customer.owner_id
    if owner is None or queries.was_asked(session, declared, owner, CASE):
        return False
    since = declared.overdue_since or clock.today()
    message = _("Overdue for %(days)s days: find out whether the customer is willing to pay, and write it down in the declaration.",
                days=(clock.today() - since).days)  # fmt: skip
    notify(session, owner, CASE, message, declared, by_mail=True)
    return True


def present(row: BadCase, now: dt.datetime) -> None:
    """The case lies before the one who decides (R-260)."""
    row.submitted_at = now
    row.approved_by_id = row.approved_at = row.decision_note = None


def refuse(session: Session, row: BadCase, by_id: int | None, now: dt.datetime, note: str) -> None:
    """Not agreed: a customer one trades with is watched instead (R-252); a block or a loss stays."""
    row.approved_by_id, row.approved_at, row.decision_note = by_id, now, note
    customer = _customer(session, row)
    if customer.lifecycle_status in (Lifecycle.ACTIVE, Lifecycle.DORMANT):
        standing.watch(customer)


def approve(session: Session, row: BadCase, by_id: int | None, now: dt.datetime, note: str) -> None:
    """The parting is decided: the customer is blocked, his open visits of both kinds are called off (R-260)."""
    row.approved_by_id, row.approved_at, row.decision_note = by_id, now, note or None
    customer = _customer(session, row)
    row.lifecycle_before = customer.lifecycle_status
    standing.block(customer)
    reason = str(_("Business with this customer has ended: a bad-customer case is under way."))
    visiting.call_off(session, customer.id, by_id, now, reason)
    returning.call_off(session, customer.id, by_id, now, reason)
    message = _("Business with this customer has ended: no trade, no delivery, no visits.")
    notify_all(session, _concerned(session, row), CASE, message, row)


def _concerned(session: Session, row: BadCase) -> set[int]:
    """Owner and manager of the customer."""
    own = {row.owner_id} if row.owner_id is not None else set()
    return able(session, "branch_manager", row).people | own


def give_out_duties(session: Session, row: BadCase) -> None:
    """Each department gets what the register says is its to do (R-262…R-264)."""
    for side, (parameter, _role) in DUTIES.items():
        named = policy.value(parameter)
        for code in [named] if isinstance(named, str) else named:
            session.add(
                BadDuty(bad_case_id=row.id, side=side, duty=Duty(code), due_at=row.duties_due_at)
            )
    session.flush()


def tick(row: BadDuty, by_id: int | None, now: dt.datetime) -> None:
    """A duty is done, by whom and when (R-262…R-264)."""
    row.done_by_id, row.done_at = by_id, now


def untick(row: BadDuty) -> None:
    """It was not done after all."""
    row.done_by_id = row.done_at = None


def take_back(session: Session, row: BadCase) -> None:
    """The parting is called off before it is done: the customer stands where he stood (R-259)."""
    customer = _customer(session, row)
    if standing.is_blocked(customer):
        standing.unblock(customer, row.lifecycle_before or Lifecycle.WATCHED)
    message = _("The parting from this customer was called off: business may go on.")
    notify_all(session, _concerned(session, row), CASE, message, row)


def complete(session: Session, row: BadCase, by_id: int | None) -> None:
    """All duties are done: where the measures say so, the customer leaves the archive (C-01)."""
    if queries.has_open_duty(session, row.id):
        return
    mode = policy.value("bad.remove_mode")
    if GeneralMeasure.REMOVE.value in row.general_measures and mode == "archive_closed":
        standing.remove(_customer(session, row))
        session.flush()
        moving.end_tasks(session, Customer, row.customer_id, by_id, "removed")


def is_parted(session: Session, row: BadCase) -> bool:
    """The customer is parted from, and this is the last case about him."""
    customer = _customer(session, row)
    return standing.is_blocked(customer) and queries.last_case(session, customer.id) == row.id


def readmit(session: Session, row: BadCase) -> None:
    """The customer comes back by a new recognition: the card is reviewed like a new one (C-01)."""
    standing.readmit(_customer(session, row))
    message = _("The customer comes back: complete the card and submit it as a new one.")
    notify_all(session, _concerned(session, row), CASE, message, row)


def _customer(session: Session, row: BadCase) -> Customer:
    """The customer of a case, wherever he lies."""
    with everything():
        return session.scalars(select(Customer).where(Customer.id == row.customer_id)).one()
