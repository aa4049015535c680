"""The print log: who printed which copy of what, its fingerprint, and why a paper did not come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, Integer, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, db, label, utcnow, writing
from app.kernel.papers import Paper, Rendered
from app.kernel.papers.refusal import PaperRefused

SUBJECT, NOTE = 300, 2_000  # characters
A_LIST = 0  # stands where a record's id stands, when rows of a list were printed
LIST = "list"
TURNS = 5  # somebody else took the number meanwhile: lay out anew so many times

_titles: dict[tuple[str, str], Any] = {}


class PrintEntry(Model):
    """One copy of a record's or a list's paper, or the attempt at one (no pages, no copy)."""

    __tablename__ = "print_entry"
    __table_args__ = (
        # also the counter: of two who print at once, one takes the next number
        Index("uq_print_entry_copy", "row_table", "row_id", "paper", "copy_no", unique=True),
        Index("ix_print_entry_by_id", "by_id"),
    )
    kind = "log"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Printed at"))
    )
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id, info=label(_("Printed by"))
    )
    row_table: Mapped[str] = mapped_column(String(80), info=label(_("Table")))
    row_id: Mapped[int] = mapped_column(BigKey)
    paper: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(
        String(SUBJECT), default="", server_default="",
        info=label(_("What was printed"), secret="confidential"),
    )  # fmt: skip
    copy_no: Mapped[int | None] = mapped_column(info=label(_("Copy no.")))
    pages: Mapped[int] = mapped_column(default=1, info=label(_("Pages")))
    row_count: Mapped[int | None] = mapped_column(Integer, info=label(_("Rows")))
    sha256: Mapped[str] = mapped_column(String(64), default="", info=label(_("Fingerprint")))
    note: Mapped[str] = mapped_column(Text, default="", info=label(_("Remarks")))

    person: Mapped[Any] = relationship("User", viewonly=True)

    @property
    def document(self) -> str:
        """What the paper is called, with the table it is a paper of."""
        table = _titles.get((self.row_table, ""), self.row_table)
        title = _titles.get((self.row_table, self.paper), self.paper)
        return f"{table} · {title}"

    document.fget.label = _("Paper")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.document


@dataclass(frozen=True)
class Subject:
    """What is printed: a record (its id) or rows of a list (how many), and how people call it."""

    row_table: str
    row_id: int
    paper: str
    said: str
    rows: int | None = None

    @classmethod
    def of(cls, row: Any, paper: str) -> Subject:
        """A record's paper."""
        return cls(row.__table__.name, row.id, paper, str(row))


@dataclass(frozen=True)
class Copy:
    """Which copy of which paper this is: it stands in the foot of every page."""

    number: int
    at: dt.datetime


def declare(model: Any, title: Any, papers: Iterable[Paper]) -> None:
    """Let the log call a table's papers by their names; views do so once, at start."""
    table = model.__tablename__
    _titles.update({(table, paper.name): paper.title for paper in papers})
    _titles.update({(table, ""): title, (table, LIST): _("List")})


def handed_out(what: Subject, make: Callable[[Copy], Rendered]) -> tuple[Copy, Rendered]:
    """Make the next copy and write it down; the caller commits, then hands it out.

    ``make`` lays out with the number it is given, and again with the next one when somebody was
    quicker. No transaction is open meanwhile. Raises PaperRefused.
    """
    for _turn in range(TURNS):
        copy = _next(what)
        db.session.rollback()
        done = make(copy)
        db.session.rollback()  # the read ends before the write begins (SQLite queues writers)
        try:
            with writing(), db.session.begin_nested():
                db.session.add(_entry(what, copy, done))
        except IntegrityError:
            db.session.rollback()
            continue
        return copy, done
    raise PaperRefused("busy")


def failed(what: Subject, reason: PaperRefused) -> None:
    """Write down that a paper did not come out, and why: no page, no copy. The caller commits."""
    db.session.rollback()
    with writing():
        db.session.add(
            PrintEntry(
                row_table=what.row_table, row_id=what.row_id, paper=what.paper, pages=0,
                subject=what.said[:SUBJECT], row_count=what.rows, note=repr(reason)[:NOTE],
            )
        )  # fmt: skip
        db.session.flush()


def _next(what: Subject) -> Copy:
    """The copy after the last one that was handed out."""
    where = (
        PrintEntry.row_table == what.row_table,
        PrintEntry.row_id == what.row_id,
        PrintEntry.paper == what.paper,
    )
    last = db.session.scalar(select(func.max(PrintEntry.copy_no)).where(*where))
    return Copy(int(last or 0) + 1, utcnow())


def _entry(what: Subject, copy: Copy, done: Rendered) -> PrintEntry:
    said = {"missing": done.missing, "refused": done.refused}
    note = "; ".join(f"{name}: {' '.join(which)}" for name, which in said.items() if which)
    return PrintEntry(
        at=copy.at, row_table=what.row_table, row_id=what.row_id, paper=what.paper,
        subject=what.said[:SUBJECT], copy_no=copy.number, pages=done.pages, row_count=what.rows,
        sha256=done.sha256, note=note[:NOTE],
    )  # fmt: skip
