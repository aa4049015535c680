"""Are the contents still what they were? A look at each now and then, and a broom for what nobody holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from blinker import Namespace
from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.kernel import jobs
from app.kernel.db import utcnow
from app.kernel.files.models import AttachmentVersion, FileState, StoredFile
from app.kernel.files.store import store
from app.kernel.schedule import Daily

PIECE = 1024 * 1024
BATCH = 200
GRACE = 24 * 3600.0  # seconds: an upload is never so slow that its file lies without a row so long

file_damaged = Namespace().signal("file-damaged")
"""A stored content is missing or changed: sender is its StoredFile, ``session`` the session that notes it."""


@dataclass(frozen=True)
class Health:
    """How the store stands: for the administrator's page."""

    files: int
    size: int
    oldest_check: dt.datetime | None
    damaged: Sequence[StoredFile]
    holders: dict[int, int]


def health(session: Any, limit: int = 100) -> Health:
    """Counts, the oldest check, and the contents that are damaged with how many versions hold them."""
    files, size, oldest = session.execute(
        select(
            func.count(StoredFile.id), func.sum(StoredFile.size), func.min(StoredFile.checked_at)
        )
    ).one()
    bad = select(StoredFile).where(StoredFile.state != FileState.SOUND)
    damaged = session.scalars(bad.order_by(StoredFile.id).limit(limit)).all()
    held = (
        select(AttachmentVersion.stored_file_id, func.count())
        .where(AttachmentVersion.stored_file_id.in_([row.id for row in damaged]))
        .group_by(AttachmentVersion.stored_file_id)
    )
    holders = {int(ident): count for ident, count in session.execute(held)} if damaged else {}
    return Health(files, int(size or 0), oldest, damaged, holders)


def look(key: str, sha256: str) -> FileState:
    """Read a content whole and compare its fingerprint."""
    digest = hashlib.sha256()
    try:
        with store().open(key) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return FileState.MISSING
    except OSError:
        return FileState.BROKEN  # the disk does not give it back
    return FileState.SOUND if digest.hexdigest() == sha256 else FileState.BROKEN


def note(session: Any, stored: StoredFile, state: FileState) -> None:
    """Write down what a look found; the first sight of damage is announced."""
    was, stored.state, stored.checked_at = stored.state, state, utcnow()
    if state is not FileState.SOUND and was is FileState.SOUND:
        file_damaged.send(stored, session=session)


@jobs.job("check_files", title=_("Check the stored files"), every=Daily("02:20"), lease_seconds=600)
def check_files(work: Any, whole: bool = False) -> dict[str, int]:
    """Each content that nobody looked at for FILE_CHECK_DAYS (all of them when ``whole``).

    Reading a content holds no transaction open; a killed run goes on behind its last checkpoint.
    """
    days = 0 if whole else int(current_app.config["FILE_CHECK_DAYS"])
    before = utcnow() - dt.timedelta(days=days)
    state = {"last": 0, "checked": 0, "damaged": 0} | work.state
    while True:
        row = work.session.execute(
            select(StoredFile.id, StoredFile.storage_key, StoredFile.sha256)
            .where(StoredFile.checked_at <= before, StoredFile.id > state["last"])
            .order_by(StoredFile.id)
            .limit(1)
        ).first()
        work.session.rollback()
        if row is None:
            return {"checked": state["checked"], "damaged": state["damaged"]}
        found = look(row.storage_key, row.sha256)
        stored = work.session.get(StoredFile, row.id)
        if stored is not None and stored.storage_key == row.storage_key:
            note(work.session, stored, found)
            state["checked"] += 1
            state["damaged"] += found is not FileState.SOUND
        state["last"] = row.id
        work.checkpoint(state, done=state["checked"])


@jobs.job("sweep_files", title=_("Remove files that nobody holds"), every=Daily("03:40"))
def sweep_files(work: Any, only: list[int] | None = None) -> dict[str, int]:
    """Contents without a holder: first the row, then the file; then files that have no row.

    Killed between the two, the file is one without a row and goes the next night.
    """
    removed = 0
    while keys := _forget(work.session, only):
        work.checkpoint(done=work.done + len(keys))
        for key in keys:
            store().delete(key)
        removed += len(keys)
    strays = 0
    if only is None:
        work.session.rollback()
        strays = sweep_strays(work.session) + store().tidy(GRACE)
    return {"removed": removed, "strays": strays}


def _forget(session: Any, only: list[int] | None) -> list[str]:
    """Delete the rows of contents that no version holds; their keys. A new holder keeps its content."""
    held = select(AttachmentVersion.id).where(AttachmentVersion.stored_file_id == StoredFile.id)
    free = select(StoredFile.id, StoredFile.storage_key).where(~held.exists())
    if only is not None:
        free = free.where(StoredFile.id.in_(only))
    keys = []
    for ident, key in session.execute(free.limit(BATCH)).all():
        try:
            with session.begin_nested():
                session.execute(delete(StoredFile).where(StoredFile.id == ident, ~held.exists()))
        except IntegrityError:
            continue  # somebody took hold of it meanwhile
        keys.append(key)
    return keys


def sweep_strays(session: Any, seconds: float = GRACE) -> int:
    """Remove files that lie in the store without a row for so many seconds; how many."""
    count = 0
    for batch in _batches(store().keys(seconds)):
        known = set(
            session.scalars(select(StoredFile.storage_key).where(StoredFile.storage_key.in_(batch)))
        )
        session.rollback()
        for key in set(batch) - known:
            store().delete(key)
            count += 1
    return count


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def recheck_all(session: Any) -> None:
    """Have every content looked at now, whenever it was last."""
    jobs.enqueue(session, "check_files", whole=True)
