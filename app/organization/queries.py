"""Named questions about the company."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import Group, Role, User
from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.tasks import provide_candidates
from app.organization.models import Deputy, Staff, StaffBranch


def staff_of(session: Session, user_id: int | None) -> Staff | None:
    """The person behind an account."""
    if user_id is None:
        return None
    return session.scalars(select(Staff).where(Staff.user_id == user_id)).one_or_none()


def holders(session: Session, role: str, branch_id: int | None) -> set[int]:
    """Accounts that hold a role today, in one branch or anywhere: their own or as a deputy."""
    direct = select(User.id).join(User.roles).where(Role.name == role, User.active.is_(True))
    grouped = (
        select(User.id).join(User.groups).join(Group.roles)
        .where(Role.name == role, User.active.is_(True))
    )  # fmt: skip
    found = set(session.scalars(union(direct, grouped)))
    if branch_id is not None:
        found &= _covering(session, branch_id)
    return found | _deputies(session, found, clock.today())


def _covering(session: Session, branch_id: int) -> set[int]:
    """Accounts of a branch, and those that cover it besides their own."""
    own = select(Staff.user_id).where(Staff.branch_id == branch_id)
    further = select(Staff.user_id).join(StaffBranch).where(StaffBranch.branch_id == branch_id)
    return set(session.scalars(union(own, further)))


def _deputies(session: Session, principals: set[int], day: dt.date) -> set[int]:
    """Who acts for one of these people on that day (C-08)."""
    if not principals:
        return set()
    return set(
        session.scalars(
            select(Deputy.deputy_id)
            .join(User, User.id == Deputy.deputy_id)
            .where(
                Deputy.principal_id.in_(principals),
                Deputy.from_on <= day,
                Deputy.to_on >= day,
                User.active.is_(True),
            )
        )
    )


# the task engine asks who holds a role in a branch
provide_candidates(holders)
