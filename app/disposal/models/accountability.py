"""Who is responsible for what happened, and what follows for him (F-143, F-144)."""

from __future__ import annotations

from decimal import Decimal

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.disposal.models.case import BadCase
from app.disposal.words import DecisionKind, Directness
from app.kernel.db import Model, Stamped, choice, label, led_by
from app.kernel.scope import Owned, within


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
    kind = "bad_decision"
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
    content: Mapped[str] = mapped_column(Text, info=label(_("What was decided"), form="F-144"))
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Amount"), money=True, secret="confidential", least=0)
    )

    bad_case: Mapped[BadCase] = relationship(BadCase, info=label(_("Case")))
    user: Mapped[User] = relationship(
        User, foreign_keys="BadDecision.user_id", info=label(_("Person"))
    )

    @property
    def customer_name(self) -> str:
        """Whom the case is about, as it names him for good."""
        return self.bad_case.customer_name or ""

    customer_name.fget.label = _("Customer")  # type: ignore[attr-defined]
    customer_name.fget.pixels = 216  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.decision_no
