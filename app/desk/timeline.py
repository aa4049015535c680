"""What happened with a record, newest first: changes, moves, notes, papers, and what upper wings add."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk.attached import Hung, hung_on
from app.desk.facts import acting, people
from app.desk.frame import may_open
from app.desk.history import LIMIT, Entry, history
from app.desk.picks import naming
from app.desk.prints import PrintEntry
from app.desk.shown import plain
from app.kernel import notes
from app.kernel.clock import zone
from app.kernel.db import db
from app.kernel.looks import RecordLook, is_personal
from app.kernel.tasks import Step
from app.kernel.viewer import Viewer
from app.kernel.workdays import start_of_day

SAME_ACT = dt.timedelta(seconds=30)  # a move and its trail entry are of one transaction


@dataclass(frozen=True)
class Kind:
    """One kind of entry: what it is called and how its entries are found."""

    name: str
    label: Any
    read: Callable[[], list[Entry]]


def kinds(view: Any, row: Any, viewer: Viewer) -> list[Kind]:
    """The kinds this record can have entries of, as far as the reader may see them."""
    found = [
        Kind(
            "changes",
            _("Changes"),
            lambda: history(
                row,
                view.lines,
                viewer,
                view.files_in_history(row),
                view.flow.column if view.flow else "",
            ),
        )
    ]
    if view.flow is not None:
        found.append(Kind("moves", _("Moves"), lambda: _moves(view, row)))
    if view.keeps_notes:
        found.append(Kind("notes", _("Notes"), lambda: _notes(row)))
    if view.papers_for(row):
        found.append(Kind("papers", _("Papers"), lambda: _papers(view, row)))
    if viewer.may("can_show", "PersonView") and is_personal(type(row)):
        found.append(Kind("looks", _("Opened"), lambda: _looks(row)))
    found += [
        Kind(hung.tab.name, hung.tab.title, lambda hung=hung: _of_wing(hung, row))  # type: ignore[misc]
        for hung in hung_on(type(view))
        if hung.tab.at
    ]
    return found


def timeline(offered: Sequence[Kind], wanted: str) -> list[Entry]:
    """The newest entries of one kind, or of all of them when ``wanted`` is none of the kinds."""
    chosen = [kind for kind in offered if kind.name == wanted] or offered
    entries = _told_once([entry for kind in chosen for entry in kind.read()])
    newest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:LIMIT]
    names = people(entry.by_id for entry in newest)
    for entry in newest:
        entry.by = entry.by or names.get(entry.by_id or 0, "")
    return newest


def _told_once(entries: list[Entry]) -> list[Entry]:
    """A move and the change that it wrote are one act: the move tells both."""
    moves = [entry for entry in entries if entry.action == "move"]
    written = set()
    for change in (entry for entry in entries if entry.action == "update" and entry.moved):
        near = [
            move
            for move in moves
            if move.moved == change.moved and abs(move.at - change.at) < SAME_ACT
        ]
        if near:
            move = min(near, key=lambda each: abs(each.at - change.at))
            move.changes = change.changes
            moves.remove(move)
            written.add(id(change))
    return [entry for entry in entries if id(entry) not in written]


def _moves(view: Any, row: Any) -> list[Entry]:
    """The moves of the row's flows, with the reasons that were given."""
    where = (Step.row_table == row.__table__.name, Step.row_id == row.id)
    steps = db.session.scalars(
        select(Step).where(*where).order_by(Step.id.desc()).limit(LIMIT)
    ).all()
    names = people(ident for step in steps if step.for_id for ident in (step.by_id, step.for_id))
    return [
        Entry(step.at, acting(names, step), "move", by_id=step.by_id, icon="arrow-right",
              text=view.move_label(step.move), note=step.reason,
              moved=(step.from_state, step.to_state))
        for step in steps
    ]  # fmt: skip


def _notes(row: Any) -> list[Entry]:
    """What people wrote on the record."""
    return [
        Entry(note.created_at, "", "note", by_id=note.created_by_id, icon="notes",
              text=gettext("noted"), note=note.text)
        for note in notes.notes_of(db.session, row, LIMIT)
    ]  # fmt: skip


def _papers(view: Any, row: Any) -> list[Entry]:
    """The print log: who printed which copy, and what did not come out."""
    where = (PrintEntry.row_table == row.__table__.name, PrintEntry.row_id == row.id)
    prints = db.session.scalars(
        select(PrintEntry).where(*where).order_by(PrintEntry.id.desc()).limit(LIMIT)
    ).all()
    titles = {paper.name: paper.title for paper in view.papers_for(row)}
    return [
        Entry(entry.at, "", "print", by_id=entry.by_id, icon="printer",
              text=titles.get(entry.paper, entry.paper), note=_copy(entry))
        for entry in prints
    ]  # fmt: skip


def _looks(row: Any) -> list[Entry]:
    """Who opened the record (C-24); for those who may open the page of personal data."""
    where = (RecordLook.row_table == row.__table__.name, RecordLook.row_id == row.id)
    found = db.session.scalars(
        select(RecordLook).where(*where).order_by(RecordLook.id.desc()).limit(LIMIT)
    )
    return [
        Entry(look.at, "", "look", by_id=look.by_id, icon="eye" if look.why else "user", note=look.why,
              text=gettext("saw secret fields") if look.why else gettext("opened the record"))
        for look in found
    ]  # fmt: skip


def _copy(entry: PrintEntry) -> str:
    if not entry.pages:
        return gettext("It did not come out.")
    return gettext("Copy %(copy)s, pages: %(pages)s", copy=entry.copy_no, pages=entry.pages)


def _of_wing(hung: Hung, row: Any) -> list[Entry]:
    """The newest rows of an upper wing that belong to this record, at their own time."""
    view, model = hung.view, hung.model
    at = getattr(model, hung.tab.at)
    where = (hung.key == hung.value(row), at.is_not(None))
    rows = db.session.scalars(select(model).where(*where).order_by(at.desc()).limit(LIMIT)).all()
    show = f"{view.route_base}/show/" if may_open(view, "show") else ""
    return [
        Entry(
            _instant(getattr(each, hung.tab.at)), "", "row", by_id=getattr(each, "owner_id", None),
            icon=hung.tab.icon, text=f"{hung.tab.title} {naming(each)}",
            note=plain(view.flow.states(view.flow.state_of(each))) if view.flow else "",
            url=f"{show}{each.id}" if show else "",
        )
        for each in rows
    ]  # fmt: skip


def _instant(at: dt.date | dt.datetime) -> dt.datetime:
    """A day counts from its first moment in the company's time."""
    return at if isinstance(at, dt.datetime) else start_of_day(at, zone())
