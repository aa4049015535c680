"""Lawful erasure: one transaction that takes a person out of rows, copies, notes, papers, engines and the trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, cast, false, func, or_, select, update
from sqlalchemy.orm import Session

from app.kernel import findings, search, trail
from app.kernel.db import Stamped, utcnow
from app.kernel.files import keeping
from app.kernel.files.models import Attachment
from app.kernel.persons import gone, holds, plan
from app.kernel.persons.models import Erasure, ErasureState
from app.kernel.persons.words import ERASED, standing_in, struck, sure, usable
from app.kernel.scope import everything
from app.kernel.trail import TrailEntry, TrailSecret


def known_words(session: Session, row: Any) -> list[str]:
    """Every name, number and address by which this person is or was known."""
    model = type(row)
    kept = _kept(session, row)
    secret = [n for n in plan.own_columns(model) if plan.is_secret(model, n) and n not in kept]
    said = [getattr(row, name) for name in secret]
    for old, new in session.execute(
        select(TrailSecret.old, TrailSecret.new)
        .join(TrailEntry, TrailEntry.id == TrailSecret.entry_id)
        .where(*_entry_of(model, row.id), TrailSecret.field.not_in(kept))
    ):
        said += [old, new]
    stays = usable(getattr(row, name) for name in kept)
    return [word for word in usable(said) if word not in stays]


def _kept(session: Session, row: Any) -> list[str]:
    """The columns of the person's own row that somebody holds (holds.py)."""
    return sorted({name for hold in holds.of(session, row) for name in hold.columns})


def erase(session: Session, row: Any, erasure: Erasure) -> dict[str, Any]:
    """Erase the person whose row this is; what went and what stays. The caller commits.

    Values are written past the trail, which would keep them; the trail says which columns
    were erased, with the digest of nothing. Source: PIPL article 47, R-024, C-24.
    """
    work = _Erasing(session, row, known_words(session, row))
    with everything():  # who may erase a person erases all of it
        work.own_row()
        work.copies()
        work.hung()
        work.papers()
        work.words_in_text()
        work.secrets()
        report = {"erased": dict(work.erased), "stays": work.stays(), "holds": work.held}
    erasure.report, erasure.state, erasure.done_at = report, ErasureState.DONE, utcnow()
    session.flush()
    session.expire_all()
    return report


