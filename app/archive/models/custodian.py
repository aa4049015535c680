"""Who runs the archive: proposed, checked, appointed, relieved (F-138, W-38)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.words import CustodianState, Quality
from app.kernel.db import Model, Stamped, choice, label, led_by


class Custodian(Stamped, Model):
    """The appointment of one person, with the check of what a custodian must be (R-309, R-310)."""

    __tablename__ = "custodian"
    kind = "custodian"
    task_reads: ClassVar = ("appointment_no", "user.last_name", "user.first_name")
    numbers = {"appointment_no": "RM-{yyyy}-{seq:03d}"}
    __table_args__ = (
        *led_by("custodian", "state", "user_id", "loyalty", "analysis_ability", "overall_knowledge",
                "tenure_months", "from_on", "to_on", "signed_on", "created_at"),
    )  # fmt: skip

    appointment_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the appointment"), form="F-138")
    )
    state: Mapped[CustodianState] = mapped_column(
        choice(CustodianState), default=CustodianState.PROPOSED, info=label(_("State"))
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Person"), form="F-138", rule="R-309")
    )
    tenure_months: Mapped[int | None] = mapped_column(
        Integer,
        info=label(
            _("Months with the company"), form="F-138", rule="R-310", least=0, most=900,
            help=_("Filled in from the day of joining when it is checked."),
        ),
    )  # fmt: skip
    loyalty: Mapped[Quality | None] = mapped_column(
        choice(Quality, checked=False), info=label(_("Loyalty"), form="F-138", rule="R-310")
    )
    analysis_ability: Mapped[Quality | None] = mapped_column(
        choice(Quality, checked=False),
        info=label(_("Ability to investigate and analyse"), form="F-138", rule="R-310"),
    )
    overall_knowledge: Mapped[Quality | None] = mapped_column(
        choice(Quality, checked=False),
        info=label(_("Overall knowledge of the company"), form="F-138", rule="R-310"),
    )
    opinion: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Opinion on the person"), form="F-138")
    )
    signed_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Secrecy signed on"), form="F-154", rule="R-013")
    )
    from_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("In office from"), form="F-138")
    )
    to_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("In office until"), form="F-138")
    )

    user: Mapped[User] = relationship(User, foreign_keys=[user_id], info=label(_("Person")))

    @property
    def task_subject(self) -> str:
        """Whose appointment it is: what its tasks and its page are called."""
        return f"{self.user.last_name}{self.user.first_name}" if self.user else str(self)

    def __str__(self) -> str:
        return self.appointment_no
