"""From an account to a Viewer: roles, reach and permissions, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from flask_appbuilder.security.sqla.models import (
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
from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app import roles as rolebook
from app.desk.office.models import Account
from app.kernel import clock
from app.kernel.reach import owned_models
from app.kernel.viewer import Viewer
from app.organization.models import Deputy, Staff, StaffArea, StaffBranch

BY_BRANCH = ("branch", "department", "approved")  # breadths that ask for the row's branch
BY_DEPARTMENT = ("department", "assigned")  # likewise for the department
READING = ("can_list", "can_show", "can_chart")
SUBORDINATE_LEVELS = 6  # a chain of supervisors is never longer; a circle must not hang us


@dataclass
class _Person:
    """What the first statement says about one account."""

    roles: set[str] = field(default_factory=set)
    branches: set[int] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)
    departments: set[int] = field(default_factory=set)
    subordinates: set[int] = field(default_factory=set)
    is_principal: bool = False
    stands_in: set[str] = field(default_factory=set)


def viewer_for(user_id: int, session: Session) -> Viewer:
    """The viewer of an account, deputyships of today included (roles.md section 2, C-08).

    A branch, area or department counts only for those whose own roles reach that far: a
    salesperson who acts for a manager gets the manager's branch, nothing more of his own.
    """
    asked = {"account": user_id, "today": clock.today()}
    people, said, may, suspended = _heard(
        session.execute(_facts(), asked, execution_options={"unscoped": True})
    )
    held = frozenset().union(*(person.roles for person in people.values()))
    return Viewer(
        user_id=user_id,
        name=said.get("full_name") or said.get("user_name") or "",
        roles=held,
        breadths=rolebook.breadths(held),
        owner_ids=frozenset({user_id}) | _owners(people) | _all(people, "subordinates", "area"),
        branch_ids=_all(people, "branches", *BY_BRANCH),
        branches_by_kind=MappingProxyType(_branches_by_kind(people)),
        area_ids=_all(people, "areas", "area"),
        department_ids=_all(people, "departments", *BY_DEPARTMENT),
        secrets=MappingProxyType(rolebook.secrecy(held)),
        permissions=_left_to_read(may) if suspended else may,
        locale=said["locale"],
        own_roles=frozenset(people[user_id].roles),
        may_open_closed=bool(held & set(rolebook.CLOSED_STORE)),
        stands_in=frozenset().union(*(person.stands_in for person in people.values())),
        acts_for=MappingProxyType(
            {who: frozenset(person.roles) for who, person in people.items() if person.is_principal}
        ),
    )


def _heard(
    facts: Iterable[Any],
) -> tuple[dict[int, _Person], dict[str, str], frozenset[tuple[str, str]], bool]:
    """The people an account stands for, what is said of the account itself, its permissions, and
    whether it may do nothing but read for now."""
    people: dict[int, _Person] = defaultdict(_Person)
    said: dict[str, str] = {"locale": "zh"}
    may: set[tuple[str, str]] = set()
    suspended = False
    for who, what, ident, text in facts:
        if what in ("user_name", "full_name", "locale"):
            said[what] = text
        elif what == "suspended":
            suspended = True
        elif what == "principal":
            people[who].is_principal = True
        elif what == "permissions":
            may |= _pairs(text)
        else:
            _note(people[who], what, ident, text)
    return people, said, frozenset(may), suspended


def _left_to_read(may: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """What is left of permissions to whoever hands over and leaves (R-066, W-05)."""
    keeps = {pair for model in owned_models() if model.suspends for pair in model.suspends.keeps}
    return frozenset(pair for pair in may if pair[0] in READING or pair in keeps)


@lru_cache(64)  # the same roles ask again with every request
def _pairs(lines: str) -> frozenset[tuple[str, str]]:
    """Permission and view of each line, a blank between them."""
    return frozenset(tuple(line.split(" ", 1)) for line in lines.splitlines())  # type: ignore[misc]


def _owners(people: dict[int, _Person]) -> frozenset[int]:
    """Those in whose place the account stands and who read customers of their own (C-08)."""
    return frozenset(
        who
        for who, person in people.items()
        if person.is_principal
        and {"own", "area"}
        & rolebook.breadths(frozenset(person.roles)).get("customer", frozenset())
    )


def _note(person: _Person, what: str, ident: int | None, text: str | None) -> None:
    if what == "role" and text is not None and ident is not None:
        # a copy of a role ("sales_rep#…") keeps the reach of its origin
        person.roles.add(text.partition("#")[0])
    elif what == "stands_in" and text is not None:
        person.stands_in.add(text)
    elif ident is not None:
        getattr(person, what).add(ident)


def _all(people: dict[int, _Person], what: str, *widths: str) -> frozenset[int]:
    """Ids of all people whose roles reach as far as one of ``widths``."""
    found: set[int] = set()
    for person in people.values():
        reach = frozenset().union(*rolebook.breadths(frozenset(person.roles)).values())
        if reach & set(widths):
            found |= getattr(person, what)
    return frozenset(found)


def _branches_by_kind(people: dict[int, _Person]) -> dict[str, frozenset[int]]:
    """For a deputy: record kind → the branches of those, himself or another, whose roles read it
    by branch. Who stands in for a manager elsewhere sees no more of his own branch (C-08)."""
    if not any(person.is_principal for person in people.values()):
        return {}
    found: dict[str, frozenset[int]] = {}
    for person in people.values():
        for kind, widths in rolebook.breadths(frozenset(person.roles)).items():
            mine = person.branches if widths & set(BY_BRANCH) else ()
            found[kind] = found.get(kind, frozenset()) | frozenset(mine)
    return found


@cache
def _facts() -> Any:
    """Everything about the account and those it acts for today, as lines (who, what, id, text).

    Built once, since every request asks it: ``account`` and ``today`` are given when it is executed.
    """
    user_id, day = bindparam("account", type_=Integer), bindparam("today", type_=Date)
    today = select(Deputy.principal_id.label("id")).where(
        Deputy.deputy_id == user_id, Deputy.from_on <= day, Deputy.to_on >= day
    )
    acting = today.cte("acting")
    who = union_all(select(user_id.label("id")), select(acting.c.id)).cte("who")
    below = _below(who)
    held = _held(who)
    return union_all(
        _line(held.c.user_id, "role", Role.id, Role.name).join(Role, Role.id == held.c.role_id),
        _permissions(held),
        _line(acting.c.id, "principal", null()),
        _line(who.c.id, "branches", Staff.branch_id).join(Staff, Staff.user_id == who.c.id),
        _line(who.c.id, "areas", Staff.area_id).join(Staff, Staff.user_id == who.c.id),
        _line(who.c.id, "departments", Staff.department_id).join(Staff, Staff.user_id == who.c.id),
        _line(who.c.id, "branches", StaffBranch.branch_id)
        .join(Staff, Staff.user_id == who.c.id)
        .join(StaffBranch, StaffBranch.staff_id == Staff.id),
        _line(who.c.id, "areas", StaffArea.area_id)
        .join(Staff, Staff.user_id == who.c.id)
        .join(StaffArea, StaffArea.staff_id == Staff.id),
        _line(below.c.top, "subordinates", below.c.user_id),
        *_standing_in(who, below),
        *_suspended(user_id),
        _line(User.id, "user_name", null(), User.last_name + User.first_name).where(
            User.id == user_id
        ),
        _line(Account.user_id, "locale", null(), Account.locale).where(
            Account.user_id == user_id, Account.locale.is_not(None)
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
    start = select(who.c.id.label("top"), Staff.user_id, literal(1).label("level")).join(
        Staff, Staff.supervisor_id == who.c.id
    )
    below = start.cte("below", recursive=True)
    return below.union(
        select(below.c.top, staff.user_id, below.c.level + 1)
        .join(staff, staff.supervisor_id == below.c.user_id)
        .where(below.c.level < SUBORDINATE_LEVELS)
    )


def _standing_in(who: Any, below: Any) -> Iterable[Select[Any]]:
    """The tables in which one of these people stands in for the owner of a row."""
    people = union_all(select(who.c.id), select(below.c.user_id))
    for model in owned_models():
        if model.stands_in is not None:
            rows = model.__table__
            where = select(literal(1)).where(rows.c[model.stands_in].in_(people))
            yield _line(who.c.id, "stands_in", null(), literal(rows.name)).where(where.exists())


def _suspended(user_id: Any) -> Iterable[Select[Any]]:
    """A line where a row of some table suspends the account."""
    for model in owned_models():
        if model.suspends is not None:
            rows = model.__table__
            mine = select(literal(1)).where(rows.c[model.suspends.who] == user_id)
            yield _line(literal(0), "suspended", null()).where(
                mine.where(model.suspends.lasts(rows.c)).exists()
            )


def _held(who: Any) -> Any:
    """Which roles the account and those it acts for hold, by themselves and by their groups."""
    own = select(who.c.id.label("user_id"), assoc_user_role.c.role_id).join(
        assoc_user_role, assoc_user_role.c.user_id == who.c.id
    )
    by_group = (
        select(who.c.id, assoc_group_role.c.role_id)
        .join(assoc_user_group, assoc_user_group.c.user_id == who.c.id)
        .join(assoc_group_role, assoc_group_role.c.group_id == assoc_user_group.c.group_id)
    )
    return union(own, by_group).cte("held")


def _permissions(held: Any) -> Select[Any]:
    """For each role held, all it grants in one text: hundreds of lines would be read a request."""
    granted = assoc_permissionview_role.c
    pair = Permission.name + " " + ViewMenu.name
    return (
        _line(literal(0), "permissions", null(), func.aggregate_strings(pair, "\n"))
        .select_from(assoc_permissionview_role)
        .join(PermissionView, PermissionView.id == granted.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .where(granted.role_id.in_(select(held.c.role_id)))
        .group_by(granted.role_id)
    )
