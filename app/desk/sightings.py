"""Who saw a person's data: prints, records and papers looked at, exports of the table, changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk.prints import PrintEntry
from app.kernel import trail
from app.kernel.exchange import ExportEntry
from app.kernel.files.models import FileAccess
from app.kernel.looks import RecordLook
from app.kernel.persons import plan

EACH = 50


@dataclass(frozen=True)
class Sighting:
    """One act: when, who, and what it was."""

    at: dt.datetime
    by_id: int | None
    what: Any


def of(session: Any, row: Any) -> list[Sighting]:
    """The newest acts of every kind on this row, newest first."""
    table, found = row.__table__.name, []
    for model, by, what in (
        (PrintEntry, "by_id", _("Printed")),
        (FileAccess, "user_id", _("Looked at a paper")),
        (RecordLook, "by_id", _("Opened the record")),
    ):
        mine = select(model).where(model.row_table == table, model.row_id == row.id)
        for each in session.scalars(mine.order_by(model.id.desc()).limit(EACH)):
            found.append(Sighting(each.at, getattr(each, by), told(each, what)))
    exports = select(ExportEntry).where(ExportEntry.table_name == table)
    since = getattr(row, "created_at", None)
    if since is not None:
        exports = exports.where(ExportEntry.at >= since)
    for each in session.scalars(exports.order_by(ExportEntry.id.desc()).limit(EACH)):
        found.append(Sighting(each.at, each.user_id, _("Exported the list or the person")))
    for entry in trail.entries(session, row, EACH):
        found.append(Sighting(entry.at, entry.actor_id, _("Changed")))
    return sorted(found, key=lambda each: each.at, reverse=True)


def told(act: Any, what: Any) -> Any:
    """What an act is called; of secret fields that were opened, with what for (R-013)."""
    why = getattr(act, "why", "")
    return gettext("Saw secret fields: %(why)s", why=why) if why else what


def referring(row: Any) -> Iterator[tuple[Any, str]]:
    """Models with a key to this person's table."""
    for model in plan.models():
        for key, _column in plan.copies(model, type(row)):
            yield model, key
