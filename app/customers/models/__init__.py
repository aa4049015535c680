"""The tables of the customer archive."""

from flask_babel import lazy_gettext as _

from app.customers.matters import MatterState
from app.customers.models.campaign import Campaign
from app.customers.models.cooperation import CooperationMatter
from app.customers.models.customer import Customer
from app.customers.models.declared import FundsDeclaration, TradingDeclaration
from app.customers.models.merge import CustomerMerge
from app.customers.models.of_customer import OfCustomer
from app.customers.models.parts import (
    CustomerBrand,
    CustomerChannel,
    CustomerFlow,
    CustomerMedium,
    CustomerResult,
    CustomerRival,
    CustomerSupplier,
    CustomerUnit,
)
from app.customers.models.people import Contact
from app.customers.models.turn import CustomerTurn
from app.kernel import manifests

__all__ = [
    "Campaign", "Contact", "CooperationMatter", "Customer", "CustomerBrand", "CustomerChannel", "CustomerFlow", "CustomerMedium", "CustomerMerge",
    "CustomerResult", "CustomerRival", "CustomerSupplier", "CustomerTurn", "CustomerUnit", "FundsDeclaration",
    "OfCustomer", "TradingDeclaration",
]  # fmt: skip

# what the manifest of a hand-over counts, and what it does not
manifests.hands_over(Contact, _("Contacts"))
manifests.hands_over(TradingDeclaration, _("State of trade"))
manifests.hands_over(FundsDeclaration, _("Funds and arrears"))
manifests.hands_over(
    CooperationMatter, _("Cooperation archive"),
    lambda: CooperationMatter.state.in_((MatterState.DRAFT, MatterState.RETURNED)),
    follows=("handled_by_id",),
)  # fmt: skip
manifests.left_out(
    "a part of the card itself", CustomerBrand, CustomerChannel, CustomerFlow, CustomerMedium,
    CustomerResult, CustomerRival, CustomerSupplier, CustomerUnit,
)  # fmt: skip
manifests.left_out("written by the system, and history", CustomerTurn)
manifests.left_out("settled before the card is handed over, then history", CustomerMerge)
