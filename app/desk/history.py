"""A record's history for one viewer: who changed which field from what to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Integer, Numeric, String, and_, cast, or_, select

from app.desk.columns import Named, named
from app.desk.facts import people
from app.desk.picks import naming
from app.desk.sections import Lines
from app.desk.shown import EMPTY, plain
from app.kernel import trail
from app.kernel.db import db
from app.kernel.secrets import mask
from app.kernel.viewer import Viewer
from app.kernel.words import listed

LIMIT = 100
FORMER = 1_000  # entries that the values of one record are read from


@dataclass(frozen=True)
class Change:
    """One field: its label, old and new value as this viewer may read them."""

    label: Any
    old: Any
    new: Any


@dataclass
class Entry:
    """One act: when, who, what kind, on which part of the record, and the fields.

    Acts that are no change of fields say in ``text`` what was done, in ``note`` with which words;
    ``by_id`` is who, where the name is still to be asked for.
    """

    at: dt.datetime
    by: str
    action: str
    part: Any = ""
    changes: list[Change] = field(default_factory=list)
    by_id: int | None = None
    icon: str = "edit"
    text: Any = ""
    note: Any = ""
    url: str = ""
    moved: tuple[Any, Any] | None = None  # the states before and after, as stored


@dataclass(frozen=True)
class Part:
    """Rows whose changes stand in the record's history: their model, its title, their ids as a select."""

    model: Any
    title: Any
    ids: Any
    words: Mapping[str, Any] = field(
        default_factory=dict
    )  # closed lists that the table does not know


def history(
    row: Any, lines: Sequence[Lines], viewer: Viewer, more: Sequence[Part] = (), state: str = ""
) -> list[Entry]:
    """The newest changes of a record, its child rows and ``more``, newest first.

    ``state`` names the column that moves write; a change of it is noted in ``Entry.moved``.
    """
    parts = [*(_part(row, part) for part in lines), *more]
    by_table = {part.model.__table__.name: part for part in parts}
    found = []
    for entry in db.session.scalars(_statement(row, parts)):
        part = by_table.get(entry.table_name)
        found.append((part.model if part else type(row), part.title if part else "", entry))
    private = trail.secret_values(db.session, [entry.id for _m, _t, entry in found])
    names = people(_people_in(found))
    rows = _Rows(found, type(row))
    words = {part.model: part.words for part in parts}
    out = []
    for model, title, entry in found:
        spoken = _Spoken(names, rows, words.get(model, {}))
        said = _entry(model, title, entry, private, spoken, viewer)
        pair = None if title else entry.changes.get(state)
        said.moved = tuple(pair) if isinstance(pair, list) else None
        out.append(said)
    return out


@dataclass(frozen=True)
class Former:
    """A value a field once had: since when, by whom, as this viewer may read it; ``figure`` where it is one."""

    at: dt.datetime
    by: str
    value: Any
    figure: float | None = None


def former(row: Any, viewer: Viewer) -> dict[str, list[Former]]:
    """Every value of every field that this viewer may read, by column, the oldest first (R-024)."""
    read = reversed(trail.entries(db.session, row, FORMER))
    kind: Any = type(row)
    found = [(kind, "", entry) for entry in read if entry.action != "delete"]
    private = trail.secret_values(db.session, [entry.id for _m, _t, entry in found])
    spoken = _Spoken(people(_people_in(found)), _Rows(found, kind), {})
    out: dict[str, list[Former]] = {}
    for model, _title, entry in found:
        for name, pair in entry.changes.items():
            field_of = named(model, name)
            if field_of.column is None or "label" not in field_of.info:
                continue
            if field_of.treatment(viewer) != "show":
                continue
            values = pair if isinstance(pair, list) else private.get((entry.id, name))
            if values is None:
                continue  # erased by law
            by = spoken.names.get(entry.actor_id or 0, "")
            said = _text(field_of, values[1], "show", spoken)
            out.setdefault(name, []).append(
                Former(entry.at, by, said, _figure(field_of, values[1]))
            )
    return out


