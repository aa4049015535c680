"""The registration: one line a table; groups follow the work, not the tables."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from app import first_run, listeners
from app.allocation import charts as allocation_charts
from app.allocation.views import (
    AllocationCandidateView,
    AllocationView,
    ConflictView,
    LoadView,
    OwnerChangeView,
    OwnershipView,
    PoolEntryView,
    TransferItemView,
    TransferView,
)
from app.archive.beside import BESIDE_CUSTOMER
from app.archive.views import (
    ArchiveScoreView,
    CardCheckView,
    ClassChangeView,
    ClassesView,
    ClassOverrideView,
    ClassRunView,
    CorrectionView,
    CustodianView,
    OriginalView,
    RequiredView,
    RevisionView,
    SeenView,
)
from app.customer_tabs import TABS
from app.customers import charts as archive_charts
from app.customers.views import (
    CampaignView,
    ContactView,
    CooperationMatterView,
    CustomerMergeView,
    CustomerTurnView,
    CustomerView,
    FundsDeclarationView,
    GainsView,
    SpreadView,
    TradingDeclarationView,
)
from app.desk import prints, watch
from app.desk.agenda import AgendaView, provide_events
from app.desk.attached import Attached
from app.desk.export_log import ExportLogView
from app.desk.home import HomeView, furnish
from app.desk.inbox import InboxView, count_of
from app.desk.jobs import JobView
from app.desk.late import LateWorkView
from app.desk.mails import MailView
from app.desk.menu import Group, Item, Shortcut
from app.desk.notice_wishes import NoticeWishView
from app.desk.office import backups
from app.desk.office.accounts import UserView
from app.desk.office.groups import GroupView
from app.desk.office.matrix import MatrixView
from app.desk.office.rights import RoleView
from app.desk.office.storage import StorageView
from app.desk.persons import PersonView
from app.desk.print_log import PrintLogView
from app.desk.records import record_shown
from app.disposal import charts as parting_charts
from app.disposal.views import (
    DUTY_SHORTCUTS,
    BadBoardView,
    BadCaseView,
    BadDecisionView,
    BadDutyView,
)
from app.market import customer_forms
from app.market.views import (
    CompetitorView,
    CustomerBackgroundView,
    CustomerChangeView,
    CustomerCompetitorView,
    DemandView,
    MarketAreaView,
    ProjectView,
    QualificationCheckView,
    RetailOutletView,
)
from app.organization.views import AreaView, BranchView, DepartmentView, DeputyView, StaffView
from app.reference.policy_views import (
    CalendarDayView,
    CalendarYearView,
    ParameterValueView,
    ParameterView,
)
from app.reference.rule_texts import RULE_TEXTS
from app.reference.views import DictionaryView, ProductView, RegionView
from app.returns.views import QuotaView, RoundsView
from app.roles import HANDS_ON, ROLES
from app.visit_menu import VISITS
from app.visits import charts
from app.visits.operations import card_seen

# advertising goes only to who has agreed to it, and to nobody who is lost or parted from (F-150, F-155)
AGREED = (
    "f.mailing_allowed.is=1&f.lifecycle_status.not=lost,bad_in_process,removed_archived,invalid"
)
MAILED = f"{AGREED}&sort=customer_name&cols=customer_name,legal_representative,address,postcode,potential_class,owner"
INVITED = f"{AGREED}&sort=customer_name&cols=customer_name,legal_representative,tier,abc_grade,phone,mobile,owner"

MENU = [
    Group("desk", _("Workbench"), "home", [
        Item(HomeView, _("Workbench"), "home"),
        Item(InboxView, _("Inbox"), "inbox", count=count_of("InboxView"), hidden=True),
        Item(NoticeWishView, _("My notices"), "inbox", hidden=True),
        Item(AgendaView, _("Calendar"), "calendar"),
        Item(LateWorkView, _("Late work"), "clock-exclamation"),
    ]),
    Group("customers", _("Customer archive"), "folders", [
        Item(CustomerView, _("Customers"), "users", count=count_of("CustomerView"), new=_("Customer card"), beside=BESIDE_CUSTOMER, papers=customer_forms.PAPERS, tabs=TABS),
        Item(ContactView, _("Contacts"), "address-book"),
        Item(OriginalView, _("Original papers"), "certificate", new=_("Original paper")),
        Item(ArchiveScoreView, _("Completeness of archives"), "clipboard-check"),
        Item(CorrectionView, _("Corrections"), "edit", count=count_of("CorrectionView"), new=_("Correction")),
        Item(RevisionView, _("Revisions of archives"), "refresh", count=count_of("RevisionView")),
        Item(CardCheckView, _("Checks of cards"), "checklist", new=_("Check of a card")),
        Item(ClassOverrideView, _("Classes set otherwise"), "adjustments", count=count_of("ClassOverrideView"), new=_("Class set otherwise")),
        Item(ClassChangeView, _("History of classes"), "history"),
        Item(ClassRunView, _("Classing of all customers"), "scale", count=count_of("ClassRunView")),
        Item(CooperationMatterView, _("Cooperation archive"), "certificate", count=count_of("CooperationMatterView"), new=_("Matter of cooperation")),
        Item(TradingDeclarationView, _("State of trade"), "receipt-yuan"),
        Item(FundsDeclarationView, _("Funds and arrears"), "certificate"),
        Item(CustomerBackgroundView, _("Customer backgrounds"), "briefcase"),
        Item(CustomerChangeView, _("Customer news"), "notes"),
        Item(QualificationCheckView, _("Qualification checks"), "shield-check"),
        Item(CustomerTurnView, _("Gained and lost customers"), "arrows-split"),
        Item(CustomerMergeView, _("Merged customers"), "users-group", count=count_of("CustomerMergeView")),
        Item(CustodianView, _("Custodians of the archive"), "key", count=count_of("CustodianView"), new=_("Proposal of a custodian")),
        Item(PersonView, _("Personal data"), "shield-lock"),
    ], shortcuts=[
        Shortcut(ArchiveScoreView, _("Incomplete archives"), "alert-triangle", "f.band.is=lacking,poor&sort=completeness_pct"),
        Shortcut(RevisionView, _("Revisions due"), "clock-exclamation", "f.state.is=due,revising&sort=due_on"),
        Shortcut(CustomerView, _("Mailing list"), "send", MAILED, when=lambda viewer: viewer.may("can_export", "CustomerView")),
        Shortcut(CustomerView, _("Invitation list"), "calendar-plus", INVITED, when=lambda viewer: viewer.may("can_print", "CustomerView")),
    ]),
    Group("market", _("Market and rivals"), "map-2", [
        Item(ProjectView, _("Projects"), "target", new=_("Project")),
        Item(DemandView, _("Demands"), "bulb", new=_("Demand")),
        Item(RetailOutletView, _("Retail outlets"), "building-store", new=_("Outlet")),
        Item(CustomerCompetitorView, _("Competitors at customers"), "swords"),
        Item(CampaignView, _("Gathering campaigns"), "search", count=count_of("CampaignView"), tabs=[
            Attached("customers", CustomerView, by="campaign", title=_("Customers found"), icon="users",
                     columns=["customer_code", "customer_name", "state", "owner", "region", "collected_on"]),
        ]),
        Item(CompetitorView, _("Competitors"), "swords", tabs=[
            Attached("customers", CustomerCompetitorView, by="competitor", title=_("At customers"), icon="swords",
                     columns=["customer", "comp_product", "comp_quantity", "comp_unit", "comp_satisfaction", "noted_on"]),
        ]),
        Item(MarketAreaView, _("Market profiles"), "map-pins", tabs=[
            Attached("customers", CustomerView, by="area", via="area_id", title=_("Customers"), icon="users",
                     columns=["customer_code", "customer_name", "tier", "abc_grade", "owner", "phone"]),
            Attached("outlets", RetailOutletView, by="area", via="area_id", title=_("Retail outlets"), icon="building-store",
                     columns=["outlet_name", "customer", "outlet_class", "outlet_address", "outlet_phone", "surveyed_on"]),
        ]),
    ]),
    Group("allocation", _("Allocation and ownership"), "arrows-split", [
        Item(AllocationView, _("Allocations"), "user-check", count=count_of("AllocationView"), new=_("Allocation"), tabs=[
            Attached("candidates", AllocationCandidateView, by="allocation", title=_("Weighing"), icon="chart-bar",
                     columns=["place", "user", "customers", "grade_load", "open_work", "ability_score", "load", "load_after"]),
        ]),
        Item(AllocationCandidateView, _("Weighing"), "chart-bar", hidden=True),
        Item(LoadView, _("Balanced allocation"), "scale"),
        Item(PoolEntryView, _("Pool"), "users-group", count=count_of("PoolEntryView")),
        Item(TransferView, _("Hand-overs"), "arrows-split", count=count_of("TransferView"), new=_("Hand-over"), tabs=[
            Attached("manifest", TransferItemView, by="transfer", title=_("Manifest"), icon="clipboard-check",
                     columns=["customer_name", "state", "to_user", "contacts", "visits", "open_slips", "open_tasks", "promises", "also"]),
        ]),
        Item(TransferItemView, _("Manifest"), "clipboard-check", hidden=True),
        Item(ConflictView, _("Conflicts"), "alert-triangle", count=count_of("ConflictView")),
        Item(OwnerChangeView, _("Owner history"), "history"),
    ]),
    VISITS,
    Group("disposal", _("Bad customers"), "user-off", [
        Item(BadCaseView, _("Bad-customer cases"), "user-off", count=count_of("BadCaseView"), new=_("Nomination of a bad customer"), tabs=[
            Attached("duties", BadDutyView, by="bad_case", title=_("Duties"), at="done_at", icon="checklist",
                     columns=["side", "duty", "state", "due_at", "done_at", "done_by", "result"]),
            Attached("decisions", BadDecisionView, by="bad_case", title=_("Rewards and punishments"), icon="scale",
                     columns=["decision_no", "user", "decision_kind", "amount"]),
        ]),
        Item(BadDutyView, _("Duties of the departments"), "checklist"),
        Item(BadDecisionView, _("Rewards and punishments"), "scale", new=_("Decision on reward and punishment")),
        Item(BadBoardView, _("Board of bad customers"), "chart-bar"),
    ], shortcuts=[
        *DUTY_SHORTCUTS,
        Shortcut(CustomerView, _("Closed store"), "archive", "f.lifecycle_status.is=removed_archived",
                 when=lambda viewer: viewer.may_open_closed),
    ]),
    Group("analysis", _("Analyses"), "chart-bar", [
        Item(QuotaView, _("Quota board"), "target"),
        Item(RoundsView, _("Round visits of managers"), "map-pins"),
        Item(GainsView, _("Gain and loss of customers"), "arrows-split"),
        Item(OwnershipView, _("Ownership month by month"), "arrows-split"),
        Item(SpreadView, _("Customer distribution table"), "map-pins"),
        Item(ClassesView, _("Classes as at a day"), "history"),
        Item(RequiredView, _("What an archive has to hold"), "checklist"),
    ]),
    Group("organization", _("Company"), "sitemap", [
        Item(StaffView, _("Staff"), "users"),
        Item(DeputyView, _("Deputies"), "user-share"),
        Item(BranchView, _("Branches"), "building"),
        Item(DepartmentView, _("Departments"), "sitemap"),
        Item(AreaView, _("Visiting areas"), "map-2"),
    ]),
    Group("system", _("System"), "settings", [
        Item(UserView, _("Accounts"), "user"),
        Item(RoleView, _("Roles"), "shield"),
        Item(GroupView, _("Account groups"), "users-group"),
        Item(MatrixView, _("Permission matrix"), "table"),
        Item(ParameterView, _("Parameters"), "adjustments"),
        Item(ParameterValueView, _("Parameter values"), "history"),
        Item(CalendarDayView, _("Working calendar"), "calendar"),
        Item(CalendarYearView, _("Calendar years"), "calendar"),
        Item(DictionaryView, _("Dictionaries"), "book"),
        Item(RegionView, _("Regions"), "map-pin"),
        Item(ProductView, _("Products"), "package"),
        Item(JobView, _("Background jobs"), "clock"),
        Item(MailView, _("Letters"), "send"),
        Item(StorageView, _("Stored files"), "database"),
        Item(backups.BackupView, _("Backups"), "archive"),
        Item(SeenView, _("Who saw what"), "shield-lock"),
        Item(PrintLogView, _("Print log"), "printer"),
        Item(ExportLogView, _("Export log"), "download"),
    ]),
]  # fmt: skip


def register(builder: Any) -> None:
    """Hang every view of the menu on the application; those of the office hang there already."""
    there = {type(view) for view in builder.baseviews}
    for group in MENU:
        for item in group.items:
            if item.view not in there:
                builder.add_view_no_menu(item.view)
    current_app.extensions["menu"] = MENU
    for item in (item for group in MENU for item in group.items if item.papers):
        view: Any = item.view
        prints.declare(view.datamodel.obj, view.title, item.papers)
    current_app.extensions["place_of"] = listeners.place_of
    current_app.extensions["role_labels"] = dict(ROLES)
    current_app.extensions["rule_texts"] = RULE_TEXTS
    current_app.extensions["hands_on"] = HANDS_ON
    current_app.extensions["move_labels"] = _move_labels()
    panels = [
        *charts.PANELS,
        *archive_charts.PANELS,
        *parting_charts.PANELS,
        *watch.PANELS,
        *backups.PANELS,
    ]
    furnish(current_app, panels, [*charts.CHARTS, *allocation_charts.CHARTS], first_run.TASKS)
    provide_events(current_app, charts.EVENTS)
    record_shown.connect(card_seen)


def _move_labels() -> dict[str, Any]:
    """What each move's permission is called, out of the flows themselves."""
    flows = [getattr(item.view, "flow", None) for group in MENU for item in group.items]
    return {
        move.permission: move.label for flow in flows if flow is not None for move in flow.moves
    }
