"""Notes people write on a record: seen by whoever sees the record, kept in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Index, String, Text, func, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, Stamped, label

LENGTH = 2000
SHOWN = 200


class Note(Stamped, Model):
    """One note; author and moment are the stamp's. The caller has checked that the row is in reach."""

    __tablename__ = "record_note"
    __table_args__ = (Index("ix_record_note_row", "row_table", "row_id", "id"),)
    kind = "note"

    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    text: Mapped[str] = mapped_column(Text, info=label(_("Note"), secret="personal"))
    mentioned: Mapped[list[int]] = mapped_column(JSON, default=list)


def write(session: Any, row: Any, text: str, mentioned: Sequence[int] = ()) -> Note:
    """Put a note on a row, in the caller's transaction."""
    note = Note(
        row_table=row.__table__.name, row_id=row.id, text=text, mentioned=sorted(set(mentioned))
    )
    session.add(note)
    session.flush()
    return note


def notes_of(session: Any, row: Any, limit: int = SHOWN) -> Sequence[Note]:
    """The notes of a row, newest first."""
    return session.scalars(
        select(Note)
        .where(Note.row_table == row.__table__.name, Note.row_id == row.id)
        .order_by(Note.id.desc())
        .limit(limit)
    ).all()


def count_of(model: Any) -> Any:
    """How many notes a row has, as a column of the statement that reads the row."""
    return (
        select(func.count(Note.id))
        .where(Note.row_table == literal(model.__table__.name), Note.row_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )
