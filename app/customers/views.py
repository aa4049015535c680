"""The customer archive on screen."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _

from app.customers import queries, rules
from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.papers import card_paper
from app.customers.rules import originals
from app.customers.sheets import contact_sheet, customer_sheet
from app.customers.words import OriginalKind
from app.customers.workflow import card_flow
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.desk.twins import Twins
from app.kernel import clock
from app.kernel.files.checklist import Keeps
from app.kernel.viewer import Viewer
from app.reference.queries import words_of

# CF-184: identity, post and authority papers
PERSONS_PAPERS = (
    OriginalKind.IDENTITY_PROOF, OriginalKind.POST_CERTIFICATE, OriginalKind.INTRODUCTION_LETTER,
    OriginalKind.POWER_OF_ATTORNEY,
)  # fmt: skip


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
        "customer_code", "customer_name", "abc_grade", "tier", "state", "owner", "area",
        "industry", "region", "phone", "collected_on",
    ]  # fmt: skip
    search_columns = [
        "customer_code", "customer_name", "short_name", "credit_code", "state",
        "lifecycle_status", "tier", "abc_grade", "is_core", "party_kind", "nature", "relation_kind",
        "time_class", "industry", "trade", "region", "business_place", "owner", "standin",
        "branch", "area", "department", "collect_channel", "collect_mode", "collected_by",
        "collected_on", "entry_due_at", "is_entered_late", "code_state", "archive_no",
        "founded_on", "last_trade_on", "registered_capital", "qualification_ok", "next_revision_due", "created_at",
    ]  # fmt: skip
    order_columns = [
        "customer_code", "customer_name", "abc_grade", "tier", "state", "collected_on",
        "entry_due_at", "created_at",
    ]  # fmt: skip
    base_order = ("id", "desc")
    eager = ["owner", "area", "industry", "region"]
    sections = [
        Section("classes", _("File and class"), [
            "customer_code!", "archive_no!", "lifecycle_status!",
            "party_kind", "nature", "relation_kind", "is_final_consumer", "is_core", "tier",
            "abc_grade", "time_class!", "deal_stage!", "cooperation_started_on",
            "last_trade_on",
        ]),
        Section("unit", _("Unit and address"), [
            "customer_name:4", "short_name", "former_name:4", "credit_code", "code_state!",
            "industry_id", "trade_id", "industry_side", "region_id", "business_place_id",
            "address:4", "postcode", "phone", "office_phone", "mobile", "home_phone", "fax",
            "email", "website", "qq", "wechat", "mailing_allowed",
        ]),
        Section("enterprise", _("Enterprise"), [
            "ownership_nature", "organisation_form_id", "legal_representative", "founded_on",
            "registered_capital", "scale", "staff_total", "main_business", "business_scope",
            "local_network", "qualification_ok", "qualification_note:4",
        ]),
        Section("origin", _("Ownership and source"), [
            "owner!", "standin_id", "branch!", "area!", "department!", "assigned_on!",
            "collect_channel", "collect_mode", "introducer", "collected_by_id", "collected_on",
            "recorded_at!",
        ]),
        Section("essence", _("Key points and remark"), ["key_point_feedback", "remark"]),
        Section("filing", _("Review and filing"), [
            "reviewed_by!", "reviewed_at!", "review_opinion!", "entry_due_at!", "entered_at!",
            "is_entered_late!", "forwarded_at!", "filed_by!", "archive_opened_on!",
            "archive_part", "catalogue_no", "volume_no", "next_revision_due",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(Contact, "contacts", [
            "contact_name", "contact_post", "position", "level", "mobile", "phone", "wechat",
            "is_key_person", "has_project_decision",
        ], title=_("Contacts"), rules=[rules.contact]),
        Lines(CustomerBrand, "brands", ["brand:4", "share_pct"], title=_("Similar brands")),
        Lines(CustomerChannel, "channels", ["channel_id", "remark:4"], title=_("Channels")),
        Lines(CustomerResult, "results", ["period", "amount"], title=_("Results")),
    ]  # fmt: skip
    begins = {"collected_by_id": _himself, "collected_on": _today}
    picks = {
        "industry_id": Pick(where=lambda: words_of("industry")),
        "trade_id": Pick(where=lambda: words_of("trade_kind")),
        "organisation_form_id": Pick(where=lambda: words_of("organisation_form")),
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
        Chart("by_month", _("New cards by month"), by="created_at", bucket="month", kind="line"),
    ]
    twins = Twins(["customer_name", "credit_code", *queries.PHONES], queries.twins)
    rules = [rules.customer]
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
    sections = [
        Section("person", _("Person"), [
            "customer_id:4", "contact_name", "contact_post", "contact_department", "position",
            "level", "is_key_person", "has_project_decision", "is_influencer", "is_active",
        ]),
        Section("means", _("How to reach"), [
            "phone", "mobile", "fax", "email", "qq", "wechat", "remark:6",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_position", _("By position"), by="position", kind="row"),
        Chart("by_level", _("By level"), by="level"),
    ]
    picks = {"customer_id": Pick(create="CustomerView")}
    rules = [rules.contact]
    sheet = contact_sheet
