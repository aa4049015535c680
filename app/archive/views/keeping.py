"""The archive behind the card on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.archive import rules
from app.archive.beside import BESIDE_CORRECTION, BESIDE_SCORE
from app.archive.models import ArchiveScore, Correction, Original
from app.archive.operations import originals
from app.archive.sheets import original_sheet
from app.archive.workflow import correction_flow, original_flow
from app.customers.words import PERSONS_PAPERS, OriginalKind
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.intake import Intake, IntakeFace
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.kernel.files.checklist import Keeps


class OriginalView(IntakeFace, ArchiveView):
    """The original papers of all customers: what each is, until when it holds, its scans (F-021)."""

    datamodel = rows_of(Original)
    title = _("Original papers")
    icon = "certificate"
    name_column = "doc_title"
    list_columns = [
        "doc_title", "customer", "doc_kind", "doc_no", "doc_copy_kind", "valid_to", "state",
        "scan_count", "doc_part", "owner",
    ]  # fmt: skip
    search_columns = [
        "customer", "doc_kind", "doc_no", "doc_copy_kind", "doc_dated", "valid_to", "state",
        "scan_count", "doc_part", "doc_catalogue_no", "volume_no", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["valid_to", "doc_dated", "scan_count", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer"]
    sections = [
        Section("paper", _("Original paper"), [
            "customer_id:4", "original_no!", "doc_kind", "doc_title:4", "doc_no", "issued_by",
            "doc_copy_kind", "doc_dated", "valid_from", "valid_to", "doc_pages", "replaces_id:4",
        ]),
        Section("filing", _("Place in the archive"), [
            "doc_part", "doc_catalogue_no", "volume_no", "scan_count!", "ended_on!", "remark:6",
        ]),
    ]  # fmt: skip
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "replaces_id": Pick(by={"customer_id": "customer_id"}),
    }
    charts = [
        Chart("by_kind", by="doc_kind", kind="row"),
        Chart("by_end", _("Papers that run out, by month"), by="valid_to", bucket="month",
              series="doc_kind"),
        Chart("by_state", by="state", series="doc_part"),
        Chart("by_owner", by="owner", series="state", kind="row"),
    ]  # fmt: skip
    rules = [rules.original]
    flow = original_flow
    sheet = original_sheet
    keeps_files = Keeps(
        OriginalKind, line="original", secret="confidential",
        secrets=dict.fromkeys(PERSONS_PAPERS, "sensitive"),
        kept_by="archive.originals_never_deleted", of=lambda row: row.doc_kind,
    )  # fmt: skip
    intake = Intake(
        originals.place,
        helps=[
            _("The name says customer and kind, in any order, with _ or a space between."),
            _("Customer: archive number, customer code, full name or short name."),
            _("Kind: as in the list of kinds, or short: 营业执照, 合同, 身份证, 授权书 …"),
            _("Example: 锦昱商贸_营业执照.pdf, KH-2026-000012 合同 2.jpg"),
            _("A file of the same name becomes a new version; the same content is taken in once."),
        ],
    )


class ArchiveScoreView(ArchiveView):
    """How complete each archive is; filtered it is the report of incomplete archives (R-015)."""

    datamodel = rows_of(ArchiveScore)
    title = _("Completeness of archives")
    icon = "clipboard-check"
    name_column = "customer"
    list_columns = [
        "customer", "completeness_pct", "band", "missing_count", "gaps", "due_on", "owner", "tier",
        "breadth",
    ]  # fmt: skip
    search_columns = [
        "customer", "completeness_pct", "band", "missing_count", "due_on", "tier", "breadth",
        "party_kind", "nature", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    shown_too = [
        "base_pct", "people_pct", "product_pct", "competition_pct", "trade_pct", "features_pct",
        "papers_pct", "wanted_count",
    ]  # fmt: skip
    order_columns = ["completeness_pct", "missing_count", "due_on", "created_at"]
    base_order = ("completeness_pct", "asc")
    sections = [
        Section("total", _("Completeness"), [
            "customer!:4", "completeness_pct!", "band!", "missing_count!", "wanted_count!",
            "due_on!", "owner!", "breadth!", "party_kind!", "nature!", "tier!", "gaps!:6",
        ]),
        Section("shares", _("By section"), [
            "base_pct!", "people_pct!", "product_pct!", "competition_pct!", "trade_pct!",
            "features_pct!", "papers_pct!", "counted_at!",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_band", by="band", series="tier"),
        Chart("by_owner", by="owner", series="band", kind="row"),
        Chart("by_branch", by="branch", series="band", kind="row"),
        Chart("by_kind", by="party_kind", series="band"),
        Chart("by_nature", by="nature", series="band"),
        Chart("by_due", _("Incomplete archives by the day they are due"), by="due_on", bucket="month",
              series="band"),
        Chart("gaps", _("Things missing, by responsible salesperson"), by="owner",
              sum="missing_count", kind="row"),
    ]  # fmt: skip
    beside = BESIDE_SCORE


class CorrectionView(ArchiveView):
    """Stamped corrections of reviewed cards (F-128, W-25)."""

    datamodel = rows_of(Correction)
    title = _("Corrections")
    icon = "edit"
    keeps_files = True
    name_column = "correction_no"
    list_columns = [
        "correction_no", "customer", "field_name", "state", "old_value", "new_value",
        "stamped_by", "corrected_on", "owner",
    ]  # fmt: skip
    search_columns = [
        "correction_no", "customer", "field_name", "state", "stamped_by", "corrected_on", "owner",
        "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["correction_no", "state", "corrected_on", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "stamped_by"]
    sections = [
        Section("what", _("Correction"), [
            "customer_id:4", "correction_no!", "field_name", "old_value!:4", "new_value:6",
            "reason:6",
        ]),
        Section("stamped", _("Stamp"), ["stamped_by!", "corrected_on!"],
                states={"applied"}),
    ]  # fmt: skip
    picks = {"customer_id": Pick()}
    charts = [
        Chart("by_state", by="state"),
        Chart("by_field", by="field_name", kind="row"),
        Chart("by_month", by="corrected_on", bucket="month", kind="line"),
        Chart("by_owner", by="owner", series="state", kind="row"),
    ]
    rules = [rules.correction]
    beside = BESIDE_CORRECTION
    flow = correction_flow
