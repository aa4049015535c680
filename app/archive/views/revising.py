"""The revision of archives and the check of cards, on screen (F-132, F-122, F-136)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.archive import rules
from app.archive.beside import BESIDE_REVISION
from app.archive.models import CardCheck, Revision
from app.archive.models.revision import CHECKS
from app.archive.sheets import card_check_sheet
from app.archive.workflow import revision_flow
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.kernel.viewer import Viewer


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class RevisionView(ArchiveView):
    """Revisions of archives: what is due, what was checked, the course and the tier of each customer (W-26)."""

    datamodel = rows_of(Revision)
    title = _("Revisions of archives")
    icon = "refresh"
    keeps_files = True
    keeps_notes = True
    name_column = "revision_no"
    list_columns = [
        "revision_no", "customer", "state", "due_on", "done_on", "changed_items", "revision_flag",
        "tier", "owner",
    ]  # fmt: skip
    search_columns = [
        "revision_no", "customer", "state", "due_on", "done_on", "revision_flag", "tier",
        "changed_count", "observe_until", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["revision_no", "due_on", "done_on", "changed_count", "created_at"]
    base_order = ("due_on", "desc")
    eager = ["customer"]
    sections = [
        Section("period", _("Period of the revision"), [
            "customer!:4", "revision_no!", "since_on!", "due_on!", "done_on!", "changed_items!:6",
            "is_updated",
        ]),
        Section("checks", _("Check, section by section"), [
            field for name in CHECKS.values() for field in (f"{name}_check", f"{name}_note:4")
        ]),
        Section("course", _("Course of the customer"), [
            "growth_pct!", "revision_flag", "observe_until!", "loss_cause!", "observe_result!",
        ]),
        Section("tiered", _("Tier assigned"), ["tier!", "tier_reason!:4"]),
    ]  # fmt: skip
    charts = [
        Chart("by_state", by="state"),
        Chart("by_due", _("Revisions by the day they are due"), by="due_on", bucket="month",
              series="state"),
        Chart("by_flag", _("Course of the customers"), by="revision_flag", series="tier"),
        Chart("by_tier", _("Tiers assigned, by month"), by="done_on", bucket="month", series="tier"),
        Chart("by_owner", by="owner", series="state", kind="row"),
        Chart("by_branch", by="branch", series="state", kind="row"),
        Chart("changes", _("Items changed, by responsible salesperson"), by="owner",
              sum="changed_count", kind="row"),
    ]  # fmt: skip
    flow = revision_flow
    beside = BESIDE_REVISION


class CardCheckView(ArchiveView):
    """Whether cards are kept as they should be: four questions and a finding (F-136, R-037, R-017)."""

    datamodel = rows_of(CardCheck)
    title = _("Checks of cards")
    icon = "checklist"
    keeps_files = True
    name_column = "check_no"
    list_columns = [
        "check_no", "customer", "checked_on", "checked_by", "points", "complete_pct", "truth",
        "check_way", "owner",
    ]  # fmt: skip
    search_columns = [
        "check_no", "customer", "checked_on", "checked_by", "immediate", "complete",
        "used_and_accurate", "viewed_before_visit", "check_way", "truth", "complete_pct", "owner",
        "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["check_no", "checked_on", "complete_pct", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "checked_by"]
    sections = [
        Section("check", _("Check of the card"), [
            "customer_id:4", "check_no!", "checked_on", "checked_by_id", "check_way",
        ]),
        Section("questions", _("Four questions"), [
            "immediate:3", "complete:3", "used_and_accurate:3", "viewed_before_visit:3",
            "complete_pct!", "truth", "remark",
        ]),
    ]  # fmt: skip
    begins = {"checked_by_id": _himself}
    picks = {"customer_id": Pick()}
    charts = [
        Chart("by_truth", by="truth", series="check_way"),
        Chart("by_month", by="checked_on", bucket="month", series="truth"),
        Chart("immediate", _("Filled in right after the visit, by salesperson"), by="owner",
              series="immediate", kind="row"),
        Chart("viewed", _("Looked at before each visit, by salesperson"), by="owner",
              series="viewed_before_visit", kind="row"),
        Chart("by_person", by="checked_by", kind="row"),
    ]  # fmt: skip
    rules = [rules.card_check]
    sheet = card_check_sheet
