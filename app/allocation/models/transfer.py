"""The transfer or hand-over sheet with its manifest and the signatures of who receives (F-134)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.allocation.words import ItemState, TransferReason, TransferState
from app.customers.models import Customer
from app.kernel import manifests
from app.kernel.db import BigKey, Model, Stamped, UTCDateTime, choice, label
from app.kernel.reach import Suspension
from app.kernel.scope import Owned, within
from app.kernel.viewer import Viewer
from app.organization.models import Branch


def _receiving(rows: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Sheets on which one receives something, beside those on which one gives."""
    lines = TransferItem.__table__.alias().c
    mine = sorted(viewer.owner_ids)
    received = select(lines.transfer_id).where(lines.to_user_id.in_(mine))
    return or_(rows.to_user_id.in_(mine), rows.id.in_(received))


def _departing(rows: Any) -> ColumnElement[bool]:
    """A departure that is not over."""
    over = [TransferState.CLOSED, TransferState.CANCELLED]
    departs: ColumnElement[bool] = rows.transfer_reason == TransferReason.DEPARTURE
    return and_(departs, rows.state.not_in(over))


SHOWN = ("contact", "visit_request")  # counted in columns of their own
FILTERED = (
    "transfer_reason", "supervised_by_id", "handed_on", "accepted_at", "closed_at", "created_at",
)  # fmt: skip


class Transfer(Owned, Stamped, Model):
    """One batch of customers that one person hands over (F-134, W-05)."""

    __tablename__ = "transfer"
    kind = "transfer"
    # who leaves only reads from the first day of the hand-over on, and signs it (W-05, R-066)
    suspends = Suspension(
        "from_user_id", _departing,
        frozenset({
            ("can_give", "TransferView"), ("can_tick_given", "TransferItemView"),
            ("can_miss", "TransferItemView"), ("can_print", "TransferView"),
        }),
    )  # fmt: skip
    reach_clauses = {"own": _receiving}
    numbers = {"transfer_no": "JJ-{yyyy}{mm}-{seq:04d}"}
    __table_args__ = (
        CheckConstraint("from_user_id <> to_user_id", name="other"),
        Index("ix_transfer_state_id", "state", "id"),
        Index("ix_transfer_from_user_id_id", "from_user_id", "id"),
        Index("ix_transfer_to_user_id_id", "to_user_id", "id"),
        *(Index(f"ix_transfer_{name}_id", name, "id") for name in FILTERED),
    )

    transfer_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Hand-over number"))
    )
    state: Mapped[TransferState] = mapped_column(
        choice(TransferState), default=TransferState.OPENED, info=label(_("State"))
    )
    transfer_reason: Mapped[TransferReason] = mapped_column(
        choice(TransferReason), info=label(_("Reason"), form="F-134", rule="R-066")
    )
    from_user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Handed over by"), form="F-134")
    )
    to_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"),
        info=label(
            _("Successor"), form="F-134",
            help=_("Empty: a successor is proposed for each customer."),
        ),
    )  # fmt: skip
    handed_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Last day"), form="F-134", rule="R-066")
    )
    supervised_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Supervised by"), form="F-134")
    )
    remark: Mapped[str | None] = mapped_column(String(300), info=label(_("Remark")))
    customer_count: Mapped[int] = mapped_column(
        Integer, default=0, info=label(_("Customers listed"), rule="R-066")
    )
    moved_count: Mapped[int] = mapped_column(
        Integer, default=0, info=label(_("Customers moved"), rule="R-066")
    )
    unsigned: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Signatures missing")))
    counted_before: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    counted_after: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    given_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Signed by who hands over"), rule="R-066")
    )
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Checked by"), rule="R-025")
    )
    checked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Checked at")))
    accepted_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Taken over at"), rule="R-066")
    )
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Closed at")))

    owner: Mapped[User | None] = relationship(
        User, foreign_keys="Transfer.owner_id", info=label(_("Owner"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    from_user: Mapped[User] = relationship(
        User, foreign_keys="Transfer.from_user_id", info=label(_("Handed over by"))
    )
    to_user: Mapped[User | None] = relationship(
        User, foreign_keys="Transfer.to_user_id", info=label(_("Successor"))
    )
    supervised_by: Mapped[User | None] = relationship(
        User, foreign_keys="Transfer.supervised_by_id", info=label(_("Supervised by"))
    )
    checked_by: Mapped[User | None] = relationship(
        User, foreign_keys="Transfer.checked_by_id", info=label(_("Checked by"))
    )

    @validates("from_user_id")
    def _stand(self, _key: str, user_id: int) -> int:
        """The sheet stands with who hands over, so that his manager finds it."""
        self.owner_id = user_id
        return user_id

    def __str__(self) -> str:
        return self.transfer_no


class TransferItem(Owned, Stamped, Model):
    """One customer on the manifest: what hangs on it, to whom it goes, both ticks (F-134)."""

    __tablename__ = "transfer_item"
    kind = "transfer_item"
    reach = within("transfer", "transfer_id")
    __table_args__ = (
        UniqueConstraint("transfer_id", "customer_id"),
        Index("ix_transfer_item_customer_id_id", "customer_id", "id"),
        Index("ix_transfer_item_to_user_id_transfer_id", "to_user_id", "transfer_id"),
        Index("ix_transfer_item_transfer_id_id", "transfer_id", "id"),
        Index("ix_transfer_item_state_id", "state", "id"),
        Index("ix_transfer_item_created_at_id", "created_at", "id"),
    )

    transfer_id: Mapped[int] = mapped_column(
        ForeignKey("transfer.id", ondelete="CASCADE"), info=label(_("Hand-over"))
    )
    state: Mapped[ItemState] = mapped_column(
        choice(ItemState), default=ItemState.LISTED, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"),
        info=label(_("Customer"), kept="customer_name"),
    )
    customer_name: Mapped[str] = mapped_column(String(200), info=label(_("Customer on the list")))
    to_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Successor"), form="F-134")
    )
    contacts: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Contacts")))
    visits: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Visits")))
    open_slips: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Open visit slips")))
    open_tasks: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Open tasks")))
    promises: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Leftover problems")))
    originals: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Papers attached")))
    hanging: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)
    """Table → how many rows, how many of them unfinished, as the wings' manifests count them."""
    missing_note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("What is missing"), rule="R-025")
    )
    is_moved: Mapped[bool] = mapped_column(default=False, info=label(_("Moved")))

    transfer: Mapped[Transfer] = relationship(Transfer, info=label(_("Hand-over")))
    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    to_user: Mapped[User | None] = relationship(
        User, foreign_keys="TransferItem.to_user_id", info=label(_("Successor"))
    )

    @property
    def also(self) -> str:
        """What else goes along, in the reader's language: ``回访 3（未完 1） · 需求 2``."""
        return told(self.hanging or {}, apart_from=SHOWN)

    also.fget.label = _("Goes along as well")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.customer_name


def told(counts: Mapping[str, Sequence[int]], apart_from: Collection[str] = ()) -> str:
    """Counts of a manifest as a line of words; tables that are no more are passed over."""
    known, parts = manifests.listed(), []
    for name, each in known.items():
        rows, unfinished = counts.get(name, (0, 0))
        if not rows or name in apart_from:
            continue
        open_ = gettext("%(number)s unfinished", number=unfinished) if unfinished else ""
        parts.append(f"{each.label} {rows}" + (f"（{open_}）" if open_ else ""))
    return " · ".join(parts)


class TransferSignature(Model):
    """Who has signed for what he receives."""

    __tablename__ = "transfer_signature"
    __table_args__ = (UniqueConstraint("transfer_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
