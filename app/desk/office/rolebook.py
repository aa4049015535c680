"""Roles as the office sees them: those of the code, copies of them, and what each may really do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import current_app
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
from flask_babel import lazy_gettext as _
from sqlalchemy import and_, func, or_, select, union
from sqlalchemy.orm import Session, joinedload

from app.desk.frame import menu

MARK = "#"  # "sales_rep#成都" is a copy of sales_rep: it keeps the reach of its origin
INTERNAL = {"Admin", "Public"}  # the framework's own; nobody holds them
ADMINISTRATION = "can_edit", "UserView"  # who holds this may edit accounts
LAST = _("Then nobody could change accounts any more; name another administrator first.")

WORDS = {
    "can_list": _("List"),
    "can_show": _("Open"),
    "can_chart": _("Chart"),
    "can_add": _("Add"),
    "can_edit": _("Edit"),
    "can_delete": _("Delete"),
    "can_print": _("Print"),
    "can_export": _("Export"),
    "can_import": _("Import"),
    "can_download": _("Open files"),
    "can_attach": _("Attach files"),
    "can_detach": _("Remove files"),
    "can_retry": _("Send again"),
}


def labels() -> dict[str, Any]:
    """Role code → label, put there by create_app; the codes belong to a floor above."""
    found: dict[str, Any] = current_app.extensions.get("role_labels") or {}
    return found


def code_of(name: str) -> str:
    return name.partition(MARK)[0]


def is_of_code(name: str) -> bool:
    """A role that the code keeps: read-only on screen."""
    return name in labels() or name in INTERNAL


def label_of(name: str) -> str:
    code, mark, own = name.partition(MARK)
    label = str(labels().get(code, code))
    return f"{label}·{own}" if mark else label


def assignable(orm: Session) -> list[Role]:
    """Roles in the order of the code, copies after their origin."""
    order = {code: number for number, code in enumerate(labels())}
    roles = orm.scalars(select(Role).where(Role.name.not_in(INTERNAL)))
    return sorted(roles, key=lambda role: (order.get(code_of(role.name), 99), role.name))


def permission_word(name: str) -> str:
    """What a permission is called: common ones by word, moves by the flow's own label."""
    if name in WORDS:
        return str(WORDS[name])
    move = current_app.extensions.get("move_labels", {}).get(name)
    return str(move or name.removeprefix("can_").replace("_", " "))


def granted(orm: Session) -> dict[int, dict[str, set[str]]]:
    """Role id → view → permissions, as the database has them: one statement."""
    rows = orm.execute(
        select(assoc_permissionview_role.c.role_id, ViewMenu.name, Permission.name)
        .join(PermissionView, PermissionView.id == assoc_permissionview_role.c.permission_view_id)
        .join(Permission, Permission.id == PermissionView.permission_id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
    )
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for role_id, view, permission in rows:
        found[role_id][view].add(permission)
    return found


def holders(orm: Session) -> dict[int, int]:
    """Role id → number of users who hold it, by themselves or by a group."""
    role, user = assoc_user_role.c.role_id, assoc_user_role.c.user_id
    by_group = select(assoc_group_role.c.role_id, assoc_user_group.c.user_id).join(
        assoc_user_group, assoc_user_group.c.group_id == assoc_group_role.c.group_id
    )
    held = union(select(role, user), by_group).subquery()  # who holds it twice counts once
    rows = orm.execute(select(held.c.role_id, func.count()).group_by(held.c.role_id))
    return dict(rows.all())  # type: ignore[arg-type]


def keeps_administrator(orm: Session) -> bool:
    """True while an active account may change accounts, by a role of its own or of a group.

    Whoever asks has written already; of two who take it from each other at the same moment the
    second waits here until the first is done, and sees it.
    """
    permission, view = ADMINISTRATION
    turn = select(Permission.id).where(Permission.name == permission)
    orm.execute(turn.with_for_update(key_share=True))
    held = Role.permissions.any(
        and_(
            PermissionView.permission.has(Permission.name == permission),
            PermissionView.view_menu.has(ViewMenu.name == view),
        )
    )
    theirs = or_(User.roles.any(held), User.groups.any(Group.roles.any(held)))
    return orm.scalar(select(User.id).where(User.active.is_(True), theirs).limit(1)) is not None


def view_labels() -> dict[str, str]:
    """View name → what the sidebar calls it; in the sidebar's order."""
    return {
        item.view.__name__: f"{group.label} · {item.label}"
        for group in menu()
        for item in group.items
    }


def offered(orm: Session, role: Role) -> dict[str, list[PermissionView]]:
    """View → permissions that ``role`` may be given, in the sidebar's order.

    Those over accounts are given to no role but copies of one that has them.
    """
    accounts = {
        item.view.__name__
        for group in menu()
        for item in group.items
        if getattr(item.view, "kind", None) == "account"
    }
    code = orm.scalar(select(Role.id).where(Role.name == code_of(role.name)))
    origin = granted(orm)[code or role.id]
    found: dict[str, list[PermissionView]] = {view: [] for view in view_labels()}
    options = joinedload(PermissionView.permission), joinedload(PermissionView.view_menu)
    for each in orm.scalars(select(PermissionView).options(*options).order_by(PermissionView.id)):
        view = each.view_menu.name
        if view in found and (view not in accounts or each.permission.name in origin[view]):
            found[view].append(each)
    return {view: permissions for view, permissions in found.items() if permissions}


def sorted_words(permissions: set[str]) -> list[str]:
    order = {name: number for number, name in enumerate(WORDS)}
    return [permission_word(p) for p in sorted(permissions, key=lambda p: (order.get(p, 99), p))]
