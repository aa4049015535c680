"""Accounts: users, roles and groups on our own pages; only administrators, and nobody for himself."""

from __future__ import annotations

import logging
import re
from typing import Any

from blinker import Namespace
from flask import current_app, flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import Group, Role, User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from app.desk.charts import Chart
from app.desk.choices import WRONG
from app.desk.interface import rows_of
from app.desk.office import lockout, passwords, rolebook, sessions
from app.desk.office.errors import refuse
from app.desk.office.profile import NO_MAIL, mail
from app.desk.office.tables import OfficeView, chosen, too_long
from app.desk.once import Sent
from app.desk.picks import called
from app.desk.sections import Section
from app.kernel.accounts import full_name
from app.kernel.db import db
from app.kernel.search import Found
from app.kernel.texts import in_one_line
from app.kernel.viewer import Viewer

log = logging.getLogger("kedang.security")

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,63}")
EMAIL = re.compile(r"[^@\s,<>\"]+@[^@\s,<>\"]+\.[^@\s,<>\"]+")  # one address, no list and no name
MAIL_LENGTH = (
    254  # of an address that mail servers take (RFC 5321); the framework's column holds more
)
Errors = dict[str, list[Any]]

account_closing = Namespace().signal("account-closing")
"""An account is to be switched off: sender is the user; a hearer says in a text why not yet, or None."""


def own() -> int:
    return int(g.user.id)


def languages() -> list[tuple[str, str]]:
    """Codes of the languages there are, with their own names."""
    return [(code, each["name"]) for code, each in current_app.config["LANGUAGES"].items()]


