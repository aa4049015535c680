"""Who saw what, and who may: looks at records and papers, prints and exports of a time, counted by person (R-013, C-24)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app import roles
from app.desk.prints import PrintEntry
from app.kernel.exchange import ExportEntry
from app.kernel.files.models import FileAccess
from app.kernel.looks import RecordLook

#: What is written down, in the order of the report: table, column of the person, table of the row.
KEPT: Mapping[str, tuple[Any, str, str]] = {
    "opened": (RecordLook, "by_id", "row_table"), "papers": (FileAccess, "user_id", "row_table"),
    "printed": (PrintEntry, "by_id", "row_table"), "exported": (ExportEntry, "user_id", "table_name"),
}  # fmt: skip


class Act(NamedTuple):
    """One act: when, who, what it was, of which table and row (None: of a list), and what for."""

    at: dt.datetime
    by_id: int | None
    what: str
    table: str
    row_id: int | None
    why: str = ""


def counted(session: Session, since: dt.datetime) -> dict[int, Counter[str]]:
    """By person how often each kind of act happened since a moment."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for what, (model, by, _table) in KEPT.items():
        person = getattr(model, by)
        asked = select(person, func.count(model.id)).where(model.at >= since, person.is_not(None))
        for ident, count in session.execute(asked.group_by(person)):
            found[ident][what] += count
    return found


def newest(session: Session, since: dt.datetime, limit: int) -> list[Act]:
    """The newest acts of every kind since a moment, the newest first."""
    found: list[Act] = []
    for what, (model, by, table) in KEPT.items():
        rows = session.scalars(
            select(model).where(model.at >= since).order_by(model.id.desc()).limit(limit)
        )
        found += [
            Act(row.at, getattr(row, by), what, getattr(row, table), getattr(row, "row_id", None),
                getattr(row, "why", ""))
            for row in rows
        ]  # fmt: skip
    return sorted(found, key=lambda act: act.at, reverse=True)[:limit]


def may_see(session: Session) -> list[tuple[User, Sequence[str], dict[str, str]]]:
    """Every active account with its roles and what it sees of secret fields (R-312)."""
    groups = selectinload(User.groups)
    people = session.scalars(
        select(User).where(User.active.is_(True)).options(selectinload(User.roles), groups).order_by(User.id)
    ).all()  # fmt: skip
    told: list[tuple[User, Sequence[str], dict[str, str]]] = []
    for user in people:
        held = {role.name for role in user.roles}
        held |= {role.name for group in user.groups for role in group.roles}
        codes = sorted({name.partition("#")[0] for name in held} & roles.ROLES.keys())
        told.append((user, codes, roles.secrecy(codes)))
    return told
