"""How a customer was judged, what stands behind a large one, and what has changed (F-011, R-034)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import OfCustomer
from app.customers.words import CollectChannel
from app.kernel import clock
from app.kernel.db import Model, Stamped, actor_id, choice, label, led_by
from app.kernel.scope import Owned, within
from app.market.words import ChangeKind
from app.reference.models import DictionaryEntry


class QualificationCheck(OfCustomer, Model):
    """A customer measured by our standard for dealers; the latest one counts (R-034)."""

    __tablename__ = "qualification_check"
    kind = "qualification"
    __table_args__ = (
        *led_by("qualification_check", "checked_on", "checked_by_id", "is_qualified", "created_at"),
    )

    checked_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Checked on"), rule="R-034")
    )
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id, info=label(_("Checked by"))
    )
    is_qualified: Mapped[bool | None] = mapped_column(
        info=label(
            _("Meets the standard"), field="CF-043", rule="R-034",
            help=_("A customer who does not is invalid and counts in no quota."),
        )
    )  # fmt: skip
    qualification_note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Reasons"), field="CF-043")
    )

    checked_by: Mapped[User | None] = relationship(
        User, foreign_keys=[checked_by_id], info=label(_("Checked by"))
    )

    def __str__(self) -> str:
        return f"{self.checked_on:%Y-%m-%d}"


class QualificationPoint(Owned, Stamped, Model):
    """One point of the standard, met or not."""

    __tablename__ = "qualification_point"
    kind = "qualification"
    reach = within("qualification_check", "check_id")
    __table_args__ = (
        UniqueConstraint("check_id", "criterion_id"),
        *led_by("qualification_point", "criterion_id"),
    )

    check_id: Mapped[int] = mapped_column(
        ForeignKey("qualification_check.id", ondelete="CASCADE"),
        info=label(_("Qualification check")),
    )
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Point of the standard"), rule="R-034", dictionary="dealer_standard"),
    )
    threshold: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Threshold"), form="F-002", rule="R-034")
    )
    is_met: Mapped[bool | None] = mapped_column(info=label(_("Point met")))
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("Finding")))

    check: Mapped[QualificationCheck] = relationship(
        QualificationCheck, info=label(_("Qualification check"))
    )
    criterion: Mapped[DictionaryEntry] = relationship(
        DictionaryEntry, info=label(_("Point of the standard"))
    )

    def __str__(self) -> str:
        return str(self.criterion)


class CustomerBackground(OfCustomer, Model):
    """What stands behind a customer, a large one above all: one sheet each (F-011, R-045)."""

    __tablename__ = "customer_background"
    kind = "background"
    __table_args__ = (
        UniqueConstraint("customer_id"),
        CheckConstraint("similar_products_year >= 0", name="similar_products_year"),
        *led_by("customer_background", "similar_products_year", "changed_at", "created_at"),
    )

    similar_products_year: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2),
        info=label(
            _("Similar products bought a year"), field="CF-324", secret="confidential",
            rule="R-045",
        ),
    )  # fmt: skip
    similar_products_unit: Mapped[str | None] = mapped_column(String(20), info=label(_("Unit")))
    industry_basics: Mapped[str | None] = mapped_column(
        Text, info=label(_("State of the industry"), field="CF-328", rule="R-045")
    )
    customer_characteristics: Mapped[str | None] = mapped_column(
        Text,
        info=label(
            _("Characteristics"), field="CF-329", help=_("For choosing the way of visiting."),
        ),
    )  # fmt: skip
    consumption_behaviour: Mapped[str | None] = mapped_column(
        Text, info=label(_("Buying behaviour"), field="CF-330")
    )
    special_needs: Mapped[str | None] = mapped_column(
        Text, info=label(_("Special needs"), field="CF-331")
    )
    service_opinion: Mapped[str | None] = mapped_column(
        Text, info=label(_("Opinion on our service"), field="CF-332")
    )
    customer_requirement: Mapped[str | None] = mapped_column(
        Text, info=label(_("Requests and suggestions"), field="CF-333")
    )

    def __str__(self) -> str:
        return str(self.customer)


class InstalledProduct(Owned, Stamped, Model):
    """A product like ours that the customer has in use (CF-325)."""

    __tablename__ = "installed_product"
    kind = "background"
    reach = within("customer_background", "background_id")
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)

    background_id: Mapped[int] = mapped_column(
        ForeignKey("customer_background.id", ondelete="CASCADE"), info=label(_("Background"))
    )
    product: Mapped[str] = mapped_column(
        String(120), info=label(_("Similar product"), field="CF-325", rule="R-045")
    )
    supplier: Mapped[str | None] = mapped_column(String(120), info=label(_("Supplier")))
    quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Quantity"), secret="confidential")
    )
    since: Mapped[str | None] = mapped_column(String(20), info=label(_("In use since")))
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("How it is used")))

    background: Mapped[CustomerBackground] = relationship(
        CustomerBackground, info=label(_("Background"))
    )

    def __str__(self) -> str:
        return self.product


class CustomerChange(OfCustomer, Model):
    """Something that has changed at a customer, as watched (F-007, F-017, R-028)."""

    __tablename__ = "customer_change"
    kind = "customer_change"
    __table_args__ = (
        *led_by("customer_change", "changed_on", "change_kind", "change_source", "created_at"),
    )

    changed_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Day of the change"), form="F-007")
    )
    change_kind: Mapped[ChangeKind] = mapped_column(
        choice(ChangeKind), default=ChangeKind.BUSINESS, info=label(_("Kind of change"))
    )
    change_source: Mapped[CollectChannel | None] = mapped_column(
        choice(CollectChannel), info=label(_("Learnt from"), rule="R-249")
    )
    change_note: Mapped[str] = mapped_column(
        Text, info=label(_("What has changed"), form="F-007", rule="R-028")
    )

    def __str__(self) -> str:
        return f"{self.changed_on:%Y-%m-%d} {self.change_kind}"
