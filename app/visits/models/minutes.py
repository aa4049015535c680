"""The minutes of a face-to-face talk: written, reviewed, sent, receipt confirmed (F-046)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.visits.models.slip import VisitRequest
from app.visits.words import MinutesState, SentWay


class Minutes(Owned, Stamped, Model):
    """What was agreed in a talk, as both sides have it in hand (F-046, R-118, R-119)."""

    __tablename__ = "minutes"
    kind = "minutes"
    task_reads: ClassVar = ("minutes_no", "visit_request.customer_name")
    reach = within("visit_request", "visit_request_id")
    numbers = {"minutes_no": "JY-{yyyy}{mm}-{seq:04d}"}
    __table_args__ = (
        *led_by("minutes", "state", "met_at", "minutes_due_at", "written_at", "is_written_late",
                "reviewed_by_id", "reviewed_at", "sent_on", "sent_way", "receipt_confirmed_on",
                "created_at"),
    )  # fmt: skip

    minutes_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the minutes"))
    )
    state: Mapped[MinutesState] = mapped_column(
        choice(MinutesState), default=MinutesState.DRAFT, info=label(_("State"))
    )
    visit_request_id: Mapped[int] = mapped_column(
        ForeignKey("visit_request.id", ondelete="CASCADE"), unique=True,
        info=label(_("Visit slip"), form="F-046"),
    )  # fmt: skip
    met_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Time of the talk"), form="F-046")
    )
    place: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Place of the talk"), form="F-046")
    )
    attendees_ours: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Present for us"), form="F-046")
    )
    attendees_theirs: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Present for the customer"), form="F-046", secret="personal")
    )
    topics: Mapped[str | None] = mapped_column(
        Text, info=label(_("Topics"), form="F-046", rule="R-118")
    )
    open_points: Mapped[str | None] = mapped_column(
        Text, info=label(_("Open points"), form="F-046")
    )
    minutes_due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("To be written by"), rule="R-118", due="written_at")
    )
    written_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Written at"), rule="R-118")
    )
    is_written_late: Mapped[bool | None] = mapped_column(
        info=label(_("Written late"), rule="R-118")
    )
    reviewed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Reviewed by"), rule="R-119")
    )
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Reviewed at"), rule="R-119")
    )
    guidance: Mapped[str | None] = mapped_column(
        Text, info=label(_("Guidance of the reviewer"), rule="R-119")
    )
    sent_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Sent to the customer on"), rule="R-119")
    )
    sent_way: Mapped[SentWay | None] = mapped_column(
        choice(SentWay), info=label(_("Sent by way of"), rule="R-119")
    )
    receipt_confirmed_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Receipt confirmed on"), rule="R-119")
    )
    receipt_confirmed_by: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Receipt confirmed by"), rule="R-119", secret="personal")
    )

    visit_request: Mapped[VisitRequest] = relationship(VisitRequest, info=label(_("Visit slip")))
    reviewed_by: Mapped[User | None] = relationship(
        User, foreign_keys=[reviewed_by_id], info=label(_("Reviewed by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about the minutes is called: the customer, as the slip names him."""
        return self.visit_request.customer_name or self.minutes_no

    @property
    def customer_name(self) -> str:
        """Whom the talk was with, as the slip names him."""
        return self.visit_request.customer_name or ""

    customer_name.fget.label = _("Customer")  # type: ignore[attr-defined]
    customer_name.fget.pixels = 216  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.minutes_no


class MinutesAgreement(Owned, Stamped, Model):
    """Something that was agreed: who does it, until when (F-046)."""

    __tablename__ = "minutes_agreement"
    kind = "minutes"
    reach = within("minutes", "minutes_id")

    minutes_id: Mapped[int] = mapped_column(
        ForeignKey("minutes.id", ondelete="CASCADE"), info=label(_("Meeting minutes"))
    )
    item: Mapped[str] = mapped_column(Text, info=label(_("Agreed item"), form="F-046"))
    responsible: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Who sees to it"), form="F-046")
    )
    due_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Until"), form="F-046"))

    minutes: Mapped[Minutes] = relationship(Minutes, info=label(_("Meeting minutes")))

    def __str__(self) -> str:
        return self.item[:60]
