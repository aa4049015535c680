"""The print log: who printed which copy of what, its fingerprint, and why a paper did not come out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, utcnow
from app.kernel.papers import Rendered
from app.kernel.papers.refusal import PaperRefused

NOTE_CHARACTERS = 2_000


class PrintEntry(Model):
    """One copy of one record's paper, or the attempt at one (no pages)."""

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
    sha256: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def of(cls, row: Any, paper: str, copy_no: int, done: Rendered) -> PrintEntry:
        """The entry for a copy of ``row`` that is about to be handed out."""
        said = {"missing": done.missing, "refused": done.refused}
        note = "; ".join(f"{what}: {' '.join(which)}" for what, which in said.items() if which)
        return cls(
            row_table=row.__table__.name, row_id=row.id, paper=paper, copy_no=copy_no,
            pages=done.pages, sha256=done.sha256, note=note[:NOTE_CHARACTERS],
        )  # fmt: skip

    @classmethod
    def failed(cls, row: Any, paper: str, reason: PaperRefused) -> PrintEntry:
        """The entry for a paper that did not come out: no page, no copy, and the reason in full."""
        return cls(
            row_table=row.__table__.name, row_id=row.id, paper=paper, copy_no=0, pages=0,
            note=repr(reason)[:NOTE_CHARACTERS],
        )  # fmt: skip
