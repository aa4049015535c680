"""The decision on a conflict: two people claim one customer (F-135)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.allocation.words import ConflictState
from app.customers.models import Customer
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.scope import Owned, within
from app.kernel.viewer import Viewer
from app.organization.models import Branch

FILTERED = (
    "claimant_id",
    "holder_id",
    "proposed_owner_id",
    "decided_owner_id",
    "decided_at",
    "created_at",
)


def _claiming(rows: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Both sides read the decision."""
    mine = sorted(viewer.owner_ids)
    return or_(rows.claimant_id.in_(mine), rows.holder_id.in_(mine))


class Conflict(Owned, Stamped, Model):
    """A newer and an older card that look like one customer, and to whom he belongs (F-135, W-04)."""

    __tablename__ = "conflict"
    kind = "conflict"
    task_reads: ClassVar = ("customer_name", "conflict_no")
    reach_clauses = {"own": _claiming}
    closes_with = within("customer", "customer_id")  # C-01
    numbers = {"conflict_no": "CD-{yyyy}{mm}-{seq:04d}"}
    __table_args__ = (
        UniqueConstraint("customer_id", "other_id"),
        Index("ix_conflict_state_id", "state", "id"),
        Index("ix_conflict_customer_id_id", "customer_id", "id"),
        Index("ix_conflict_other_id_id", "other_id", "id"),
        *(Index(f"ix_conflict_{name}_id", name, "id") for name in FILTERED),
    )

    conflict_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Conflict number"))
    )
    state: Mapped[ConflictState] = mapped_column(
        choice(ConflictState), default=ConflictState.RAISED, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"),
        info=label(_("Newer card"), form="F-135", kept="customer_name"),
    )
    customer_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Name on the newer card"))
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"),
        info=label(_("Older card"), form="F-135", kept="other_name"),
    )
    other_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Name on the older card"))
    )
    claimant_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Claimant"), form="F-135")
    )
    claimed_first_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Claimant's first record"), form="F-135", rule="R-060")
    )
    holder_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Holder of the older card"), form="F-135")
    )
    held_first_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Holder's first record"), form="F-135", rule="R-060")
    )
    proposed_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Proposed by the first record"), rule="R-060")
    )
    decided_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Decision: belongs to"), form="F-135", rule="R-061")
    )
    reason: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Reasons"), form="F-135", rule="R-061")
    )
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Decided by"), rule="R-061")
    )
    decided_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Decided at")))

    customer: Mapped[Customer] = relationship(
        Customer, foreign_keys="Conflict.customer_id", info=label(_("Newer card"))
    )
    other: Mapped[Customer] = relationship(
        Customer, foreign_keys="Conflict.other_id", info=label(_("Older card"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    claimant: Mapped[User | None] = relationship(
        User, foreign_keys="Conflict.claimant_id", info=label(_("Claimant"))
    )
    holder: Mapped[User | None] = relationship(
        User, foreign_keys="Conflict.holder_id", info=label(_("Holder of the older card"))
    )
    proposed_owner: Mapped[User | None] = relationship(
        User, foreign_keys="Conflict.proposed_owner_id",
        info=label(_("Proposed by the first record")),
    )  # fmt: skip
    decided_owner: Mapped[User | None] = relationship(
        User, foreign_keys="Conflict.decided_owner_id", info=label(_("Decision: belongs to"))
    )
    decided_by: Mapped[User | None] = relationship(
        User, foreign_keys="Conflict.decided_by_id", info=label(_("Decided by"))
    )

    @validates("claimant_id")
    def _stand(self, _key: str, user_id: int | None) -> int | None:
        """The conflict stands with who came second: his manager decides, and above him."""
        self.owner_id = user_id
        return user_id

    @property
    def task_subject(self) -> str:
        """What a task about the conflict is called."""
        return self.customer_name or self.conflict_no

    def __str__(self) -> str:
        return self.conflict_no
