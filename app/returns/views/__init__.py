"""Return visits on screen."""

from app.returns.views.boards import QuotaView
from app.returns.views.plans import ReturnPlanView
from app.returns.views.rates import ReturnRateView, RoundsView
from app.returns.views.reports import OwedView, ReturnWeekView
from app.returns.views.visits import ReturnVisitView

__all__ = [
    "OwedView",
    "QuotaView",
    "ReturnPlanView",
    "ReturnRateView",
    "ReturnVisitView",
    "ReturnWeekView",
    "RoundsView",
]
