"""A person as a customer: who it is, how he lives, what he needs (section 3, F-005)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.traits import Consulted, Gender, NeedUrgency
from app.kernel.db import choice, label


class Individual:
    """Section 3: asked of individual customers only (R-042)."""

    gender: Mapped[Gender | None] = mapped_column(
        choice(Gender), info=label(_("Gender"), field="CF-068", secret="personal")
    )
    born_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Date of birth"), field="CF-069", secret="personal")
    )
    native_place: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Native place"), field="CF-070", secret="personal")
    )
    ethnicity_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Ethnic group"), field="CF-071", secret="sensitive", dictionary="ethnicity"),
    )
    education_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Education"), field="CF-072", secret="personal", dictionary="education_level"),
    )
    occupation: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Occupation"), field="CF-073", secret="personal")
    )
    social_experience: Mapped[str | None] = mapped_column(
        Text, info=label(_("Life and work experience"), field="CF-074", secret="personal")
    )
    ability: Mapped[str | None] = mapped_column(
        Text, info=label(_("Ability"), field="CF-075", secret="personal")
    )
    family_situation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Family situation"), field="CF-076", secret="sensitive")
    )
    social_relations: Mapped[str | None] = mapped_column(
        Text, info=label(_("Social relations"), field="CF-077", secret="sensitive")
    )
    personality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Personality"), field="CF-078", secret="personal")
    )
    hobbies: Mapped[str | None] = mapped_column(
        Text, info=label(_("Hobbies and interests"), field="CF-079", secret="personal")
    )
    leisure: Mapped[str | None] = mapped_column(
        Text, info=label(_("Leisure"), field="CF-080", secret="personal")
    )
    personal_income: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Personal income"), field="CF-081", secret="sensitive", money=True),
    )
    family_income: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Total family income"), field="CF-082", secret="sensitive", money=True),
    )
    income_per_head: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Income per family member"), field="CF-083", secret="sensitive", money=True),
    )
    need_urgency: Mapped[NeedUrgency | None] = mapped_column(
        choice(NeedUrgency), info=label(_("Urgency of need"), field="CF-084")
    )
    need_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Quantity needed"), field="CF-085")
    )
    need_unit: Mapped[str | None] = mapped_column(
        String(20), info=label(_("Unit of quantity"), field="CF-085")
    )
    need_kind_spec: Mapped[str | None] = mapped_column(
        Text, info=label(_("Kinds and specifications needed"), field="CF-086")
    )
    has_purchase_decision: Mapped[bool | None] = mapped_column(
        info=label(_("Decides on purchase"), field="CF-087")
    )
    consults_with: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True),
        info=label(_("Consults with"), field="CF-088", secret="personal", words=Consulted),
    )
    working_hours: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Working hours"), field="CF-089", secret="personal")
    )
    days_off: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Days off"), field="CF-090", secret="personal")
    )
    employer_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Employer"), field="CF-091", secret="personal")
    )
    employer_address: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Employer's address"), field="CF-092", secret="personal")
    )
    employer_phone: Mapped[str | None] = mapped_column(
        String(50),
        info=label(_("Employer's telephone"), field="CF-093", secret="personal", phone=True),
    )
    employer_postcode: Mapped[str | None] = mapped_column(
        String(12), info=label(_("Employer's postcode"), field="CF-094")
    )
    home_address: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Home address"), field="CF-095", secret="personal")
    )
    home_postcode: Mapped[str | None] = mapped_column(
        String(12), info=label(_("Home postcode"), field="CF-096")
    )
    problems_needs_wishes: Mapped[str | None] = mapped_column(
        Text, info=label(_("Problems, needs and wishes"), field="CF-097")
    )
    product_purchased_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Product bought on"), field="CF-098")
    )
    health_info: Mapped[str | None] = mapped_column(
        Text, info=label(_("Health information"), field="CF-099", secret="sensitive")
    )
