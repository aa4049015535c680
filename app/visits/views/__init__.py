"""Customer visits on screen."""

from app.visits.views.attendance import AttendanceView
from app.visits.views.calls import PhoneCallView
from app.visits.views.day import DayPlanView
from app.visits.views.dispatches import MaterialDispatchView
from app.visits.views.events import MajorEventView, UpkeepView
from app.visits.views.minutes import MinutesView
from app.visits.views.opinions import OpinionItemView
from app.visits.views.reports import OpinionSummaryView, VisitPlanView
from app.visits.views.slips import VisitRequestView

__all__ = [
    "AttendanceView", "DayPlanView", "MajorEventView", "MaterialDispatchView", "MinutesView", "OpinionItemView", "OpinionSummaryView", "PhoneCallView", "UpkeepView", "VisitPlanView", "VisitRequestView",
]  # fmt: skip
