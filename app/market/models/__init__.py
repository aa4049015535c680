"""The tables of what surrounds a customer."""

from app.market.models.area import MarketArea, MarketBrand, MarketDealer, MarketTownship
from app.market.models.competitor import Competitor, CustomerCompetitor
from app.market.models.demand import Demand
from app.market.models.judged import (
    CustomerBackground,
    CustomerChange,
    InstalledProduct,
    QualificationCheck,
    QualificationPoint,
)
from app.market.models.outlet import OutletSale, RetailOutlet
from app.market.models.project import Project, ProjectDecider

__all__ = [
    "Competitor", "CustomerBackground", "CustomerChange", "CustomerCompetitor", "Demand",
    "InstalledProduct", "MarketArea", "MarketBrand", "MarketDealer", "MarketTownship", "OutletSale",
    "Project", "ProjectDecider", "QualificationCheck", "QualificationPoint", "RetailOutlet",
]  # fmt: skip
