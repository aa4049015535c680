"""Exchange: the books of what came in as a file and what left as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import nonmember
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import BigKey, Model, Stamped, UTCDateTime, choice, label, utcnow
from app.kernel.words import Words, listed


class Outcome(Words):
    """How a row of a file ends: exactly one of these."""

    shape = nonmember("tag")
    NEW = "new", _("New"), "ok"
    UPDATE = "update", _("Update"), "info"
    UNCHANGED = "unchanged", _("No change"), "neutral"
    DUPLICATE_IN_FILE = "duplicate_in_file", _("Twice in the file"), "neutral"
    DUPLICATE_OF_BASE = "duplicate_of_base", _("Already here"), "neutral"
    NOT_FOUND = "not_found", _("Not here"), "neutral"
    SKIPPED = "skipped", _("Skipped"), "neutral"
    REFUSED = "refused", _("Refused"), "bad"


class Action(Words):
    """What is done with a row, after whether its key finds a record."""

    ADD = "add", _("Add new records, skip those already here")
    UPDATE = "update", _("Update those already here, skip new ones")
    BOTH = "both", _("Add new records and update those already here")


class Choice(Words):
    """What a person wants done with one row, instead of what the check would do."""

    CREATE = "create", _("Create")
    UPDATE = "update", _("Update the record here")
    SKIP = "skip", _("Skip")


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
    """One sheet of a file on its way in; only who brought it sees it.

    The sheets of a workbook that hold what hangs below the rows of the first are its ``parts``.
    """

    __tablename__ = "import_batch"
    trailed = False  # it says itself who brought what; its file may be named after a person
    __table_args__ = (Index("ix_import_batch_created_by_id_id", "created_by_id", "id"),)

    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_batch.id", ondelete="CASCADE"), index=True
    )
    sheet_name: Mapped[str] = mapped_column(String(100), default="", info=label(_("Sheet")))
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
    action: Mapped[Action] = mapped_column(
        choice(Action), default=Action.ADD, info=label(_("What is done"))
    )
    state: Mapped[BatchState] = mapped_column(
        choice(BatchState), default=BatchState.STAGED, info=label(_("State"))
    )
    total: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Rows")))
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info=label(_("Counts")))
    checkpoint: Mapped[int] = mapped_column(BigInteger, default=0, info=label(_("Checkpoint")))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Finished")))
    # when the rows were removed: they hold personal data and are kept for a time only
    purged_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    parts: Mapped[list[ImportBatch]] = relationship(order_by="ImportBatch.id", viewonly=True)

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
    # (field, message, rule, level) each; the message untranslated with its parameters (findings.py)
    findings: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    twin_line: Mapped[int | None] = mapped_column(Integer)
    twin_id: Mapped[int | None] = mapped_column(BigInteger)
    twin_version: Mapped[int | None] = mapped_column(Integer)  # as the check saw it
    alike_id: Mapped[int | None] = mapped_column(
        BigInteger
    )  # the one record within reach it is like
    choice: Mapped[Choice | None] = mapped_column(choice(Choice))
    row_id: Mapped[int | None] = mapped_column(BigInteger)
    # of an updated record: what stood in the fields before, and the version that the file made
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    row_version: Mapped[int | None] = mapped_column(Integer)
    is_undone: Mapped[bool] = mapped_column(default=False)


class ImportShape(Model):
    """Which heading means which field, as a person confirmed it for files of the same headings."""

    __tablename__ = "import_shape"
    __table_args__ = (UniqueConstraint("table_name", "shape", "user_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    table_name: Mapped[str] = mapped_column(String(80))
    shape: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    mapping: Mapped[dict[str, int]] = mapped_column(JSON)


_titles: dict[str, Any] = {}


def call(table: str, title: Any) -> None:
    """Let the book of exports call a table as its list does; views do so once, at start."""
    _titles.setdefault(table, title)


class ExportEntry(Model):
    """Who took which rows out of the house (R-306)."""

    __tablename__ = "export_entry"
    kind = "log"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, index=True, info=label(_("Exported at"))
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Exported by"))
    )
    table_name: Mapped[str] = mapped_column(String(80), info=label(_("Table")))
    format: Mapped[str] = mapped_column(String(10), info=label(_("Format")))
    query: Mapped[str] = mapped_column(
        Text, default="", info=label(_("Which rows"), secret="confidential")
    )
    columns: Mapped[list[str]] = mapped_column(JSON)
    row_count: Mapped[int | None] = mapped_column(Integer, info=label(_("Rows")))

    person: Mapped[Any] = relationship("User", viewonly=True)

    @property
    def exported(self) -> str:
        """What was exported, as its list is called."""
        return str(_titles.get(self.table_name, self.table_name))

    exported.fget.label = _("List")  # type: ignore[attr-defined]

    @property
    def taken(self) -> str:
        """The columns that left, as the form calls them."""
        known = {column.key: column.info.get("label") for column in _columns(self.table_name)}
        return listed(str(known.get(name) or name) for name in self.columns)

    taken.fget.label = _("Columns taken along")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.exported


def _columns(table: str) -> Iterable[Any]:
    found = Model.metadata.tables.get(table)
    return found.columns if found is not None else ()
