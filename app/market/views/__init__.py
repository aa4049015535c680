"""What surrounds a customer, on screen."""

from app.market.views.areas import MarketAreaView, RetailOutletView
from app.market.views.judged import (
    CustomerBackgroundView,
    CustomerChangeView,
    QualificationCheckView,
)
from app.market.views.needs import DemandView, ProjectView
from app.market.views.rivals import CompetitorView, CustomerCompetitorView

__all__ = [
    "CompetitorView", "CustomerBackgroundView", "CustomerChangeView", "CustomerCompetitorView",
    "DemandView", "MarketAreaView", "ProjectView", "QualificationCheckView", "RetailOutletView",
]  # fmt: skip
