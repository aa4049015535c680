"""The tables of the customer archive."""

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

__all__ = [
    "Contact", "Customer", "CustomerBrand", "CustomerChannel", "CustomerFlow", "CustomerMedium", "CustomerMerge",
    "CustomerResult", "CustomerRival", "CustomerSupplier", "CustomerUnit", "FundsDeclaration",
    "OfCustomer", "TradingDeclaration",
]  # fmt: skip
