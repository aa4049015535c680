"""A person's own corner: profile, password, open sessions, language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext, refresh
from flask_login import current_user
from werkzeug.wrappers import Response

from app.desk.frame import here, item_name, may_open, menu, views_by_name
from app.desk.office import lockout, passwords, sessions
from app.desk.office.signin import safe_next
from app.kernel.accounts import full_name
from app.kernel.db import db, utcnow

NO_MAIL = "@users.invalid"


def signed_in(method: Callable[..., Any]) -> Callable[..., Any]:
    """For pages that belong to everybody who is logged in and to nobody else."""

    @functools.wraps(method)
    def checked(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            place = here()
            return redirect(url_for("SignInView.login", next=place if place != "/" else None))
        return method(*args, **kwargs)

    checked.signed_in_only = True  # type: ignore[attr-defined]
    return checked


def mail(user: Any) -> str:
    """The address people gave; the framework wants one even where there is none."""
    return "—" if user.email.endswith(NO_MAIL) else user.email


class ProfileView(BaseView):
    """The reader's own account."""

    route_base = "/me"
    default_view = "me"

    @expose("/")
    @signed_in
    def me(self) -> str:
        here = sessions.open_sessions(db.session, g.user.id)
        return render_template(
            "office/profile.html",
            user=g.user,
            account=g.account,
            sessions=here,
            mail=mail,
            is_present=sessions.is_present,
        )

    @expose("/password", methods=["GET", "POST"])
    @signed_in
    def password(self) -> Any:
        errors: dict[str, list[Any]] = {}
        if request.method == "POST":
            errors = self._change()
            if not errors:
                flash(
                    gettext("The password has been changed. Other sessions have ended."), "success"
                )
                return redirect(safe_next(request.args.get("next")))
        page = "office/password.html"
        return render_template(
            page, errors=errors, hints=passwords.HINTS, forced=g.account.must_change
        ), (422 if errors else 200)

    def _change(self) -> dict[str, list[Any]]:
        """Change the own password; the old one is asked for, errors by field."""
        old, new = request.form.get("old", ""), request.form.get("new", "")
        user = g.user._get_current_object() if hasattr(g.user, "_get_current_object") else g.user
        refused = self._refused(user, old)
        if refused:
            return {"old": [refused]}
        found = list(passwords.problems(new, user.username, full_name(user)))
        if new == old:
            found.append(gettext("The new password must differ from the present one."))
        if found:
            return {"new": found}
        if new != request.form.get("again", ""):
            return {"again": [gettext("The two passwords differ.")]}
        user.password = passwords.hashed(new)
        g.account.must_change = False
        db.session.flush()
        sessions.keep_own(user.id, g.account.auth_version)
        g.account.password_changed_at = utcnow()
        db.session.commit()
        return {}

    @staticmethod
    def _refused(user: Any, password: str) -> str:
        """Why this is not the present password; guesses count and wait as those of the log-in."""
        address, now = request.remote_addr or "", utcnow()
        until = lockout.wait_until(db.session, user.username, address, now)
        if until is not None:
            minutes = int((until - now).total_seconds() // 60) + 1
            return gettext(
                "Too many failed attempts. Try again in %(count)s minutes.", count=minutes
            )
        if passwords.fits(user.password, password):
            lockout.succeeded(db.session, user.username, address)
            return ""
        lockout.failed(db.session, user.username, address, now)
        db.session.commit()
        return gettext("The present password is wrong.")

    @expose("/sessions/end", methods=["POST"])
    @signed_in
    def end_sessions(self) -> Response:
        sessions.end_others(db.session, g.user.id)
        db.session.commit()
        flash(gettext("Your other sessions have ended."), "success")
        return redirect(url_for("ProfileView.me"))


class LanguageView(BaseView):
    """/lang/zh, /lang/en: kept with the account, so that it is there on every machine."""

    route_base = "/lang"
    default_view = "choose"

    @expose("/<string:locale>")
    def choose(self, locale: str) -> Response:
        if locale not in self.appbuilder.languages:
            abort(404)
        session["locale"] = locale
        if current_user.is_authenticated:
            sessions.account_of(db.session, g.user.id).locale = locale
            db.session.commit()
        refresh()
        return redirect(safe_next(request.args.get("next")))


class CountsView(BaseView):
    """The sidebar's counters, asked for by the page after it stands."""

    route_base = "/counts"
    default_view = "counts"

    @expose("/")
    @signed_in
    def counts(self) -> Any:
        return counts()


def counts() -> dict[str, list[Any]]:
    """View name → [how many wait, whether one is late], for what the reader may open."""
    views = views_by_name()
    found: dict[str, list[Any]] = {}
    for item in [item for group in menu() for item in group.items]:
        view, count = views.get(item_name(item)), getattr(item, "count", None)
        if view is None or count is None or not may_open(view):
            continue
        answer = count()
        number, late = answer if isinstance(answer, tuple) else (answer, False)
        found[item_name(item)] = [number, bool(late)]
    return found
