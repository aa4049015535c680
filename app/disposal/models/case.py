"""The bad-customer case: criteria, measures, decision, analysis, review (F-141…F-143)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.disposal.words import (
    CaseState,
    Criterion,
    GeneralMeasure,
    Origin,
    SpecialMeasure,
)
from app.kernel import clock
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.organization.models import Area, Branch, Department

#: States in which a case has come to its end.
OVER = (CaseState.REJECTED, CaseState.REVOKED, CaseState.CLOSED)
_ONE_OPEN = text("state NOT IN ('rejected', 'revoked', 'closed')")
FILTERED = (
    "state", "nominated_by", "main_criterion", "last_trade_on", "overdue_days", "arrears_amount", "submitted_at",
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
    main_criterion: Mapped[Criterion | None] = mapped_column(
        choice(Criterion), info=label(_("Main criterion"), field="CF-354", rule="R-259")
    )
    evidence: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Facts and evidence"), form="F-141", rule="R-259", secret="confidential"),
    )
    last_trade_on: Mapped[dt.date | None] = mapped_column(
        info=label(_("Last trade on"), form="F-141", rule="R-259")
    )
    arrears_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Arrears"), form="F-141", secret="confidential", money=True, least=0),
    )
    overdue_since: Mapped[dt.date | None] = mapped_column(
        info=label(
            _("Overdue since"), form="F-141", field="CF-291", rule="R-259", secret="confidential"
        )
    )
    overdue_days: Mapped[int | None] = mapped_column(
        info=label(_("Days overdue"), form="F-141", rule="R-259", least=0)
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
        info=label(
            _("Loss"), form="F-143", rule="R-266", secret="confidential", money=True, least=0
        ),
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

    @validates("criteria")
    def _leads(self, _key: str, chosen: list[str] | None) -> list[str] | None:
        """The first of the criteria, in the order of the rule, is what cases are listed by (R-259)."""
        self.main_criterion = next(
            (each for each in Criterion if each.value in (chosen or ())), None
        )
        return chosen

    @validates("overdue_since")
    def _overdue(self, _key: str, since: dt.date | None) -> dt.date | None:
        """How many days that was when it was stated stands in the case (F-141)."""
        self.overdue_days = max((clock.today() - since).days, 0) if since is not None else None
        return since

    @property
    def task_subject(self) -> str:
        """What a task about the case is called: the customer, whom the case names for good."""
        return self.customer_name or self.case_no

    def __str__(self) -> str:
        return self.case_no
