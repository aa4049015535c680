"""The print log: who printed which copy of what, and the fingerprint of the document."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, utcnow


class PrintEntry(Model):
    """One printed copy of one record's paper."""

    __tablename__ = "print_entry"
    __table_args__ = (Index("ix_print_entry_row", "row_table", "row_id", "paper"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), default=actor_id)
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    paper: Mapped[str] = mapped_column(String(40))
    copy_no: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=1)
    sha256: Mapped[str] = mapped_column(String(64))

    @classmethod
    def of(cls, row: Any, paper: str, copy_no: int, sha256: str, pages: int) -> PrintEntry:
        """The entry for a copy of ``row`` that is about to be handed out."""
        return cls(
            row_table=row.__table__.name, row_id=row.id, paper=paper,
            copy_no=copy_no, sha256=sha256, pages=pages,
        )  # fmt: skip
