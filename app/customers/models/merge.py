"""Two cards of one customer become one: which stays, which field is taken from which, who decided."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models.customer import Customer
from app.customers.words import MergeState
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.organization.models import Branch

PAPER = "the merge is about these two cards"


class CustomerMerge(Owned, Stamped, Model):
    """One merge of two cards, from the proposal to the day it is done or undone (R-011, W-04)."""

    __tablename__ = "customer_merge"
    kind = "customer_merge"
    task_reads: ClassVar = ("goes_name", "merge_no")
    reach = within("customer", "customer_id")
    numbers = {"merge_no": "HB-{yyyy}{mm}-{seq:04d}"}
    __table_args__ = (
        Index("ix_customer_merge_customer_id_id", "customer_id", "id"),
        *led_by("customer_merge", "goes_id", "state", "decided_by_id", "decided_at", "created_at"),
    )

    merge_no: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Merge number")))
    state: Mapped[MergeState] = mapped_column(
        choice(MergeState), default=MergeState.DRAFT, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"), info=label(_("Card that stays"), rule="R-011", stays=PAPER)
    )
    goes_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"),
        info=label(_("Card that goes"), rule="R-011", kept="goes_name", stays=PAPER),
    )
    goes_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Name of the card that goes"))
    )
    reason: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Why it is one customer"), rule="R-011")
    )
    chosen: Mapped[dict[str, bool]] = mapped_column(
        JSON, default=dict, info=label(_("Fields taken from the card that goes"))
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Decided by"))
    )
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Decided at")))
    carried_count: Mapped[int | None] = mapped_column(info=label(_("Records carried over")))
    # what is needed to undo: the rows carried over, and the values before, personal ones among them
    carried: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, deferred=True)
    before: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, deferred=True, info=label(_("Before the merge"), secret="personal")
    )

    customer: Mapped[Customer] = relationship(
        Customer, foreign_keys="CustomerMerge.customer_id", info=label(_("Card that stays"))
    )
    goes: Mapped[Customer] = relationship(
        Customer, foreign_keys="CustomerMerge.goes_id", info=label(_("Card that goes"))
    )
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="CustomerMerge.owner_id", info=label(_("Responsible salesperson"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    decided_by: Mapped[User | None] = relationship(
        User, foreign_keys="CustomerMerge.decided_by_id", info=label(_("Decided by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about the merge is called."""
        return self.goes_name or self.merge_no

    def __str__(self) -> str:
        return self.merge_no
