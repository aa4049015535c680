"""What accounts are called, on screen, on paper and in files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select

from app.kernel.cells import Unreadable
from app.kernel.db import db
from app.kernel.rules import Broken


def full_name(user: Any) -> str:
    """The name of an account, or its user name; a Chinese one has the family name first and no space."""
    if user is None:
        return ""
    family, given = (user.last_name or "").strip(), (user.first_name or "").strip()
    is_latin = (family + given).isascii()
    return (f"{given} {family}".strip() if is_latin else family + given) or str(user.username)


def called(text: str) -> int | None:
    """Id of the one account with this user name or full name; None for none, and for several."""
    known: dict[str, int | None] = db.session.info.setdefault("accounts", {})
    if text not in known:
        names = (User.last_name + User.first_name, User.first_name + " " + User.last_name)
        ids = db.session.scalars(
            select(User.id).where(or_(*(text == name for name in (User.username, *names)))).limit(2)
        ).all()
        known[text] = ids[0] if len(ids) == 1 else None
    return known[text]


def read(cell: Any) -> tuple[int | None, Sequence[Broken]]:
    """The account a cell names. Raises Unreadable where no one account is called so."""
    if cell is None:
        return None, ()
    ident = called(str(cell))
    if ident is None:
        raise Unreadable(_("Not found: %(text)s", text=str(cell)))
    return ident, ()
