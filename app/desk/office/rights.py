"""Roles and groups on screen: roles of the code are read-only, copies and groups can be changed."""

from __future__ import annotations

import logging
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import Group, Role, User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from app.desk.numerals import wholes
from app.desk.office import rolebook
from app.desk.office.errors import refuse
from app.kernel.db import db

log = logging.getLogger("kedang.security")
LAST = _("Then nobody could change accounts any more; name another administrator first.")
NAME = 40  # the table has room for 64 signs, the origin's code before the mark included


def own_ids() -> set[int]:
    """Roles and groups the reader holds himself: what he may not widen."""
    user: User = db.session.get(User, int(g.user.id))  # type: ignore[assignment]
    return {role.id for role in user.roles} | {r.id for each in user.groups for r in each.roles}


class RoleView(BaseView):
    """What each role may do."""

    kind = "account"
    title = _("Roles")
    icon = "shield-lock"
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        holders = rolebook.holders(db.session)
        rows = [
            (
                role,
                rolebook.label_of(role.name),
                rolebook.is_of_code(role.name),
                holders.get(role.id, 0),
            )
            for role in rolebook.assignable(db.session)
        ]
        return render_template("office/roles.html", title=self.title, rows=rows)

    @expose("/show/<int:pk>")
    @has_access
    def show(self, pk: int) -> str:
        role = self._role(pk)
        granted = rolebook.granted(db.session)[role.id]
        labels = rolebook.view_labels()
        lines = [
            (labels.get(view, view), "、".join(rolebook.sorted_words(permissions)))
            for view, permissions in sorted(
                granted.items(), key=lambda pair: self._order(labels, pair[0])
            )
        ]
        return render_template(
            "office/role.html", title=self.title, role=role, lines=lines,
            label=rolebook.label_of(role.name), of_code=rolebook.is_of_code(role.name),
            users=rolebook.holders(db.session).get(role.id, 0),
        )  # fmt: skip

    @staticmethod
    def _order(labels: dict[str, str], view: str) -> int:
        return list(labels).index(view) if view in labels else len(labels)

    @expose("/copy/<int:pk>", methods=["POST"])
    @has_access
    @permission_name("add")
    def copy(self, pk: int) -> Response:
        """A copy starts with the rights of its origin and keeps its reach."""
        role = self._role(pk)
        copy = Role(name=self._free_name(rolebook.code_of(role.name)))
        copy.permissions = list(role.permissions)
        db.session.add(copy)
        db.session.commit()
        log.info("role copied", extra={"facts": {"by": g.user.id, "role": copy.id}})
        return redirect(url_for("RoleView.edit", pk=copy.id))

    def _free_name(self, code: str) -> str:
        taken = set(db.session.scalars(select(Role.name)))
        base = gettext("Copy")
        names = (f"{code}{rolebook.MARK}{base}{n or ''}" for n in range(1000))
        return next(name for name in names if name not in taken)

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Any:
        role = self._role(pk)
        self._refuse_own(role)
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            errors = self._save(role)
            if not errors:
                flash(gettext("Saved"), "success")
                return redirect(url_for("RoleView.show", pk=role.id))
        held = {str(each.id) for each in role.permissions}
        return render_template(
            "office/role_form.html", title=self.title, role=role, errors=errors, held=held,
            own_name=rolebook.label_of(role.name).partition("·")[2], groups=self._choices(role),
            label=rolebook.label_of(role.name),
        ), (422 if errors else 200)  # fmt: skip

    def _save(self, role: Role) -> dict[str, list[Any]]:
        name = request.form.get("name", "").strip()[:NAME].replace(rolebook.MARK, "")
        full = f"{rolebook.code_of(role.name)}{rolebook.MARK}{name}"[:64]
        if not name:
            return {"name": [_("Please fill in this field.")]}
        if full != role.name and db.session.scalar(select(Role.id).where(Role.name == full)):
            return {"name": [_("This name is taken.")]}
        on_offer = {
            each.id: each for some in rolebook.offered(db.session, role).values() for each in some
        }
        wanted = wholes(request.form.getlist("permission"))
        if not on_offer.keys() >= set(wanted):
            raise refuse(403, _("This role cannot be given all of these permissions."))
        role.name = full
        role.permissions = [on_offer[ident] for ident in wanted]
        db.session.flush()
        if not rolebook.keeps_administrator(db.session):
            db.session.rollback()
            return {"name": [LAST]}
        db.session.commit()
        log.info("role changed", extra={"facts": {"by": g.user.id, "role": role.id}})
        return {}

    def _choices(self, role: Role) -> list[tuple[str, list[tuple[str, str]]]]:
        """Permissions by view, as the form offers them."""
        labels = rolebook.view_labels()
        return [
            (
                labels[view],
                [(str(p.id), rolebook.permission_word(p.permission.name)) for p in permissions],
            )
            for view, permissions in rolebook.offered(db.session, role).items()
        ]

    @expose("/delete/<int:pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def delete(self, pk: int) -> Response:
        role = self._role(pk)
        self._refuse_own(role)
        if rolebook.holders(db.session).get(role.id):
            flash(gettext("People still hold this role."), "warning")
            return redirect(url_for("RoleView.show", pk=pk))
        db.session.delete(role)
        db.session.commit()
        flash(gettext("Deleted"), "success")
        return redirect(url_for("RoleView.list"))

    def _role(self, pk: int) -> Role:
        role = db.session.get(Role, pk)
        if role is None or role.name in rolebook.INTERNAL:
            abort(404)
        return role

    def _refuse_own(self, role: Role) -> None:
        if rolebook.is_of_code(role.name):
            raise refuse(403, _("This role is kept in the code. Copy it and change the copy."))
        if role.id in own_ids():
            raise refuse(403, _("Nobody changes a role that he holds himself."))


class GroupView(BaseView):
    """Groups: several roles given to several people at once."""

    kind = "account"
    title = _("Groups")
    icon = "users"
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        options = selectinload(Group.users), selectinload(Group.roles)
        groups = db.session.scalars(select(Group).options(*options).order_by(Group.name)).all()
        return render_template(
            "office/groups.html", title=self.title, groups=groups, label_of=rolebook.label_of
        )

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        return self._edit(Group(name="", label="", description=""))

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: int) -> Any:
        group = db.session.get(Group, pk) or abort(404)
        if request.method == "POST" and any(user.id == g.user.id for user in group.users):
            raise refuse(403, _("Nobody changes a group that he belongs to himself."))
        return self._edit(group)

    def _edit(self, group: Group) -> Any:
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            errors = self._save(group)
            if not errors:
                flash(gettext("Saved"), "success")
                return redirect(url_for("GroupView.list"))
        values = {
            "name": request.form.get("name", group.name),
            "description": request.form.get("description", group.description),
            "roles": [str(role.id) for role in group.roles],
        }
        roles = [(str(r.id), rolebook.label_of(r.name)) for r in rolebook.assignable(db.session)]
        return render_template(
            "office/group_form.html", title=self.title, group=group, values=values,
            errors=errors, roles=roles,
        ), (422 if errors else 200)  # fmt: skip

    def _save(self, group: Group) -> dict[str, list[Any]]:
        name = request.form.get("name", "").strip()[:100]
        if not name:
            return {"name": [_("Please fill in this field.")]}
        same = db.session.scalar(select(Group.id).where(Group.name == name))
        if same is not None and same != group.id:
            return {"name": [_("This name is taken.")]}
        wanted = wholes(request.form.getlist("roles"))
        roles = db.session.scalars(select(Role).where(Role.id.in_(wanted))).all()
        group.name = group.label = name
        group.description = request.form.get("description", "").strip()[:500]
        group.roles = [role for role in roles if role.name not in rolebook.INTERNAL]
        db.session.add(group)
        db.session.flush()
        if not rolebook.keeps_administrator(db.session):
            db.session.rollback()
            return {"roles": [LAST]}
        db.session.commit()
        log.info("group changed", extra={"facts": {"by": g.user.id, "group": group.id}})
        return {}