class UserView(OfficeView):
    """Who may log in, as what."""

    datamodel = rows_of(User)
    title = _("Accounts")
    icon = "users"
    name_column = "shown_name"
    list_columns = ["username", "shown_name", "role_names", "active", "last_login", "login_count"]
    search_columns = ["username", "active", "last_login", "login_count", "created_on"]
    order_columns = ["username", "last_login", "login_count", "created_on"]
    base_order = ("username", "asc")
    eager = ["roles"]
    sections = [Section("base", _("Account"), ["username", "last_name", "email", "active"])]
    charts = [
        Chart("by_active", _("By activity"), by="active"),
        Chart("by_login", _("By last log-in"), by="last_login", bucket="month"),
    ]

    def _search(self, text: str, viewer: Viewer) -> Found:
        """By name, pinyin, initials or log-in, as the pick lists find people."""
        return Found(User.id.in_(called(User, text, [])))

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        return self._record(self.find(pk))

    def _record(self, user: User, fresh: str = "") -> Any:
        held = sorted(
            {r.name for r in user.roles} | {r.name for g_ in user.groups for r in g_.roles}
        )
        return self.page(
            "office/user.html", user=user, name=full_name(user), fresh=fresh, mail=mail,
            account=sessions.account_of(db.session, user.id), mine=user.id == own(),
            sessions=sessions.open_sessions(db.session, user.id),
            roles=[rolebook.label_of(role) for role in held],
        )  # fmt: skip

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """A new account starts with a made password that must be changed at the first log-in."""
        if request.method == "GET":
            return self._form(None, {"active": ["y"]}, {})
        sent = Sent()
        if sent.earlier:
            return sent.again()  # without the password: that was shown once
        user = User(username="", first_name="", last_name="", email="")
        errors = self._read(user, is_new=True)
        if errors:
            return self._form(None, self._posted(), errors)
        password = passwords.made()
        user.password = passwords.hashed(password)
        db.session.add(user)
        if not self._commit(errors, user, sent):
            return self._form(None, self._posted(), errors)
        account = sessions.account_of(db.session, user.id)
        account.must_change, account.locale = True, self._language()
        db.session.commit()
        self._note("account added", user)
        return self._record(user, fresh=password)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        user = self.find(pk)
        if request.method == "GET":
            return self._form(user, self._values(user), {})
        with db.session.no_autoflush:
            errors = self._read(user, is_new=False)
        if not errors and "locale" in request.form:
            sessions.account_of(db.session, user.id).locale = self._language()
        if errors or not self._commit(errors, user):
            db.session.rollback()
            return self._form(self.find(pk), self._posted(), errors)
        self._note("account changed", user)
        flash(gettext("Saved"), "success")
        return redirect(url_for("UserView.show", pk=user.id))

    @expose("/reset/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def reset(self, pk: str) -> Any:
        """A made password, shown once; the user's sessions end and he must choose his own."""
        user = self.find(pk)
        if user.id == own():
            raise refuse(403, _("Change your own password under “My profile”."))
        password = passwords.made()
        user.password = passwords.hashed(password)
        sessions.account_of(db.session, user.id).must_change = True
        lockout.unlock(db.session, user.username)
        db.session.commit()
        self._note("password reset", user)
        return self._record(user, fresh=password)

    @expose("/end/<pk>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def end(self, pk: str) -> Response:
        """End all sessions of a user and lift the wait after failed log-ins."""
        user = self.find(pk)
        sessions.end_others(db.session, user.id)
        lockout.unlock(db.session, user.username)
        db.session.commit()
        self._note("sessions ended", user)
        flash(gettext("All sessions of this user have ended."), "success")
        return redirect(url_for("UserView.show", pk=user.id))

    # -- the form ------------------------------------------------------------
    def _form(self, user: User | None, values: dict[str, Any], errors: Errors) -> Any:
        roles = [(str(r.id), rolebook.label_of(r.name)) for r in rolebook.assignable(db.session)]
        groups = db.session.scalars(select(Group).order_by(Group.name))
        return self.page(
            "office/user_form.html", 422 if errors else 200, user=user, values=values,
            errors=errors, roles=roles, languages=languages(), groups=[(str(each.id), each.label or each.name) for each in groups],
            mine=user is not None and user.id == own(),
        )  # fmt: skip

    def _values(self, user: User) -> dict[str, Any]:
        return {
            "username": user.username, "name": full_name(user),
            "email": "" if user.email.endswith(NO_MAIL) else user.email,
            "active": ["y"] if user.active else [],
            "roles": [str(role.id) for role in user.roles],
            "groups": [str(group.id) for group in user.groups],
            "locale": sessions.account_of(db.session, user.id).locale or "",
        }  # fmt: skip

    def _posted(self) -> dict[str, Any]:
        many = ("roles", "groups", "active")
        single = {n: in_one_line(value) for n, value in request.form.items() if n not in many}
        return single | {name: request.form.getlist(name) for name in many}

    def _read(self, user: User, is_new: bool) -> Errors:
        """Put the posted values into ``user``; what is wrong, by field."""
        values, errors = self._posted(), Errors()
        errors |= too_long(values, name=64, email=MAIL_LENGTH)
        name, username = values.get("name", ""), values.get("username", "")
        if not name:
            errors["name"] = [_("Please fill in this field.")]
        if is_new and not USERNAME.fullmatch(username):
            errors["username"] = [_("Letters, digits, dot, dash; a letter first.")]
        if is_new and not errors and self._taken(username):
            errors["username"] = [_("This user name is taken.")]
        email = values.get("email", "")
        if email and "email" not in errors and not EMAIL.fullmatch(email):
            errors["email"] = [_("This is no e-mail address.")]
        if is_new:
            user.username = username
        if name != full_name(user):
            user.last_name, user.first_name = name, ""
        user.email = email or f"{user.username}{NO_MAIL}"
        return self._read_rights(user, values, errors)

    @staticmethod
    def _language() -> str | None:
        """The language chosen for the person; none leaves it to him."""
        chosen = request.form.get("locale", "")
        return chosen if chosen in current_app.config["LANGUAGES"] else None

    def _taken(self, username: str) -> bool:
        same = func.lower(User.username) == username.lower()
        return db.session.scalars(select(User.id).where(same)).first() is not None

    def _read_rights(self, user: User, values: dict[str, Any], errors: Errors) -> Errors:
        """Roles, groups, activity: never one's own, and never the last administrator's."""
        roles, groups = chosen(Role, values["roles"]), chosen(Group, values["groups"])
        if roles is None or groups is None:
            return errors | {"roles" if roles is None else "groups": [WRONG]}
        active = bool(values["active"])
        if any(role.name in rolebook.INTERNAL for role in roles):
            errors["roles"] = [_("This role is not given to people.")]
        changed = (set(roles), set(groups), active) != (
            set(user.roles),
            set(user.groups),
            bool(user.active),
        )
        if user.id == own() and changed:
            raise refuse(403, _("Nobody changes his own roles or switches himself off."))
        if user.id and user.active and not active:
            said = account_closing.send(user, session=db.session)
            if why := [text for _hearer, text in said if text is not None]:
                errors["active"] = why
        if not roles and not groups:
            errors["roles"] = [_("Choose at least one role or group.")]
        if not errors:  # a row bound to roles would be written by the next query
            user.roles, user.groups, user.active = list(roles), list(groups), active
        return errors

    def _commit(self, errors: Errors, user: User, sent: Sent | None = None) -> bool:
        try:
            db.session.flush()
            if sent is not None:
                sent.leads(url_for("UserView.show", pk=user.id))
            if not rolebook.keeps_administrator(db.session):
                db.session.rollback()
                errors["roles"] = [_("This is the last administrator; name another one first.")]
                return False
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            errors["email"] = [_("This user name or e-mail address is taken.")]
            return False
        return True

    def _note(self, what: str, user: User) -> None:
        log.info(what, extra={"facts": {"by": own(), "account": user.id}})
