"""Exchange: the books of what came in as a file and what left as one."""

from __future__ import annotations

import datetime as dt
from enum import nonmember
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, Stamped, UTCDateTime, choice, label, utcnow
from app.kernel.words import Words


class Outcome(Words):
    """How a row of a file ends: exactly one of these."""

    shape = nonmember("tag")
    NEW = "new", _("New"), "ok"
    DUPLICATE_IN_FILE = "duplicate_in_file", _("Twice in the file"), "neutral"
    DUPLICATE_OF_BASE = "duplicate_of_base", _("Already here"), "neutral"
    REFUSED = "refused", _("Refused"), "bad"


class BatchState(Words):
    """Where an import stands."""

    shape = nonmember("dot")
    STAGED = "staged", _("Headings to confirm"), "ring"
    CHECKED = "checked", _("Checked, nothing written"), "dot-info"
    WRITING = "writing", _("Being written"), "dot-warn"
    DONE = "done", _("Written"), "dot-ok"
    UNDOING = "undoing", _("Being taken back"), "dot-warn"
    UNDONE = "undone", _("Undone"), "ring-off"


class ImportBatch(Stamped, Model):
    """One file on its way in; only who brought it sees it."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_created_by_id_id", "created_by_id", "id"),)

    table_name: Mapped[str] = mapped_column(String(80), info=label(_("Table")))
    file_name: Mapped[str] = mapped_column(String(200), info=label(_("File")))
    file_kind: Mapped[str] = mapped_column(String(10), info=label(_("Kind of file")))
    encoding: Mapped[str] = mapped_column(String(40), default="", info=label(_("Encoding")))
    headings: Mapped[list[str]] = mapped_column(JSON, info=label(_("Headings")))
    mapping: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=label(_("Columns")))
    shape: Mapped[str] = mapped_column(String(64), info=label(_("Shape of the file")))
    # what holds for all rows: chosen by who brought the file, and whose the rows will be
    fixed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    place: Mapped[dict[str, int | None]] = mapped_column(JSON, default=dict)
    locale: Mapped[str] = mapped_column(String(5), default="zh")
    state: Mapped[BatchState] = mapped_column(
        choice(BatchState), default=BatchState.STAGED, info=label(_("State"))
    )
    total: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Rows")))
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=label(_("Counts")))
    checkpoint: Mapped[int] = mapped_column(BigInteger, default=0, info=label(_("Checkpoint")))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Finished")))

    def count(self, outcome: Outcome) -> int:
        """How many rows end so."""
        return self.counts.get(outcome.value, 0)

    def __str__(self) -> str:
        return self.file_name


class ImportRow(Model):
    """One row of a file as it came, and what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_batch_id_outcome_id", "batch_id", "outcome", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    line: Mapped[int] = mapped_column(Integer)
    cells: Mapped[list[Any]] = mapped_column(JSON)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    # pairs of (field, message, rule, is it a warning), in the language of who brought the file
    findings: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    twin_line: Mapped[int | None] = mapped_column(Integer)
    twin_id: Mapped[int | None] = mapped_column(BigInteger)
    row_id: Mapped[int | None] = mapped_column(BigInteger)
    is_undone: Mapped[bool] = mapped_column(default=False)


class ImportShape(Model):
    """Which heading means which field, remembered for files of the same headings."""

    __tablename__ = "import_shape"
    __table_args__ = (UniqueConstraint("table_name", "shape"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    table_name: Mapped[str] = mapped_column(String(80))
    shape: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, int]] = mapped_column(JSON)


class ExportEntry(Model):
    """Who took which rows out of the house (R-306)."""

    __tablename__ = "export_entry"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(80))
    format: Mapped[str] = mapped_column(String(10))
    query: Mapped[str] = mapped_column(Text, default="")
    columns: Mapped[list[str]] = mapped_column(JSON)
