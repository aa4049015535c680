"""The chain of the trail: entries closed into batches, and the check that none was changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.kernel.trail import TrailEntry, TrailSeal, TrailSealed, plain


def _line(entry: TrailEntry) -> str:
    body = [
        entry.id, plain(entry.at), entry.actor_id, entry.request,
        entry.action, entry.table_name, entry.row_id, entry.changes,
    ]  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _root(previous: str, lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join([previous, *lines]).encode()).hexdigest()


def _unsealed() -> Any:
    return select(TrailEntry).where(
        ~select(TrailSealed.entry_id).where(TrailSealed.entry_id == TrailEntry.id).exists()
    )


CHAIN_LOCK = 0x6B656461  # any number that no other advisory lock of this database has


def seal(session: Session, limit: int = 5000) -> int:
    """Close the committed entries that no seal covers yet into one batch; how many it took.

    Writers never wait for one another; those who seal at one moment do, since there is one chain.
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    rows = session.scalars(_unsealed().order_by(TrailEntry.id).limit(limit)).all()
    if not rows:
        return 0
    last = session.scalars(select(TrailSeal).order_by(TrailSeal.id.desc()).limit(1)).first()
    previous = last.root if last else ""
    ids = [row.id for row in rows]
    batch = TrailSeal(
        id=(last.id if last else 0) + 1,
        entries=ids,
        previous=previous,
        root=_root(previous, map(_line, rows)),
    )
    session.add(batch)
    session.flush()
    session.execute(insert(TrailSealed), [{"entry_id": i, "seal_id": batch.id} for i in ids])
    return len(ids)


def verify(session: Session) -> tuple[list[str], int]:
    """What is wrong with the chain, in words, and how many entries are not sealed yet."""
    problems: list[str] = []
    previous, expected = "", 1
    for batch in session.scalars(select(TrailSeal).order_by(TrailSeal.id)):
        if batch.id != expected:
            problems.append(f"seal {expected} is missing")
        found = session.scalars(select(TrailEntry).where(TrailEntry.id.in_(batch.entries)))
        rows = {row.id: row for row in found}
        gone = [ident for ident in batch.entries if ident not in rows]
        if gone:
            problems.append(f"seal {batch.id}: entries missing: {gone[:5]}")
        lines = (_line(rows[ident]) for ident in batch.entries if ident in rows)
        if batch.previous != previous or batch.root != _root(previous, lines):
            problems.append(f"seal {batch.id}: content or order changed")
        previous, expected = batch.root, batch.id + 1
    return problems, len(session.scalars(_unsealed().with_only_columns(TrailEntry.id)).all())
