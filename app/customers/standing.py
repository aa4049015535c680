"""Whether a customer is one to deal with: the block is a fact kept here, and every door asks this guard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle, RelationKind
from app.kernel import scope
from app.kernel.db import db
from app.kernel.rules import Broken

#: Stages at which business with a customer has ended (R-260): being parted from, and removed.
BLOCKED = (Lifecycle.BAD_IN_PROCESS, Lifecycle.REMOVED_ARCHIVED)


def is_blocked(row: Customer | None) -> bool:
    """True once the parting from a bad customer has been approved (R-260)."""
    return row is not None and row.lifecycle_status in BLOCKED


def dealings(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """No new dealings with a blocked customer, typed or imported (R-260, C-21).

    A rule for whatever points to a customer by ``customer_id`` and means to do business with him;
    what exists already may be finished or called off.
    """
    customer_id = values.get("customer_id")
    if not customer_id or (row is not None and row.customer_id == customer_id):
        return
    with db.session.no_autoflush:
        yield from dealt_with(scope.get(db.session, Customer, customer_id))


def dealt_with(customer: Customer | None) -> Iterator[Broken]:
    """The same at a move of something that exists already (R-260)."""
    if customer is not None and customer.merged_into_id is not None:
        message = _("This card was merged into another one: take the one that stays.")
        yield Broken("customer_id", message, "R-011")
    if is_blocked(customer):
        message = _("Business with this customer has ended: a bad-customer case is under way.")
        yield Broken("customer_id", message, "R-260")


def reached(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """An indirect customer is reached through a direct one, never through itself (R-004)."""
    through = values.get("through_id")
    is_indirect = values.get("relation_kind") is RelationKind.INDIRECT
    if through and (row is None or row.through_id != through):
        with db.session.no_autoflush:
            asked = dealt_with(scope.get(db.session, Customer, through))
        yield from (Broken("through_id", broken.message, broken.rule) for broken in asked)
    if through and row is not None and through == row.id:
        yield Broken("through_id", _("A customer is not reached through itself."), "R-004")
    elif through and not is_indirect:
        message = _("Only an indirect customer is reached through another.")
        yield Broken("through_id", message, "R-004")
    elif is_indirect and not through:
        message = _("Through whom is this customer reached?")
        yield Broken("through_id", message, "R-004", warning=True)


def block(row: Customer) -> None:
    """Business ends: no trade, no delivery, no visits (R-260)."""
    row.lifecycle_status = Lifecycle.BAD_IN_PROCESS


def unblock(row: Customer, before: Lifecycle) -> None:
    """The parting was called off: the customer stands where he stood (R-259)."""
    row.lifecycle_status = before


def remove(row: Customer) -> None:
    """Into the closed store: out of lists, search, quotas and mailings; nothing is deleted (C-01)."""
    row.lifecycle_status = Lifecycle.REMOVED_ARCHIVED


def watch(row: Customer) -> None:
    """Not parted from, but kept an eye on (R-252)."""
    row.lifecycle_status = Lifecycle.WATCHED


def readmit(row: Customer) -> None:
    """Back to the beginning: the card is reviewed like a new one, its past stays with it (C-01)."""
    row.lifecycle_status = Lifecycle.DRAFT
    row.state = CardState.RETURNED
