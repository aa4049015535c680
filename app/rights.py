"""Bring the roles of the code into the database: permissions by matrix and moves; safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    Role,
    User,
    ViewMenu,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app import roles
from app.desk.office import passwords
from app.kernel.db import db

Rights = dict[tuple[str, str], PermissionView]


def synchronise(builder: Any) -> int:
    """Give every role of the code exactly what matrix and moves say; how many changed.

    Copies and own roles made on screen are left alone.
    """
    session = db.session
    rights = _rights(session)
    changed = 0
    for code in roles.ROLES:
        role = session.scalars(select(Role).where(Role.name == code)).one_or_none()
        if role is None:
            role = Role(name=code)
            session.add(role)
        wanted = [rights[pair] for pair in granted(code, builder.baseviews) if pair in rights]
        if {right.id for right in role.permissions} != {right.id for right in wanted}:
            role.permissions = wanted
            changed += 1
    session.flush()
    return changed


def announce(builder: Any) -> int:
    """Write down the doors of all views that the database lacks, the Admin's too; how many.

    The framework does the same one at a time, with a commit for each, and reads its Admin's
    whole list again every time: most of what setting up an empty database used to take.
    """
    session = db.session
    known = _rights(session)
    doors = {(door, view.class_permission_name) for view in builder.baseviews
             for door in view.base_permissions or ()}  # fmt: skip
    lacking = sorted(doors - known.keys())
    permissions = {row.name: row for row in session.scalars(select(Permission))}
    places = {row.name: row for row in session.scalars(select(ViewMenu))}
    made = [
        PermissionView(
            permission=permissions.setdefault(door, Permission(name=door)),
            view_menu=places.setdefault(place, ViewMenu(name=place)),
        )
        for door, place in lacking
    ]
    session.add_all(made)
    admin = session.scalars(select(Role).where(Role.name == builder.sm.auth_role_admin)).one()
    admin.permissions.extend(made)
    session.flush()
    return len(made)


def granted(role: str, views: Iterable[Any]) -> list[tuple[str, str]]:
    """Pairs of permission and view that a role of the code has."""
    return sorted(
        (permission, view.class_permission_name) for view in views for permission in _on(role, view)
    )


def _on(role: str, view: Any) -> frozenset[str]:
    """What the role may on one view, as far as the view has such doors."""
    rows = getattr(view, "datamodel", None)
    kind = getattr(view, "kind", None) or getattr(getattr(rows, "obj", None), "kind", None)
    if kind is None:
        return frozenset()
    doors = frozenset(getattr(view, "base_permissions", None) or ())
    if kind in {"account", "mail"}:
        # accounts, roles, groups, the matrix and the letters are the administrator's, whole
        return doors if roles.permissions(role, kind) else frozenset()
    found = roles.permissions(role, kind)
    flow = getattr(view, "flow", None)
    if flow is not None:
        found |= roles.moves(role, flow.name, kind)
    if keeps := getattr(view, "keeps_files", None):
        found |= roles.file_permissions(role, getattr(keeps, "line", "") or kind)
    return found & doors


def _rights(session: Session) -> Rights:
    """All pairs the framework knows, by their names: one statement."""
    statement = (
        select(PermissionView)
        .join(PermissionView.permission)
        .join(PermissionView.view_menu)
        .options(
            contains_eager(PermissionView.permission), contains_eager(PermissionView.view_menu)
        )
        .order_by(Permission.name, ViewMenu.name)
    )
    return {
        (right.permission.name, right.view_menu.name): right for right in session.scalars(statement)
    }


def create_administrator(username: str, password: str) -> User:
    """The first administrator; a weak password, or the demo's, is refused.

    Raises WeakPassword, and ValueError when the name is taken.
    """
    passwords.require_good(password, username)
    session = db.session
    if session.scalars(select(User).where(User.username == username)).first() is not None:
        raise ValueError(f"there is an account called {username} already")
    role = session.scalars(select(Role).where(Role.name == "sysadmin")).one()
    user = User(
        username=username, first_name="", last_name=username, email=f"{username}@localhost",
        password=passwords.hashed(password), active=True, roles=[role],
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user
