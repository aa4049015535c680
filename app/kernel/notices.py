"""Messages to people: a row in the transaction of what it tells, read in the reader's language; mail waits in an outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, Integer, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, choice, utcnow
from app.kernel.words import Words


class MailState(Words):
    """Where a letter stands."""

    WAITING = "waiting", _("Waiting"), "neutral"
    SENT = "sent", _("Sent"), "ok"
    FAILED = "failed", _("Failed"), "bad"


class Notice(Model):
    """One message to one person about one row; the text is kept untranslated."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user_id_read_at", "user_id", "read_at"),
        Index("ix_notice_user_id_id", "user_id", "id"),
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
        return gettext(self.message, **self.params)


class Mail(Model):
    """A letter to send: template and values, so that it is written in the reader's language."""

    __tablename__ = "mail_outbox"
    __table_args__ = (Index("ix_mail_outbox_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    template: Mapped[str] = mapped_column(String(80))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    next_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    error_id: Mapped[str | None] = mapped_column(String(20))


def notify(
    session: Any, user_id: int, kind: str, message: Any, row: Any = None, *, by_mail: bool = False,
    **params: Any,
) -> Notice:  # fmt: skip
    """Tell a person something about a row, in the caller's transaction.

    ``message`` is a lazy text or a msgid; its parameters are kept beside it.
    """
    text, values = _apart(message)
    values |= params
    notice = Notice(
        user_id=user_id, notice_kind=kind, message=text,
        params={name: _plain(value) for name, value in values.items()},
        row_table=row.__table__.name if row is not None else None,
        row_id=row.id if row is not None else None,
        subject=str(row)[:200] if row is not None else "",
    )  # fmt: skip
    session.add(notice)
    session.flush()
    if by_mail:
        session.add(Mail(user_id=user_id, template="notice", notice_id=notice.id))
    return notice


def notify_all(
    session: Any, people: Iterable[int], kind: str, message: Any, row: Any = None, **params: Any
) -> int:
    """Tell several people the same; how many they were."""
    told = sorted(set(people))
    for user_id in told:
        notify(session, user_id, kind, message, row, **params)
    return len(told)


def latest(
    session: Any, user_id: int, limit: int = 50, before: int | None = None
) -> Sequence[Notice]:
    """A person's notices, newest first."""
    query = select(Notice).where(Notice.user_id == user_id)
    if before is not None:
        query = query.where(Notice.id < before)
    return session.scalars(query.order_by(Notice.id.desc()).limit(limit)).all()


def unread(session: Any, user_id: int) -> int:
    """How many notices a person has not read."""
    return session.scalar(unread_count(user_id))


def unread_count(user_id: int) -> Any:
    """The same as a query, to be put into a bigger one."""
    return (
        select(func.count())
        .select_from(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None))
    )


def mark_read(session: Any, user_id: int, ids: Iterable[int] | None = None) -> int:
    """Mark a person's own notices read (all without ids); how many changed."""
    change = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    if ids is not None:
        change = change.where(Notice.id.in_(list(ids)))
    return session.execute(change.values(read_at=utcnow())).rowcount


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
