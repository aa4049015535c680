"""What a customer needs, now and later (F-025, section 13 of customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, choice, label, led_by
from app.kernel.search import Search
from app.market.words import DemandState, NeedDegree, NeedMode
from app.reference.models import Product


class Demand(OfCustomer, Model):
    """A need a customer expressed, and what became of it (F-025, R-052, R-058)."""

    __tablename__ = "demand"
    kind = "demand"
    numbers = {"demand_no": "XQ-{yyyy}-{seq:04d}"}
    __search__ = Search(names=("demand_subject",), codes=("demand_no",))
    __table_args__ = (
        CheckConstraint("need_volume >= 0", name="need_volume"),
        *led_by("demand", "demand_subject", "raised_on", "need_degree", "need_mode",
                "demand_state", "product_id", "handled_by_id", "handled_on", "created_at"),
    )  # fmt: skip

    demand_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Demand number"), form="F-025")
    )
    demand_subject: Mapped[str] = mapped_column(String(120), info=label(_("Subject")))
    raised_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Raised on"))
    )
    need_degree: Mapped[NeedDegree] = mapped_column(
        choice(NeedDegree), default=NeedDegree.MEDIUM,
        info=label(_("Degree of need"), field="CF-320"),
    )  # fmt: skip
    need_volume: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Volume of need"), field="CF-321")
    )
    need_unit: Mapped[str | None] = mapped_column(String(20), info=label(_("Unit")))
    product_id: Mapped[int | None] = mapped_column(
        ForeignKey("product.id"), info=label(_("Preferred product"), rule="R-052")
    )
    need_mode: Mapped[NeedMode | None] = mapped_column(
        choice(NeedMode), info=label(_("Way of buying"), field="CF-323")
    )
    existing_need: Mapped[str | None] = mapped_column(
        Text, info=label(_("Existing need"), field="CF-318", rule="R-058")
    )
    latent_need: Mapped[str | None] = mapped_column(
        Text, info=label(_("Latent need"), field="CF-319", rule="R-058")
    )
    need_features: Mapped[str | None] = mapped_column(
        Text, info=label(_("Features of the need"), field="CF-322")
    )
    demand_state: Mapped[DemandState] = mapped_column(
        choice(DemandState), default=DemandState.OPEN, info=label(_("Handling"), form="F-025")
    )
    handled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Handled by"))
    )
    handled_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Handled on")))
    handling_result: Mapped[str | None] = mapped_column(Text, info=label(_("Result of handling")))

    product: Mapped[Product | None] = relationship(Product, info=label(_("Preferred product")))
    handled_by: Mapped[User | None] = relationship(
        User, foreign_keys=[handled_by_id], info=label(_("Handled by"))
    )

    def __str__(self) -> str:
        return self.demand_subject
