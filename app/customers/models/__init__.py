"""The tables of the customer archive."""

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

__all__ = [
    "Campaign", "Contact", "CooperationMatter", "Customer", "CustomerBrand", "CustomerChannel", "CustomerFlow", "CustomerMedium", "CustomerMerge",
    "CustomerResult", "CustomerRival", "CustomerSupplier", "CustomerTurn", "CustomerUnit", "FundsDeclaration",
    "OfCustomer", "TradingDeclaration",
]  # fmt: skip
