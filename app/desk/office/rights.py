"""Roles on screen: those of the code are read-only, copies of them can be changed."""

from __future__ import annotations

import logging
from itertools import count
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.desk.charts import Chart
from app.desk.numerals import key_of, wholes
from app.desk.office import rolebook
from app.desk.office.errors import refuse
from app.desk.office.tables import OfficeView, RoleLabels, RoleRows, too_long
from app.desk.once import Sent
from app.desk.sections import Section
from app.kernel.db import db
from app.kernel.search import Found
from app.kernel.texts import in_one_line
from app.kernel.viewer import Viewer
from app.kernel.words import listed

log = logging.getLogger("kedang.security")
TAKEN = _("This name is taken.")
NAME = 40  # the table has room for 64 signs, the origin's code before the mark included


def own_ids() -> set[int]:
    """Roles and groups the reader holds himself: what he may not widen."""
    user: User = db.session.get(User, int(g.user.id))  # type: ignore[assignment]
    return {role.id for role in user.roles} | {r.id for each in user.groups for r in each.roles}


class RoleView(RoleLabels, OfficeView):
    """What each role may do."""

    datamodel = RoleRows(Role)
    title = _("Roles")
    icon = "shield-lock"
    name_column = "shown_name"
    list_columns = ["shown_name", "kept_in", "user_count"]
    search_columns = ["user_count"]
    order_columns = ["name", "user_count"]
    base_order = ("name", "asc")
    sections = [Section("base", _("Role"), ["name!", "user_count!"])]
    charts = [
        Chart("by_users", _("Users by role"), by="name", sum="user_count", kind="row", legs=40)
    ]

    def _search(self, text: str, viewer: Viewer) -> Found:
        """By the words people read, not by the code behind them."""
        names = db.session.scalars(select(Role.name))
        meant = [n for n in names if text.casefold() in rolebook.label_of(n).casefold()]
        return Found(Role.name.in_(meant))

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        role = self.find(pk)
        granted = rolebook.granted(db.session)[role.id]
        labels = rolebook.view_labels()
        lines = [
            (labels.get(view, view), listed(rolebook.sorted_words(permissions)))
            for view, permissions in sorted(
                granted.items(), key=lambda pair: self._order(labels, pair[0])
            )
        ]
        return self.page(
            "office/role.html", role=role, lines=lines,
            label=rolebook.label_of(role.name), of_code=rolebook.is_of_code(role.name),
            users=rolebook.holders(db.session).get(role.id, 0),
        )  # fmt: skip

    @staticmethod
    def _order(labels: dict[str, str], view: str) -> int:
        return list(labels).index(view) if view in labels else len(labels)

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """A role of one's own starts as a copy, because reach comes from the role it is copied from."""
        origins = [
            (str(role.id), rolebook.label_of(role.name))
            for role in rolebook.assignable(db.session)
            if rolebook.is_of_code(role.name)
        ]
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            sent, origin = Sent(), request.form.get("origin", "")
            if sent.earlier:
                return sent.again()
            errors = self._wrong_name("") | self._wrong_origin(origin, origins)
            copy = None if errors else self._copied(self.find(origin), request.form["name"], sent)
            if copy is not None:
                return copy
            errors = errors or {"name": [TAKEN]}
        status = 422 if errors else 200
        return self.page(
            "office/role_new.html", status, values=request.form, errors=errors, origins=origins
        )

    @staticmethod
    def _wrong_origin(origin: str, origins: list[tuple[str, str]]) -> dict[str, list[Any]]:
        known = any(origin == ident for ident, _label in origins)
        return {} if known else {"origin": [_("Please choose.")]}

    @expose("/copy/<pk>", methods=["POST"])
    @has_access
    @permission_name("add")
    def copy(self, pk: str) -> Response:
        """A copy starts with the rights of its origin and keeps its reach."""
        role, sent = self.find(pk), Sent()
        if sent.earlier:
            return sent.again()
        while True:  # somebody may take the name that was free
            name = self._free_name(rolebook.code_of(role.name))
            copy = self._copied(role, name, sent)
            if copy is not None:
                return copy

    def _copied(self, role: Role, name: str, sent: Sent) -> Response | None:
        """Where the copy is; None when somebody has just taken the name."""

        copy = Role(name=self._full_name(rolebook.code_of(role.name), name))
        try:
            with db.session.begin_nested():
                db.session.add(copy)
        except IntegrityError:
            return None
        copy.permissions = list(role.permissions)
        sent.leads(url_for("RoleView.edit", pk=copy.id))
        db.session.commit()
        log.info("role copied", extra={"facts": {"by": g.user.id, "role": copy.id}})
        return redirect(url_for("RoleView.edit", pk=copy.id))

    @staticmethod
    def _full_name(code: str, name: str) -> str:
        return f"{code}{rolebook.MARK}{in_one_line(name.replace(rolebook.MARK, ''))}"

    def _free_name(self, code: str) -> str:
        taken = set(db.session.scalars(select(Role.name)))
        base = gettext("Copy")
        names = (f"{base}{n or ''}" for n in count())
        return next(name for name in names if self._full_name(code, name) not in taken)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        role = self.find(pk)
        self._refuse_own(role)
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            errors = self._save(role)
            if not errors:
                flash(gettext("Saved"), "success")
                return redirect(url_for("RoleView.show", pk=role.id))
            typed, held = request.form.get("name", ""), set(request.form.getlist("permission"))
        else:
            typed = role.name.partition(rolebook.MARK)[2]
            held = {str(each.id) for each in role.permissions}
        return self.page(
            "office/role_form.html", 422 if errors else 200, role=role, errors=errors, held=held,
            own_name=typed, groups=self._choices(role), label=rolebook.label_of(role.name),
        )  # fmt: skip

    def _save(self, role: Role) -> dict[str, list[Any]]:
        errors = self._wrong_name(role.name)
        if errors:
            return errors
        full = self._full_name(rolebook.code_of(role.name), request.form["name"])
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
            return {"name": [rolebook.LAST]}
        db.session.commit()
        log.info("role changed", extra={"facts": {"by": g.user.id, "role": role.id}})
        return {}

    def _wrong_name(self, now: str) -> dict[str, list[Any]]:
        """What is wrong with the posted name; ``now`` is what the role is called already."""
        name = in_one_line(request.form.get("name", "").replace(rolebook.MARK, ""))
        if not name:
            return {"name": [_("Please fill in this field.")]}
        if errors := too_long({"name": name}, name=NAME):
            return errors
        full = self._full_name(rolebook.code_of(now) or self._origin_code(), name)
        if full != now and db.session.scalar(select(Role.id).where(Role.name == full)):
            return {"name": [TAKEN]}
        return {}

    @staticmethod
    def _origin_code() -> str:
        ident = key_of(Role, request.form.get("origin"))
        role = db.session.get(Role, ident) if ident is not None else None
        return rolebook.code_of(role.name) if role is not None else ""

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

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def remove(self, pk: str) -> Response:
        """An own role that nobody holds."""
        role = self.find(pk)
        self._refuse_own(role)
        if rolebook.holders(db.session).get(role.id):
            flash(gettext("People still hold this role."), "warning")
            return redirect(url_for("RoleView.show", pk=pk))
        db.session.delete(role)
        db.session.commit()
        flash(gettext("Deleted"), "success")
        return redirect(url_for("RoleView.list"))

    def _refuse_own(self, role: Role) -> None:
        if rolebook.is_of_code(role.name):
            raise refuse(403, _("This role is kept in the code. Copy it and change the copy."))
        if role.id in own_ids():
            raise refuse(403, _("Nobody changes a role that he holds himself."))
