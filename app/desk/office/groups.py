"""Groups on screen: several roles given to several people at once."""

from __future__ import annotations

import logging
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import Group, Role
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.desk.charts import Chart
from app.desk.choices import WRONG
from app.desk.interface import rows_of
from app.desk.numerals import whole
from app.desk.office import rolebook
from app.desk.office.errors import refuse
from app.desk.office.tables import OfficeView, chosen, too_long
from app.desk.once import Sent
from app.desk.sections import Section
from app.kernel.accounts import full_name
from app.kernel.db import db
from app.kernel.texts import in_one_line

log = logging.getLogger("kedang.security")


class GroupView(OfficeView):
    """Groups: several roles given to several people at once."""

    datamodel = rows_of(Group)
    title = _("Account groups")
    icon = "users"
    name_column = "name"
    list_columns = ["name", "description", "role_names", "user_count"]
    search_columns = ["name", "description", "user_count"]
    order_columns = ["name", "user_count"]
    base_order = ("name", "asc")
    eager = ["roles"]
    sections = [Section("base", _("Group"), ["name", "description:4"])]
    charts = [
        Chart("by_users", _("Users by group"), by="name", sum="user_count", kind="row", legs=40)
    ]

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        group = self.find(pk)
        return self.page(
            "office/group.html", group=group, roles=[rolebook.label_of(r.name) for r in group.roles],
            people=[(user.id, full_name(user)) for user in group.users],
        )  # fmt: skip

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        return self._edit(Group(name="", label="", description=""))

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        group = self.find(pk)
        if request.method == "POST":
            self._refuse_own(group)
        return self._edit(group)

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def remove(self, pk: str) -> Response:
        """A group to which nobody belongs."""
        group = self.find(pk)
        if group.users:
            flash(gettext("People still belong to this group."), "warning")
            return redirect(url_for("GroupView.show", pk=pk))
        db.session.delete(group)
        db.session.commit()
        log.info("group deleted", extra={"facts": {"by": g.user.id, "group": whole(pk)}})
        flash(gettext("Deleted"), "success")
        return redirect(url_for("GroupView.list"))

    @staticmethod
    def _refuse_own(group: Group) -> None:
        if any(user.id == g.user.id for user in group.users):
            raise refuse(403, _("Nobody changes a group that he belongs to himself."))

    def _edit(self, group: Group) -> Any:
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            sent = Sent()
            if sent.earlier:
                return sent.again()
            errors = self._save(group, sent)
            if not errors:
                flash(gettext("Saved"), "success")
                return redirect(url_for("GroupView.show", pk=group.id))
        held = [str(role.id) for role in group.roles]
        values = {
            "name": request.form.get("name", group.name),
            "description": request.form.get("description", group.description),
            "roles": request.form.getlist("roles") if request.method == "POST" else held,
        }
        roles = [(str(r.id), rolebook.label_of(r.name)) for r in rolebook.assignable(db.session)]
        return self.page(
            "office/group_form.html", 422 if errors else 200, group=group, values=values,
            errors=errors, roles=roles,
        )  # fmt: skip

    def _save(self, group: Group, sent: Sent) -> dict[str, list[Any]]:
        texts = {key: in_one_line(request.form.get(key, "")) for key in ("name", "description")}
        name = texts["name"]
        if not name:
            return {"name": [_("Please fill in this field.")]}
        if errors := too_long(texts, name=100, description=500):
            return errors
        same = db.session.scalar(select(Group.id).where(Group.name == name))
        if same is not None and same != group.id:
            return {"name": [_("This name is taken.")]}
        roles = chosen(Role, request.form.getlist("roles"))
        if roles is None:
            return {"roles": [WRONG]}
        group.name = group.label = name
        group.description = texts["description"]
        group.roles = [role for role in roles if role.name not in rolebook.INTERNAL]
        db.session.add(group)
        db.session.flush()
        if not rolebook.keeps_administrator(db.session):
            db.session.rollback()
            return {"roles": [rolebook.LAST]}
        sent.leads(url_for("GroupView.show", pk=group.id))
        db.session.commit()
        log.info("group changed", extra={"facts": {"by": g.user.id, "group": group.id}})
        return {}
