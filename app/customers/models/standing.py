"""What kind of customer it is, beyond the first look: volume, marks, route, stage (section 1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.traits import (
    BestMark,
    BuyerClass,
    MarkClass,
    PotentialClass,
    ProspectStage,
    SalesLevel,
    VolumeClass,
    WorstMark,
)
from app.kernel.db import choice, label


class Standing:
    """Section 1: classes that grow with the dealings, and where the customer lies on a route."""

    buyer_class: Mapped[BuyerClass | None] = mapped_column(
        choice(BuyerClass), info=label(_("Buyer class"), field="CF-010")
    )
    volume_class: Mapped[VolumeClass | None] = mapped_column(
        choice(VolumeClass), info=label(_("Volume class"), field="CF-011")
    )
    is_first_tier: Mapped[bool | None] = mapped_column(
        info=label(_("First-tier customer"), field="CF-015", rule="R-226")
    )
    sales_level: Mapped[SalesLevel | None] = mapped_column(
        choice(SalesLevel),
        info=label(_("Sales level"), field="CF-016", rule="R-224", secret="confidential"),
    )
    mark_class: Mapped[MarkClass | None] = mapped_column(
        choice(MarkClass), info=label(_("Best or worst customer"), rule="R-229")
    )
    best_marks: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True),
        info=label(_("Best-customer marks"), field="CF-018", words=BestMark),
    )
    worst_marks: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True),
        info=label(_("Worst-customer marks"), field="CF-019", words=WorstMark),
    )
    potential_class: Mapped[PotentialClass | None] = mapped_column(
        choice(PotentialClass), info=label(_("Existing or potential"), field="CF-020")
    )
    service_store: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Service store"), field="CF-027")
    )
    route_no: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Route number"), field="CF-029")
    )
    route_seq: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Route order"), field="CF-030")
    )
    latitude: Mapped[Decimal | None] = mapped_column(
        Numeric(9, 6), info=label(_("Latitude"), field="CF-031")
    )
    longitude: Mapped[Decimal | None] = mapped_column(
        Numeric(9, 6), info=label(_("Longitude"), field="CF-031")
    )
    prospect_stage: Mapped[ProspectStage | None] = mapped_column(
        choice(ProspectStage), info=label(_("Development stage"), field="CF-042")
    )
    last_revised_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Last revised on"), field="CF-049")
    )
