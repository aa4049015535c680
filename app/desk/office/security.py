"""The security manager: one permission query a request, our views, our sessions, good passwords."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import (
    Permission,
    PermissionView,
    User,
    ViewMenu,
    assoc_group_role,
    assoc_permissionview_role,
    assoc_user_group,
    assoc_user_role,
)
from flask_login import LoginManager, current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.desk.find import FindView
from app.desk.office import passwords, sessions
from app.desk.office.accounts import UserView
from app.desk.office.groups import GroupView
from app.desk.office.matrix import MatrixView
from app.desk.office.profile import CountsView, LanguageView, ProfileView
from app.desk.office.rights import RoleView
from app.desk.office.signin import SignInView
from app.kernel.db import db
from app.kernel.viewer import current_or_none

OFFICE = (
    ProfileView, LanguageView, CountsView, UserView, RoleView, GroupView, MatrixView, FindView,
)  # fmt: skip

# a person whose password must be changed may go here only
WHILE_FORCED = {"ProfileView.password", "SignInView.logout", "LanguageView.choose", "static"}


def held_by(orm: Session, user_id: int) -> frozenset[tuple[str, str]]:
    """Every (permission, view) of a user, by his roles and his groups' roles: one statement."""
    own = select(assoc_user_role.c.role_id).where(assoc_user_role.c.user_id == user_id)
    by_group = (
        select(assoc_group_role.c.role_id)
        .join(assoc_user_group, assoc_user_group.c.group_id == assoc_group_role.c.group_id)
        .where(assoc_user_group.c.user_id == user_id)
    )
    granted = assoc_permissionview_role.c
    rows = orm.execute(
        select(Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(assoc_permissionview_role, granted.permission_view_id == PermissionView.id)
        .where(or_(granted.role_id.in_(own), granted.role_id.in_(by_group)))
        .distinct()
    )
    return frozenset((permission, view) for permission, view in rows)


class AppSecurityManager(SecurityManager):
    """The framework's, with every door of its own closed or replaced."""

    userstatschartview = None
    security_api = None
    authdbview = SignInView

    # -- views -------------------------------------------------------------
    def register_views(self) -> None:
        """Ours only: no API, no JWT, no self-registration, no permission editors."""
        self.auth_view = self.appbuilder.add_view_no_menu(SignInView)
        if self.is_auth_limited:
            self.limiter.limit(self.auth_rate_limit, methods=["POST"])(self.auth_view.blueprint)
        for view in OFFICE:
            self.appbuilder.add_view_no_menu(view)

    def create_jwt_manager(self, app: Any) -> None:
        """No token opens anything here."""

    def create_login_manager(self, app: Any) -> LoginManager:
        manager = LoginManager(app)
        manager.login_view = "SignInView.login"
        manager.session_protection = None  # sessions.py does more: versions, idling, ending
        manager.user_loader(self.load_user)
        return manager

    # -- who is it ---------------------------------------------------------
    def load_user(self, pk: Any) -> Any:
        return sessions.load(pk)

    @staticmethod
    def before_request() -> Any:
        g.user = current_user
        if not current_user.is_authenticated or not g.account.must_change:
            return None
        if request.endpoint in WHILE_FORCED:
            return None
        return redirect(url_for("ProfileView.password"))

    # -- may he ------------------------------------------------------------
    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Never for the public; for the rest by the one set of permissions of this request."""
        if "held" not in g and not current_user.is_authenticated:
            return False
        return (permission_name, view_name) in self.held()

    def held(self) -> frozenset[tuple[str, str]]:
        if "held" not in g:
            current_or_none()  # asks for the request's viewer, who brings the permissions
            viewer = g.get("viewer")
            user_id = int(current_user.get_id())
            g.held = viewer.permissions if viewer is not None else held_by(db.session, user_id)
        return g.held  # type: ignore[no-any-return]

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        return (permission_name, view_name) in held_by(db.session, user.id)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        return set()

    # -- passwords: the commands of the framework end here as well ----------
    def add_user(
        self, username: str, first_name: str, last_name: str, *args: Any, **kw: Any
    ) -> Any:
        password = kw.get("password") or (args[2] if len(args) > 2 else "")
        if not kw.get("hashed_password"):
            passwords.require_good(password, username, last_name + first_name)
        return super().add_user(username, first_name, last_name, *args, **kw)

    def reset_password(self, userid: Any, password: str) -> None:
        user: User = self.get_user_by_id(userid)
        passwords.require_good(password, user.username, user.last_name + user.first_name)
        user.password = passwords.hashed(password)
        self.session.commit()
