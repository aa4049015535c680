"""Who owns a customer, on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.allocation import rules
from app.allocation.models import (
    Allocation,
    AllocationCandidate,
    Conflict,
    OwnerChange,
    PoolEntry,
    Transfer,
    TransferItem,
)
from app.allocation.papers import briefing_paper, decision_paper, manifest_paper
from app.allocation.queries import may_own
from app.allocation.workflow import (
    allocation_flow,
    conflict_flow,
    item_flow,
    pool_flow,
    transfer_flow,
)
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
    search_columns = ["allocation", "user", "load_after"]
    order_columns = ["load_after"]
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


class TransferView(ArchiveView):
    """Hand-overs: one batch of customers, a manifest, both signatures (W-05, F-134)."""

    datamodel = rows_of(Transfer)
    title = _("Hand-overs")
    icon = "arrows-split"
    keeps_notes = True
    keeps_files = True
    name_column = "transfer_no"
    list_columns = [
        "transfer_no", "state", "transfer_reason", "from_user", "to_user", "handed_on",
        "customer_count", "moved_count", "unsigned", "closed_at",
    ]  # fmt: skip
    search_columns = [
        "transfer_no", "state", "transfer_reason", "from_user", "to_user", "supervised_by",
        "handed_on", "accepted_at", "closed_at", "branch", "created_at",
    ]  # fmt: skip
    order_columns = ["transfer_no", "state", "handed_on", "closed_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["from_user", "to_user"]
    sections = [
        Section("base", _("Hand-over"), [
            "transfer_no!", "transfer_reason", "handed_on", "from_user_id", "to_user_id",
            "supervised_by_id", "remark:6",
        ]),
        Section("counts", _("Counts and signatures"), [
            "customer_count!", "moved_count!", "unsigned!", "given_at!", "checked_by!",
            "checked_at!", "accepted_at!", "closed_at!", "branch!",
        ], states={"listed", "checked", "accepted", "closed", "cancelled"}),
    ]  # fmt: skip
    picks = {
        "from_user_id": Pick(where=may_own), "to_user_id": Pick(where=may_own),
    }  # fmt: skip
    charts = [
        Chart("by_month", _("By month"), by="created_at", bucket="month", series="transfer_reason"),
        Chart("by_state", _("By state"), by="state"),
        Chart("customers", _("Customers moved, by month"), by="accepted_at", bucket="month",
              sum="moved_count"),
    ]  # fmt: skip
    rules = [rules.transfer]
    flow = transfer_flow
    papers = [manifest_paper, briefing_paper]


class TransferItemView(ArchiveView):
    """The manifest: a customer a line, with what hangs on it and both ticks (F-134)."""

    datamodel = rows_of(TransferItem)
    title = _("Manifest")
    icon = "clipboard-check"
    name_column = "customer_name"
    list_columns = [
        "transfer", "customer_name", "state", "to_user", "contacts", "visits", "open_slips",
        "open_tasks", "promises", "originals", "missing_note", "is_moved",
    ]  # fmt: skip
    search_columns = ["transfer", "customer", "state", "to_user", "created_at"]
    order_columns = ["state", "created_at"]
    base_order = ("id", "asc")
    eager = ["transfer", "to_user"]
    sections = [
        Section("base", _("Line of the manifest"), [
            "transfer!", "customer_name!:4", "to_user_id", "contacts!", "visits!", "open_slips!",
            "open_tasks!", "promises!", "originals!", "is_moved!", "also!:6", "missing_note:6",
        ]),
    ]  # fmt: skip
    picks = {"to_user_id": Pick(where=may_own)}
    charts = [Chart("by_person", _("By successor"), by="to_user", series="state")]
    rules = [rules.item]
    flow = item_flow


class ConflictView(ArchiveView):
    """Conflicts over customers: the first record proposes, the manager decides (W-04, F-135)."""

    datamodel = rows_of(Conflict)
    title = _("Conflicts")
    icon = "alert-triangle"
    keeps_notes = True
    name_column = "conflict_no"
    list_columns = [
        "conflict_no", "state", "customer_name", "claimant", "claimed_first_at", "other_name",
        "holder", "held_first_at", "decided_owner", "decided_at",
    ]  # fmt: skip
    search_columns = [
        "conflict_no", "state", "customer", "other", "claimant", "holder", "proposed_owner",
        "decided_owner", "decided_at", "branch", "created_at",
    ]  # fmt: skip
    order_columns = ["conflict_no", "state", "decided_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["claimant", "holder", "decided_owner"]
    sections = [
        Section("sides", _("The two sides"), [
            "conflict_no!:6", "customer_id:4", "claimant!", "customer_name!:4",
            "claimed_first_at!", "other_id:4", "holder!", "other_name!:4", "held_first_at!",
        ]),
        Section("decision", _("Decision"), [
            "proposed_owner!", "decided_owner_id", "decided_by!", "reason:4", "decided_at!",
        ]),
    ]  # fmt: skip
    picks = {"decided_owner_id": Pick(where=may_own)}
    charts = [
        Chart("by_month", _("By month"), by="created_at", bucket="month", series="state"),
        Chart("by_state", _("By state"), by="state"),
        Chart("by_claimant", _("By claimant"), by="claimant", series="state"),
    ]
    rules = [rules.conflict]
    flow = conflict_flow
    papers = [decision_paper]


class PoolEntryView(ArchiveView):
    """The pool: customers nobody is responsible for, to be claimed by rule (R-065)."""

    datamodel = rows_of(PoolEntry)
    title = _("Pool")
    icon = "users-group"
    name_column = "customer_name"
    list_columns = [
        "customer_name", "state", "tier", "industry", "region", "entered_at", "previous_owner",
        "claimed_by", "claimed_at",
    ]  # fmt: skip
    search_columns = [
        "customer", "state", "tier", "industry", "region", "entered_at", "previous_owner",
        "claimed_by", "claimed_at", "branch", "created_at",
    ]  # fmt: skip
    order_columns = ["state", "entered_at", "claimed_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["industry", "region", "previous_owner", "claimed_by"]
    sections = [
        Section("base", _("Customer in the pool"), [
            "customer_id:4", "tier!", "customer_name!:4", "industry!", "region!:4", "branch!",
            "reason:6", "entered_at!", "previous_owner!", "claimed_by!", "claimed_at!",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_month", _("Claims by month"), by="claimed_at", bucket="month",
              series="claimed_by"),
        Chart("by_region", _("By locality"), by="region"),
    ]  # fmt: skip
    rules = [rules.pool_entry]
    flow = pool_flow
