"""What hangs on a customer's record as tabs: lists of its own wing and of those above it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.allocation.views import OwnerChangeView
from app.archive.views import (
    CardCheckView,
    ClassChangeView,
    ClassOverrideView,
    CorrectionView,
    OriginalView,
    RevisionView,
)
from app.customers.views import (
    CooperationMatterView,
    CustomerMergeView,
    CustomerTurnView,
    CustomerView,
)
from app.desk.attached import Attached
from app.disposal.views import BadCaseView
from app.market.views import (
    CustomerBackgroundView,
    CustomerChangeView,
    CustomerCompetitorView,
    DemandView,
    MarketAreaView,
    ProjectView,
    QualificationCheckView,
    RetailOutletView,
)
from app.returns.views import ReturnVisitView
from app.visits.views import (
    MajorEventView,
    MaterialDispatchView,
    OpinionItemView,
    PhoneCallView,
    UpkeepView,
    VisitRequestView,
)

TABS = [
    Attached("cooperation", CooperationMatterView, by="customer", title=_("Cooperation archive"), at="matter_on", icon="certificate",
             columns=["matter_no", "matter_on", "matter_kind", "summary", "paper_no", "amount", "opens_archive", "state", "handled_by"]),
    Attached("visits", VisitRequestView, by="customer", title=_("Visits"), at="planned_from", icon="route",
             columns=["slip_no", "visit_kind", "visitor", "planned_from", "state", "record_due_at"]),
    Attached("calls", PhoneCallView, by="customer", title=_("Calls"), at="called_at", icon="phone",
             columns=["called_at", "direction", "reason", "their_person", "our_person", "state", "follow_up_on"]),
    Attached("returns", ReturnVisitView, by="customer", title=_("Return visits"), at="visited_at", icon="phone",
             columns=["visit_no", "state", "record_method", "visited_at", "topic", "service_rating", "visitor"]),
    Attached("opinions", OpinionItemView, by="customer", title=_("Opinions"), at="raised_on", icon="message-report",
             columns=["opinion_no", "raised_on", "opinion_kind", "content", "state", "responsible_department", "due_on"]),
    Attached("events", MajorEventView, by="customer", title=_("Major events"), at="event_on", icon="users-group", folded=True,
             columns=["event_no", "event_on", "event_kind", "place", "content", "cost", "state"]),
    Attached("upkeep", UpkeepView, by="customer", title=_("Upkeep"), at="maintained_on", icon="checklist", folded=True,
             columns=["maintained_on", "product_name", "content", "technician", "result", "next_on", "state"]),
    Attached("originals", OriginalView, by="customer", title=_("Original papers"), at="doc_dated", icon="certificate",
             columns=["doc_title", "doc_kind", "doc_no", "doc_dated", "valid_to", "state", "scan_count"]),
    Attached("material", MaterialDispatchView, by="customer", title=_("Material sent"), at="created_at", icon="send", folded=True,
             columns=["dispatch_no", "channel", "state", "sent_on", "receipt_confirmed_on", "appointment_at"]),
    Attached("projects", ProjectView, by="customer", title=_("Projects"), at="created_at", icon="target",
             columns=["project_no", "project_name", "project_stage", "project_will_buy", "project_buy_on", "project_budget"]),
    Attached("demands", DemandView, by="customer", title=_("Demands"), at="raised_on", icon="bulb", folded=True,
             columns=["demand_no", "demand_subject", "need_degree", "need_volume", "need_unit", "demand_state", "raised_on"]),
    Attached("competitors", CustomerCompetitorView, by="customer", title=_("Competitors"), at="noted_on", icon="swords", folded=True,
             columns=["competitor", "comp_product", "comp_quantity", "comp_unit", "comp_satisfaction", "comp_rep_name", "noted_on"]),
    Attached("outlets", RetailOutletView, by="customer", title=_("Retail outlets"), icon="building-store", folded=True,
             columns=["outlet_name", "outlet_class", "outlet_address", "outlet_phone", "surveyed_on"]),
    Attached("market", MarketAreaView, by="area", via="area_id", title=_("Local market"), icon="map-pins", folded=True),
    Attached("background", CustomerBackgroundView, by="customer", title=_("Background"), icon="briefcase", folded=True,
             columns=["customer", "similar_products_year", "similar_products_unit", "industry_basics", "special_needs"]),
    Attached("news", CustomerChangeView, by="customer", title=_("Customer news"), at="changed_on", icon="notes", folded=True,
             columns=["changed_on", "change_kind", "change_note", "change_source"]),
    Attached("qualification", QualificationCheckView, by="customer", title=_("Qualification"), at="checked_on", icon="shield-check", folded=True,
             columns=["checked_on", "is_qualified", "qualification_note", "checked_by"]),
    Attached("served", CustomerView, by="through", title=_("Customers reached through this one"), icon="users", folded=True,
             columns=["customer_code", "customer_name", "tier", "abc_grade", "owner", "phone"]),
    Attached("turns", CustomerTurnView, by="customer", title=_("Gained and lost"), at="turned_on", icon="arrows-split", folded=True,
             columns=["turned_on", "turn", "gain_reason", "loss_reason", "note"]),
    Attached("owners", OwnerChangeView, by="customer", title=_("Owner history"), at="at", icon="history", folded=True,
             columns=["at", "why", "giver", "receiver", "by", "document"]),
    Attached("corrections", CorrectionView, by="customer", title=_("Corrections"), at="corrected_on", icon="edit", folded=True,
             columns=["correction_no", "field_name", "old_value", "new_value", "state", "stamped_by", "corrected_on"]),
    Attached("revisions", RevisionView, by="customer", title=_("Revisions of the archive"), at="done_on", icon="refresh", folded=True,
             columns=["revision_no", "state", "due_on", "done_on", "changed_items", "revision_flag", "tier"]),
    Attached("checks", CardCheckView, by="customer", title=_("Checks of the card"), at="checked_on", icon="checklist", folded=True,
             columns=["check_no", "checked_on", "checked_by", "points", "complete_pct", "truth"]),
    Attached("classes", ClassChangeView, by="customer", title=_("History of classes"), icon="history", folded=True,
             columns=["changed_on", "axis", "old_value", "new_value", "why", "source"]),
    Attached("set_classes", ClassOverrideView, by="customer", title=_("Classes set otherwise"), at="set_on", icon="adjustments", folded=True,
             columns=["override_no", "chosen", "state", "valid_until", "reason", "decided_by"]),
    Attached("bad_cases", BadCaseView, by="customer", title=_("Bad-customer cases"), at="created_at", icon="user-off", folded=True,
             columns=["case_no", "state", "nominated_by", "approved_by", "approved_at"]),
    Attached("merges", CustomerMergeView, by="customer", title=_("Merged cards"), at="created_at", icon="users-group", folded=True,
             columns=["merge_no", "goes_name", "state", "carried_count", "decided_by", "decided_at"]),
]  # fmt: skip
