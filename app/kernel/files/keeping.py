"""Hanging papers on records: take in, attach, replace, take away; the caller has passed the gate for the record."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.kernel import jobs
from app.kernel.db import Stamped, actor_id, utcnow
from app.kernel.files import previews
from app.kernel.files.models import (
    Attachment,
    AttachmentVersion,
    FileAccess,
    FileState,
    PreviewState,
    StoredFile,
)
from app.kernel.files.names import with_ending
from app.kernel.files.pictures import measure
from app.kernel.files.refusal import FileRefused
from app.kernel.files.sniffing import PICTURES, FileType, sniff
from app.kernel.files.store import Received, store
from app.kernel.scope import SYSTEM, acting_as


@dataclass(frozen=True)
class Checked:
    """A file that came in and may be kept: its content, what it is, and its clean name."""

    received: Received
    type: FileType
    name: str


@contextlib.contextmanager
def checked(source: IO[bytes], name: str) -> Iterator[Checked]:
    """Take a stream in and look at it; slow, so outside any transaction. Raises FileRefused.

    What is not attached by the end of the block leaves nothing behind.
    """
    with store().receive(source, int(current_app.config["FILE_MAX_BYTES"])) as received:
        found = sniff(received.path, name)
        if found.name in PICTURES:
            measure(received.path, found.name)
        yield Checked(received, found, with_ending(name, found.endings))


def attach(session: Any, row: Any, file: Checked, kind: str = "") -> Attachment:
    """Hang a new paper on ``row``. Raises FileRefused when the record holds as many as it may."""
    most = int(current_app.config["FILES_PER_RECORD"])
    if session.scalar(select(func.count()).select_from(_of(row).subquery())) >= most:
        raise FileRefused(_("A record holds at most %(most)s files.", most=most))
    paper = Attachment(
        row_table=row.__table__.name, row_id=row.id, file_kind=kind, file_name=file.name
    )
    session.add(paper)
    session.flush()
    _add_version(session, paper, file)
    return paper


def replace(session: Any, paper: Attachment, file: Checked) -> AttachmentVersion:
    """A newer version is shown from now on; those before it stay. The paper was read ``for_update``."""
    paper.number += 1
    paper.file_name = file.name
    return _add_version(session, paper, file)


def _add_version(session: Any, paper: Attachment, file: Checked) -> AttachmentVersion:
    stored = _hold(session, file)
    version = AttachmentVersion(
        attachment_id=paper.id, number=paper.number, file_name=file.name,
        sha256=stored.sha256, size=stored.size, stored_file_id=stored.id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version


def _hold(session: Any, file: Checked) -> StoredFile:
    """The row of this content: one however many bring it, also at the same moment.

    The file is in its place before the row is committed, so that no row ever lacks its file; a file
    without a row is swept. The row is locked, so that no sweep takes it before our version stands.
    """
    came = file.received
    known = _locked(session, came.sha256)
    if known is not None:
        if known.state is not FileState.SOUND or not store().has(known.storage_key):
            # the lost content has come again
            known.storage_key, known.state = store().keep(came), FileState.SOUND
            previews.ask(session, known, file.type)
        return known
    key = store().keep(came)
    fresh = StoredFile(
        sha256=came.sha256, size=came.size, file_type=file.type.name, storage_key=key
    )
    try:
        with session.begin_nested():
            session.add(fresh)
    except IntegrityError:
        store().delete(key)  # somebody brought the same at the same moment
        winner = _locked(session, came.sha256)
        if winner is None:
            raise
        return winner
    previews.ask(session, fresh, file.type)
    return fresh


def _locked(session: Any, sha256: str) -> StoredFile | None:
    statement = select(StoredFile).where(StoredFile.sha256 == sha256)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def remove(session: Any, paper: Attachment, reason: str) -> None:
    """Take a paper away: who, when and why stay, its contents go when nobody else holds them."""
    paper.removed_at, paper.removed_by_id = utcnow(), actor_id()
    paper.removed_because = reason[:500] or None
    versions = versions_of(session, [paper.id])
    let_go = {version.stored_file_id for version in versions if version.stored_file_id}
    for version in versions:
        version.stored_file_id = None
    session.flush()
    with acting_as(SYSTEM):  # the house's own work, nothing for a person's list
        jobs.enqueue(session, "sweep_files", only=sorted(let_go))


# -- reading ---------------------------------------------------------------------------------------


def _of(row: Any) -> Select[Any]:
    return select(Attachment).where(
        Attachment.row_table == row.__table__.name,
        Attachment.row_id == row.id,
        Attachment.removed_at.is_(None),
    )


def papers_of(session: Any, row: Any, hidden: Sequence[str] = ()) -> Sequence[Attachment]:
    """The papers of a record that the caller may know of, in the order in which they came."""
    shown = _of(row).where(Attachment.file_kind.not_in(list(hidden)))
    return session.scalars(shown.order_by(Attachment.id)).all()


def count_of(model: Any, hidden: Sequence[str] = ()) -> Any:
    """How many papers a row of ``model`` has, as a column of the statement that reads the row."""
    return (
        select(func.count(Attachment.id))
        .where(
            Attachment.row_table == model.__table__.name,
            Attachment.row_id == model.id,
            Attachment.removed_at.is_(None),
            Attachment.file_kind.not_in(list(hidden)),
        )
        .correlate(model)
        .scalar_subquery()
    )


def paper_of(session: Any, row: Any, ident: int, lock: bool = False) -> Attachment | None:
    """One paper of this record; None for an unknown one, another record's, and one taken away."""
    statement = _of(row).where(Attachment.id == ident)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def versions_of(session: Any, ids: Iterable[int]) -> Sequence[AttachmentVersion]:
    """All versions of some papers with their contents, the newest first."""
    statement = select(AttachmentVersion).where(AttachmentVersion.attachment_id.in_(list(ids)))
    statement = statement.options(joinedload(AttachmentVersion.stored))
    return session.scalars(statement.order_by(AttachmentVersion.number.desc())).all()


def access(paper: Attachment, version: AttachmentVersion, how: str) -> FileAccess:
    """The line that somebody takes a paper along (download) or looks into it (view); R-306, C-24."""
    return FileAccess(
        how=how, row_table=paper.row_table, row_id=paper.row_id, attachment_id=paper.id,
        number=version.number, sha256=version.sha256,
    )  # fmt: skip


def previews_waiting(versions: Iterable[AttachmentVersion]) -> bool:
    """True while pictures of any of these are still being made."""
    return any(v.stored is not None and v.stored.preview is PreviewState.WAITING for v in versions)


@event.listens_for(Session, "before_flush")
def _follow_deleted_rows(session: Session, _context: Any, _instances: Any) -> None:
    """The papers of a deleted record go with it, their contents in the night; the trail keeps that they were there."""
    gone: dict[str, list[int]] = {}
    for row in session.deleted:
        if isinstance(row, Stamped) and not isinstance(row, Attachment):
            gone.setdefault(row.__table__.name, []).append(row.id)  # type: ignore[attr-defined]
    for table, ids in gone.items():
        with session.no_autoflush:
            found = session.scalars(
                select(Attachment).where(Attachment.row_table == table, Attachment.row_id.in_(ids))
            ).all()
        for paper in found:
            session.delete(paper)
