"""What a new installation needs before the first day of work, in the order in which it is done."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import exists, func, select, true

from app.customers.models import Customer
from app.desk.guide import Task
from app.kernel import clock, published
from app.kernel.holidays import CalendarYear
from app.kernel.parameters import ParameterValue
from app.organization.models import Branch, Staff
from app.roles import ROLES

ADMIN = ROLES["sysadmin"]


def _any(model: Any) -> Any:
    """Whether there is a row at all, whoever may see it."""
    return lambda: exists(select(model.id))


def _has_calendar() -> Any:
    """The holidays of this year are known (C-06)."""
    if clock.today().year in published.YEARS:
        return true()
    return exists(select(CalendarYear.id).where(CalendarYear.year == clock.today().year))


def _has_people() -> Any:
    """Somebody beside the administrator can sign in."""
    active = select(func.count(User.id)).where(User.active.is_(True))
    return active.scalar_subquery() > 1


TASKS = [
    Task(_("Branches"), _("The head office first; departments and areas hang below them."),
         "BranchView", _any(Branch), ADMIN, icon="building"),
    Task(_("Accounts and roles"), _("One account for each person; the role says what it may do."),
         "UserView", _has_people, ADMIN, icon="user"),
    Task(_("Staff"), _("Who belongs to which branch, department and area: that is who sees what."),
         "StaffView", _any(Staff), ADMIN, icon="users"),
    Task(_("Working calendar"), _("Deadlines skip holidays; a year nobody published is never guessed."),
         "CalendarYearView", _has_calendar, ADMIN, icon="calendar"),
    Task(_("Parameters"), _("Deadlines, limits and duties have defaults; look whether they fit."),
         "ParameterView", _any(ParameterValue), ADMIN, method="list", icon="adjustments", optional=True),
    Task(_("Existing customers"), _("Bring them in from a workbook; a dry run shows every error first."),
         "CustomerView", _any(Customer), ROLES["clerk"], method="import_", icon="upload"),
]  # fmt: skip
