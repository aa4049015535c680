"""Customers gained and lost, each turn with its day and its reason (F-110)."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.matters import LossReason, Turn
from app.customers.models.of_customer import OfCustomer
from app.customers.words import CollectChannel
from app.kernel.db import Model, choice, label, led_by


class CustomerTurn(OfCustomer, Model):
    """A customer began or ceased to count, written when the status of the card says so (F-110)."""

    __tablename__ = "customer_turn"
    kind = "customer_turn"
    outlives_closing = True  # who was parted from is counted all the same
    __table_args__ = (
        *led_by("customer_turn", "turned_on", "turn", "gain_reason", "loss_reason", "created_at"),
        # what the months and the reasons of the report are counted from
        Index("ix_customer_turn_report", "turn", "turned_on", "id", "gain_reason", "loss_reason"),
    )

    turned_on: Mapped[dt.date] = mapped_column(Date, info=label(_("Day of the turn"), form="F-110"))
    turn: Mapped[Turn] = mapped_column(
        choice(Turn), info=label(_("Gained or lost"), form="F-110", rule="R-257")
    )
    gain_reason: Mapped[CollectChannel | None] = mapped_column(
        choice(CollectChannel), info=label(_("Gained through"), form="F-110", rule="R-029")
    )
    loss_reason: Mapped[LossReason | None] = mapped_column(
        choice(LossReason), info=label(_("Why lost"), form="F-110", rule="R-257")
    )
    note: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Reasons in words"), form="F-110")
    )

    def __str__(self) -> str:
        return f"{self.turned_on:%Y-%m-%d} {self.turn}"
