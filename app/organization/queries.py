"""Named questions about the company."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.security.sqla.models import Group, Role, User
from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from app import roles
from app.kernel import clock
from app.kernel.tasks import Able, provide_candidates
from app.organization.models import Deputy, Staff, StaffArea, StaffBranch


def staff_of(session: Session, user_id: int | None) -> Staff | None:
    """The person behind an account."""
    if user_id is None:
        return None
    return session.scalars(select(Staff).where(Staff.user_id == user_id)).one_or_none()


def holders(session: Session, role: str, branch_id: int | None) -> set[int]:
    """Accounts that hold a role today, in one branch or anywhere: their own or as a deputy."""
    found = _having(session, role)
    if branch_id is not None:
        found &= _covering(session, branch_id)
    return found | deputies(session, found)


def able(session: Session, role: str, row: Any) -> Able:
    """Accounts that hold a role and by it reach a row (roles.md section 2), deputies included.

    A head of department elsewhere is no help: he would be asked about a row he cannot open.
    """
    width = roles.reach(role, type(row).kind)
    found = _having(session, role)
    is_local = "all" not in width and bool(width - {"own", "area", "assigned"})
    if "all" not in width:
        found &= _reaching(session, width, row)
    return Able(found | deputies(session, found), is_local)


def _reaching(session: Session, width: frozenset[str], row: Any) -> set[int]:
    """Accounts whose place lets them read the row, as far as the width of a role goes."""
    branch_id, area_id = getattr(row, "branch_id", None), getattr(row, "area_id", None)
    found = {getattr(row, name, None) for name in ("owner_id", "standin_id")}
    if "department" in width:
        here = Staff.department_id == getattr(row, "department_id", None)
        found |= set(session.scalars(select(Staff.user_id).where(here)))
    if "assigned" in width:
        responsible = Staff.department_id == getattr(row, "responsible_department_id", None)
        found |= set(session.scalars(select(Staff.user_id).where(responsible)))
    if "area" in width:
        further = select(Staff.user_id).join(StaffArea).where(StaffArea.area_id == area_id)
        own = select(Staff.user_id).where(Staff.area_id == area_id)
        found |= set(session.scalars(union(own, further)))
    if width - {"own", "area", "department", "assigned"} and branch_id is not None:
        found |= _covering(session, branch_id)
    return {ident for ident in found if ident is not None} if width else set()


def _having(session: Session, role: str) -> set[int]:
    """Active accounts that hold a role, by themselves or by a group."""
    named = or_(Role.name == role, Role.name.startswith(f"{role}#", autoescape=True))  # copies too
    direct = select(User.id).join(User.roles).where(named, User.active.is_(True))
    grouped = (
        select(User.id).join(User.groups).join(Group.roles).where(named, User.active.is_(True))
    )
    return set(session.scalars(union(direct, grouped)))


def _covering(session: Session, branch_id: int) -> set[int]:
    """Accounts of a branch, and those that cover it besides their own."""
    own = select(Staff.user_id).where(Staff.branch_id == branch_id)
    further = select(Staff.user_id).join(StaffBranch).where(StaffBranch.branch_id == branch_id)
    return set(session.scalars(union(own, further)))


def deputies(session: Session, principals: set[int]) -> set[int]:
    """Who acts for one of these people today (C-08)."""
    day = clock.today()
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


# the task engine asks who could do something about a row, and who is no second pair of eyes
provide_candidates(able, deputies)
