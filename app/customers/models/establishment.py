"""An organisation: who owns and runs it, what it has, who works there (section 4)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import label


class Establishment:
    """Section 4: the organisation behind the name (F-006, F-019)."""

    owner_person: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Proprietor"), field="CF-102", secret="personal")
    )
    operator: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Managing operator"), field="CF-104", secret="personal")
    )
    responsible_person: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Head of the unit"), field="CF-105", secret="personal")
    )
    opened_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Opened for business on"), field="CF-107")
    )
    fixed_assets: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Fixed assets"), field="CF-109", secret="confidential", money=True),
    )
    assets: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Total assets"), field="CF-110", secret="confidential", money=True),
    )
    business_area_m2: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Business floor area (m²)"), field="CF-114")
    )
    development_plan: Mapped[str | None] = mapped_column(
        Text, info=label(_("Development plan"), field="CF-115", secret="confidential")
    )
    company_history: Mapped[str | None] = mapped_column(
        Text, info=label(_("Company history"), field="CF-116")
    )
    company_profile: Mapped[str | None] = mapped_column(
        Text, info=label(_("Company profile"), field="CF-117")
    )
    system_change: Mapped[str | None] = mapped_column(
        Text, info=label(_("Change of system or ownership"), field="CF-121")
    )
    bank_name: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Bank"), form="F-019", secret="confidential")
    )
    bank_account: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Bank account"), form="F-019", secret="confidential")
    )


class Staffing:
    """Section 4: the people of the organisation, counted."""

    staff_workers: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Workers"), field="CF-126")
    )
    staff_technicians: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Technicians"), field="CF-127")
    )
    staff_senior_engineers: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Senior engineers"), field="CF-128")
    )
    staff_economists: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Economists"), field="CF-129")
    )
    staff_accountants: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Accountants"), field="CF-130")
    )
    staff_quality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Overall quality of staff"), field="CF-131")
    )
