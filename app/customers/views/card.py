"""The customer archive on screen."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _

from app.customers import likeness, merging, numbers, queries, rules, standing
from app.customers.faces import CARD, CARD_LINES, CONTACT, CONTACT_LINES, FUNDS, TRADING
from app.customers.models import (
    Contact,
    Customer,
    CustomerMerge,
    FundsDeclaration,
    TradingDeclaration,
)
from app.customers.papers import card_paper
from app.customers.rules import originals
from app.customers.sheet_columns import funds_sheet, trading_sheet
from app.customers.sheets import contact_sheet, customer_sheet
from app.customers.traits import PersonPaper
from app.customers.words import PERSONS_PAPERS, OriginalKind
from app.customers.workflow import card_flow, merge_flow
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.merging import Sides, SidesFace
from app.desk.picks import Pick
from app.desk.sections import Section
from app.desk.twins import Twins
from app.kernel import clock
from app.kernel.files.checklist import Keeps
from app.kernel.viewer import Viewer
from app.reference.queries import words_of


def _himself(viewer: Viewer) -> int | None:
    """A salesperson writes down what he collected himself; a clerk names the collector."""
    return viewer.user_id if viewer.may("can_submit", "CustomerView") else None


def _today(viewer: Viewer) -> dt.date | None:
    return clock.today() if viewer.may("can_submit", "CustomerView") else None


class CustomerView(ArchiveView):
    """Cards from the first draft to the filed archive (W-01)."""

    datamodel = rows_of(Customer)
    title = _("Customers")
    icon = "users"
    keeps_notes = True
    name_column = "customer_name"
    list_columns = [
        "customer_code", "customer_name", "abc_grade", "tier", "state", "completeness_pct",
        "owner", "area", "industry", "region", "phone", "collected_on",
    ]  # fmt: skip
    search_columns = [
        "customer_code", "customer_name", "short_name", "credit_code", "state",
        "lifecycle_status", "tier", "abc_grade", "is_core", "party_kind", "nature", "relation_kind",
        "time_class", "industry", "trade", "region", "business_place", "owner", "standin",
        "branch", "area", "department", "collect_channel", "collect_mode", "collected_by",
        "collected_on", "entry_due_at", "is_entered_late", "code_state", "archive_no",
        "founded_on", "last_trade_on", "registered_capital", "qualification_ok", "next_revision_due", "created_at",
        "volume_class", "potential_class", "prospect_stage", "buyer_class", "is_first_tier",
        "export_oriented", "route_no", "mailing_allowed", "lost_on", "completeness_pct", "loss_reason",
        "cooperation_started_on", "through", "campaign", "merged_into", "sales_level", "mark_class", "deal_stage",
    ]  # fmt: skip
    order_columns = [
        "customer_code", "customer_name", "abc_grade", "tier", "state", "completeness_pct",
        "collected_on", "entry_due_at", "created_at",
    ]  # fmt: skip
    base_order = ("id", "desc")
    eager = ["owner", "area", "industry", "region"]
    sections = CARD
    lines = CARD_LINES
    begins = {"collected_by_id": _himself, "collected_on": _today}
    picks = {
        "industry_id": Pick(where=lambda: words_of("industry")),
        "trade_id": Pick(where=lambda: words_of("trade_kind")),
        "organisation_form_id": Pick(where=lambda: words_of("organisation_form")),
        "ethnicity_id": Pick(where=lambda: words_of("ethnicity")),
        "education_id": Pick(where=lambda: words_of("education_level")),
        "channels.channel_id": Pick(where=lambda: words_of("sales_channel")),
    }
    charts = [
        Chart("by_tier", _("By tier"), by="tier"),
        Chart("by_grade", _("By key-account grade"), by="abc_grade"),
        Chart("by_state", _("By card state"), by="state"),
        Chart("by_industry", _("By industry"), by="industry", kind="row"),
        Chart("by_region", _("By region"), by="region", kind="row"),
        Chart("by_owner", _("By responsible salesperson"), by="owner", series="tier"),
        Chart("by_channel", _("By source channel"), by="collect_channel", kind="row"),
        Chart("by_volume", _("By volume class"), by="volume_class"),
        Chart("by_level", _("By sales level"), by="sales_level"),
        Chart("by_nature", _("By nature"), by="nature", series="tier"),
        Chart("by_buyer", _("By buyer class"), by="buyer_class"),
        Chart("by_stage", _("By development stage"), by="prospect_stage"),
        Chart("by_month", _("New cards by month"), by="created_at", bucket="month", kind="line"),
        Chart(
            "lost", _("Lost customers by month"), by="lost_on", bucket="month", series="time_class"
        ),
        Chart(
            "distribution", _("Distribution of customers"), by="region", series="tier", kind="row"
        ),
        Chart("by_area", _("By visiting area"), by="area", series="tier", kind="row"),
        Chart("by_kind", _("By kind of party"), by="party_kind", series="nature"),
    ]
    merged_in = "CustomerMergeView"
    shown_too = ["short_name", "address", "postcode", "legal_representative", "mobile"]
    twins = Twins(["customer_name", "short_name", "credit_code", *likeness.PHONES], likeness.twins)
    rules = [rules.customer, numbers.mobile, standing.reached]
    flow = card_flow
    papers = [card_paper]
    sheet = customer_sheet
    keeps_files = Keeps(
        OriginalKind, originals, line="original", secret="confidential",
        secrets=dict.fromkeys(PERSONS_PAPERS, "sensitive"), kept_by="archive.originals_never_deleted",
    )  # fmt: skip


class ContactView(ArchiveView):
    """The people at all customers, as a list of their own (F-003)."""

    datamodel = rows_of(Contact)
    title = _("Contacts")
    icon = "address-book"
    name_column = "contact_name"
    list_columns = [
        "contact_name", "customer", "contact_post", "position", "level", "mobile", "phone",
        "is_key_person", "has_project_decision", "is_active",
    ]  # fmt: skip
    search_columns = [
        "contact_name", "customer", "contact_post", "position", "level", "is_key_person",
        "has_project_decision", "is_influencer", "is_active", "created_at",
    ]  # fmt: skip
    order_columns = ["contact_name", "position", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer"]
    sections = CONTACT
    lines = CONTACT_LINES
    charts = [
        Chart("by_position", _("By position"), by="position", kind="row"),
        Chart("by_level", _("By level"), by="level"),
    ]
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "education_id": Pick(where=lambda: words_of("education_level")),
    }
    twins = Twins(["mobile"], queries.same_persons)
    rules = [rules.contact, numbers.mobile, rules.person]
    sheet = contact_sheet
    keeps_files = Keeps(
        PersonPaper, secret="sensitive", secrets={PersonPaper.NAME_CARD: "personal"},
        kept_by="archive.originals_never_deleted",
    )  # fmt: skip


class TradingDeclarationView(ArchiveView):
    """How trade with each customer stands, as of a day (F-016)."""

    datamodel = rows_of(TradingDeclaration)
    title = _("State of trade")
    icon = "receipt-yuan"
    name_column = "valid_from"
    list_columns = [
        "customer", "valid_from", "annual_purchase_amount", "payment_method", "agency_status",
        "account_period_days", "source",
    ]  # fmt: skip
    search_columns = [
        "customer", "valid_from", "payment_method", "agency_status", "annual_purchase_amount",
    ]  # fmt: skip
    order_columns = ["valid_from", "annual_purchase_amount"]
    base_order = ("id", "desc")
    eager = ["customer"]
    sections = TRADING
    charts = [
        Chart("by_payment", _("By payment method"), by="payment_method"),
        Chart("by_status", _("By agency status"), by="agency_status"),
        Chart("by_month", _("By month"), by="valid_from", bucket="month", kind="line"),
    ]
    picks = {"customer_id": Pick(create="CustomerView")}
    rules = [rules.declared]
    sheet = trading_sheet


class FundsDeclarationView(ArchiveView):
    """Funds and arrears of each customer, as of a day (F-006)."""

    datamodel = rows_of(FundsDeclaration)
    title = _("Funds and arrears")
    icon = "certificate"
    name_column = "valid_from"
    list_columns = [
        "customer", "valid_from", "sales_income", "profit", "arrears_amount", "overdue_since",
        "unwilling_to_pay",
    ]  # fmt: skip
    search_columns = [
        "customer",
        "valid_from",
        "arrears_amount",
        "overdue_since",
        "unwilling_to_pay",
    ]
    order_columns = ["valid_from", "arrears_amount", "overdue_since"]
    base_order = ("id", "desc")
    eager = ["customer"]
    sections = FUNDS
    charts = [
        Chart("by_will", _("By will to pay"), by="unwilling_to_pay"),
        Chart("by_month", _("By month"), by="valid_from", bucket="month", kind="line"),
    ]
    picks = {"customer_id": Pick(create="CustomerView")}
    rules = [rules.declared]
    sheet = funds_sheet


class CustomerMergeView(SidesFace, ArchiveView):
    """Merges of two cards of one customer (R-011, W-04)."""

    datamodel = rows_of(CustomerMerge)
    title = _("Merged customers")
    icon = "users-group"
    keeps_notes = True
    name_column = "merge_no"
    list_columns = [
        "merge_no", "customer", "goes_name", "state", "carried_count", "decided_by", "decided_at",
        "branch",
    ]  # fmt: skip
    search_columns = [
        "merge_no", "customer", "goes", "state", "decided_by", "decided_at", "owner", "branch",
        "created_at",
    ]  # fmt: skip
    order_columns = ["merge_no", "state", "decided_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "decided_by", "branch"]
    sections = [
        Section("pair", _("The two cards"), [
            "merge_no!:6", "customer_id:4", "goes_id:4", "reason:6",
        ]),
        Section("outcome", _("Outcome"), [
            "decided_by!", "decided_at!", "carried_count!", "goes_name!:4", "branch!",
        ], states={"merged", "refused", "undone"}),
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_month", _("By month"), by="created_at", bucket="month", series="state"),
        Chart("by_branch", _("By branch"), by="branch", series="state", kind="row"),
    ]
    sides = Sides("customer", "goes", "chosen", merging.offered, merging.is_taken)
    rules = [merging.apart]
    flow = merge_flow
