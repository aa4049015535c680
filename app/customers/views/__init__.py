"""The customer archive on screen."""

from app.customers.views.card import (
    ContactView,
    CustomerMergeView,
    CustomerView,
    FundsDeclarationView,
    TradingDeclarationView,
)
from app.customers.views.cooperation import (
    CampaignView,
    CooperationMatterView,
    CustomerTurnView,
)
from app.customers.views.reports import GainsView, SpreadView

__all__ = [
    "CampaignView", "ContactView", "CooperationMatterView", "CustomerMergeView", "CustomerTurnView", "CustomerView",
    "FundsDeclarationView", "GainsView", "SpreadView", "TradingDeclarationView",
]  # fmt: skip
