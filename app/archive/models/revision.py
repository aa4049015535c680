"""The two-monthly revision of an archive (F-132, F-122), and the check of how a card is kept (F-136)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.words import (
    ArchiveSection,
    CheckResult,
    CheckWay,
    RevisionFlag,
    RevisionState,
    Truth,
)
from app.customers.models import Customer, OfCustomer
from app.customers.words import Tier
from app.kernel import clock
from app.kernel.db import Model, actor_id, choice, label, led_by
from app.kernel.secrets import marks
from app.kernel.words import listed


def _result(section: ArchiveSection) -> Mapped[CheckResult | None]:
    info = label(section.label, form="F-132", rule="R-301")
    # seven columns of a table: PostgreSQL takes a CHECK of one name once
    return mapped_column(choice(CheckResult, checked=False), info=info)


def _note() -> Mapped[str | None]:
    return mapped_column(String(300), info=label(_("Finding of the check"), form="F-132"))


class Revision(OfCustomer, Model):
    """One archive checked section by section, its customer's course looked at, its tier set (W-26)."""

    __tablename__ = "revision"
    kind = "revision"
    task_reads: ClassVar = ("revision_no", "customer.customer_name")
    numbers = {"revision_no": "XD-{yyyy}-{seq:05d}"}
    __table_args__ = (
        *led_by("revision", "state", "due_on", "done_on", "revision_flag", "tier", "changed_count",
                "observe_until", "created_at"),
    )  # fmt: skip

    revision_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the revision"), form="F-132")
    )
    state: Mapped[RevisionState] = mapped_column(
        choice(RevisionState), default=RevisionState.DUE, info=label(_("State"), rule="R-301")
    )
    since_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Last revised on"), field="CF-049")
    )
    due_on: Mapped[dt.date] = mapped_column(
        Date, info=label(_("Revision due"), field="CF-050", rule="R-301", due="done_on")
    )
    done_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Revised on"), form="F-132"))
    # columns of the card that changed since the last revision, by their names
    changed: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Changed items as kept"), rule="R-024")
    )
    changed_count: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Items changed"), form="F-132")
    )
    is_updated: Mapped[bool] = mapped_column(
        default=False, info=label(_("Card brought up to date"), form="F-132", rule="R-300")
    )
    base_check: Mapped[CheckResult | None] = _result(ArchiveSection.BASE)
    base_note: Mapped[str | None] = _note()
    product_check: Mapped[CheckResult | None] = _result(ArchiveSection.PRODUCT)
    product_note: Mapped[str | None] = _note()
    competition_check: Mapped[CheckResult | None] = _result(ArchiveSection.COMPETITION)
    competition_note: Mapped[str | None] = _note()
    trade_check: Mapped[CheckResult | None] = _result(ArchiveSection.TRADE)
    trade_note: Mapped[str | None] = _note()
    people_check: Mapped[CheckResult | None] = _result(ArchiveSection.PEOPLE)
    people_note: Mapped[str | None] = _note()
    features_check: Mapped[CheckResult | None] = _result(ArchiveSection.FEATURES)
    features_note: Mapped[str | None] = _note()
    papers_check: Mapped[CheckResult | None] = _result(ArchiveSection.PAPERS)
    papers_note: Mapped[str | None] = _note()
    growth_pct: Mapped[int | None] = mapped_column(
        Integer,
        info=label(
            _("Growth of yearly purchases (%)"), form="F-122", rule="R-257", secret="confidential"
        ),
    )
    revision_flag: Mapped[RevisionFlag | None] = mapped_column(
        choice(RevisionFlag), info=label(_("Course of the customer"), field="CF-351", rule="R-257")
    )
    loss_cause: Mapped[str | None] = mapped_column(
        Text, info=label(_("Analysis of the causes"), field="CF-352", rule="R-257")
    )
    observe_until: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("To be observed until"), form="F-122", rule="R-257")
    )
    observe_result: Mapped[str | None] = mapped_column(
        Text, info=label(_("Result of the observation"), form="F-122", rule="R-257")
    )
    tier: Mapped[Tier | None] = mapped_column(
        choice(Tier), info=label(_("Tier"), field="CF-013", rule="R-220")
    )
    tier_reason: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Why this tier"), form="F-132", rule="R-220")
    )

    @property
    def changed_items(self) -> str:
        """Which items of the card changed since the last revision, in words."""
        columns = Customer.__mapper__.columns
        named = [
            str(marks(columns[name])["label"]) for name in self.changed or () if name in columns
        ]
        return listed(dict.fromkeys(named))

    changed_items.fget.label = _("Changed items")  # type: ignore[attr-defined]
    changed_items.fget.pixels = 280  # type: ignore[attr-defined]

    @property
    def task_subject(self) -> str:
        """Whose archive is revised: what its tasks and its page are called."""
        return self.customer.customer_name if self.customer else str(self)

    def __str__(self) -> str:
        return self.revision_no


CHECKS: dict[ArchiveSection, str] = {
    ArchiveSection.BASE: "base", ArchiveSection.PEOPLE: "people", ArchiveSection.PRODUCT: "product",
    ArchiveSection.COMPETITION: "competition", ArchiveSection.TRADE: "trade",
    ArchiveSection.FEATURES: "features", ArchiveSection.PAPERS: "papers",
}  # fmt: skip


class CardCheck(OfCustomer, Model):
    """Four questions about how a card is kept, asked by a manager (F-136, R-037)."""

    __tablename__ = "card_check"
    kind = "card_check"
    numbers = {"check_no": "JC-{yyyy}-{seq:05d}"}
    __table_args__ = (
        *led_by("card_check", "checked_on", "checked_by_id", "immediate", "complete",
                "used_and_accurate", "viewed_before_visit", "check_way", "truth", "complete_pct",
                "created_at"),
    )  # fmt: skip

    check_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the check"), form="F-136")
    )
    checked_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Day of the check"), form="F-136")
    )
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id, info=label(_("Checked by"), form="F-136")
    )
    check_way: Mapped[CheckWay] = mapped_column(
        choice(CheckWay), default=CheckWay.PAPERS, info=label(_("Way of the check"), form="F-131")
    )
    immediate: Mapped[bool | None] = mapped_column(
        info=label(_("Filled in right after the visit"), form="F-136", rule="R-037")
    )
    complete: Mapped[bool | None] = mapped_column(
        info=label(_("Every item complete"), form="F-136", rule="R-037")
    )
    complete_pct: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Completeness"), field="CF-051", rule="R-015", meter=True)
    )
    used_and_accurate: Mapped[bool | None] = mapped_column(
        info=label(_("Used to the full and accurate"), form="F-136", rule="R-037")
    )
    viewed_before_visit: Mapped[bool | None] = mapped_column(
        info=label(_("Looked at before each visit"), form="F-136", rule="R-037")
    )
    truth: Mapped[Truth | None] = mapped_column(
        choice(Truth), info=label(_("Result of the check"), form="F-131", rule="R-017")
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label(_("Remark")))

    checked_by: Mapped[User | None] = relationship(
        User, foreign_keys=[checked_by_id], info=label(_("Checked by"))
    )

    @property
    def points(self) -> str:
        """How many of the questions asked are answered with yes."""
        answers: list[Any] = [getattr(self, name) for name in ASKED]
        return f"{sum(bool(one) for one in answers)} / {sum(one is not None for one in answers)}"

    points.fget.label = _("Questions met")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.check_no


#: The four questions of R-037, by the words of the register (card.checks).
ASKED = ("immediate", "complete", "used_and_accurate", "viewed_before_visit")
