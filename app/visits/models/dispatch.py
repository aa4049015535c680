"""Material sent to a customer before the first meeting, and whether it arrived (F-036)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import OfCustomer
from app.kernel.db import Model, UTCDateTime, choice, label, led_by
from app.visits.models.slip import VisitRequest
from app.visits.words import DispatchState, FirstChannel, Material


class MaterialDispatch(OfCustomer, Model):
    """A first contact by material: chosen, sent, confirmed, a meeting fixed (W-03, F-036)."""

    __tablename__ = "material_dispatch"
    kind = "dispatch"
    task_reads: ClassVar = ("dispatch_no", "customer.customer_name")
    numbers = {"dispatch_no": "ZL-{yyyy}-{seq:04d}"}
    __table_args__ = (
        *led_by("material_dispatch", "state", "channel", "sent_on", "receipt_confirmed_on",
                "appointment_at", "visit_request_id", "created_at"),
    )  # fmt: skip

    dispatch_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the dispatch"))
    )
    state: Mapped[DispatchState] = mapped_column(
        choice(DispatchState), default=DispatchState.PLANNED, info=label(_("State"))
    )
    channel: Mapped[FirstChannel] = mapped_column(
        choice(FirstChannel), info=label(_("Way of first contact"), form="F-036", rule="R-071")
    )
    materials: Mapped[list[str]] = mapped_column(
        JSON,
        default=list,
        info=label(_("Material sent"), words=Material, form="F-036", rule="R-075"),
    )
    receiver_name: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Addressed to"), form="F-036", secret="personal")
    )
    purpose_note: Mapped[str | None] = mapped_column(
        Text, info=label(_("Accompanying words"), form="F-036")
    )
    sent_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Sent on"), form="F-036", rule="R-075")
    )
    receipt_confirmed_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Arrival confirmed on"), form="F-036", rule="R-073")
    )
    confirm_note: Mapped[str | None] = mapped_column(
        Text, info=label(_("What was said on the telephone"), form="F-036", rule="R-073")
    )
    appointment_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Meeting agreed for"), form="F-036", rule="R-073")
    )
    visit_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit_request.id", ondelete="SET NULL"), info=label(_("Slip drafted from it"))
    )

    visit_request: Mapped[VisitRequest | None] = relationship(
        VisitRequest, info=label(_("Slip drafted from it"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    def __str__(self) -> str:
        return self.dispatch_no
