"""The columns of the customer card, a class for each part of the paper (customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.matters import LossReason
from app.customers.words import (
    AbcGrade,
    ArchivePart,
    CollectChannel,
    CollectMode,
    DealStage,
    IndustrySide,
    Nature,
    Ownership,
    PartyKind,
    RelationKind,
    Tier,
    TimeClass,
)
from app.kernel.db import UTCDateTime, choice, label, utcnow


class Classes:
    """Section 1: what kind of customer it is."""

    party_kind: Mapped[PartyKind] = mapped_column(
        choice(PartyKind),
        default=PartyKind.ORGANISATION,
        info=label(_("Party kind"), field="CF-004", rule="R-042"),
    )
    nature: Mapped[Nature] = mapped_column(
        choice(Nature),
        default=Nature.ORDINARY_COMPANY,
        index=True,
        info=label(_("Customer nature"), field="CF-005"),
    )
    is_final_consumer: Mapped[bool] = mapped_column(
        default=False, info=label(_("Final consumer"), field="CF-006")
    )
    relation_kind: Mapped[RelationKind] = mapped_column(
        choice(RelationKind),
        default=RelationKind.DIRECT,
        info=label(_("Direct or indirect"), field="CF-007", rule="R-004"),
    )
    through_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"),
        info=label(
            _("Reached through"), field="CF-007", rule="R-004",
            help=_("The direct customer by whom an indirect one is supplied."),
        ),
    )  # fmt: skip
    time_class: Mapped[TimeClass] = mapped_column(
        choice(TimeClass), default=TimeClass.FUTURE, info=label(_("Time class"), field="CF-008")
    )
    deal_stage: Mapped[DealStage] = mapped_column(
        choice(DealStage), default=DealStage.UPCOMING, info=label(_("Deal stage"), field="CF-009")
    )
    is_core: Mapped[bool] = mapped_column(
        default=False, info=label(_("Core customer"), field="CF-012")
    )
    tier: Mapped[Tier | None] = mapped_column(
        choice(Tier), info=label(_("Tier"), field="CF-013", rule="R-220")
    )
    abc_grade: Mapped[AbcGrade | None] = mapped_column(
        choice(AbcGrade), info=label(_("Key-account grade"), field="CF-014", rule="R-225")
    )
    industry_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Industry"), field="CF-021", dictionary="industry"),
    )
    industry_side: Mapped[IndustrySide | None] = mapped_column(
        choice(IndustrySide), info=label(_("Producer or trader"), field="CF-022")
    )
    trade_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        index=True,
        info=label(_("Line of trade"), field="CF-023", dictionary="trade_kind"),
    )
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), info=label(_("Locality"), field="CF-024")
    )
    business_place_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"),
        index=True,
        info=label(_("Place of business"), field="CF-025", rule="R-057"),
    )
    last_trade_on: Mapped[dt.date | None] = mapped_column(
        info=label(_("Last trade on"), field="CF-046", rule="R-259")
    )
    lost_on: Mapped[dt.date | None] = mapped_column(
        Date, index=True, info=label(_("Lost on"), field="CF-041", form="F-110")
    )
    loss_reason: Mapped[LossReason | None] = mapped_column(
        choice(LossReason), info=label(_("Why lost"), form="F-110", rule="R-257")
    )
    loss_note: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Reasons in words"), form="F-110")
    )
    cooperation_started_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Trading with us since"), field="CF-044")
    )


class Means:
    """Section 2: address and means of communication."""

    address: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Address"), field="CF-054", rule="R-035")
    )
    postcode: Mapped[str | None] = mapped_column(
        String(12), info=label(_("Postcode"), field="CF-055")
    )
    phone: Mapped[str | None] = mapped_column(
        String(80), info=label(_("Telephone"), field="CF-056", rule="R-035")
    )
    office_phone: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Office telephone"), field="CF-057")
    )
    mobile: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Mobile"), field="CF-058", secret="personal")
    )
    home_phone: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Home telephone"), field="CF-059", secret="personal", phone=True)
    )
    fax: Mapped[str | None] = mapped_column(String(50), info=label(_("Fax"), field="CF-060"))
    email: Mapped[str | None] = mapped_column(String(120), info=label(_("E-mail"), field="CF-061"))
    website: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Web site"), field="CF-062")
    )
    qq: Mapped[str | None] = mapped_column(
        String(30), info=label(_("QQ number"), field="CF-063", secret="personal")
    )
    wechat: Mapped[str | None] = mapped_column(
        String(60), info=label(_("WeChat id"), field="CF-064", secret="personal")
    )
    mailing_allowed: Mapped[bool] = mapped_column(
        default=False, info=label(_("Advertising mail allowed"), field="CF-065")
    )


class Enterprise:
    """Section 4: the organisation behind the name, and what the first card asks (R-035)."""

    ownership_nature: Mapped[Ownership | None] = mapped_column(
        choice(Ownership), info=label(_("Ownership"), field="CF-100")
    )
    organisation_form_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        info=label(_("Legal form"), field="CF-101", dictionary="organisation_form"),
    )
    legal_representative: Mapped[str | None] = mapped_column(
        String(100),
        info=label(_("Legal representative"), field="CF-103", secret="personal", rule="R-035"),
    )
    founded_on: Mapped[dt.date | None] = mapped_column(
        Date,
        info=label(_("Founded on"), field="CF-106", rule="R-035", least=dt.date(1000, 1, 1)),
    )
    registered_capital: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Registered capital"), field="CF-108", secret="confidential", money=True),
    )
    scale: Mapped[str | None] = mapped_column(String(100), info=label(_("Scale"), field="CF-111"))
    main_business: Mapped[str | None] = mapped_column(
        Text, info=label(_("Main business"), field="CF-112", rule="R-035")
    )
    business_scope: Mapped[str | None] = mapped_column(
        Text, info=label(_("Business scope and items"), field="CF-113")
    )
    staff_total: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Staff total"), field="CF-125")
    )
    local_network: Mapped[str | None] = mapped_column(
        Text, info=label(_("Local network"), field="CF-232", form="F-001", rule="R-035")
    )
    qualification_ok: Mapped[bool | None] = mapped_column(
        info=label(_("Dealer qualification met"), field="CF-043", rule="R-034")
    )
    qualification_note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Note on qualification"), field="CF-043")
    )


class Origin:
    """Section 1: where the data came from and who brought them."""

    collect_channel: Mapped[CollectChannel | None] = mapped_column(
        choice(CollectChannel),
        index=True,
        info=label(_("Source channel"), field="CF-032", rule="R-029"),
    )
    collect_mode: Mapped[CollectMode | None] = mapped_column(
        choice(CollectMode), info=label(_("Way obtained"), field="CF-033", rule="C-33")
    )
    collected_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Collected by"), field="CF-034")
    )
    collected_on: Mapped[dt.date | None] = mapped_column(
        Date, index=True, info=label(_("Collected on"), field="CF-035", rule="R-054")
    )
    recorded_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime,
        default=utcnow,
        info=label(_("First recorded at"), field="CF-036", rule="R-060"),
    )
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"),
        info=label(_("Found in campaign"), field="CF-032", rule="R-031"),
    )
    introducer: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Introducer"), field="CF-040", rule="R-080")
    )
    standin_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"),
        index=True,
        info=label(_("Stand-in"), field="CF-038", rule="R-067"),
    )
    assigned_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Assigned on"), field="CF-039")
    )


class Filing:
    """Blocks B3 and B4: review, entry in the system, forwarding, filing (R-053 to R-056)."""

    completeness_pct: Mapped[int | None] = mapped_column(
        Integer,
        info=label(
            _("Completeness"), field="CF-051", rule="R-015", meter=True,
            help=_("Counted by the system; what is missing stands beside the record."),
        ),
    )  # fmt: skip
    reviewed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Reviewed by"), rule="R-053")
    )
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Reviewed at"), rule="R-053")
    )
    review_opinion: Mapped[str | None] = mapped_column(Text, info=label(_("Review opinion")))
    entry_due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, index=True, info=label(_("To be entered by"), rule="R-054")
    )
    entered_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Entered at"), rule="R-054")
    )
    is_entered_late: Mapped[bool | None] = mapped_column(
        info=label(_("Entered late"), rule="R-054")
    )
    forwarded_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Forwarded at"), rule="R-055")
    )
    archive_no: Mapped[str | None] = mapped_column(
        String(100), unique=True, info=label(_("Archive number"), field="CF-047", rule="R-303")
    )
    archive_part: Mapped[ArchivePart | None] = mapped_column(
        choice(ArchivePart), default=ArchivePart.BASE, info=label(_("Archive part"), rule="R-302")
    )
    catalogue_no: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Catalogue number"), rule="R-303")
    )
    volume_no: Mapped[str | None] = mapped_column(String(60), info=label(_("Volume number")))
    filed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Filed by"), rule="R-056")
    )
    archive_opened_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Archive opened on"), field="CF-048")
    )
    next_revision_due: Mapped[dt.date | None] = mapped_column(
        Date, index=True, info=label(_("Next revision due"), field="CF-050", rule="R-301")
    )
