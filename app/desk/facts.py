"""What a record page shows of a row: label and value, masked where the viewer's role says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from sqlalchemy import select

from app.desk.links import linked
from app.desk.picks import naming
from app.desk.shown import EMPTY, plain, shape_of
from app.desk.slots import Slot
from app.kernel import scope
from app.kernel.accounts import full_name
from app.kernel.db import db
from app.kernel.secrets import mask
from app.kernel.words import Words, listed


@dataclass(frozen=True)
class Fact:
    """One label and value; ``span`` is the cell's width in the six-column grid."""

    label: Any
    value: Any
    span: int = 2
    masked: bool = False
    help: Any = ""
    why: str = ""
    asks: bool = False


def people(idents: Iterable[int | None]) -> dict[int, str]:
    """Names of accounts by id, in one statement."""
    wanted = {ident for ident in idents if ident is not None}
    if not wanted:
        return {}
    columns = (User.id, User.first_name, User.last_name, User.username)
    found = db.session.execute(select(*columns).where(User.id.in_(sorted(wanted))))
    return {row.id: full_name(row) for row in found}


def acting(names: Mapping[int, str], step: Any) -> str:
    """Who made a move, and for whom when he did it as a deputy (C-08)."""
    who = names.get(step.by_id or 0, "")
    if step.for_id is None or not who:
        return who
    return gettext("%(who)s for %(whom)s", who=who, whom=names.get(step.for_id, EMPTY))


def facts(
    row: Any, slots: Iterable[Slot], names: Mapping[int, str], leads: bool = False
) -> list[Fact]:
    """The facts of a section; a row out of reach is a dash, never its number."""
    return [
        Fact(slot.found.label, value := value_of(row, slot, names, leads), slot.cell.span,
             slot.treatment == "mask", slot.found.info.get("help", ""), slot.why,
             slot.asks and slot.treatment == "mask" and value != EMPTY)
        for slot in slots
    ]  # fmt: skip


def value_of(row: Any, slot: Slot, names: Mapping[int, str], leads: bool = False) -> Any:
    """One value as this viewer may read it; a related record ``leads`` to its page where that is wanted."""
    value = getattr(row, slot.key, None)
    value = value() if callable(value) else value
    if value is None or value == "":
        return EMPTY
    if slot.treatment == "mask":
        return mask(value)
    if slot.found.target is User:
        return names.get(value, EMPTY)
    if slot.found.target is not None:
        return _related(row, slot, value, leads)
    words = slot.found.info.get("words")
    if words is not None and isinstance(value, list):
        return listed(str(words.of(item) or item) for item in value) or EMPTY
    return plain(value, slot.found.info)


def _related(row: Any, slot: Slot, ident: Any, leads: bool) -> Any:
    """The name of the row a foreign key points to, when it is in reach."""
    loaded = getattr(row, slot.found.relation, None) if slot.found.relation else None
    if loaded is None:
        loaded = scope.get(db.session, slot.found.target, ident)
    elif not scope.sees(scope.current_viewer(), loaded):
        loaded = None
    if loaded is None:
        return str(getattr(row, slot.found.info.get("kept") or "", None) or EMPTY)
    return linked(loaded) if leads else naming(loaded)


def person_ids(rows: Iterable[Any], slots: Iterable[Slot]) -> list[int | None]:
    """Ids of the people that the slots of some rows name."""
    keys = [slot.key for slot in slots if slot.found.target is User]
    return [getattr(row, key) for row in rows for key in keys]


def relations(slots: Iterable[Slot]) -> tuple[str, ...]:
    """Relationships to load together with the row, so that facts cost no statement each."""
    return tuple(
        dict.fromkeys(
            slot.found.relation
            for slot in slots
            if slot.found.relation
            and slot.found.target is not User
            and slot.found.column is not None
        )
    )


def badges(row: Any, names: Iterable[str]) -> list[Words]:
    """The words of a row that stand as marks beside its name; kinds without a meaning stay in the facts."""
    values = [getattr(row, name, None) for name in dict.fromkeys(names)]
    return [value for value in values if isinstance(value, Words) and shape_of(value) != "plain"]
