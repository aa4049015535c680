"""The group of visits and return visits: one line a table, as in the menu it stands in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.attached import Attached
from app.desk.inbox import count_of
from app.desk.menu import Group, Item
from app.returns.views import (
    OwedView,
    ReturnPlanView,
    ReturnRateView,
    ReturnVisitView,
    ReturnWeekView,
)
from app.visits.views import (
    AttendanceView,
    DayPlanView,
    MajorEventView,
    MaterialDispatchView,
    MinutesView,
    OpinionItemView,
    OpinionSummaryView,
    PhoneCallView,
    UpkeepView,
    VisitPlanView,
    VisitRequestView,
)

VISITS = Group("visits", _("Visits and return visits"), "route", [
    Item(VisitRequestView, _("Visit slips"), "route", count=count_of("VisitRequestView"), new=_("Visit slip"), tabs=[
        Attached("minutes", MinutesView, by="visit_request", title=_("Minutes"), at="created_at", icon="notes",
                 columns=["minutes_no", "state", "minutes_due_at", "is_written_late", "reviewed_by", "sent_on", "receipt_confirmed_on"]),
        Attached("items", OpinionItemView, by="visit_request", title=_("Opinions handled"), at="raised_on", icon="message-report",
                 columns=["opinion_no", "opinion_kind", "content", "is_major", "state", "responsible_department", "due_on"]),
    ]),
    Item(PhoneCallView, _("Telephone register"), "phone", count=count_of("PhoneCallView"), new=_("Call record")),
    Item(ReturnPlanView, _("Return visit plans"), "calendar-plus", count=count_of("ReturnPlanView"), new=_("Return visit plan")),
    Item(ReturnVisitView, _("Return visits"), "phone", count=count_of("ReturnVisitView"), new=_("Return visit")),
    Item(OwedView, _("Return visits owed"), "alert-triangle"),
    Item(ReturnWeekView, _("Week of return visits"), "chart-bar"),
    Item(ReturnRateView, _("Rates of return visits"), "chart-bar"),
    Item(MinutesView, _("Meeting minutes"), "notes", count=count_of("MinutesView")),
    Item(OpinionItemView, _("Opinions of customers"), "message-report", count=count_of("OpinionItemView"), new=_("Opinion of a customer")),
    Item(OpinionSummaryView, _("Summary of opinions"), "chart-bar"),
    Item(MaterialDispatchView, _("First contacts"), "send", count=count_of("MaterialDispatchView"), new=_("First contact")),
    Item(MajorEventView, _("Major events"), "users-group", count=count_of("MajorEventView"), new=_("Major event")),
    Item(UpkeepView, _("Upkeep at customers"), "checklist", count=count_of("UpkeepView"), new=_("Upkeep")),
    Item(VisitPlanView, _("Plan of customer visits"), "calendar"),
    Item(DayPlanView, _("Day plan"), "map-2"),
    Item(AttendanceView, _("Attendance desk"), "clipboard-check"),
])  # fmt: skip
