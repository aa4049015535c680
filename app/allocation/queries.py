"""Named questions about who owns a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.allocation.balance import MIDDLE, Load
from app.allocation.models import (
    Allocation,
    Conflict,
    OwnerChange,
    PoolEntry,
    Transfer,
    TransferItem,
)
from app.allocation.words import (
    AllocationState,
    ConflictState,
    ItemState,
    PoolState,
    TransferState,
)
from app.customers.models import Customer
from app.customers.words import CollectChannel, Lifecycle
from app.kernel import clock, policy
from app.kernel.db import holds
from app.kernel.scope import everything
from app.kernel.tasks import Task
from app.organization.models import Staff
from app.visits.models import VisitRequest

# roles.md section 3: the custodian owns no customers, nor does anybody who reviews them
OWNING_ROLES = ("sales_rep", "area_supervisor")
PENDING = (AllocationState.UNASSIGNED, AllocationState.PROPOSED)
WATCHED = (AllocationState.ASSIGNED, AllocationState.OVERDUE)
GONE = (Lifecycle.INVALID, Lifecycle.REMOVED_ARCHIVED, Lifecycle.LOST)
PAST = dt.timedelta(days=365)
HUNDRED = Decimal(100)


def may_own() -> ColumnElement[bool]:
    """Accounts that may be responsible for customers, as a condition on User."""
    return and_(User.active.is_(True), User.roles.any(Role.name.in_(OWNING_ROLES)))


def is_owner(session: Session, user_id: int | None) -> bool:
    """Whether this account may be responsible for customers."""
    if user_id is None or not holds(User.id, user_id):
        return False
    return session.scalar(select(User.id).where(User.id == user_id, may_own())) is not None


def salespeople(session: Session, branch_id: int | None) -> list[int]:
    """The salespeople of a branch who are there, by id; of the company where it is not known."""
    found = select(Staff.user_id).join(User, User.id == Staff.user_id).where(
        User.active.is_(True), User.roles.any(Role.name == OWNING_ROLES[0]),
        (Staff.left_on.is_(None)) | (Staff.left_on >= clock.today()),
    )  # fmt: skip
    if branch_id is not None:
        found = found.where(Staff.branch_id == branch_id)
    return sorted(session.scalars(found))


def loads(session: Session, user_ids: Sequence[int], now: dt.datetime) -> list[Load]:
    """What each of these people carries now: numbers only, whoever asks (R-062)."""
    if not user_ids:
        return []
    extra = policy.value("allocation.grade_load")
    with everything():
        held = session.execute(
            select(Customer.owner_id, Customer.abc_grade, func.count())
            .where(Customer.owner_id.in_(user_ids), Customer.lifecycle_status.not_in(GONE))
            .group_by(Customer.owner_id, Customer.abc_grade)
        ).all()
        abilities = _abilities(session, user_ids, now - PAST)
    counts, grades = dict.fromkeys(user_ids, 0), dict.fromkeys(user_ids, 0)
    for owner_id, grade, number in held:
        if owner_id is not None:
            counts[owner_id] += number
            grades[owner_id] += number * extra.get(grade.value if grade else "", 0)
    work = _open_work(session, user_ids)
    return [
        Load(ident, counts[ident], grades[ident], work.get(ident, 0), abilities.get(ident, MIDDLE))
        for ident in sorted(user_ids)
    ]


def _open_work(session: Session, user_ids: Sequence[int]) -> dict[int, int]:
    """Open tasks by person."""
    mine = Task.user_id.in_(user_ids), Task.closed_at.is_(None)
    found = session.execute(select(Task.user_id, func.count()).where(*mine).group_by(Task.user_id))
    return {ident: number for ident, number in found if ident is not None}


def _abilities(session: Session, user_ids: Sequence[int], since: dt.datetime) -> dict[int, Decimal]:
    """Out of a hundred: how many first contacts and visit records of a year were in time."""
    asked = (
        (Allocation.assigned_to_id, Allocation.is_contacted_late, Allocation.created_at),
        (VisitRequest.visitor_id, VisitRequest.is_recorded_late, VisitRequest.recorded_at),
    )
    all_, good = dict[int, int](), dict[int, int]()
    for person, late, at in asked:
        rows = session.execute(
            select(person, func.count(), func.sum(case((late.is_(False), 1), else_=0)))
            .where(person.in_(user_ids), late.is_not(None), at >= since)
            .group_by(person)
        )
        for ident, number, in_time in rows:
            all_[ident] = all_.get(ident, 0) + number
            good[ident] = good.get(ident, 0) + int(in_time or 0)
    return {ident: (HUNDRED * good[ident] / all_[ident]).quantize(Decimal("0.1")) for ident in all_}


def at_this_place(session: Session, customer: Customer, among: Sequence[int]) -> int | None:
    """Who is responsible for the place of business: most customers in the same district (R-057)."""
    if customer.business_place_id is None or not among:
        return None
    with everything():
        return session.scalar(
            select(Customer.owner_id)
            .where(
                Customer.business_place_id == customer.business_place_id,
                Customer.owner_id.in_(among), Customer.id != customer.id,
                Customer.lifecycle_status.not_in(GONE),
            )
            .group_by(Customer.owner_id)
            .order_by(func.count().desc(), Customer.owner_id)
            .limit(1)
        )  # fmt: skip


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


def owners_of(session: Session, customer_id: int) -> Sequence[OwnerChange]:
    """Who had this customer, the first one first."""
    return session.scalars(
        select(OwnerChange).where(OwnerChange.customer_id == customer_id).order_by(OwnerChange.id)
    ).all()


def way_of(channel: CollectChannel | None) -> str:
    """How customers of a source channel are allocated (C-17): to their ``collector`` unless the table
    says by ``territory`` (R-057) or ``balanced`` (R-062)."""
    ways = {row["channel"]: row["way"] for row in policy.value("allocation.rule_by_channel")}
    return str(ways.get(channel.value, "collector")) if channel is not None else "collector"


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


def items_of(
    session: Session, transfer_id: int, receiver_id: int | None = None
) -> Sequence[TransferItem]:
    """The lines of a manifest, those for one receiver or all."""
    found = select(TransferItem).where(TransferItem.transfer_id == transfer_id)
    if receiver_id is not None:
        found = found.where(TransferItem.to_user_id == receiver_id)
    return session.scalars(found.order_by(TransferItem.id)).all()


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