class _Erasing:
    """The state of one erasure: the person, the words, and what went so far."""

    def __init__(self, session: Session, row: Any, words: list[str]) -> None:
        self.session, self.row, self.words = session, row, words
        self.model, self.table = type(row), type(row).__table__.name
        self.ident, self.root = row.id, plan.root_id(row)
        self.circle = dict(plan.circle(row))
        self.kept = _kept(session, row)
        self.held = [[findings.kept(hold.why), hold.rule] for hold in holds.of(session, row)]
        self.erased: Counter[str] = Counter()

    def own_row(self) -> None:
        """Nothing is left of the person's own row but that there was one."""
        mine = [name for name in plan.own_columns(self.model) if name not in self.kept]
        self._empty(self.model, self.ident, mine)

    def copies(self) -> None:
        """What other records say of the person beside a key to this row."""
        for model in plan.models():
            for key, name in plan.copies(model, self.model):
                found = select(model.id).where(getattr(model, key) == self.ident)
                for ident in self.session.scalars(found).all():
                    self._empty(model, ident, [name])

    def hung(self) -> None:
        """Notes and the like on the person's row."""
        for model in plan.models():
            names = [n for n in plan.texts(model) if plan.is_secret(model, n)]
            if not plan.hangs(model) or not names:
                continue
            mine = model.row_table == self.table, model.row_id == self.ident
            for ident in self.session.scalars(select(model.id).where(*mine)).all():
                self._empty(model, ident, names)

    def papers(self) -> None:
        """Papers on the person's row are taken away; their contents and pictures go with the sweep."""
        mine = Attachment.row_table == self.table, Attachment.row_id == self.ident
        papers = self.session.scalars(
            select(Attachment).where(*mine, Attachment.removed_at.is_(None))
        )
        for paper in papers.all():
            keeping.remove(self.session, paper, ERASED)
            self.erased["attachment"] += 1
        versions = keeping.AttachmentVersion
        of_mine = select(Attachment.id).where(*mine)
        self.session.execute(
            update(versions)
            .where(versions.attachment_id.in_(of_mine))
            .values(file_name=ERASED)
            .execution_options(synchronize_session=False)
        )

    def words_in_text(self) -> None:
        """The words wherever they can stand: all of them in the circle, the sure ones everywhere."""
        for model in plan.scrubbed():
            within = self._within(model)
            if within is not False:
                self._strike(model, self.words, within)
            self._strike(model, sure(self.words), None)

    def _within(self, model: Any) -> Any:
        """Where in a model a name means this person: a condition, None for everywhere, False for nowhere."""
        if model in self.circle:
            return getattr(model, self.circle[model]) == self.root
        if plan.is_engine(model) and plan.hangs(model):
            return or_(
                *(
                    (model.row_table == table) & model.row_id.in_(ids)
                    for table, ids in self._circle_ids()
                )
            )
        return None if plan.is_engine(model) else False

    def _circle_ids(self) -> list[tuple[str, Any]]:
        """The tables of the circle, each with a select of the ids of its rows."""
        found = [
            (model.__table__.name, select(model.id).where(getattr(model, key) == self.root))
            for model, key in self.circle.items()
        ]
        own = select(self.model.id).where(self.model.id == self.ident)
        return found if self.model in self.circle else [*found, (self.table, own)]

    def _strike(self, model: Any, words: list[str], within: Any) -> None:
        if not words:
            return
        key = model.__mapper__.primary_key[0]
        for name in plan.texts(model):
            column = getattr(model, name)
            is_json = isinstance(model.__mapper__.columns[name].type, JSON)
            found = select(key, column).where(standing_in(column, words, is_json))
            if within is not None:
                found = found.where(within)
            for ident, value in self.session.execute(found).all():
                self._write(model, ident, {name: struck(value, words)})

    def secrets(self) -> None:
        """The values that the trail keeps apart: all of this row's, and those of others with the words."""
        mine = TrailSecret.entry_id.in_(
            select(TrailEntry.id).where(*_entry_of(self.model, self.ident))
        )
        self._forget(mine & TrailSecret.field.not_in(self.kept))
        for model in filter(trail.is_tracked, plan.scrubbed()):
            within = self._within(model)
            if within is False:
                continue
            theirs = select(TrailEntry.id).where(TrailEntry.table_name == model.__table__.name)
            if within is not None:
                rows = select(cast(model.id, String)).where(within)
                theirs = theirs.where(TrailEntry.row_id.in_(rows))
            self._forget(TrailSecret.entry_id.in_(theirs) & _said(self.words))
        if certain := sure(self.words):
            self._forget(_said(certain))

    def _forget(self, which: ColumnElement[bool]) -> None:
        some = which & (TrailSecret.old.is_not(None) | TrailSecret.new.is_not(None))
        gone = update(TrailSecret).where(some).values(old=None, new=None)
        done: Any = self.session.execute(gone.execution_options(synchronize_session=False))
        self.erased["trail_secret"] += done.rowcount

    def stays(self) -> dict[str, int]:
        """What is left, and how much of it: the page says why."""
        left = {"record": int(not gone.is_gone(self.row)), "trail": 0, "elsewhere": 0, "papers": 0}
        if self.words:
            body = standing_in(TrailEntry.changes, self.words, is_json=True)
            left["trail"] = self._count(TrailEntry.id, body)
            for model in plan.scrubbed():
                if not plan.is_engine(model):
                    parts = [
                        standing_in(getattr(model, n), self.words, False) for n in _plain(model)
                    ]
                    left["elsewhere"] += self._count(model.id, or_(*parts)) if parts else 0
        for table, ids in self._circle_ids():
            mine = (Attachment.row_table == table) & Attachment.row_id.in_(ids)
            left["papers"] += self._count(Attachment.id, mine & Attachment.removed_at.is_(None))
        return {what: number for what, number in left.items() if number}

    def _count(self, key: Any, which: ColumnElement[bool]) -> int:
        return self.session.scalar(select(func.count(key)).where(which)) or 0

    def _empty(self, model: Any, ident: Any, names: Sequence[str]) -> None:
        """What speaks of the person alone goes wholly, whatever its words, in row and trail."""
        columns = model.__mapper__.columns
        self._write(model, ident, {n: None if columns[n].nullable else ERASED for n in names})
        entries = select(TrailEntry.id).where(*_entry_of(model, ident))
        self._forget(TrailSecret.entry_id.in_(entries) & TrailSecret.field.in_(names))

    def _write(self, model: Any, ident: Any, values: Mapping[str, Any]) -> None:
        """Change a row past the trail, which would keep the old value, and past stale forms."""
        key = model.__mapper__.primary_key[0]
        said: dict[str, Any] = dict(values)
        if issubclass(model, Stamped):
            said["version"] = model.version + 1
        change = update(model).where(key == ident).values(said)
        done: Any = self.session.execute(change.execution_options(synchronize_session=False))
        for name in (
            values if done.rowcount else ()
        ):  # a deleted row has nothing left but its history
            self.erased[f"{model.__table__.name}.{name}"] += 1
        if trail.is_tracked(model):
            self._say(model, ident, values)
        if hasattr(model, "__search__") and model.__search__.columns & set(values):
            wanted = [getattr(model, name) for name in sorted(model.__search__.columns)]
            found = self.session.execute(select(model.id, *wanted).where(model.id == ident))
            search.index_values(self.session, model, found.mappings().all())

    def _say(self, model: Any, ident: Any, names: Iterable[str]) -> None:
        """The trail's entry: which columns were erased, and nothing of their values."""
        nothing = {name: {"salt": "", "digest": [None, None]} for name in names}
        entry = TrailEntry(action="erase", table_name=model.__table__.name, row_id=str(ident))
        entry.request, entry.changes = trail.request_id.get(), nothing
        self.session.add(entry)


def _plain(model: Any) -> list[str]:
    columns = model.__mapper__.columns
    return [name for name in plan.texts(model) if not isinstance(columns[name].type, JSON)]


def _entry_of(model: Any, ident: int) -> tuple[ColumnElement[bool], ...]:
    return TrailEntry.table_name == model.__table__.name, TrailEntry.row_id == str(ident)


def _said(words: list[str]) -> ColumnElement[bool]:
    columns = TrailSecret.old, TrailSecret.new
    return or_(*(standing_in(column, words, False) for column in columns)) if words else false()
