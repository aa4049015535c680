"""Counting how complete archives are: at every change of one, and of all in the night (R-003, R-015)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.archive import holdings, required
from app.archive.models.score import SHARES, ArchiveScore
from app.archive.words import Band
from app.customers.models import Customer
from app.customers.words import CardState
from app.kernel import clock, policy
from app.kernel.bulk import bulk_write
from app.kernel.db import utcnow
from app.kernel.files.models import Attachment
from app.kernel.many import update_many
from app.kernel.scope import everything

PIECE = 500  # customers that are counted with one set of questions
_TOUCHED = "archives_touched"
FILED = (CardState.FILED, CardState.FORWARDED, CardState.ENTERED, CardState.APPROVED)


def note(session: Session, _context: Any) -> None:
    """After a flush: whose archive may be more or less complete now."""
    touched = session.info.setdefault(_TOUCHED, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Customer):
            touched.add(row.id)
        elif isinstance(row, holdings.SPEAKING):
            touched.add(row.customer_id)
        elif isinstance(row, Attachment) and row.row_table == Customer.__tablename__:
            touched.add(row.row_id)


def settle(session: Session) -> None:
    """Before a commit: what was touched is counted in the same transaction."""
    session.flush()
    touched = session.info.pop(_TOUCHED, set()) - {None}
    if touched:
        recount(session, sorted(touched))


def recount(session: Session, ids: Sequence[int]) -> int:
    """Count these archives anew; how many say something else now. R-003 R-015 C-11."""
    changed = 0
    with everything():  # what is missing does not depend on who looks
        for start in range(0, len(ids), PIECE):
            changed += _piece(session, ids[start : start + PIECE])
    return changed


def _piece(session: Session, ids: Sequence[int]) -> int:
    today, now = clock.today(), utcnow()
    found, there = holdings.cards(session, ids), holdings.held(session, ids, today)
    before = holdings.scores(session, ids)
    fresh: list[dict[str, Any]] = []
    other: list[dict[str, Any]] = []
    marked: list[dict[str, Any]] = []
    asked: dict[tuple[Any, ...], list[required.Wanted]] = {}  # cards alike are asked alike
    for card in found:
        kind = tuple(getattr(card, name) for name in required.DECIDING)
        wanted = asked.get(kind) or asked.setdefault(kind, list(required.wanted_of(card)))
        said = score(card, there.get(card.id, set()), wanted)
        old = before.get(card.id)
        if card.completeness_pct != said["completeness_pct"]:
            marked.append({"id": card.id, "completeness_pct": said["completeness_pct"]})
        if old is None:
            fresh.append({"customer_id": card.id, **said, "counted_at": now})
        elif any(getattr(old, name) != value for name, value in said.items()):
            other.append({"id": old.id, **said, "counted_at": now})
    # cards first, as an edit of a card has them locked: whoever comes second waits, and nobody for ever
    update_many(session, Customer, sorted(marked, key=itemgetter("id")))
    update_many(session, ArchiveScore, sorted(other, key=itemgetter("id")))
    _enter(session, fresh)
    _drop(session, before, {card.id for card in found})
    _forget(session, marked, other)
    return len(fresh) + len(other)


def _enter(session: Session, fresh: Sequence[dict[str, Any]]) -> None:
    """First counts; where somebody counted the same at the same moment, his stands until the next change."""
    if fresh:
        with suppress(IntegrityError), session.begin_nested():
            bulk_write(session, ArchiveScore, fresh)


def _drop(session: Session, before: dict[int, Any], living: set[int]) -> None:
    """A card that is no archive any more owes nothing."""
    gone = [row.id for ident, row in before.items() if ident not in living]
    if gone:
        session.execute(delete(ArchiveScore).where(ArchiveScore.id.in_(gone)))


def _forget(
    session: Session, cards: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]
) -> None:
    """What the session remembers of them is older than what was written past it."""
    ids: dict[Any, set[int]] = {
        Customer: {row["id"] for row in cards},
        ArchiveScore: {row["id"] for row in rows},
    }
    known: list[Any] = list(session.identity_map.values())
    for row in known:
        if type(row) in ids and row.id in ids[type(row)]:
            session.expire(row, ["completeness_pct"] if isinstance(row, Customer) else None)


def score(
    card: Any, there: set[str], asked: Sequence[required.Wanted] | None = None
) -> dict[str, Any]:
    """What is said of an archive: shares by section and in total, what is missing and until when."""
    wanted = list(required.wanted_of(card)) if asked is None else asked
    gaps = [item for item in wanted if not any(_has(card, there, name) for name in item.names)]
    missing = [item.key for item in gaps]
    said: dict[str, Any] = {
        column: _share([i.key for i in wanted if i.section is section], missing)
        for section, column in SHARES.items()
    }
    total = _share([item.key for item in wanted], missing)
    whole = 100 if total is None else total
    return {
        **said, "completeness_pct": whole, "band": _band(whole, bool(gaps)),
        "wanted_count": len(wanted), "missing_count": len(gaps),
        "missing": missing, "due_on": _due(card) if gaps else None,
        "breadth": required.breadth_of(card), "party_kind": card.party_kind,
        "nature": card.nature, "tier": card.tier,
    }  # fmt: skip


def _has(card: Any, there: set[str], name: str) -> bool:
    value = getattr(card, name, None)
    empty = value is None or value is False or value in ("", [])
    return name in there or not empty


def _share(wanted: Sequence[str], missing: Sequence[str]) -> int | None:
    """Per cent of what is there, rounded down: 100 is said only of what is whole."""
    if not wanted:
        return None
    there = sum(key not in missing for key in wanted)
    return there * 100 // len(wanted)


def _band(pct: int, lacks: bool) -> Band:
    least = int(policy.value(required.MINIMUM))
    if not lacks:
        return Band.FULL
    if pct >= least:
        return Band.ENOUGH
    return Band.LACKING if pct * 2 >= least else Band.POOR


def _due(card: Any) -> dt.date | None:
    """Until when: a card on its way by the day of entry (R-054), a filed one by its next revision (R-301)."""
    if card.state in FILED and card.next_revision_due is not None:
        due: dt.date = card.next_revision_due
        return due
    return clock.day_of(card.entry_due_at) if card.entry_due_at is not None else None
