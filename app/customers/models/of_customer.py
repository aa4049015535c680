"""What every record that belongs to a customer has: the customer, and the reach of the customer."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.customers.models.customer import Customer
from app.kernel.db import Stamped, label
from app.kernel.scope import Owned, within
from app.organization.models import Area, Branch, Department


class OfCustomer(Owned, Stamped):
    """Base of a table whose rows belong to a customer: who sees the customer sees them (R-011).

    They go with the customer; their ``kind`` says which line of the matrix counts. A list may
    show and filter by ``customer``, ``owner``, ``branch``, ``area`` and ``department``.
    """

    reach = within("customer", "customer_id")

    @declared_attr
    def customer_id(cls) -> Mapped[int]:
        return mapped_column(
            ForeignKey("customer.id", ondelete="CASCADE"),
            sort_order=-90,
            info=label(_("Customer")),
        )

    @declared_attr
    def customer(cls) -> Mapped[Customer]:
        return relationship(Customer, info=label(_("Customer")))

    @declared_attr
    def owner(cls) -> Mapped[User | None]:
        keys: Any = [cls.owner_id]  # made and changed by people too: say which of the three
        return relationship(User, foreign_keys=keys, info=label(_("Responsible salesperson")))

    @declared_attr
    def branch(cls) -> Mapped[Branch | None]:
        return relationship(Branch, info=label(_("Branch")))

    @declared_attr
    def area(cls) -> Mapped[Area | None]:
        return relationship(Area, info=label(_("Area")))

    @declared_attr
    def department(cls) -> Mapped[Department | None]:
        keys: Any = [cls.department_id]  # a record may name another department as well
        return relationship(Department, foreign_keys=keys, info=label(_("Department")))
