"""Colleagues who come along on a visit (F-041)."""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Model, Stamped, label
from app.kernel.scope import Owned, within
from app.visits.models.slip import VisitRequest


class VisitCompanion(Owned, Stamped, Model):
    """A colleague who comes along (F-041)."""

    __tablename__ = "visit_companion"
    kind = "visit"
    reach = within("visit_request", "visit_request_id")
    __table_args__ = (UniqueConstraint("visit_request_id", "user_id"),)

    visit_request_id: Mapped[int] = mapped_column(
        ForeignKey("visit_request.id", ondelete="CASCADE"), info=label(_("Visit slip"))
    )
    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Companion"), rule="R-090")
    )
    role_note: Mapped[str | None] = mapped_column(String(100), info=label(_("Task on the visit")))

    visit_request: Mapped[VisitRequest] = relationship(VisitRequest, info=label(_("Visit slip")))
    user: Mapped[User] = relationship(
        User, foreign_keys="VisitCompanion.user_id", info=label(_("Companion"))
    )

    def __str__(self) -> str:
        return str(self.user)
