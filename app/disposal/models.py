"""The bad-customer case with its duties, responsible persons and decisions (F-141…F-144)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.disposal.words import (
    CaseState,
    Criterion,
    DecisionKind,
    Directness,
    Duty,
    DutyState,
    GeneralMeasure,
    Origin,
    Side,
    SpecialMeasure,
)
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.organization.models import Area, Branch, Department

#: States in which a case has come to its end.
OVER = (CaseState.REJECTED, CaseState.REVOKED, CaseState.CLOSED)
_ONE_OPEN = text("state NOT IN ('rejected', 'revoked', 'closed')")
FILTERED = (
    "state", "nominated_by", "last_trade_on", "overdue_days", "arrears_amount", "submitted_at",
    "approved_by_id", "approved_at", "duties_due_at", "closed_at", "created_at",
)  # fmt: skip


class BadCase(Owned, Stamped, Model):
    """One parting from a bad customer, from the nomination to the filed case (W-17)."""

    __tablename__ = "bad_case"
    kind = "bad_case"
    task_reads: ClassVar = ("customer_name", "case_no")
    reach = within("customer", "customer_id")
    outlives_closing = True
    numbers = {"case_no": "BL-{yyyy}-{seq:04d}"}
    __table_args__ = (
        Index(
            "uq_bad_case_open", "customer_id", unique=True,
            sqlite_where=_ONE_OPEN, postgresql_where=_ONE_OPEN,
        ),
        Index("ix_bad_case_customer_id_id", "customer_id", "id"),
        *led_by("bad_case", *FILTERED),
    )  # fmt: skip

    case_no: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Case number")))
    state: Mapped[CaseState] = mapped_column(
        choice(CaseState), default=CaseState.NOMINATED, info=label(_("State"), field="CF-355")
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"),
        info=label(_("Customer"), form="F-141", kept="customer_name", rule="R-258"),
    )
    customer_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Customer in the case"), form="F-141")
    )
    nominated_by: Mapped[Origin] = mapped_column(
        choice(Origin), default=Origin.MANUAL, info=label(_("Way of nomination"), rule="R-259")
    )
    criteria: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Criteria"), words=Criterion, field="CF-354", rule="R-259")
    )
    evidence: Mapped[str | None] = mapped_column(
        Text, info=label(_("Facts and evidence"), form="F-141")
    )
    last_trade_on: Mapped[dt.date | None] = mapped_column(
        info=label(_("Last trade on"), form="F-141", rule="R-259")
    )
    arrears_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Arrears"), form="F-141", secret="confidential", money=True),
    )
    overdue_days: Mapped[int | None] = mapped_column(
        info=label(_("Days overdue"), form="F-141", rule="R-259")
    )
    general_measures: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("General measures"), words=GeneralMeasure, rule="R-260")
    )
    special_measures: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Special measures"), words=SpecialMeasure, rule="R-261")
    )
    measure_note: Mapped[str | None] = mapped_column(
        Text, info=label(_("Other measures in words"), rule="R-260")
    )
    submitted_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Presented at"))
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Decided by"), rule="C-35")
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Decided at"), rule="C-35")
    )
    decision_note: Mapped[str | None] = mapped_column(
        Text, info=label(_("Opinion on the case"), rule="C-35")
    )
    duties_due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Duties to be done by"))
    )
    lifecycle_before: Mapped[Lifecycle | None] = mapped_column(
        choice(Lifecycle), info=label(_("Stage before the case"))
    )
    causes: Mapped[str | None] = mapped_column(
        Text, info=label(_("Causes"), form="F-142", rule="R-265")
    )
    prevention: Mapped[str | None] = mapped_column(
        Text, info=label(_("Prevention"), form="F-142", rule="R-265")
    )
    gm_opinion: Mapped[str | None] = mapped_column(
        Text, info=label(_("Opinion of the general manager"), form="F-142", rule="R-265")
    )
    course: Mapped[str | None] = mapped_column(
        Text, info=label(_("Course of events"), form="F-143", rule="R-266")
    )
    loss_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Loss"), form="F-143", rule="R-266", secret="confidential", money=True),
    )
    review_conclusion: Mapped[str | None] = mapped_column(
        Text, info=label(_("Conclusion of the review"), form="F-143", rule="R-266")
    )
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Filed at")))

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="BadCase.owner_id", info=label(_("Responsible salesperson"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    area: Mapped[Area | None] = relationship(Area, info=label(_("Area")))
    department: Mapped[Department | None] = relationship(Department, info=label(_("Department")))
    approved_by: Mapped[User | None] = relationship(
        User, foreign_keys="BadCase.approved_by_id", info=label(_("Decided by"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about the case is called: the customer, whom the case names for good."""
        return self.customer_name or self.case_no

    def __str__(self) -> str:
        return self.case_no


