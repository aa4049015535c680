"""Sessions that end: by idling, by logging out, by a changed password, by losing a role or the account."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import and_, bindparam, event, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.desk.office.models import Account, SignIn
from app.kernel import trail
from app.kernel.db import db, utcnow

REFRESH = 60  # seconds: the idle clock is not rewritten with every request
SILENT = {"CountsView.counts"}  # what the page asks by itself does not count as being there


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def account_of(orm: Session, user_id: int) -> Account:
    """The account's own row, made at first need; of two first log-ins at once one makes it."""
    account = orm.get(Account, user_id)
    if account is not None:
        return account
    try:
        with orm.begin_nested():
            account = Account(user_id=user_id, auth_version=1)
            orm.add(account)
    except IntegrityError:
        account = orm.get_one(Account, user_id)
    return account


def ticket(orm: Session, user_id: int, address: str = "", device: str = "") -> dict[str, Any]:
    """A new session's values; the caller puts them into an emptied session."""
    token = secrets.token_urlsafe(24)
    orm.add(SignIn(user_id=user_id, token=_digest(token), address=address[:64], device=device))
    account = account_of(orm, user_id)
    orm.flush()
    return {
        "_user_id": str(user_id),
        "_fresh": True,
        "sid": token,
        "auth": account.auth_version,
        "seen": int(utcnow().timestamp()),
    }


def present_key() -> str:
    """What the session of the browser that asks is known by on the server; empty without one."""
    return _digest(session["sid"]) if session.get("sid") else ""


def is_present(row: SignIn) -> bool:
    """True for the session of the browser that asks."""
    return bool(row.token == _digest(session.get("sid", "")))


def fresh(user_id: int) -> dict[str, Any]:
    """A committed ticket, for tests and commands that need a session without the log-in page."""
    values = ticket(db.session, user_id)
    db.session.commit()
    return values


def begin(orm: Session, user: User, address: str, device: str) -> None:
    """Log ``user`` in under a new session id: whatever the browser brought is dropped."""
    look = session.get("locale")
    session.clear()
    session.update(ticket(orm, user.id, address, device))
    session["locale"] = account_of(orm, user.id).locale or look or "zh"
    session.permanent = True


# built once: every request asks it
_SIGNED_IN = (
    select(User, Account, SignIn)
    .join(Account, Account.user_id == User.id)
    .join(SignIn, and_(SignIn.user_id == User.id, SignIn.token == bindparam("token")))
    .where(User.id == bindparam("account"))
)


def load(user_id: str) -> User | None:
    """The user of the present session, or None when the session is over. One statement."""
    token, version = session.get("sid", ""), session.get("auth")
    if not str(user_id).isdigit() or not token or _idle():
        return None
    row = db.session.execute(
        _SIGNED_IN,
        {"account": int(user_id), "token": _digest(token)},
        execution_options={"unscoped": True},  # the gate would ask who is looking: this very query
    ).first()
    if row is None:
        return None
    user, account, sign_in = row
    oldest = utcnow() - current_app.config["PERMANENT_SESSION_LIFETIME"]
    over = sign_in.ended_at is not None or sign_in.started_at < oldest
    if over or account.auth_version != version or not user.active:
        return None
    g.account = account
    return user


def _idle() -> bool:
    now, seen = int(utcnow().timestamp()), int(session.get("seen", 0))
    if now - seen > current_app.config["SESSION_IDLE"].total_seconds():
        return True
    if now - seen > REFRESH and request.endpoint not in SILENT:
        session["seen"] = now
    return False


def end(orm: Session) -> None:
    """Log out: the cookie that may have been copied is dead as well."""
    token = session.get("sid")
    if token:
        orm.execute(update(SignIn).where(SignIn.token == _digest(token)).values(ended_at=utcnow()))
    session.clear()


def end_others(orm: Session, user_id: int) -> None:
    """End every session of a user; the present one, if his, goes on."""
    account = account_of(orm, user_id)
    account.auth_version += 1
    orm.flush()
    keep_own(user_id, account.auth_version)


def keep_own(user_id: int, version: int) -> None:
    if session and session.get("_user_id") == str(user_id):
        session["auth"] = version


def open_sessions(orm: Session, user_id: int, limit: int = 10) -> list[SignIn]:
    """Where the user is logged in, newest first."""
    oldest = utcnow() - current_app.config["PERMANENT_SESSION_LIFETIME"]
    rows = orm.scalars(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.started_at > oldest)
        .order_by(SignIn.id.desc())
        .limit(limit)
    )
    return list(rows)


@event.listens_for(Session, "before_flush")
def _watch_users(orm: Session, _context: Any, _instances: Any) -> None:
    """Whoever changes a password, a role or the activity of a user ends that user's sessions."""
    for user in [row for row in orm.dirty if isinstance(row, User)]:
        changes = _telling_changes(user)
        if not changes:
            continue
        with orm.no_autoflush:
            account = orm.get(Account, user.id)
            if account is None:
                account = Account(user_id=user.id, auth_version=1)
                orm.add(account)
            account.auth_version = (account.auth_version or 1) + 1
            if "password" in changes:
                account.password_changed_at = utcnow()
            trail.write(orm, User, [(user.id, "update", changes)])


def _telling_changes(user: User) -> dict[str, list[Any]]:
    """Changes of a user that matter to security, told without the password itself."""
    state = inspect(user)
    found: dict[str, list[Any]] = {}
    for name in ("password", "active"):
        history = state.attrs[name].history
        if history.has_changes() and history.deleted and state.persistent:
            old, new = history.deleted[0], history.added[0] if history.added else None
            found[name] = ["***", "***"] if name == "password" else [old, new]
    for name in ("roles", "groups"):
        history = state.attrs[name].history
        if history.added or history.deleted:
            before = [each.name for each in (*history.unchanged, *history.deleted)]
            after = [each.name for each in (*history.unchanged, *history.added)]
            found[name] = [sorted(before), sorted(after)]
    return found


def device_name(agent: str) -> str:
    """A browser and a system, as far as people want to know."""
    browsers = ("Edg", "Firefox", "MicroMessenger", "DingTalk", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browser = next((name for name in browsers if name in agent), "")
    system = next((name for name in systems if name in agent), "")
    return "·".join(filter(None, [browser.replace("Edg", "Edge"), system]))[:80]


def init_app(app: Flask) -> None:
    app.config.setdefault("SESSION_IDLE", dt.timedelta(hours=1))
