"""What a new installation needs before the first day of work, in the order in which it is done."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.desk.guide import Task
from app.kernel import clock, holidays
from app.kernel.parameters import ParameterValue
from app.kernel.scope import everything
from app.organization.models import Branch, Staff
from app.roles import ROLES

ADMIN = ROLES["sysadmin"]


def _any(model: Any) -> Any:
    """Whether there is a row at all, whoever may see it."""

    def ask(session: Session) -> bool:
        with everything():
            return session.scalars(select(model.id).limit(1)).first() is not None

    return ask


def _has_calendar(session: Session) -> bool:
    """The holidays of this year are known (C-06)."""
    return holidays.calendar(session).is_published(clock.today().year)


def _has_people(session: Session) -> bool:
    """Somebody beside the administrator can sign in."""
    return (session.scalar(select(func.count(User.id)).where(User.active.is_(True))) or 0) > 1


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
