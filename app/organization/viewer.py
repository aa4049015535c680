"""From an account to a Viewer: roles, reach and permissions, in two statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Group,
    Permission,
    PermissionView,
    Role,
    User,
    ViewMenu,
    assoc_group_role,
    assoc_permissionview_role,
    assoc_user_group,
    assoc_user_role,
)
from sqlalchemy import Integer, Select, String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from app import roles as rolebook
from app.kernel import clock
from app.kernel.viewer import Viewer
from app.organization.models import Deputy, Staff, StaffArea, StaffBranch

SUBORDINATE_LEVELS = 6  # a chain of supervisors is never longer; a circle must not hang us


@dataclass
class _Person:
    """What the first statement says about one account."""

    roles: set[str] = field(default_factory=set)
    role_ids: set[int] = field(default_factory=set)
    branches: set[int] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)
    departments: set[int] = field(default_factory=set)
    subordinates: set[int] = field(default_factory=set)


def viewer_for(user_id: int, session: Session) -> Viewer:
    """The viewer of an account, deputyships of today included (roles.md section 2, C-08).

    A branch, area or department counts only for those whose own roles reach that far: a
    salesperson who acts for a manager gets the manager's branch, nothing more of his own.
    """
    people: dict[int, _Person] = defaultdict(_Person)
    said = {"locale": "zh"}
    for who, what, ident, text in session.execute(_facts(user_id, clock.today())):
        if what in ("user_name", "full_name", "locale"):
            said[what] = text
        else:
            _note(people[who], what, ident, text)
    held = frozenset().union(*(person.roles for person in people.values()))
    return Viewer(
        user_id=user_id,
        name=said.get("full_name") or said.get("user_name") or "",
        roles=held,
        breadths=MappingProxyType(rolebook.breadths(held)),
        owner_ids=frozenset({user_id}) | _all(people, "subordinates", "area"),
        branch_ids=_all(people, "branches", "branch", "department", "approved"),
        area_ids=_all(people, "areas", "area"),
        department_ids=_all(people, "departments", "department"),
        secrets=MappingProxyType(rolebook.secrecy(held)),
        permissions=_permissions(
            session, {i for person in people.values() for i in person.role_ids}
        ),
        locale=said["locale"],
    )


def _note(person: _Person, what: str, ident: int | None, text: str | None) -> None:
    if what == "role" and text is not None and ident is not None:
        # a copy of a role ("sales_rep#…") keeps the reach of its origin
        person.roles.add(text.partition("#")[0])
        person.role_ids.add(ident)
    elif ident is not None:
        getattr(person, what).add(ident)


def _all(people: dict[int, _Person], what: str, *widths: str) -> frozenset[int]:
    """Ids of all people whose roles reach as far as one of ``widths``."""
    found: set[int] = set()
    for person in people.values():
        reach = frozenset().union(*rolebook.breadths(person.roles).values())
        if reach & set(widths):
            found |= getattr(person, what)
    return frozenset(found)


def _facts(user_id: int, day: dt.date) -> Any:
    """Everything about the account and those it acts for today, as lines (who, what, id, text)."""
    acting = select(Deputy.principal_id.label("id")).where(
        Deputy.deputy_id == user_id, Deputy.from_on <= day, Deputy.to_on >= day
    )
    who = union_all(select(literal(user_id, Integer).label("id")), acting).cte("who")
    below = _below(who)
    return union_all(
        _line(who.c.id, "role", Role.id, Role.name)
        .join(assoc_user_role, assoc_user_role.c.user_id == who.c.id)
        .join(Role, Role.id == assoc_user_role.c.role_id),
        _line(who.c.id, "role", Role.id, Role.name)
        .join(assoc_user_group, assoc_user_group.c.user_id == who.c.id)
        .join(Group, Group.id == assoc_user_group.c.group_id)
        .join(assoc_group_role, assoc_group_role.c.group_id == Group.id)
        .join(Role, Role.id == assoc_group_role.c.role_id),
        _line(who.c.id, "branches", Staff.branch_id).join(Staff, Staff.user_id == who.c.id),
        _line(who.c.id, "areas", Staff.area_id).join(Staff, Staff.user_id == who.c.id),
        _line(who.c.id, "departments", Staff.department_id).join(
            Staff, Staff.user_id == who.c.id
        ),
        _line(who.c.id, "branches", StaffBranch.branch_id)
        .join(Staff, Staff.user_id == who.c.id)
        .join(StaffBranch, StaffBranch.staff_id == Staff.id),
        _line(who.c.id, "areas", StaffArea.area_id)
        .join(Staff, Staff.user_id == who.c.id)
        .join(StaffArea, StaffArea.staff_id == Staff.id),
        _line(below.c.top, "subordinates", below.c.user_id),
        _line(User.id, "user_name", null(), User.last_name + User.first_name).where(
            User.id == user_id
        ),
        _line(Staff.user_id, "locale", null(), cast(Staff.locale, String)).where(
            Staff.user_id == user_id
        ),
        _line(Staff.user_id, "full_name", null(), Staff.full_name).where(Staff.user_id == user_id),
    )


def _line(who: Any, what: str, ident: Any, text: Any = None) -> Select[Any]:
    return select(
        who, literal(what), cast(ident, Integer), text if text is not None else cast(null(), String)
    )


def _below(who: Any) -> Any:
    """The people under the account, and those under them."""
    staff = aliased(Staff)
    start = select(
        who.c.id.label("top"), Staff.user_id, literal(1).label("level")
    ).join(Staff, Staff.supervisor_id == who.c.id)
    below = start.cte("below", recursive=True)
    return below.union(
        select(below.c.top, staff.user_id, below.c.level + 1)
        .join(staff, staff.supervisor_id == below.c.user_id)
        .where(below.c.level < SUBORDINATE_LEVELS)
    )


def _permissions(session: Session, role_ids: Iterable[int]) -> frozenset[tuple[str, str]]:
    """Pairs of permission and view name that the roles hold."""
    statement = (
        select(Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(
            assoc_permissionview_role,
            assoc_permissionview_role.c.permission_view_id == PermissionView.id,
        )
        .where(assoc_permissionview_role.c.role_id.in_(sorted(role_ids)))
        .distinct()
    )
    return frozenset((name, view) for name, view in session.execute(statement))
