"""A return visit with its record (F-061…F-063, F-065)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import Contact, OfCustomer
from app.customers.traits import BuyerClass
from app.kernel.db import Model, UTCDateTime, choice, label, led_by
from app.market.words import Satisfaction
from app.organization.models import Department
from app.returns.models.plan import ReturnPlanLine
from app.returns.words import RecordMethod, ReturnState, RvContent, RvKind, RvPurpose, RvSource
from app.visits.encounters import Encounter
from app.visits.models import OpinionItem, VisitRequest

#: States in which a return visit has been made.
MADE = (ReturnState.RECORDED, ReturnState.CHECKED, ReturnState.FILED)
FILTERED = (
    "state", "rv_kind", "source", "record_method", "rv_purpose", "planned_at", "due_at", "visited_at",
    "visitor_id", "contact_id", "is_recorded_late", "is_complaint", "service_rating", "checked_by_id", "checked_at",
    "filed_at", "created_at",
)  # fmt: skip


class ReturnVisit(OfCustomer, Model):
    """One return visit: why it is due, how it was made, what the customer said (W-10, W-11)."""

    __tablename__ = "return_visit"
    kind = "return_visit"
    task_reads: ClassVar = ("customer.customer_name", "topic", "visit_no")
    numbers = {"visit_no": "HF-{yyyy}{mm}-{seq:05d}"}
    __table_args__ = (
        Index("ix_return_visit_customer_id_visited_at", "customer_id", "visited_at"),
        *led_by("return_visit", *FILTERED),
    )

    visit_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the return visit"), form="F-061")
    )
    state: Mapped[ReturnState] = mapped_column(
        choice(ReturnState), default=ReturnState.PLANNED, info=label(_("State"))
    )
    rv_kind: Mapped[RvKind] = mapped_column(
        choice(RvKind), default=RvKind.ROUTINE, info=label(_("Kind of return visit"), rule="R-138")
    )
    source: Mapped[RvSource] = mapped_column(
        choice(RvSource), default=RvSource.OWN, info=label(_("Why it is due"), form="F-062")
    )
    visit_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit_request.id", ondelete="SET NULL"),
        index=True,
        info=label(_("After the visit"), form="F-062", rule="R-162"),
    )
    plan_line_id: Mapped[int | None] = mapped_column(
        ForeignKey("return_plan_line.id", ondelete="SET NULL"),
        index=True,
        info=label(_("Line of the plan"), form="F-060"),
    )
    rv_purpose: Mapped[RvPurpose | None] = mapped_column(
        choice(RvPurpose), info=label(_("Purpose of the return visit"), form="F-060", rule="R-142")
    )
    topic: Mapped[str | None] = mapped_column(String(200), info=label(_("Topic"), form="F-060"))
    planned_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Planned for"), form="F-060")
    )
    due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("To be made by"), rule="R-162", due="visited_at")
    )
    visitor_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Made by"), form="F-061")
    )
    # -- the record -------------------------------------------------------------------------------
    record_method: Mapped[RecordMethod | None] = mapped_column(
        choice(RecordMethod), info=label(_("Way of the return visit"), form="F-061")
    )
    visited_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Made at"), form="F-061")
    )
    contact_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"), info=label(_("Contact"))
    )
    person_name: Mapped[str | None] = mapped_column(
        String(100),
        info=label(_("Spoken with"), form="F-061", secret="personal", person="contact_id"),
    )
    phone: Mapped[str | None] = mapped_column(
        String(40),
        info=label(_("Their number"), form="F-061", secret="personal", person="contact_id"),
    )
    service_store: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Service shop"), form="F-061")
    )
    buyer_class: Mapped[BuyerClass | None] = mapped_column(
        choice(BuyerClass), info=label(_("Kind of buyer"), form="F-061")
    )
    product_purchased_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Product bought on"), form="F-061")
    )
    contents: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Talked about"), words=RvContent, form="F-061")
    )
    health_info: Mapped[str | None] = mapped_column(
        Text, info=label(_("Health"), form="F-061", secret="sensitive", person="contact_id")
    )
    basics_checked: Mapped[bool | None] = mapped_column(
        info=label(_("Base data confirmed"), form="F-065", rule="R-159")
    )
    requirement: Mapped[str | None] = mapped_column(
        Text, info=label(_("What the customer asks for"), form="F-065", rule="R-159")
    )
    service_rating: Mapped[Satisfaction | None] = mapped_column(
        choice(Satisfaction), info=label(_("Rating of our service"), form="F-065", rule="R-159")
    )
    content_record: Mapped[str | None] = mapped_column(
        Text, info=label(_("In the customer's words"), form="F-061", rule="R-147")
    )
    is_complaint: Mapped[bool] = mapped_column(
        default=False, info=label(_("A complaint"), form="F-062", rule="R-164")
    )
    functional_department_id: Mapped[int | None] = mapped_column(
        ForeignKey("department.id"), info=label(_("Department that handles it"), form="F-062", rule="R-147")
    )  # fmt: skip
    complaint_id: Mapped[int | None] = mapped_column(
        ForeignKey("opinion_item.id", ondelete="SET NULL"),
        index=True,
        info=label(_("Complaint opened"), rule="R-164"),
    )
    handling_result: Mapped[str | None] = mapped_column(
        Text, info=label(_("How it was handled"), form="F-061")
    )
    reply_record: Mapped[str | None] = mapped_column(
        Text, info=label(_("Answered on the spot"), form="F-061")
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text, info=label(_("Key points"), form="F-061", rule="R-123")
    )
    recorded_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Recorded at"), rule="R-159")
    )
    is_recorded_late: Mapped[bool | None] = mapped_column(
        info=label(_("Recorded late"), rule="R-159")
    )
    # -- after it ---------------------------------------------------------------------------------
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Signed by"), form="F-061", rule="R-148")
    )
    checked_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Signed at"), form="F-061", rule="R-155")
    )
    guidance: Mapped[str | None] = mapped_column(
        Text, info=label(_("Guidance"), form="F-065", rule="R-155")
    )
    filed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Filed at"), rule="R-152")
    )

    visit_request: Mapped[VisitRequest | None] = relationship(
        VisitRequest, info=label(_("After the visit"))
    )
    plan_line: Mapped[ReturnPlanLine | None] = relationship(
        ReturnPlanLine, info=label(_("Line of the plan"))
    )
    contact: Mapped[Contact | None] = relationship(Contact, info=label(_("Contact")))
    visitor: Mapped[User | None] = relationship(
        User, foreign_keys=[visitor_id], info=label(_("Made by"))
    )
    checked_by: Mapped[User | None] = relationship(
        User, foreign_keys=[checked_by_id], info=label(_("Signed by"))
    )
    complaint: Mapped[OpinionItem | None] = relationship(
        OpinionItem, info=label(_("Complaint opened"))
    )
    functional_department: Mapped[Department | None] = relationship(
        Department,
        foreign_keys=[functional_department_id],
        info=label(_("Department that handles it")),
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer."""
        return str(self.customer)

    @property
    def task_line(self) -> str:
        """What it is about."""
        return self.topic or self.visit_no

    def as_encounter(self) -> Encounter:
        """A return visit as a contact: when, who, about what, with whom (R-068)."""
        at = self.visited_at or self.created_at
        return Encounter(at, self.visitor, self.topic or self.visit_no, str(self.customer), self)

    def __str__(self) -> str:
        return self.visit_no
