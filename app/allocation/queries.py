"""Named questions about who owns a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.allocation.models import (
    Allocation,
    Conflict,
    OwnerChange,
    PoolEntry,
    Transfer,
    TransferItem,
    TransferSignature,
)
from app.allocation.words import (
    AllocationState,
    ConflictState,
    ItemState,
    PoolState,
    TransferReason,
    TransferState,
)
from app.customers.models import Customer
from app.customers.words import CollectChannel, Lifecycle
from app.kernel import policy
from app.kernel.db import holds
from app.kernel.scope import everything

# roles.md section 3: the custodian owns no customers, nor does anybody who reviews them
OWNING_ROLES = ("sales_rep", "area_supervisor")
PENDING = (AllocationState.UNASSIGNED, AllocationState.PROPOSED)
WATCHED = (AllocationState.ASSIGNED, AllocationState.OVERDUE)
GONE = (Lifecycle.INVALID, Lifecycle.REMOVED_ARCHIVED, Lifecycle.LOST)


def may_own() -> ColumnElement[bool]:
    """Accounts that may be responsible for customers, as a condition on User."""
    return and_(User.active.is_(True), User.roles.any(Role.name.in_(OWNING_ROLES)))


def is_owner(session: Session, user_id: int | None) -> bool:
    """Whether this account may be responsible for customers."""
    if user_id is None or not holds(User.id, user_id):
        return False
    return session.scalar(select(User.id).where(User.id == user_id, may_own())) is not None


def pending(session: Session, customer_id: int, apart_from: int | None = None) -> Allocation | None:
    """The allocation of a customer that waits for the manager."""
    found = select(Allocation).where(
        Allocation.customer_id == customer_id, Allocation.state.in_(PENDING)
    )
    if apart_from is not None:
        found = found.where(Allocation.id != apart_from)
    return session.scalars(found.limit(1)).first()


def unfinished(session: Session, customer_ids: Iterable[int]) -> Sequence[Allocation]:
    """Allocations of these customers that still wait for a decision or a first contact."""
    asked = Allocation.customer_id.in_(list(customer_ids))
    states = Allocation.state.in_((*PENDING, *WATCHED))
    with everything():
        return session.scalars(
            select(Allocation).where(asked, states).order_by(Allocation.id)
        ).all()


def watched(session: Session, customer_id: int, user_id: int) -> Allocation | None:
    """The allocation of a customer to this person that still lacks the first contact."""
    return session.scalars(
        select(Allocation).where(
            Allocation.customer_id == customer_id, Allocation.state.in_(WATCHED),
            Allocation.assigned_to_id == user_id,
        ).order_by(Allocation.id.desc()).limit(1)
    ).first()  # fmt: skip


def not_contacted(session: Session, now: dt.datetime, limit: int) -> Sequence[Allocation]:
    """Allocations whose first contact should have been made by now (R-063)."""
    return session.scalars(
        select(Allocation)
        .where(Allocation.state == AllocationState.ASSIGNED, Allocation.contact_due_at < now)
        .order_by(Allocation.contact_due_at, Allocation.id)
        .limit(limit)
    ).all()


def ownerless(session: Session, limit: int) -> Sequence[Customer]:
    """Customers within reach for whom nobody is responsible (R-065)."""
    return session.scalars(
        select(Customer)
        .where(Customer.owner_id.is_(None), Customer.lifecycle_status.not_in(GONE))
        .order_by(Customer.id)
        .limit(limit)
    ).all()


def to_share(session: Session, after: int, limit: int) -> Sequence[Customer]:
    """Of these, who wait for no proposal, stand in no pool and in no conflict; in order of their ids."""
    waits = select(Allocation.customer_id).where(Allocation.state.in_(PENDING))
    pooled = select(PoolEntry.customer_id).where(
        PoolEntry.state.in_((PoolState.DRAFT, PoolState.WAITING))
    )
    found = select(Customer).where(
        Customer.owner_id.is_(None), Customer.lifecycle_status.not_in(GONE), Customer.id > after,
        Customer.id.not_in(waits), Customer.id.not_in(pooled),
    )  # fmt: skip
    return session.scalars(found.order_by(Customer.id).limit(limit)).all()


def owners_of(session: Session, customer_id: int) -> Sequence[OwnerChange]:
    """Who had this customer, the first one first."""
    return session.scalars(
        select(OwnerChange).where(OwnerChange.customer_id == customer_id).order_by(OwnerChange.id)
    ).all()


def lost_at(session: Session, customer_id: int, user_id: int) -> dt.datetime | None:
    """When a person lost a customer last, whoever had him since; None when he never did (R-065)."""
    mine = OwnerChange.customer_id == customer_id, OwnerChange.from_id == user_id
    with everything():
        return session.scalar(select(func.max(OwnerChange.at)).where(*mine))


def way_of(channel: CollectChannel | None) -> str:
    """How customers of a source channel are allocated (C-17): to their ``collector`` unless the table
    says by ``territory`` (R-057) or ``balanced`` (R-062)."""
    ways = {row["channel"]: row["way"] for row in policy.value("allocation.rule_by_channel")}
    return str(ways.get(channel.value, "collector")) if channel is not None else "collector"


def open_conflicts(session: Session, customer_ids: Iterable[int] | Any) -> Sequence[Conflict]:
    """Conflicts over these customers (ids, or what selects them), as either card, still open (R-060)."""
    ids = customer_ids if isinstance(customer_ids, Select) else list(customer_ids)
    over = or_(Conflict.customer_id.in_(ids), Conflict.other_id.in_(ids))
    asked = select(Conflict).where(over, Conflict.state != ConflictState.DECIDED)
    with everything():
        return session.scalars(asked.order_by(Conflict.id)).all()


def in_pool(session: Session, customer_id: int, apart_from: int | None = None) -> bool:
    """Whether a customer stands in the pool, or is about to."""
    found = select(PoolEntry.id).where(
        PoolEntry.customer_id == customer_id,
        PoolEntry.state.in_((PoolState.DRAFT, PoolState.WAITING)),
    )
    if apart_from is not None:
        found = found.where(PoolEntry.id != apart_from)
    with everything():
        return session.scalars(found).first() is not None


def customers_of(session: Session, user_id: int) -> Sequence[Customer]:
    """All customers a person is responsible for, whoever asks: the manifest lacks none (R-066)."""
    with everything():
        found = select(Customer).where(Customer.owner_id == user_id).order_by(Customer.id)
        return session.scalars(found).all()


def held_by(session: Session, user_id: int) -> Sequence[Any]:
    """The same as rows of id, name and grade: somebody may have 100,000."""
    asked = select(Customer.id, Customer.customer_name, Customer.abc_grade)
    with everything():
        return session.execute(
            asked.where(Customer.owner_id == user_id).order_by(Customer.id)
        ).all()


def count_of(session: Session, user_id: int) -> int:
    """How many customers a person is responsible for, whoever asks."""
    with everything():
        found = select(func.count(Customer.id)).where(Customer.owner_id == user_id)
        return session.scalar(found) or 0


def departing(session: Session, user_id: int) -> Any:
    """Why an account is not closed by hand yet: its hand-over is not; None when there is none (R-066)."""
    over = Transfer.state.in_([TransferState.CLOSED, TransferState.CANCELLED])
    mine = Transfer.from_user_id == user_id, Transfer.transfer_reason == TransferReason.DEPARTURE
    with everything():
        number = session.scalar(select(Transfer.transfer_no).where(*mine, ~over).limit(1))
    if number is None:
        return None
    return _(
        "The hand-over %(number)s is not closed yet: closing it closes the account.", number=number
    )


def items_of(
    session: Session, transfer_id: int, receiver_id: int | None = None
) -> Sequence[TransferItem]:
    """The lines of a manifest, those for one receiver or all."""
    found = select(TransferItem).where(TransferItem.transfer_id == transfer_id)
    if receiver_id is not None:
        found = found.where(TransferItem.to_user_id == receiver_id)
    return session.scalars(found.order_by(TransferItem.id)).all()


def customers_listed(transfer_id: int) -> Select[int]:
    """The customers on a manifest, by id, as a select: a manifest may have 100,000 lines."""
    return select(TransferItem.customer_id).where(TransferItem.transfer_id == transfer_id)


def receivers_left(session: Session, row: Transfer) -> set[int]:
    """Who still has to sign for what he receives."""
    asked = select(TransferItem.to_user_id).where(TransferItem.transfer_id == row.id).distinct()
    signed = select(TransferSignature.user_id).where(TransferSignature.transfer_id == row.id)
    with everything():
        return {i for i in session.scalars(asked) if i is not None} - set(session.scalars(signed))


def lines_of(session: Session, transfer_id: int) -> int:
    """How many lines a manifest has."""
    found = select(func.count(TransferItem.id)).where(TransferItem.transfer_id == transfer_id)
    return session.scalar(found) or 0


def without_successor(session: Session, transfer_id: int) -> bool:
    """Whether a line of a manifest names nobody who takes it."""
    found = select(TransferItem.id).where(
        TransferItem.transfer_id == transfer_id, TransferItem.to_user_id.is_(None)
    )
    return session.scalars(found.limit(1)).first() is not None


def left_behind(session: Session, row: Transfer, most: int) -> Sequence[Customer]:
    """Customers of who hands over that are not on the list, whoever asks (R-066)."""
    listed = Customer.id.in_(customers_listed(row.id))
    found = select(Customer).where(Customer.owner_id == row.from_user_id, ~listed)
    with everything():
        return session.scalars(found.order_by(Customer.id).limit(most)).all()


def unticked(session: Session, transfer_id: int) -> int:
    """Lines of a manifest that nobody has received or called incomplete."""
    open_ = TransferItem.state.in_((ItemState.LISTED, ItemState.GIVEN))
    found = select(func.count(TransferItem.id)).where(
        TransferItem.transfer_id == transfer_id, open_
    )
    return session.scalar(found) or 0


def entangled(session: Session, customer_id: int) -> Any:
    """Why a card takes no part in a merge yet: who owns it is being settled; None when nothing is."""
    mine = or_(Conflict.customer_id == customer_id, Conflict.other_id == customer_id)
    waiting = PoolEntry.state.in_([PoolState.DRAFT, PoolState.WAITING])
    over = Transfer.state.in_([TransferState.CLOSED, TransferState.CANCELLED])
    of_transfer = select(TransferItem.id).join(Transfer, Transfer.id == TransferItem.transfer_id)
    reasons = (
        (select(Conflict.id).where(mine, Conflict.state != ConflictState.DECIDED),
         _("A conflict over this card waits for its decision.")),
        (select(PoolEntry.id).where(PoolEntry.customer_id == customer_id, waiting),
         _("This card is in the pool: take it out first.")),
        (of_transfer.where(TransferItem.customer_id == customer_id, ~over),
         _("This card is being handed over: finish that first.")),
    )  # fmt: skip
    with everything(), session.no_autoflush:
        return next((why for asked, why in reasons if session.scalars(asked).first()), None)
