"""Matters of cooperation with a customer: the first contract or order opens this archive (F-008)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.matters import MatterState
from app.customers.models.of_customer import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, actor_id, choice, label, led_by
from app.reference.models import DictionaryEntry


class CooperationMatter(OfCustomer, Model):
    """One matter of business with a customer, briefly and by its kind (F-008, R-069, R-124)."""

    __tablename__ = "cooperation_matter"
    kind = "cooperation"
    task_reads: ClassVar = ("matter_no", "customer.customer_name")
    numbers = {"matter_no": "HZ-{yyyy}-{seq:04d}"}
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        *led_by("cooperation_matter", "state", "matter_kind_id", "matter_on", "paper_no", "amount",
                "handled_by_id", "opens_archive", "created_at"),
    )  # fmt: skip

    matter_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the matter"), form="F-008")
    )
    state: Mapped[MatterState] = mapped_column(
        choice(MatterState), default=MatterState.DRAFT, info=label(_("State"))
    )
    matter_kind_id: Mapped[int] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(
            _("Kind of matter"), form="F-008", rule="R-069", dictionary="matter_kind",
            help=_("The first contract or order opens the cooperation archive."),
        ),
    )  # fmt: skip
    matter_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Day of the matter"), form="F-008")
    )
    paper_no: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Number of the contract or order"), rule="R-069")
    )
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Amount"), secret="confidential", money=True)
    )
    summary: Mapped[str] = mapped_column(Text, info=label(_("Summary"), form="F-008", rule="R-124"))
    handled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id, info=label(_("Transacted by"), form="F-008")
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Key point feedback"), field="CF-052", secret="confidential", rule="R-123"),
    )
    opens_archive: Mapped[bool] = mapped_column(
        default=False, info=label(_("Begins the cooperation"), rule="R-069")
    )
    catalogue_no: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Catalogue number"), rule="R-303")
    )
    volume_no: Mapped[str | None] = mapped_column(String(60), info=label(_("Volume number")))
    filed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Filed by"))
    )
    filed_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Filed on")))

    matter_kind: Mapped[DictionaryEntry] = relationship(
        DictionaryEntry, info=label(_("Kind of matter"))
    )
    handled_by: Mapped[User | None] = relationship(
        User, foreign_keys=[handled_by_id], info=label(_("Transacted by"))
    )
    filed_by: Mapped[User | None] = relationship(
        User, foreign_keys=[filed_by_id], info=label(_("Filed by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    def __str__(self) -> str:
        return self.matter_no
