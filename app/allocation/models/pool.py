"""The pool: customers nobody is responsible for, and every entry, claim and withdrawal as a row of its own."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.allocation.words import PoolState
from app.customers.models import Customer
from app.customers.words import Tier
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.scope import Owned, within
from app.organization.models import Branch
from app.reference.models import DictionaryEntry, Region

_WAITING = text("state IN ('draft', 'waiting')")
FILTERED = ("entered_at", "previous_owner_id", "claimed_by_id", "claimed_at", "tier", "created_at")


class PoolEntry(Owned, Stamped, Model):
    """One stay of a customer in the pool: since when, of whom, until claimed by whom (R-065)."""

    __tablename__ = "pool_entry"
    kind = "pool"
    task_reads: ClassVar = ("customer_name",)
    closes_with = within("customer", "customer_id")  # whoever is removed is in no pool (C-01)
    __table_args__ = (
        Index(
            "uq_pool_entry_customer_id", "customer_id", unique=True, sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index("ix_pool_entry_customer_id_id", "customer_id", "id"),
        Index("ix_pool_entry_state_id", "state", "id"),
        Index("ix_pool_entry_region_id", "region_id"),
        Index("ix_pool_entry_industry_id", "industry_id"),
        *(Index(f"ix_pool_entry_{name}_id", name, "id") for name in FILTERED),
    )  # fmt: skip

    state: Mapped[PoolState] = mapped_column(
        choice(PoolState), default=PoolState.DRAFT, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"),
        info=label(_("Customer"), kept="customer_name"),
    )
    customer_name: Mapped[str | None] = mapped_column(String(200), info=label(_("Customer name")))
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), info=label(_("Locality"))
    )
    industry_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"), info=label(_("Industry"), dictionary="industry")
    )
    tier: Mapped[Tier | None] = mapped_column(choice(Tier), info=label(_("Tier")))
    reason: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Why it is free"), rule="R-065")
    )
    entered_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("In the pool since"), rule="R-065")
    )
    previous_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Previous salesperson"))
    )
    claimed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Claimed by"))
    )
    claimed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Claimed at")))

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    region: Mapped[Region | None] = relationship(Region, info=label(_("Locality")))
    industry: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, info=label(_("Industry"))
    )
    previous_owner: Mapped[User | None] = relationship(
        User, foreign_keys="PoolEntry.previous_owner_id", info=label(_("Previous salesperson"))
    )
    claimed_by: Mapped[User | None] = relationship(
        User, foreign_keys="PoolEntry.claimed_by_id", info=label(_("Claimed by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about the entry is called: the customer."""
        return self.customer_name or str(self.customer)

    def __str__(self) -> str:
        return self.customer_name or f"#{self.id}"
