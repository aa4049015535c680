"""What happens with a customer beside visits: gatherings and other major events (F-057), upkeep of products (F-058)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, UTCDateTime, choice, label, led_by
from app.visits.words import EventKind, EventState, UpkeepState


class MajorEvent(OfCustomer, Model):
    """A gathering, a celebration, another major matter with a customer, recorded and filed in time (F-057, R-136)."""

    __tablename__ = "major_event"
    kind = "major_event"
    task_reads: ClassVar = ("event_no", "customer.customer_name")
    numbers = {"event_no": "SX-{yyyy}-{seq:04d}"}
    __table_args__ = (
        CheckConstraint("cost >= 0", name="cost"),
        *led_by("major_event", "state", "event_kind", "event_on", "cost", "filed_by_id", "filed_at", "created_at"),
    )  # fmt: skip

    event_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the event"), form="F-057")
    )
    state: Mapped[EventState] = mapped_column(
        choice(EventState), default=EventState.RECORDED, info=label(_("State"))
    )
    event_kind: Mapped[EventKind] = mapped_column(
        choice(EventKind), info=label(_("Kind of event"), form="F-057", rule="R-136")
    )
    event_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Held on"), form="F-057", rule="R-136")
    )
    place: Mapped[str] = mapped_column(String(200), info=label(_("Place"), form="F-057"))
    attendees_ours: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Present for us"), form="F-057")
    )
    attendees_theirs: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Present for the customer"), form="F-057", secret="personal")
    )
    content: Mapped[str] = mapped_column(
        Text, info=label(_("What took place"), form="F-057", rule="R-136")
    )
    cost: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Cost"), form="F-057", money=True, secret="confidential", least=0)
    )  # fmt: skip
    effect: Mapped[str | None] = mapped_column(Text, info=label(_("What it brought"), form="F-057"))
    filed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Filed by"), rule="R-136")
    )
    filed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Filed at"), rule="R-136")
    )

    filed_by: Mapped[User | None] = relationship(
        User, foreign_keys=[filed_by_id], info=label(_("Filed by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    def __str__(self) -> str:
        return self.event_no


class Upkeep(OfCustomer, Model):
    """A product looked after at the customer's: when, by whom, with what result, when again (F-058, R-137)."""

    __tablename__ = "upkeep"
    kind = "upkeep"
    task_reads: ClassVar = ("product_name", "customer.customer_name")
    __table_args__ = (
        *led_by("upkeep", "state", "maintained_on", "technician_id", "next_on", "created_at"),
    )

    state: Mapped[UpkeepState] = mapped_column(
        choice(UpkeepState), default=UpkeepState.DONE, info=label(_("State"))
    )
    maintained_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Day of the upkeep"), form="F-058", rule="R-137")
    )
    product_name: Mapped[str] = mapped_column(
        String(120), info=label(_("Product looked after"), form="F-058")
    )
    content: Mapped[str] = mapped_column(
        Text, info=label(_("What was done"), form="F-058", rule="R-137")
    )
    technician_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Looked after by"), form="F-058")
    )
    result: Mapped[str | None] = mapped_column(Text, info=label(_("Result"), form="F-058"))
    next_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Next upkeep on"), form="F-058")
    )

    technician: Mapped[User | None] = relationship(
        User, foreign_keys=[technician_id], info=label(_("Looked after by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    @property
    def task_line(self) -> str:
        """Which product."""
        return self.product_name

    def __str__(self) -> str:
        return f"{self.product_name} {self.maintained_on.isoformat()}"
