"""What must hold when customers change hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.allocation import queries
from app.allocation.models import Allocation
from app.kernel import clock
from app.kernel.db import db
from app.kernel.rules import Broken

NAMED = 3  # of many that stand in the way


def allocation(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """One open allocation a customer, and only to salespeople: R-061 R-065, roles.md section 3."""
    ident = row.id if row is not None else None
    if values.get("customer_id") and queries.pending(db.session, values["customer_id"], ident):
        message = _("An allocation of this customer waits for a decision already.")
        yield Broken("customer_id", message, "R-065")
    chosen = values.get("assigned_to_id")
    if chosen and not queries.is_owner(db.session, chosen):
        yield Broken("assigned_to_id", _("This person is no salesperson of ours."), "R-065")
    yield from first_contact(values, row)


def first_contact(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """The day of the first contact lies between the allocation and today (R-063)."""
    day = values.get("first_contact_on")
    if day is None:
        return
    if day > clock.today():
        yield Broken("first_contact_on", _("The day of the contact lies in the future."), "R-063")
    since = values.get("assigned_on") or (row.assigned_on if row is not None else None)
    if since is not None and day < since:
        message = _("The customer was allocated later than that.")
        yield Broken("first_contact_on", message, "R-063")


def contacted(row: Allocation) -> Iterator[Broken]:
    """Day and way of the first contact are written down (R-063)."""
    if row.first_contact_on is None:
        yield Broken("first_contact_on", _("Say when you spoke to the customer."), "R-063")
    if row.first_contact_medium is None:
        yield Broken("first_contact_medium", _("Say how you reached the customer."), "R-063")


def settled(customer_ids: Any) -> Iterator[Broken]:
    """Nobody gives a customer away while a conflict over him waits for its decision (R-060, W-04)."""
    for row in queries.open_conflicts(db.session, customer_ids)[:NAMED]:
        message = _(
            "A conflict over %(customer)s waits for its decision (%(number)s).",
            customer=row.customer_name or "", number=row.conflict_no,
        )  # fmt: skip
        yield Broken("", message, "R-060")


def assignable(row: Allocation) -> Iterator[Broken]:
    """Somebody is named, he may be responsible for customers, and no conflict waits (R-061, R-065)."""
    yield from settled([row.customer_id])
    if row.assigned_to_id is None:
        yield Broken("assigned_to_id", _("Say who is to be responsible."), "R-061")
    elif not queries.is_owner(db.session, row.assigned_to_id):
        yield Broken("assigned_to_id", _("This person is no salesperson of ours."), "R-065")


def transfer(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Somebody hands over to somebody else who may be responsible for customers (R-066)."""
    giver, receiver = values.get("from_user_id"), values.get("to_user_id")
    if receiver and receiver == giver:
        yield Broken("to_user_id", _("Nobody hands over to himself."), "R-066")
    elif receiver and not queries.is_owner(db.session, receiver):
        yield Broken("to_user_id", _("This person is no salesperson of ours."), "R-066")


def item(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A successor who may be responsible, and who is not the one who hands over (R-066)."""
    receiver = values.get("to_user_id")
    if not receiver:
        yield Broken("to_user_id", _("Say who is to be responsible."), "R-066")
    elif not queries.is_owner(db.session, receiver):
        yield Broken("to_user_id", _("This person is no salesperson of ours."), "R-066")
    elif row is not None and receiver == row.transfer.from_user_id:
        yield Broken("to_user_id", _("Nobody hands over to himself."), "R-066")


def conflict(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Two different cards (R-060)."""
    if values.get("customer_id") and values["customer_id"] == values.get("other_id"):
        yield Broken("other_id", _("This is the same card."), "R-060")


def pool_entry(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A customer stands in the pool once, and not while a conflict over him waits (R-065, R-060)."""
    ident = row.id if row is not None else None
    for broken in settled([values.get("customer_id") or 0]):
        yield Broken("customer_id", broken.message, broken.rule)
    if values.get("customer_id") and queries.in_pool(db.session, values["customer_id"], ident):
        yield Broken("customer_id", _("This customer is in the pool already."), "R-065")
