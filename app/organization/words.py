"""Closed words of the organization."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class DepartmentKind(Words):
    """What a department does: papers for a kind of work find it by this."""

    shape = nonmember("plain")

    MANAGEMENT = "management", _("Management")
    SALES = "sales", _("Sales")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    MARKETING = "marketing", _("Marketing")
    FINANCE = "finance", _("Finance")
    ADMINISTRATION = "administration", _("Administration")
    CREDIT = "credit", _("Credit management")
    QUALITY = "quality", _("Quality")
    TECHNICAL = "technical", _("Technical")
    LOGISTICS = "logistics", _("Logistics")
    MATERIALS = "materials", _("Materials")
