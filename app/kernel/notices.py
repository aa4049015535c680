"""Messages to people: a row in the transaction of what it tells, read in the reader's language; mail waits in an outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import JSON, ForeignKey, Index, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import notice_kinds, outbox
from app.kernel.db import BigKey, Model, UTCDateTime, utcnow
from app.kernel.notice_kinds import MENTION
from app.kernel.outbox import MailKind

MANY = 1000  # nobody counts further: the page says "999+"


class Notice(Model):
    """One message to one person about one row; the text is kept untranslated."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user_id_read_at", "user_id", "read_at"),
        Index("ix_notice_user_id_id", "user_id", "id"),
        Index("ix_notice_user_id_notice_kind_id", "user_id", "notice_kind", "id"),
        Index("ix_notice_read_at", "read_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    notice_kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(500))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    row_table: Mapped[str | None] = mapped_column(String(80))
    row_id: Mapped[int | None] = mapped_column(BigKey)
    subject: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    read_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    @property
    def text(self) -> str:
        """The message in the language of the moment."""
        # the name of a task is itself a text to translate
        told = {k: gettext(v) if k == "task" else v for k, v in self.params.items()}
        return gettext(self.message, **told)


def notify(
    session: Any, user_id: int, kind: str, message: Any, row: Any = None, *, by_mail: bool = False,
    **params: Any,
) -> Notice:  # fmt: skip
    """Tell a person something about a row, in the caller's transaction.

    ``message`` is a lazy text or a msgid; its parameters are kept beside it. ``by_mail`` is what
    holds for a person who has not said otherwise for this kind.
    """
    return _tell(session, [user_id], kind, message, row, by_mail, params)[0]


def notify_all(
    session: Any, people: Iterable[int], kind: str, message: Any, row: Any = None, *,
    by_mail: bool = False, **params: Any,
) -> int:  # fmt: skip
    """Tell several people the same; how many they were."""
    return len(_tell(session, sorted(set(people)), kind, message, row, by_mail, params))


def _tell(
    session: Any, people: Sequence[int], kind: str, message: Any, row: Any, by_mail: bool,
    params: dict[str, Any],
) -> list[Notice]:  # fmt: skip
    """A notice for each, read at once where it is not wanted on screen, and the letters."""
    text, values = _apart(message)
    values = {name: _plain(value) for name, value in (values | params).items()}
    wanted, now = notice_kinds.ways(session, people, kind, by_mail), utcnow()
    told = [
        Notice(
            user_id=user_id, notice_kind=kind, message=text, params=values, at=now,
            row_table=row.__table__.name if row is not None else None,
            row_id=row.id if row is not None else None,
            subject=str(row)[:200] if row is not None else "",
            read_at=None if wanted[user_id].in_app else now,
        )
        for user_id in people
    ]  # fmt: skip
    session.add_all(told)
    session.flush()
    for notice in told:
        if wanted[notice.user_id].by_mail:
            outbox.post(session, notice.user_id, MailKind.NOTICE, notice_id=notice.id)
    return told


def latest(
    session: Any, user_id: int, limit: int = 50, before: int | None = None,
    mentions: bool | None = None,
) -> Sequence[Notice]:  # fmt: skip
    """A person's notices, newest first; ``mentions`` narrows to them, or to all others."""
    query = select(Notice).where(Notice.user_id == user_id, *_of(mentions))
    if before is not None:
        query = query.where(Notice.id < before)
    return session.scalars(query.order_by(Notice.id.desc()).limit(limit)).all()


def news(
    session: Any, user_id: int, without: Iterable[str], since: dt.datetime, limit: int
) -> Sequence[Notice]:
    """What came since an instant and was not read on screen, some kinds left out; newest first."""
    unread = or_(Notice.read_at.is_(None), Notice.read_at == Notice.at)  # never shown there: as new
    return session.scalars(
        select(Notice)
        .where(Notice.user_id == user_id, Notice.notice_kind.not_in(sorted(without)))
        .where(Notice.at > since, unread)
        .order_by(Notice.id.desc())
        .limit(limit)
    ).all()


def unread(session: Any, user_id: int, mentions: bool | None = None) -> int:
    """How many notices a person has not read, up to MANY."""
    return session.scalar(unread_count(user_id, mentions))


def unread_count(user_id: int, mentions: bool | None = None) -> Any:
    """The same as a query, to be put into a bigger one."""
    found = (
        select(Notice.id)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None), *_of(mentions))
        .limit(MANY)
    )
    return select(func.count()).select_from(found.subquery())


def mark_read(
    session: Any, user_id: int, ids: Iterable[int] | None = None, mentions: bool | None = None
) -> int:
    """Mark a person's own notices read (all without ids); how many changed."""
    change = update(Notice).where(
        Notice.user_id == user_id, Notice.read_at.is_(None), *_of(mentions)
    )
    if ids is not None:
        change = change.where(Notice.id.in_(list(ids)))
    return session.execute(change.values(read_at=utcnow())).rowcount


def sweep(session: Any, before: dt.datetime, limit: int) -> int:
    """Remove notices read before an instant, at most ``limit``; how many they were."""
    ids = list(session.scalars(select(Notice.id).where(Notice.read_at < before).limit(limit)))
    session.execute(delete(Notice).where(Notice.id.in_(ids)))
    return len(ids)


def _of(mentions: bool | None) -> list[Any]:
    if mentions is None:
        return []
    return [Notice.notice_kind == MENTION if mentions else Notice.notice_kind != MENTION]


def _apart(message: Any) -> tuple[str, dict[str, Any]]:
    """Text and parameters of a lazy string, so that each reader gets his own language."""
    arguments = getattr(message, "_args", None)
    if not arguments:
        return str(message), {}
    return str(arguments[0]), dict(getattr(message, "_kwargs", {}))


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)
