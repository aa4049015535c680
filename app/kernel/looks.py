"""Looks: who opened the page of a record that shows him personal data, when (C-24, R-306)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import policy
from app.kernel.db import BigKey, Model, UTCDateTime, utcnow
from app.kernel.secrets import marks, treatment
from app.kernel.trail import PERSONAL
from app.kernel.viewer import Viewer


class RecordLook(Model):
    """One opening of one record's page or form."""

    __tablename__ = "record_look"
    __table_args__ = (Index("ix_record_look_row", "row_table", "row_id", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)


def is_watched(model: Any, viewer: Viewer) -> bool:
    """True when looking is written down: the record shows this viewer something personal (C-24)."""
    if viewer.user_id is None or not policy.value("privacy.log_view"):
        return False
    return any(treatment(column, viewer) == "show" for column in _personal(model))


def is_personal(model: Any) -> bool:
    """True for tables with personal columns."""
    return bool(_personal(model))


@cache
def _personal(model: Any) -> tuple[Any, ...]:
    columns = model.__table__.columns
    return tuple(column for column in columns if marks(column).get("secret") in PERSONAL)


def note(session: Any, table: str, ident: int, viewer: Viewer) -> None:
    """Write down that a person looks at a record; the caller commits."""
    session.add(RecordLook(by_id=viewer.user_id, row_table=table, row_id=ident))
