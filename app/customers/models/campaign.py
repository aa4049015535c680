"""Campaigns that gather information on customers: plan, budget, work, report (F-121, F-120)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.matters import CampaignState, GatherWay
from app.kernel.db import Model, Stamped, actor_id, choice, label, led_by
from app.kernel.search import Search


class Campaign(Stamped, Model):
    """One campaign, from the plan to the report of what was found (W-33, R-031, R-032)."""

    __tablename__ = "campaign"
    kind = "campaign"
    task_reads: ClassVar = ("campaign_no", "campaign_name")
    numbers = {"campaign_no": "SJ-{yyyy}-{seq:03d}"}
    __search__ = Search(names=("campaign_name",), codes=("campaign_no",))
    __table_args__ = (
        CheckConstraint("budget >= 0", name="budget"),
        *led_by("campaign", "campaign_name", "state", "person_in_charge_id", "budget", "from_on",
                "to_on", "reported_on", "created_at"),
    )  # fmt: skip

    campaign_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Campaign number"), form="F-121")
    )
    campaign_name: Mapped[str] = mapped_column(String(120), info=label(_("Campaign")))
    state: Mapped[CampaignState] = mapped_column(
        choice(CampaignState), default=CampaignState.PLANNED, info=label(_("State"))
    )
    goal: Mapped[str | None] = mapped_column(
        Text, info=label(_("Goal and plan"), form="F-121", rule="R-031")
    )
    scope: Mapped[str | None] = mapped_column(
        Text, info=label(_("Scope of the information"), form="F-121")
    )
    gather_ways: Mapped[list[str]] = mapped_column(
        JSON, default=list,
        info=label(_("Sources"), words=GatherWay, form="F-121", rule="R-031"),
    )  # fmt: skip
    person_in_charge_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id,
        info=label(_("In charge of the campaign"), form="F-121", rule="R-031"),
    )  # fmt: skip
    division: Mapped[str | None] = mapped_column(
        Text, info=label(_("Division of work"), form="F-121", rule="R-032")
    )
    budget: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(
            _("Budget of the campaign"),
            form="F-121",
            rule="R-031",
            secret="confidential",
            money=True,
        ),
    )
    from_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Begins on"), form="F-121"))
    to_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Ends on"), form="F-121"))
    methods: Mapped[str | None] = mapped_column(
        Text, info=label(_("Methods"), form="F-120", rule="R-032")
    )
    figures: Mapped[str | None] = mapped_column(
        Text, info=label(_("Results in figures"), form="F-120", rule="R-032")
    )
    conclusions: Mapped[str | None] = mapped_column(
        Text, info=label(_("Conclusions"), form="F-120", rule="R-032")
    )
    suggestions: Mapped[str | None] = mapped_column(
        Text, info=label(_("Suggestions"), form="F-120")
    )
    reported_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Reported on"), form="F-120")
    )

    person_in_charge: Mapped[User | None] = relationship(
        User, foreign_keys=[person_in_charge_id], info=label(_("In charge of the campaign"))
    )

    def __str__(self) -> str:
        return self.campaign_name
