"""Child rows of a visit record: terms negotiated, sales and stock, opinions as they were said."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Model, Stamped, choice, label
from app.kernel.scope import Owned, within
from app.visits.models.slip import VisitRequest
from app.visits.words import OpinionKind, Term


class VisitTerm(Owned, Stamped, Model):
    """A term of the negotiation with what each side wants: data that touch both sides' interests (F-026, R-117)."""

    __tablename__ = "visit_term"
    kind = "visit"
    reach = within("visit_request", "visit_request_id")

    visit_request_id: Mapped[int] = mapped_column(
        ForeignKey("visit_request.id", ondelete="CASCADE"), info=label(_("Visit slip"))
    )
    term: Mapped[Term] = mapped_column(
        choice(Term), info=label(_("Term"), form="F-026", rule="R-117")
    )
    our_offer: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Our offer"), form="F-026", secret="confidential")
    )
    their_demand: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Their demand"), form="F-026", secret="confidential")
    )
    agreed: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Agreed"), form="F-026", secret="confidential")
    )

    visit_request: Mapped[VisitRequest] = relationship(VisitRequest, info=label(_("Visit slip")))

    def __str__(self) -> str:
        return str(self.term)


class VisitStock(Owned, Stamped, Model):
    """Recent sales and stock of a product, as seen at the customer (F-048, R-099)."""

    __tablename__ = "visit_stock"
    kind = "visit"
    reach = within("visit_request", "visit_request_id")
    __table_args__ = (
        CheckConstraint("monthly_sales >= 0", name="monthly_sales"),
        CheckConstraint("stock_quantity >= 0", name="stock_quantity"),
    )

    visit_request_id: Mapped[int] = mapped_column(
        ForeignKey("visit_request.id", ondelete="CASCADE"), info=label(_("Visit slip"))
    )
    product_name: Mapped[str] = mapped_column(String(120), info=label(_("Product"), form="F-048"))
    monthly_sales: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Sold a month"), form="F-048", rule="R-099")
    )
    stock_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Stock"), form="F-048", rule="R-099")
    )
    stock_unit: Mapped[str | None] = mapped_column(String(20), info=label(_("Unit")))

    visit_request: Mapped[VisitRequest] = relationship(VisitRequest, info=label(_("Visit slip")))

    def __str__(self) -> str:
        return self.product_name


class VisitOpinion(Owned, Stamped, Model):
    """An opinion in the customer's own words, as it was said during the visit (F-051, R-129)."""

    __tablename__ = "visit_opinion"
    kind = "visit"
    reach = within("visit_request", "visit_request_id")

    visit_request_id: Mapped[int] = mapped_column(
        ForeignKey("visit_request.id", ondelete="CASCADE"), info=label(_("Visit slip"))
    )
    opinion_kind: Mapped[OpinionKind] = mapped_column(
        choice(OpinionKind), info=label(_("Kind of opinion"), form="F-051")
    )
    content: Mapped[str] = mapped_column(
        Text, info=label(_("In the customer's words"), rule="R-129")
    )
    is_major: Mapped[bool] = mapped_column(default=False, info=label(_("Major"), rule="R-132"))
    explanation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Explained on the spot"), rule="R-129")
    )
    is_answered: Mapped[bool] = mapped_column(
        default=False, info=label(_("Settled on the spot"), rule="R-130")
    )

    visit_request: Mapped[VisitRequest] = relationship(VisitRequest, info=label(_("Visit slip")))

    def __str__(self) -> str:
        return self.content[:60]