def _figure(found: Named, value: Any) -> float | None:
    """The number that a chart draws; None for what is no amount."""
    kind = getattr(found.column, "type", None)
    if value in (None, "") or found.target is not None or not isinstance(kind, Integer | Numeric):
        return None
    return float(value)


def _part(row: Any, lines: Lines) -> Part:
    key = getattr(lines.model, lines.parent_key(type(row)))
    ids = select(cast(lines.model.id, String)).where(key == row.id)
    return Part(lines.model, lines.title or lines.name, ids)


def _statement(row: Any, parts: Sequence[Part]) -> Any:
    """The entries of the row and of its parts, in one statement."""
    entry = trail.TrailEntry
    own = and_(entry.table_name == row.__table__.name, entry.row_id == str(row.id))
    others = [
        and_(entry.table_name == part.model.__table__.name, entry.row_id.in_(part.ids))
        for part in parts
    ]
    return select(entry).where(or_(own, *others)).order_by(entry.id.desc()).limit(LIMIT)


def _people_in(found: Iterable[Any]) -> list[int | None]:
    out: list[int | None] = []
    for model, _title, entry in found:
        out.append(entry.actor_id)
        for name, pair in entry.changes.items():
            if isinstance(pair, list) and named(model, name).target is User:
                out += [value for value in pair if isinstance(value, int)]
    return out


def _entry(
    model: Any, title: Any, entry: Any, private: dict[Any, list[Any]], spoken: _Spoken, viewer: Viewer,
) -> Entry:  # fmt: skip
    out = Entry(entry.at, spoken.names.get(entry.actor_id, ""), entry.action, title)
    for name, pair in entry.changes.items():
        found = named(model, name)
        how = found.treatment(viewer)
        values = pair if isinstance(pair, list) else private.get((entry.id, name))
        if how == "hide" or found.column is None:
            continue
        if title and (found.target is spoken.rows.parent or "label" not in found.info):
            continue  # of a child row, the parent says only which record this is
        if values is None:
            values = [EMPTY, EMPTY]  # erased by law; the chain keeps only the digest
        old, new = (_text(found, value, how, spoken) for value in values)
        if entry.action != "insert" or new != EMPTY:
            out.changes.append(Change(found.label, old, new))
    return out


def _text(found: Named, value: Any, how: str, spoken: _Spoken) -> Any:
    if value is None or value == "":
        return EMPTY
    if how == "mask":
        return mask(value)
    if found.target is User:
        return spoken.names.get(value, EMPTY)
    if found.target is not None:
        return spoken.rows.name(found.target, value)
    if "spoken" in found.info:
        return found.info["spoken"](value)
    kind = found.column.type if found.column is not None else None
    words = (
        getattr(kind, "enum_class", None) or found.info.get("words") or spoken.words.get(found.name)
    )
    if words is not None:
        items = value if isinstance(value, list) else [value]
        return listed(str(words.of(item) or item) for item in items)
    if isinstance(value, str) and "T" in value and getattr(kind, "impl", None) is not None:
        try:
            return plain(dt.datetime.fromisoformat(value))
        except ValueError:
            return value
    return plain(value, found.info)


@dataclass(frozen=True)
class _Spoken:
    """How the values of an entry are said: names of people, names of rows, words of closed lists."""

    names: Mapping[int, str]
    rows: _Rows
    words: Mapping[str, Any]


class _Rows:
    """Names of rows that foreign keys point to: one statement a table, through the gate."""

    def __init__(self, found: Iterable[Any], parent: Any) -> None:
        self.parent = parent
        wanted: dict[Any, set[int]] = {}
        for model, _title, entry in found:
            for name, pair in entry.changes.items():
                target = named(model, name).target
                if target is not None and target is not User and isinstance(pair, list):
                    wanted.setdefault(target, set()).update(v for v in pair if isinstance(v, int))
        self._known = {
            (target, row.id): naming(row)
            for target, idents in wanted.items()
            if idents
            for row in db.session.scalars(select(target).where(target.id.in_(sorted(idents))))
        }

    def name(self, target: Any, ident: Any) -> str:
        """The row's name, or a dash when it is absent or out of reach."""
        return self._known.get((target, ident), EMPTY)
