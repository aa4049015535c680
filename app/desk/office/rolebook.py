"""Roles as the office sees them: those of the code, copies of them, and what each may really do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    ViewMenu,
    assoc_permissionview_role,
    assoc_user_role,
)
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desk.frame import menu

MARK = "#"  # "sales_rep#成都" is a copy of sales_rep: it keeps the reach of its origin
INTERNAL = {"Admin", "Public"}  # the framework's own; nobody holds them
ADMINISTRATION = "can_edit", "UserView"  # who holds this may edit accounts

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
    """Role id → number of users."""
    column = assoc_user_role.c.role_id
    return dict(orm.execute(select(column, func.count()).group_by(column)).all())  # type: ignore[arg-type]


def view_labels() -> dict[str, str]:
    """View name → what the sidebar calls it; in the sidebar's order."""
    return {
        item.view.__name__: f"{group.label} · {item.label}"
        for group in menu()
        for item in group.items
    }


def sorted_words(permissions: set[str]) -> list[str]:
    order = {name: number for number, name in enumerate(WORDS)}
    return [permission_word(p) for p in sorted(permissions, key=lambda p: (order.get(p, 99), p))]