class BadDuty(Owned, Stamped, Model):
    """Something one department does in a case (E-55, R-262…R-264)."""

    __tablename__ = "bad_duty"
    kind = "bad_case"
    reach = within("bad_case", "bad_case_id")
    outlives_closing = True
    __table_args__ = (
        UniqueConstraint("bad_case_id", "duty"),
        *led_by(
            "bad_duty",
            "bad_case_id",
            "side",
            "duty",
            "state",
            "due_at",
            "done_at",
            "done_by_id",
            "created_at",
        ),
    )

    bad_case_id: Mapped[int] = mapped_column(
        ForeignKey("bad_case.id", ondelete="CASCADE"), info=label(_("Case"), form="F-141")
    )
    side: Mapped[Side] = mapped_column(choice(Side), info=label(_("Department"), form="F-141"))
    duty: Mapped[Duty] = mapped_column(choice(Duty), info=label(_("Duty"), form="F-141"))
    state: Mapped[DutyState] = mapped_column(
        choice(DutyState), default=DutyState.OPEN, info=label(_("State"))
    )
    due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("To be done by"), due="done_at")
    )
    done_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Done at"), form="F-141")
    )
    done_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Done by"), form="F-141")
    )
    result: Mapped[str | None] = mapped_column(
        String(300), info=label(_("What was done"), form="F-141")
    )

    bad_case: Mapped[BadCase] = relationship(BadCase, info=label(_("Case")))
    done_by: Mapped[User | None] = relationship(
        User, foreign_keys="BadDuty.done_by_id", info=label(_("Done by"))
    )

    def __str__(self) -> str:
        return str(self.duty)


class BadResponsibility(Owned, Stamped, Model):
    """Who is responsible for what happened, as the internal review found (F-143)."""

    __tablename__ = "bad_responsibility"
    kind = "bad_case"
    reach = within("bad_case", "bad_case_id")
    outlives_closing = True
    __table_args__ = (UniqueConstraint("bad_case_id", "user_id"),)

    bad_case_id: Mapped[int] = mapped_column(
        ForeignKey("bad_case.id", ondelete="CASCADE"), info=label(_("Case"))
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Person"), form="F-143", rule="R-267")
    )
    directness: Mapped[Directness] = mapped_column(
        choice(Directness), info=label(_("Responsibility"), form="F-143", rule="R-267")
    )
    degree: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Degree"), form="F-143", rule="R-267")
    )

    bad_case: Mapped[BadCase] = relationship(BadCase, info=label(_("Case")))
    user: Mapped[User] = relationship(
        User, foreign_keys="BadResponsibility.user_id", info=label(_("Person"))
    )

    def __str__(self) -> str:
        return str(self.user)


class BadDecision(Owned, Stamped, Model):
    """A punishment or a reward that a case led to (F-144, R-267)."""

    __tablename__ = "bad_decision"
    kind = "bad_case"
    reach = within("bad_case", "bad_case_id")
    outlives_closing = True
    numbers = {"decision_no": "JC-{yyyy}-{seq:04d}"}
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        *led_by("bad_decision", "bad_case_id", "decision_kind", "created_at"),
    )

    decision_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Decision number"))
    )
    bad_case_id: Mapped[int] = mapped_column(
        ForeignKey("bad_case.id", ondelete="CASCADE"), info=label(_("Case"), form="F-144")
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Person"), form="F-144", rule="R-267")
    )
    decision_kind: Mapped[DecisionKind] = mapped_column(
        choice(DecisionKind), info=label(_("Reward or punishment"), form="F-144", rule="R-267")
    )
    basis: Mapped[str] = mapped_column(Text, info=label(_("Basis"), form="F-144"))
    content: Mapped[str] = mapped_column(Text, info=label(_("Decision"), form="F-144"))
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Amount"), money=True, secret="confidential")
    )

    bad_case: Mapped[BadCase] = relationship(BadCase, info=label(_("Case")))
    user: Mapped[User] = relationship(
        User, foreign_keys="BadDecision.user_id", info=label(_("Person"))
    )

    def __str__(self) -> str:
        return self.decision_no
