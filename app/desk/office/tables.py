"""The framework's tables of accounts as archives: labels, what a row is called, how many belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, render_template
from flask_appbuilder.security.sqla.models import (
    Group,
    Role,
    User,
    assoc_user_group,
    assoc_user_role,
)
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import column_property, undefer

from app.desk.archive import ArchiveView
from app.desk.fields import excess
from app.desk.grouping import Axis
from app.desk.interface import Field, Rows
from app.desk.numerals import key_of, keys_of
from app.desk.office import rolebook
from app.kernel.accounts import full_name
from app.kernel.db import db, label
from app.kernel.words import listed

LABELS = {
    User: {
        "username": _("User name"), "first_name": _("Given name"), "last_name": _("Full name"),
        "email": _("E-mail"), "active": _("Active"), "last_login": _("Last login"),
        "login_count": _("Log-ins"), "created_on": _("Created"),
    },
    Role: {"name": _("Role")},
    Group: {"name": _("Group"), "label": _("Label"), "description": _("Description")},
}  # fmt: skip


def _label_columns() -> None:
    for model, labels in LABELS.items():
        model.kind = "account"  # type: ignore[attr-defined]
        for name, text in labels.items():
            model.__table__.c[name].info["label"] = text  # type: ignore[attr-defined]


def _call(model: Any, name: str, text: Any, read: Any) -> None:
    """Give a model of the framework a property with a label."""
    read.label = text
    setattr(model, name, property(read))


def _count(model: Any, users: Any, key: Any) -> None:
    """Give it the number of its users, as a column to sort, filter and add up."""
    number = select(func.count(users.c.user_id)).where(key == model.id)
    counted = number.correlate_except(users).scalar_subquery()
    model.user_count = column_property(counted, deferred=True, info=label(_("Users")))


def role_names(holder: Any) -> str:
    """The roles of an account or a group, in words."""
    return listed(rolebook.label_of(role.name) for role in holder.roles)


_label_columns()
_call(User, "shown_name", _("Full name"), lambda user: full_name(user))
_call(User, "role_names", _("Roles"), lambda user: role_names(user))
_call(Group, "role_names", _("Roles"), lambda group: role_names(group))
_call(Role, "shown_name", _("Role"), lambda role: rolebook.label_of(role.name))
_call(
    Role, "kept_in", _("Kept in"),
    lambda role: gettext("Code") if rolebook.is_of_code(role.name) else gettext("Own"),
)  # fmt: skip
_count(Role, assoc_user_role, assoc_user_role.c.role_id)
_count(Group, assoc_user_group, assoc_user_group.c.group_id)


def too_long(texts: Mapping[str, str], **longest: int) -> dict[str, list[Any]]:
    """What is wrong, by field, with texts of more characters than their columns hold."""
    over = {name: excess(texts.get(name, ""), most) for name, most in longest.items()}
    return {name: [complaint] for name, complaint in over.items() if complaint}


def chosen(model: Any, texts: list[str]) -> Sequence[Any] | None:
    """The rows with these keys as a form posts them; None when one of them is no row's."""
    found = db.session.scalars(select(model).where(model.id.in_(keys_of(model, texts)))).all()
    return found if {str(row.id) for row in found} == set(texts) else None


class RoleRows(Rows):
    """Roles without the framework's own two, which nobody holds."""

    def every(self) -> Select[Any]:
        return super().every().where(Role.name.not_in(rolebook.INTERNAL))


class OfficeView(ArchiveView):
    """List, filters, views, columns and chart are the archive's; record and form are the office's,
    because these tables are the framework's: they have no version, no trail, no owner."""

    kind = "account"
    exclude_route_methods = ArchiveView.exclude_route_methods | {
        "bulk", "colleagues", "delete", "import_", "import_batch", "import_check", "import_file",
        "import_rows", "import_step", "like", "move", "note", "paper", "show_part",
    }  # fmt: skip

    def find(self, pk: str) -> Any:
        """The row, or 404: text that is no number is no key."""
        model = self.datamodel.obj
        key = key_of(model, pk)
        row = (
            None
            if key is None
            else db.session.scalar(self.datamodel.every().where(model.id == key))
        )
        return row or abort(404)

    def _loading(self, columns: Sequence[Field], order: Field) -> Sequence[Any]:
        options = super()._loading(columns, order)
        counted = getattr(self.datamodel.obj, "user_count", None)
        return options if counted is None else [*options, undefer(counted)]

    def page(self, template: str, status: int = 200, **context: Any) -> Any:
        return render_template(template, view=self, title=type(self).title, **context), status


class RoleLabels:
    """Groups of a chart that are roles, said by their labels."""

    def _labels(self, axis: Axis, keys: Any) -> dict[Any, str]:
        found: dict[Any, str] = super()._labels(axis, keys)  # type: ignore[misc]
        is_role = axis.field.target is None and axis.field.name == "name"
        return {k: rolebook.label_of(v) if is_role else v for k, v in found.items()}
