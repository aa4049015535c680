"""The door: logging in and out."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request, session, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from app.desk.office import lockout, passwords, sessions, signals
from app.kernel.db import db, utcnow

log = logging.getLogger("kedang.security")


def safe_next(url: str | None, home: str = "/") -> str:
    """A path of ours to go on to; never another host, another scheme or the door itself."""
    if not url:
        return home
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://["
        return home
    if parts.scheme or parts.netloc:
        if (parts.scheme, parts.netloc) != (request.scheme, request.host):
            return home
        url = parts._replace(scheme="", netloc="").geturl()
    bad = not url.startswith("/") or url.startswith(("//", "/\\", "/logout"))
    return home if bad or any(ord(sign) < 32 for sign in url) else url


class SignInView(BaseView):
    """One message for every failure: it tells nobody which user names exist."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET", "POST"])
    def login(self) -> Any:
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        if request.method == "POST":
            return self._try()
        # "access denied" of the page that sent the reader here is said on this page, not later
        session.pop("_flashes", None)
        return self._page(200, "", self._why())

    def _why(self) -> dict[str, str] | None:
        if session.get("_user_id"):
            session.clear()
            return {"kind": "", "text": gettext("Your session has ended. Please log in again.")}
        return None

    def _page(self, status: int, username: str, notice: dict[str, str] | None) -> Response:
        response = make_response(
            render_template(
                "appbuilder/general/security/login_db.html", username=username, notice=notice
            )
        )
        response.status_code = status
        return response

    def _try(self) -> Any:
        username = request.form.get("username", "").strip()[:64]
        password = request.form.get("password", "")[: passwords.LONGEST]
        address, now = request.remote_addr or "", utcnow()
        until = lockout.wait_until(db.session, username, address, now)
        if until is not None:
            minutes = int((until - now).total_seconds() // 60) + 1
            text = gettext(
                "Too many failed attempts. Try again in %(count)s minutes.", count=minutes
            )
            response = self._page(429, username, {"kind": "bad", "text": text})
            response.headers["Retry-After"] = str(minutes * 60)
            return response
        user = self._user(username)
        right = passwords.fits(user.password if user and user.active else None, password)
        if user is None or not right or passwords.is_demo_outside_demo(password):
            return self._refused(username, address, now)
        return self._welcome(user, address, now)

    def _user(self, username: str) -> User | None:
        name = func.lower(User.username) == username.lower()
        return db.session.scalars(select(User).where(name)).first()

    def _refused(self, username: str, address: str, now: Any) -> Response:
        lockout.failed(db.session, username, address, now)
        db.session.commit()
        log.warning("log-in refused", extra={"facts": {"address": address}})
        text = gettext("User name or password is wrong.")
        return self._page(401, username, {"kind": "bad", "text": text})

    def _welcome(self, user: User, address: str, now: Any) -> Response:
        lockout.succeeded(db.session, user.username, address)
        lockout.forget(db.session, now)
        device = sessions.device_name(request.user_agent.string)
        sessions.begin(db.session, user, address, device)
        user.last_login = now.replace(tzinfo=None)
        user.login_count = (user.login_count or 0) + 1
        signals.signed_in.send(user.id)
        db.session.commit()
        log.info("logged in", extra={"facts": {"user": user.id, "address": address}})
        return redirect(safe_next(request.args.get("next")))

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Response:
        sessions.end(db.session)
        db.session.commit()
        response = redirect(url_for("SignInView.login"))
        # drafts and pages of one person must not wait for the next one at this desk
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
