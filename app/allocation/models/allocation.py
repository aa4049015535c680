"""The allocation record: who received which customer, when and why (F-133)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.allocation.words import AllocationState, Ground, LeadSource, Medium, Why
from app.customers.models import Customer
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.scope import Owned, within
from app.organization.models import Branch

FILTERED = (
    "lead_source", "why", "ground", "proposed_to_id", "assigned_to_id", "assigned_by_id", "assigned_on",
    "contact_due_at", "first_contact_on", "is_contacted_late", "created_at",
)  # fmt: skip


class Allocation(Owned, Stamped, Model):
    """A customer given to a salesperson, and whether he made contact in time (F-133, W-02)."""

    __tablename__ = "allocation"
    kind = "allocation"
    task_reads: ClassVar = ("allocation_no", "customer.customer_name")
    reach = within("customer", "customer_id")
    numbers = {"allocation_no": "FP-{yyyy}{mm}-{seq:05d}"}
    __table_args__ = (
        Index("ix_allocation_customer_id_id", "customer_id", "id"),
        Index("ix_allocation_state_id", "state", "id"),
        *(Index(f"ix_allocation_{name}_id", name, "id") for name in FILTERED),
    )

    allocation_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Allocation number"))
    )
    state: Mapped[AllocationState] = mapped_column(
        choice(AllocationState), default=AllocationState.UNASSIGNED, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"), form="F-133")
    )
    lead_source: Mapped[LeadSource] = mapped_column(
        choice(LeadSource), default=LeadSource.OWNERLESS,
        info=label(_("Lead source"), form="F-133", rule="C-17"),
    )  # fmt: skip
    why: Mapped[Why] = mapped_column(
        choice(Why), default=Why.ALLOCATED, info=label(_("Occasion"), rule="R-064")
    )
    ground: Mapped[Ground | None] = mapped_column(
        choice(Ground), info=label(_("Ground of the proposal"), rule="C-17")
    )
    proposed_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Proposed salesperson"), rule="R-062")
    )
    assigned_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Allocated to"), form="F-133", rule="R-061")
    )
    current_count: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Customers he had"), form="F-133", rule="R-062")
    )
    ability_score: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 1), info=label(_("Ability score"), form="F-133", rule="R-062")
    )
    reason: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Reason of the manager"), rule="R-061")
    )
    assigned_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Allocated by"), rule="R-061")
    )
    assigned_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Allocated on"), form="F-133", rule="R-063")
    )
    contact_due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("First contact by"), form="F-133", rule="R-063")
    )
    first_contact_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("First contact on"), form="F-133", rule="R-063")
    )
    first_contact_medium: Mapped[Medium | None] = mapped_column(
        choice(Medium), info=label(_("First contact by way of"), rule="R-063")
    )
    first_contact_note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("What was agreed"), rule="R-063")
    )
    is_contacted_late: Mapped[bool | None] = mapped_column(
        info=label(_("Contacted late"), rule="R-063")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="Allocation.owner_id", info=label(_("Responsible now"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    proposed_to: Mapped[User | None] = relationship(
        User, foreign_keys="Allocation.proposed_to_id", info=label(_("Proposed salesperson"))
    )
    assigned_to: Mapped[User | None] = relationship(
        User, foreign_keys="Allocation.assigned_to_id", info=label(_("Allocated to"))
    )
    assigned_by: Mapped[User | None] = relationship(
        User, foreign_keys="Allocation.assigned_by_id", info=label(_("Allocated by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about the allocation is called: the customer."""
        return str(self.customer or self.allocation_no)

    def __str__(self) -> str:
        return self.allocation_no


class AllocationCandidate(Owned, Stamped, Model):
    """One salesperson weighed for an allocation: the picture the manager decides on (R-062)."""

    __tablename__ = "allocation_candidate"
    kind = "allocation_ground"
    reach = within("allocation", "allocation_id")
    __table_args__ = (
        UniqueConstraint("allocation_id", "user_id"),
        Index("ix_allocation_candidate_allocation_id_place", "allocation_id", "place"),
        Index("ix_allocation_candidate_load_after_id", "load_after", "id"),
    )

    allocation_id: Mapped[int] = mapped_column(
        ForeignKey("allocation.id", ondelete="CASCADE"), info=label(_("Allocation"))
    )
    place: Mapped[int] = mapped_column(Integer, info=label(_("Place")))
    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Salesperson"))
    )
    customers: Mapped[int] = mapped_column(Integer, info=label(_("Customers now")))
    grade_load: Mapped[int] = mapped_column(Integer, info=label(_("Load by grade")))
    open_work: Mapped[int] = mapped_column(Integer, info=label(_("Open work")))
    ability_score: Mapped[Decimal] = mapped_column(Numeric(5, 1), info=label(_("Ability score")))
    load: Mapped[Decimal] = mapped_column(Numeric(12, 2), info=label(_("Load before")))
    load_after: Mapped[Decimal] = mapped_column(Numeric(12, 2), info=label(_("Load after")))

    allocation: Mapped[Allocation] = relationship(Allocation, info=label(_("Allocation")))
    user: Mapped[User] = relationship(
        User, foreign_keys="AllocationCandidate.user_id", info=label(_("Salesperson"))
    )

    def __str__(self) -> str:
        return f"{self.place}. {self.user}"
