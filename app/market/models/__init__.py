"""The tables of what surrounds a customer."""

from flask_babel import lazy_gettext as _

from app.kernel import manifests
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
from app.market.words import DemandState

__all__ = [
    "Competitor", "CustomerBackground", "CustomerChange", "CustomerCompetitor", "Demand",
    "InstalledProduct", "MarketArea", "MarketBrand", "MarketDealer", "MarketTownship", "OutletSale",
    "Project", "ProjectDecider", "QualificationCheck", "QualificationPoint", "RetailOutlet",
]  # fmt: skip

# what the manifest of a hand-over counts, and what it does not
manifests.hands_over(Project, _("Projects"))
manifests.hands_over(
    Demand, _("Demands"),
    lambda: Demand.demand_state.in_((DemandState.OPEN, DemandState.IN_HAND)),
    follows=("handled_by_id",),
)  # fmt: skip
manifests.hands_over(RetailOutlet, _("Retail outlets"))
manifests.hands_over(CustomerCompetitor, _("Competitors"))
manifests.hands_over(CustomerBackground, _("Background"))
manifests.hands_over(CustomerChange, _("Customer news"))
manifests.hands_over(QualificationCheck, _("Qualification"))
manifests.left_out("the profile of a place: it stays with its area", MarketArea)
