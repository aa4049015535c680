"""Customer visits on screen."""

from app.visits.views.attendance import AttendanceView
from app.visits.views.slips import VisitRequestView

__all__ = ["AttendanceView", "VisitRequestView"]
