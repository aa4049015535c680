"""Projects of a customer and who decides on them (F-013, section 15 of customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import Contact, OfCustomer
from app.kernel.db import Model, Stamped, choice, label, led_by
from app.kernel.scope import Owned, within
from app.kernel.search import Search
from app.market.words import DeciderRole, ProjectStage, WillBuy


class Project(OfCustomer, Model):
    """What a customer means to buy, and whether it deserves our time (F-013, R-047)."""

    __tablename__ = "project"
    kind = "project"
    numbers = {"project_no": "XM-{yyyy}-{seq:04d}"}
    __search__ = Search(names=("project_name",), codes=("project_no",))
    __table_args__ = (
        CheckConstraint("project_budget >= 0", name="project_budget"),
        *led_by("project", "project_name", "project_stage", "project_will_buy", "project_buy_on",
                "project_budget", "created_at"),
    )  # fmt: skip

    project_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Project number"), form="F-013")
    )
    project_name: Mapped[str] = mapped_column(String(120), info=label(_("Project name")))
    project_stage: Mapped[ProjectStage] = mapped_column(
        choice(ProjectStage), default=ProjectStage.NOTED,
        info=label(
            _("Stage"), rule="R-047",
            help=_("Before it is pursued: will they buy, when, for how much, by which process."),
        ),
    )  # fmt: skip
    project_will_buy: Mapped[WillBuy] = mapped_column(
        choice(WillBuy), default=WillBuy.UNDECIDED,
        info=label(_("Will they buy?"), field="CF-348", rule="R-047"),
    )  # fmt: skip
    project_buy_on: Mapped[dt.date | None] = mapped_column(
        Date,
        info=label(_("Planned purchase"), field="CF-345", secret="confidential", rule="R-047"),
    )
    project_budget: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Budget"), field="CF-346", secret="confidential", money=True, rule="R-047"),
    )
    project_purchase_plan: Mapped[str] = mapped_column(
        Text, info=label(_("Latest purchase plan"), field="CF-342", secret="confidential")
    )
    project_problem: Mapped[str] = mapped_column(
        Text, info=label(_("Problem to be solved"), field="CF-343", secret="confidential")
    )
    project_timetable: Mapped[str | None] = mapped_column(
        Text, info=label(_("Purchasing timetable"), field="CF-345", secret="confidential")
    )
    project_process: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Purchasing process"), field="CF-347", secret="confidential", rule="R-047"),
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text, info=label(_("Key point feedback"), secret="confidential", rule="R-123")
    )

    def __str__(self) -> str:
        return self.project_name


class ProjectDecider(Owned, Stamped, Model):
    """Who at the customer decides on a project, or sways who does (CF-344)."""

    __tablename__ = "project_decider"
    kind = "project"
    reach = within("project", "project_id")
    __table_args__ = (*led_by("project_decider", "contact_id"),)

    project_id: Mapped[int] = mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), info=label(_("Project"))
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id"), info=label(_("Contact"), field="CF-344", rule="R-047")
    )
    decider_role: Mapped[DeciderRole] = mapped_column(
        choice(DeciderRole), default=DeciderRole.DECIDER, info=label(_("Say in it"))
    )
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("Remark")))

    project: Mapped[Project] = relationship(Project, info=label(_("Project")))
    contact: Mapped[Contact] = relationship(Contact, info=label(_("Contact")))

    def __str__(self) -> str:
        return str(self.contact)
