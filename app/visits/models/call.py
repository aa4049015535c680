"""The telephone register: every call with a customer, in either direction (F-047)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.models import Contact, OfCustomer
from app.customers.naming import phone_key
from app.kernel.db import Model, UTCDateTime, choice, label, led_by, utcnow
from app.kernel.search import Search
from app.visits.words import CallState, Direction

FILTERED = (
    "state", "direction", "called_at", "our_person_id", "contact_id", "follow_up_on", "followed_up_at",
    "created_at",
)  # fmt: skip


class PhoneCall(OfCustomer, Model):
    """One call: who spoke with whom, why and about what; what is still to be done becomes a task (W-11)."""

    __tablename__ = "phone_call"
    kind = "phone_call"
    task_reads: ClassVar = ("customer.customer_name", "follow_up")
    __search__ = Search(names=("their_person",), phones=("phone",))
    __table_args__ = (
        Index("ix_phone_call_customer_id_called_at", "customer_id", "called_at"),
        Index("ix_phone_call_phone_key_called_at", "phone_key", "called_at"),
        *led_by("phone_call", *FILTERED),
    )

    state: Mapped[CallState] = mapped_column(
        choice(CallState), default=CallState.NOTED, info=label(_("Follow-up"))
    )
    direction: Mapped[Direction] = mapped_column(
        choice(Direction),
        default=Direction.OUTGOING,
        info=label(_("Direction"), form="F-047", rule="R-121"),
    )
    called_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Time of the call"), form="F-047")
    )
    our_person_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"),
        info=label(_("Our person"), form="F-047", rule="R-121"),
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), info=label(_("Contact"))
    )
    their_person: Mapped[str | None] = mapped_column(
        String(100),
        info=label(
            _("Their person"), form="F-047", rule="R-121", secret="personal", person="contact_id"
        ),
    )
    phone: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Their number"), secret="personal", person="contact_id")
    )
    phone_key: Mapped[str | None] = mapped_column(
        String(80),
        info=label(_("Telephone as digits"), rule="R-068", secret="personal", person="contact_id"),
    )
    reason: Mapped[str] = mapped_column(
        String(200), info=label(_("Reason of the call"), form="F-047", rule="R-121")
    )
    content: Mapped[str | None] = mapped_column(
        Text, info=label(_("Content of the call"), form="F-047", rule="R-121")
    )
    stage: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Stage of business"), form="F-047")
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text, info=label(_("Key points"), form="F-047", rule="R-123")
    )
    follow_up: Mapped[str | None] = mapped_column(String(300), info=label(_("Still to be done")))
    follow_up_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("To be done by"), due="followed_up_at")
    )
    followed_up_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Done at"))
    )
    follow_up_result: Mapped[str | None] = mapped_column(Text, info=label(_("What came of it")))

    our_person: Mapped[User] = relationship(
        User, foreign_keys=[our_person_id], info=label(_("Our person"))
    )
    contact: Mapped[Contact | None] = relationship(Contact, info=label(_("Contact")))

    @validates("phone")
    def _fold(self, _name: str, value: str | None) -> str | None:
        self.phone_key = phone_key(value)
        return value

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    @property
    def task_line(self) -> str:
        """What is to be done, in one line."""
        return self.follow_up or ""

    def __str__(self) -> str:
        return self.reason
