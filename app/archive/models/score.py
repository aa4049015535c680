"""How complete the archive of each customer is: counted, kept beside the card, never typed (CF-051)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.archive import required
from app.archive.words import ArchiveSection, Band, Breadth
from app.customers.models import OfCustomer
from app.customers.words import Nature, PartyKind, Tier
from app.kernel.db import Model, UTCDateTime, choice, label, led_by, utcnow
from app.kernel.words import listed


def _share(section: ArchiveSection) -> Mapped[int | None]:
    return mapped_column(Integer, info=label(section.label, rule="R-003", meter=True))


class ArchiveScore(OfCustomer, Model):
    """The completeness of one archive, by section and in total, with what is missing (R-003, R-015)."""

    __tablename__ = "archive_score"
    kind = "archive_score"
    trailed = False  # what it says follows from rows that are
    __table_args__ = (
        UniqueConstraint("customer_id"),
        *led_by(
            "archive_score", "completeness_pct", "band", "missing_count", "due_on", "tier",
            "breadth", "party_kind", "nature", "created_at",
        ),
    )  # fmt: skip

    completeness_pct: Mapped[int] = mapped_column(
        Integer, info=label(_("Completeness"), field="CF-051", rule="R-015", meter=True)
    )
    band: Mapped[Band] = mapped_column(choice(Band), info=label(_("Standing"), rule="R-015"))
    missing_count: Mapped[int] = mapped_column(Integer, info=label(_("Things missing")))
    wanted_count: Mapped[int] = mapped_column(Integer, info=label(_("Things wanted")))
    base_pct: Mapped[int | None] = _share(ArchiveSection.BASE)
    people_pct: Mapped[int | None] = _share(ArchiveSection.PEOPLE)
    product_pct: Mapped[int | None] = _share(ArchiveSection.PRODUCT)
    competition_pct: Mapped[int | None] = _share(ArchiveSection.COMPETITION)
    trade_pct: Mapped[int | None] = _share(ArchiveSection.TRADE)
    features_pct: Mapped[int | None] = _share(ArchiveSection.FEATURES)
    papers_pct: Mapped[int | None] = _share(ArchiveSection.PAPERS)
    # keys of what is missing (archive.required), in the order of the form
    missing: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Things that are missing"))
    )
    due_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("To be completed by"), rule="R-015", due=True)
    )
    breadth: Mapped[Breadth] = mapped_column(
        choice(Breadth), info=label(_("Required set"), rule="C-11")
    )
    party_kind: Mapped[PartyKind] = mapped_column(choice(PartyKind), info=label(_("Party kind")))
    nature: Mapped[Nature | None] = mapped_column(choice(Nature), info=label(_("Customer nature")))
    tier: Mapped[Tier | None] = mapped_column(choice(Tier), info=label(_("Tier"), rule="R-220"))
    counted_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Counted at"))
    )

    @property
    def gaps(self) -> str:
        """What is missing, in words."""
        return listed(str(required.name_of(key)) for key in self.missing or ())

    gaps.fget.label = _("Gaps of the archive")  # type: ignore[attr-defined]
    gaps.fget.pixels = 300  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.completeness_pct} %"


SHARES: dict[ArchiveSection, Any] = {
    ArchiveSection.BASE: "base_pct", ArchiveSection.PEOPLE: "people_pct",
    ArchiveSection.PRODUCT: "product_pct", ArchiveSection.COMPETITION: "competition_pct",
    ArchiveSection.TRADE: "trade_pct", ArchiveSection.FEATURES: "features_pct",
    ArchiveSection.PAPERS: "papers_pct",
}  # fmt: skip
