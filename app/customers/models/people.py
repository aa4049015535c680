"""The people at a customer: the five posts and the key persons (R-050, R-043)."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models.customer import Customer
from app.customers.models.person import Background, Dealing, Profile
from app.customers.words import ContactLevel, ContactPosition
from app.kernel.db import Model, Stamped, choice, label
from app.kernel.persons.plan import Person
from app.kernel.scope import Owned, within
from app.kernel.search import Search
from app.reference.models import DictionaryEntry

FILTERED = (
    "contact_name", "contact_post", "level", "is_key_person", "has_project_decision",
    "is_influencer", "is_active", "created_at",
)  # fmt: skip


class Contact(Dealing, Background, Profile, Owned, Stamped, Model):
    """A person at a customer (F-003, section 6 of customer_fields.md)."""

    __tablename__ = "contact"
    kind = "contact"
    reach = within("customer", "customer_id")
    __search__ = Search(names=("contact_name",), phones=("phone", "mobile"))
    __person__ = Person(
        _("Contact"), "contact_name",
        purpose=_("Keeping up business with the customer this person works for."),
        ground=_("Consent, or needed for a contract (PIPL article 13)"),
        also=("contact_post", "contact_department", "fax", "remark"),
    )  # fmt: skip
    __table_args__ = (
        Index("ix_contact_customer_id_id", "customer_id", "id"),
        *(Index(f"ix_contact_{name}_id", name, "id") for name in FILTERED),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    contact_name: Mapped[str] = mapped_column(
        String(100), info=label(_("Contact name"), field="CF-166", secret="personal")
    )
    contact_post: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Post"), field="CF-167")
    )
    contact_department: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Department"), field="CF-168")
    )
    position: Mapped[ContactPosition | None] = mapped_column(
        choice(ContactPosition),
        index=True,
        info=label(_("Position"), field="CF-169", rule="R-050"),
    )
    level: Mapped[ContactLevel | None] = mapped_column(
        choice(ContactLevel), info=label(_("Level"), field="CF-170")
    )
    is_key_person: Mapped[bool] = mapped_column(
        default=False, info=label(_("Key person"), field="CF-171", rule="R-043")
    )
    has_project_decision: Mapped[bool] = mapped_column(
        default=False, info=label(_("Decides"), field="CF-172")
    )
    is_influencer: Mapped[bool] = mapped_column(
        default=False, info=label(_("Influencer"), field="CF-173")
    )
    uses_product: Mapped[bool] = mapped_column(
        default=False, info=label(_("Uses or maintains"), field="CF-326", form="F-011")
    )
    card_received_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Name card received on"), form="F-003")
    )
    phone: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Telephone"), field="CF-175", secret="personal")
    )
    mobile: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Mobile"), field="CF-175", secret="personal")
    )
    fax: Mapped[str | None] = mapped_column(String(50), info=label(_("Fax"), field="CF-175"))
    email: Mapped[str | None] = mapped_column(
        String(120), info=label(_("E-mail"), field="CF-175", secret="personal")
    )
    qq: Mapped[str | None] = mapped_column(
        String(30), info=label(_("QQ number"), field="CF-175", secret="personal")
    )
    wechat: Mapped[str | None] = mapped_column(
        String(60), info=label(_("WeChat id"), field="CF-175", secret="personal")
    )
    is_active: Mapped[bool] = mapped_column(
        default=True, info=label(_("Still there"), field="CF-183")
    )
    remark: Mapped[str | None] = mapped_column(String(300), info=label(_("Remark")))
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id"),
        index=True,
        info=label(_("Also known at another customer as")),
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    education: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, info=label(_("Education"))
    )
    same_as: Mapped[Contact | None] = relationship(
        "Contact", remote_side="Contact.id", info=label(_("Also known at another customer as"))
    )

    def __str__(self) -> str:
        return self.contact_name
