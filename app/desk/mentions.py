"""Who is meant by an @ in a note: colleagues who can see the record, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, literal, or_, select

from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.db import db

OFFERED = 8
TRIED = 24  # so many are looked at to offer OFFERED: each costs a look at his rights
MOST = 20

_AT = re.compile(r"(?<![\w.])@(?=\S)")


def sees(view: Any, row: Any, user_id: int) -> bool:
    """True when that person may open the record."""
    viewer = current_app.extensions["viewer_for"](user_id, db.session)
    return viewer.may("can_show", view.class_permission_name) and scope.sees(viewer, row)


def colleagues(view: Any, row: Any, text: str, but: int | None) -> list[User]:
    """People whose name or user name holds a text and who see the record, a handful."""
    query = select(User).where(User.active, User.id != but).order_by(User.id).limit(TRIED)
    if text:
        query = query.where(or_(*(name.contains(text, autoescape=True) for name in _names())))
    found: list[User] = []
    for user in db.session.scalars(query):
        if sees(view, row, user.id):
            found.append(user)
        if len(found) == OFFERED:
            break
    return found


def meant(text: str) -> dict[str, list[User]]:
    """The people each @ of a text names, the longest name first; by what was written."""
    found: dict[str, list[User]] = {}
    for mark in list(_AT.finditer(text))[:MOST]:
        rest = text[mark.end() : mark.end() + 64]
        named = [(name, user) for user in _begin(rest) for name in _spellings(user)]
        fitting = [(name, user) for name, user in named if rest.lower().startswith(name.lower())]
        if fitting:
            longest = max(len(name) for name, _user in fitting)
            found[rest[:longest]] = [user for name, user in fitting if len(name) == longest]
    return found


def split(
    view: Any, row: Any, people: Iterable[User], but: int | None
) -> tuple[list[User], list[User]]:
    """Those who see the record, and those who do not; the author is neither."""
    others = {user.id: user for user in people if user.id != but}
    able = {ident for ident in others if sees(view, row, ident)}
    return [u for i, u in others.items() if i in able], [
        u for i, u in others.items() if i not in able
    ]


def _begin(rest: str) -> Sequence[User]:
    """Active people with whose name a text begins."""
    said = literal(rest.lower())
    begins = [func.substr(said, 1, func.length(name)) == func.lower(name) for name in _names()]
    return db.session.scalars(select(User).where(User.active, or_(*begins)).limit(MOST)).all()


def _names() -> tuple[Any, ...]:
    """The ways a person is written, as columns."""
    family, given = func.coalesce(User.last_name, ""), func.coalesce(User.first_name, "")
    whole = func.nullif(family + given, "")
    return whole, func.nullif(given + " " + family, " "), User.username


def _spellings(user: User) -> set[str]:
    """The same of one person."""
    return {full_name(user), user.username} - {""}
