"""The customer: one card and one archive for the whole company (R-011)."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.identity import clean_code, fold_name, judge_code, unique_code
from app.customers.models.campaign import Campaign
from app.customers.models.establishment import Establishment, Staffing
from app.customers.models.features import Business, Features
from app.customers.models.individual import Individual
from app.customers.models.operation import Market, Production, Trading
from app.customers.models.sections import Classes, Enterprise, Filing, Means, Origin
from app.customers.models.standing import Standing
from app.customers.naming import core_key, phone_key, sound_key
from app.customers.words import CardState, CodeState, Lifecycle
from app.kernel import clock, numbering
from app.kernel.db import Model, Stamped, choice, label
from app.kernel.persons.plan import Person
from app.kernel.scope import Owned
from app.kernel.search import Search
from app.organization.models import Area, Branch, Department
from app.reference.models import DictionaryEntry, Region

FILTERED = (
    "short_name", "credit_code", "party_kind", "relation_kind", "time_class", "is_core",
    "collect_mode", "is_entered_late", "founded_on", "last_trade_on", "registered_capital", "qualification_ok",
    "volume_class", "potential_class", "prospect_stage", "buyer_class", "is_first_tier",
    "export_oriented", "route_no", "mailing_allowed", "completeness_pct", "loss_reason", "through_id", "campaign_id",
    "cooperation_started_on", "sales_level", "mark_class", "deal_stage",
)  # fmt: skip
_LIVING_COMPANY = text("party_kind = 'organisation' AND state <> 'invalid'")
_MERGED = text("merged_into_id IS NOT NULL")


class Customer(
    Classes, Standing, Means, Individual, Enterprise, Establishment, Staffing, Production, Trading,
    Market, Features, Business, Origin, Filing, Owned, Stamped, Model,
):  # fmt: skip
    """A customer with its data card (F-001, F-004, F-007) and the state of the card (W-01)."""

    __tablename__ = "customer"
    kind = "customer"
    task_reads: ClassVar = ("customer_name",)
    stands_in = "standin_id"  # beside those one is responsible for (roles.md section 2)
    closed_by = ("lifecycle_status", Lifecycle.REMOVED_ARCHIVED)  # C-01
    merged_by = "merged_into_id"  # new rows that name a merged card name the one that stays
    __person__ = Person(
        _("Customer"), "legal_representative",
        purpose=_("Dealing with the customer: whom to reach, and who signs."),
        ground=_("Needed for a contract (PIPL article 13)"),
    )  # fmt: skip
    numbers = numbering.FromPolicy(customer_code="customer.code_pattern")
    __search__ = Search(
        names=("customer_name", "short_name", "former_name"),
        codes=("customer_code", "credit_code", "archive_no", "former_codes"),
        phones=("phone", "office_phone", "mobile"),
        until="merged_into_id",
    )
    __table_args__ = (
        Index(
            "uq_customer_name_key",
            "name_key",
            unique=True,
            sqlite_where=_LIVING_COMPANY,
            postgresql_where=_LIVING_COMPANY,
        ),
        Index("ix_customer_name_key", "name_key"),
        Index("ix_customer_customer_name_id", "customer_name", "id"),
        Index("ix_customer_state_id", "state", "id"),
        Index("ix_customer_lifecycle_status_id", "lifecycle_status", "id"),
        Index("ix_customer_tier_id", "tier", "id"),
        Index("ix_customer_abc_grade_id", "abc_grade", "id"),
        Index("ix_customer_created_at_id", "created_at", "id"),
        Index("ix_customer_phone", "phone"),
        # counted by tier, place by place and trade by trade (F-109)
        *(
            Index(f"ix_customer_{name}", name, "id", "lifecycle_status", "tier")
            for name in ("region_id", "industry_id")
        ),
        # every list asks for NULL here: a whole index would tempt SQLite, which counts few of its rows
        Index(
            "ix_customer_merged_into_id",
            "merged_into_id",
            sqlite_where=_MERGED,
            postgresql_where=_MERGED,
        ),
        # whatever a list may be filtered by: without an index a rare value reads a million rows
        *(Index(f"ix_customer_{name}_id", name, "id") for name in FILTERED),
    )

    customer_code: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Customer code"), field="CF-001", rule="R-212")
    )
    customer_name: Mapped[str] = mapped_column(
        String(200), info=label(_("Customer name"), field="CF-002", rule="R-011")
    )
    name_key: Mapped[str] = mapped_column(String(200), info=label(_("Folded name")))
    core_key: Mapped[str | None] = mapped_column(
        String(200), index=True, info=label(_("Name without place and legal form"), rule="R-011")
    )
    sound_key: Mapped[str | None] = mapped_column(
        String(600), index=True, info=label(_("Sound of the name"), rule="R-011")
    )
    phone_key: Mapped[str | None] = mapped_column(
        String(80),
        index=True,
        info=label(_("Telephone as digits"), rule="R-060", secret="personal"),
    )
    short_name: Mapped[str | None] = mapped_column(String(60), info=label(_("Short name")))
    former_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Former name"), field="CF-003")
    )
    credit_code: Mapped[str | None] = mapped_column(
        String(40), info=label(_("Unified social credit code"))
    )
    unique_code: Mapped[str | None] = mapped_column(
        String(18), unique=True, info=label(_("Code that tells customers apart"))
    )
    code_state: Mapped[CodeState | None] = mapped_column(
        choice(CodeState), index=True, info=label(_("Check of the code"))
    )
    state: Mapped[CardState] = mapped_column(
        choice(CardState), default=CardState.DRAFT, info=label(_("Card state"))
    )
    lifecycle_status: Mapped[Lifecycle] = mapped_column(
        choice(Lifecycle),
        default=Lifecycle.DRAFT,
        info=label(_("Customer status"), field="CF-041"),
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Key point feedback"), field="CF-052", secret="confidential", rule="R-123"),
    )
    remark: Mapped[str | None] = mapped_column(Text, info=label(_("Remark"), field="CF-053"))
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"),
        info=label(_("Merged into"), rule="R-011", stays="says which card took its place"),
    )
    former_codes: Mapped[str | None] = mapped_column(
        Text, info=label(_("Numbers of merged cards"), rule="R-011")
    )

    owner: Mapped[User | None] = relationship(
        User,
        foreign_keys="Customer.owner_id",
        info=label(_("Responsible salesperson"), field="CF-037"),
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch"), field="CF-026"))
    area: Mapped[Area | None] = relationship(Area, info=label(_("Area"), field="CF-028"))
    department: Mapped[Department | None] = relationship(Department, info=label(_("Department")))
    collected_by: Mapped[User | None] = relationship(
        User, foreign_keys="Customer.collected_by_id", info=label(_("Collected by"))
    )
    standin: Mapped[User | None] = relationship(
        User, foreign_keys="Customer.standin_id", info=label(_("Stand-in"))
    )
    reviewed_by: Mapped[User | None] = relationship(
        User, foreign_keys="Customer.reviewed_by_id", info=label(_("Reviewed by"))
    )
    filed_by: Mapped[User | None] = relationship(
        User, foreign_keys="Customer.filed_by_id", info=label(_("Filed by"))
    )
    industry: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, foreign_keys="Customer.industry_id", info=label(_("Industry"))
    )
    trade: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, foreign_keys="Customer.trade_id", info=label(_("Line of trade"))
    )
    organisation_form: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, foreign_keys="Customer.organisation_form_id", info=label(_("Legal form"))
    )
    ethnicity: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, foreign_keys="Customer.ethnicity_id", info=label(_("Ethnic group"))
    )
    education: Mapped[DictionaryEntry | None] = relationship(
        DictionaryEntry, foreign_keys="Customer.education_id", info=label(_("Education"))
    )
    region: Mapped[Region | None] = relationship(
        Region, foreign_keys="Customer.region_id", info=label(_("Locality"))
    )
    business_place: Mapped[Region | None] = relationship(
        Region, foreign_keys="Customer.business_place_id", info=label(_("Place of business"))
    )

    merged_into: Mapped[Customer | None] = relationship(
        "Customer", foreign_keys="Customer.merged_into_id", remote_side="Customer.id",
        info=label(_("Merged into")),
    )  # fmt: skip
    through: Mapped[Customer | None] = relationship(
        "Customer", foreign_keys="Customer.through_id", remote_side="Customer.id",
        info=label(_("Reached through")),
    )  # fmt: skip
    campaign: Mapped[Campaign | None] = relationship(Campaign, info=label(_("Found in campaign")))

    @validates("customer_name")
    def _fold(self, _key: str, name: str) -> str:
        """The folded name, its core and its sound follow every change of the name."""
        self.name_key = fold_name(name)
        self.core_key = core_key(name)[:200] or None
        self.sound_key = sound_key(name)[:600] or None
        return name

    @validates("phone", "mobile", "office_phone")
    def _digits(self, key: str, number: str | None) -> str | None:
        """By which number the customer is compared: the first there is."""
        numbers = {name: getattr(self, name) for name in ("phone", "mobile", "office_phone")}
        self.phone_key = phone_key(*(numbers | {key: number}).values())
        return number

    @validates("lifecycle_status")
    def _lose(self, _key: str, stage: Lifecycle) -> Lifecycle:
        """The day from which a customer counts as lost (F-110); who comes back is not."""
        is_gone = stage in (Lifecycle.LOST, Lifecycle.REMOVED_ARCHIVED)
        self.lost_on = (self.lost_on or clock.today()) if is_gone else None
        return stage

    @validates("credit_code")
    def _judge(self, _key: str, code: str | None) -> Any:
        """The code is kept as typed; what it is worth stands beside it."""
        self.code_state = judge_code(code)
        self.unique_code = unique_code(code)
        return clean_code(code)

    @validates("collected_by_id")
    def _owe(self, _key: str, user_id: int | None) -> int | None:
        """Who collected a customer is responsible for it until somebody decides otherwise (R-059)."""
        if self.owner_id is None and user_id is not None:
            self.owner_id = user_id
        return user_id

    @property
    def cooperation_years(self) -> str | None:
        """Full years since formal cooperation began, with the first contract or order (R-069)."""
        began, today = self.cooperation_started_on, clock.today()
        if began is None or began > today:
            return None
        return str(today.year - began.year - ((today.month, today.day) < (began.month, began.day)))

    cooperation_years.fget.label = _("Years of cooperation")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.customer_name
