"""What one department does in a bad-customer case (R-262…R-264)."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disposal.models.case import BadCase
from app.disposal.words import Duty, DutyState, Side
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within


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

    @property
    def customer_name(self) -> str:
        """Whom the case is about, as it names him for good."""
        return self.bad_case.customer_name or ""

    customer_name.fget.label = _("Customer")  # type: ignore[attr-defined]
    customer_name.fget.pixels = 216  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return str(self.duty)
