"""Verbs of the custodian's appointment: look at the tenure, give the role, take it back (W-38)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import Custodian
from app.archive.words import CustodianState, Quality
from app.kernel import clock, policy
from app.kernel.rules import Broken
from app.organization import queries as people

ROLE = "custodian"
LEAST, REQUIRED = "security.custodian_min_tenure_months", "security.custodian_required"
QUALITIES = ("loyalty", "analysis_ability", "overall_knowledge")


def note_tenure(session: Session, row: Custodian) -> None:
    """Whole months since the person joined, where nobody has said how many (R-310)."""
    staff = people.staff_of(session, row.user_id)
    if row.tenure_months is None and staff is not None and staff.joined_on is not None:
        joined, today = staff.joined_on, clock.today()
        months = (today.year - joined.year) * 12 + today.month - joined.month
        row.tenure_months = max(0, months - (today.day < joined.day))


def fit(row: Custodian, least: int) -> Iterator[Broken]:
    """Long service and three qualities: what is doubtful is a warning, what is not judged is not (R-310)."""
    for name in QUALITIES:
        if getattr(row, name) is None:
            label = Custodian.__mapper__.columns[name].info["label"]
            yield Broken(name, _("Judge this first: %(what)s.", what=label), "R-310")
        elif getattr(row, name) is Quality.POOR:
            yield Broken(name, _("Insufficient for a custodian."), "R-310", warning=True)
    if row.tenure_months is not None and row.tenure_months < least:
        message = _("Newly hired: %(months)s months, %(least)s are wanted.",
                    months=row.tenure_months, least=least)  # fmt: skip
        yield Broken("tenure_months", message, "R-310", warning=True)


def appoint(session: Session, row: Custodian, now: dt.datetime) -> None:
    """The person holds the role from this moment on (R-312)."""
    row.from_on = clock.day_of(now)
    user, role = session.get_one(User, row.user_id), _role(session)
    if role not in user.roles:
        user.roles = [*user.roles, role]


def end(session: Session, row: Custodian, now: dt.datetime) -> None:
    """The person holds the role no more (R-066)."""
    row.to_on = clock.day_of(now)
    user, role = session.get_one(User, row.user_id), _role(session)
    user.roles = [held for held in user.roles if held is not role]


def others(session: Session, row: Custodian) -> bool:
    """True when somebody else runs the archive too (R-309)."""
    found = select(Custodian.id).where(
        Custodian.state == CustodianState.APPOINTED, Custodian.id != row.id
    )
    return session.scalar(found.limit(1)) is not None


def is_required() -> bool:
    """The archive must have a named custodian (R-309)."""
    return bool(policy.value(REQUIRED))


def least_months() -> int:
    """The least service of a custodian (R-310)."""
    return int(policy.value(LEAST))


def _role(session: Session) -> Role:
    return session.scalars(select(Role).where(Role.name == ROLE)).one()
