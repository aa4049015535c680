"""The plan of return visits of a period, line by line (F-060)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import Customer
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.organization.models import Area, Branch, Department
from app.returns.words import PlanMethod, PlanState, RvPurpose
from app.visits.words import Occasion


class ReturnPlan(Owned, Stamped, Model):
    """Whom somebody means to visit again within a period, and for what (F-060, R-141)."""

    __tablename__ = "return_plan"
    kind = "return_plan"
    task_reads: ClassVar = ("plan_no", "topic")
    numbers = {"plan_no": "HJ-{yyyy}{mm}-{seq:04d}"}
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="period"),
        *led_by("return_plan", "state", "from_on", "to_on", "approved_by_id", "approved_at", "created_at"),
    )  # fmt: skip

    plan_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the plan"), form="F-060")
    )
    state: Mapped[PlanState] = mapped_column(
        choice(PlanState), default=PlanState.DRAFT, info=label(_("State"))
    )
    from_on: Mapped[dt.date] = mapped_column(
        Date, info=label(_("First day of the plan"), form="F-060")
    )
    to_on: Mapped[dt.date] = mapped_column(
        Date, info=label(_("Last day of the plan"), form="F-060")
    )
    topic: Mapped[str] = mapped_column(
        String(200), info=label(_("Topic"), form="F-060", rule="R-141")
    )
    submitted_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Submitted at"))
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Approved by"), form="F-060")
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Approved at"), form="F-060")
    )

    owner: Mapped[User | None] = relationship(
        User, foreign_keys="ReturnPlan.owner_id", info=label(_("Planned by"), form="F-060")
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    area: Mapped[Area | None] = relationship(Area, info=label(_("Area"), form="F-060"))
    department: Mapped[Department | None] = relationship(
        Department, foreign_keys="ReturnPlan.department_id", info=label(_("Department"))
    )
    approved_by: Mapped[User | None] = relationship(
        User, foreign_keys=[approved_by_id], info=label(_("Approved by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the topic."""
        return self.topic

    def __str__(self) -> str:
        return self.plan_no


class ReturnPlanLine(Owned, Stamped, Model):
    """One customer of a plan: how, for what, when and by whom (F-060, R-141)."""

    __tablename__ = "return_plan_line"
    kind = "return_plan"
    reach = within("return_plan", "plan_id")
    __table_args__ = (Index("ix_return_plan_line_customer_id_id", "customer_id", "id"),)

    plan_id: Mapped[int] = mapped_column(
        ForeignKey("return_plan.id", ondelete="CASCADE"), info=label(_("Return visit plan"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"), info=label(_("Customer"), form="F-060")
    )
    plan_method: Mapped[PlanMethod] = mapped_column(
        choice(PlanMethod), info=label(_("Planned way"), form="F-060", rule="R-141")
    )
    rv_purpose: Mapped[RvPurpose] = mapped_column(
        choice(RvPurpose), info=label(_("Purpose of the return visit"), form="F-060", rule="R-141")
    )
    planned_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Planned for"), form="F-060", rule="R-141")
    )
    visitor_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Made by"), form="F-060")
    )
    occasion: Mapped[Occasion] = mapped_column(
        choice(Occasion),
        default=Occasion.PLAN,
        server_default="plan",
        info=label(_("What calls for the visit"), form="F-043", rule="R-096"),
    )
    content: Mapped[str | None] = mapped_column(
        Text, info=label(_("Content of the return visit"), form="F-060", rule="R-141")
    )

    plan: Mapped[ReturnPlan] = relationship(ReturnPlan, info=label(_("Return visit plan")))
    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    visitor: Mapped[User | None] = relationship(
        User, foreign_keys=[visitor_id], info=label(_("Made by"))
    )

    def __str__(self) -> str:
        return str(self.customer)
