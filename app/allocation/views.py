"""Who owns a customer, on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.allocation import rules
from app.allocation.models import Allocation, AllocationCandidate, OwnerChange
from app.allocation.queries import may_own
from app.allocation.workflow import allocation_flow
from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section


class AllocationView(ArchiveView):
    """Allocations from the proposal to the first contact (W-02, F-133)."""

    datamodel = rows_of(Allocation)
    title = _("Allocations")
    icon = "user-check"
    keeps_notes = True
    name_column = "allocation_no"
    list_columns = [
        "allocation_no", "customer", "state", "lead_source", "proposed_to", "assigned_to",
        "assigned_on", "contact_due_at", "first_contact_on",
    ]  # fmt: skip
    search_columns = [
        "allocation_no", "customer", "state", "lead_source", "why", "ground", "proposed_to",
        "assigned_to", "assigned_by", "assigned_on", "contact_due_at", "first_contact_on",
        "is_contacted_late", "branch", "created_at",
    ]  # fmt: skip
    order_columns = ["allocation_no", "state", "assigned_on", "contact_due_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "proposed_to", "assigned_to"]
    sections = [
        Section("proposal", _("Customer and proposal"), [
            "allocation_no!", "customer_id:4", "lead_source", "why!", "ground!",
            "proposed_to!", "branch!", "owner!",
        ]),
        Section("decision", _("Decision of the manager"), [
            "assigned_to_id", "assigned_by!", "assigned_on!", "current_count!", "ability_score!",
            "reason:6",
        ]),
        Section("contact", _("First contact"), [
            "contact_due_at!", "first_contact_on!", "first_contact_medium!", "is_contacted_late!",
            "first_contact_note!:4",
        ], states={"assigned", "contacted", "overdue", "transferred"}),
    ]  # fmt: skip
    picks = {"assigned_to_id": Pick(where=may_own)}
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_person", _("By salesperson"), by="assigned_to", series="state"),
        Chart("by_month", _("By month"), by="assigned_on", bucket="month", series="lead_source"),
        Chart("late", _("Contacted late"), by="assigned_to", series="is_contacted_late"),
    ]
    rules = [dealings, rules.allocation]
    flow = allocation_flow


class AllocationCandidateView(ArchiveView):
    """Who was weighed for an allocation, with the load before and after (R-062)."""

    datamodel = rows_of(AllocationCandidate)
    title = _("Weighing")
    icon = "chart-bar"
    name_column = "place"
    list_columns = [
        "allocation", "place", "user", "customers", "grade_load", "open_work", "ability_score",
        "load", "load_after",
    ]  # fmt: skip
    search_columns = ["allocation", "user", "place", "customers", "ability_score", "created_at"]
    order_columns = ["place", "customers", "load_after", "created_at"]
    base_order = ("id", "asc")
    eager = ["allocation", "user"]
    sections = [
        Section("base", _("Weighing"), [
            "allocation!", "place!", "user!", "customers!", "grade_load!", "open_work!",
            "ability_score!", "load!", "load_after!",
        ]),
    ]  # fmt: skip
    charts = [Chart("by_person", _("Load after, by salesperson"), by="user", sum="load_after")]


class OwnerChangeView(ArchiveView):
    """Who was responsible for a customer, from the first to the last (R-024, R-066)."""

    datamodel = rows_of(OwnerChange)
    title = _("Owner history")
    icon = "history"
    name_column = "document"
    list_columns = ["at", "customer", "why", "giver", "receiver", "by", "document"]
    search_columns = ["at", "customer", "why", "giver", "receiver", "by", "branch", "created_at"]
    order_columns = ["at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "giver", "receiver", "by"]
    sections = [
        Section("base", _("Change of hands"), [
            "at!", "why!", "document!", "customer!:4", "branch!", "giver!", "receiver!", "by!",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_month", _("By month"), by="at", bucket="month", series="why"),
        Chart("by_why", _("By reason"), by="why"),
        Chart("by_receiver", _("By new salesperson"), by="receiver", series="why"),
    ]
