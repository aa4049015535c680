"""Letters that wait to be sent: queued with their cause, leased by one sender, tried again, given up in sight."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import current_app, has_app_context
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Enum, ForeignKey, Index, Integer, String, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import jobs
from app.kernel.db import BigKey, Model, UTCDateTime, choice, label, utcnow
from app.kernel.jobs import Job, JobState
from app.kernel.words import Words

SEND = "send_mail"
LEASE = dt.timedelta(minutes=5)
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))


class MailState(Words):
    """Where a letter stands."""

    WAITING = "waiting", _("Waiting"), "neutral"
    SENT = "sent", _("Sent"), "ok"
    FAILED = "failed", _("Failed"), "bad"


class MailKind(Words):
    """What a letter brings; the name of its template."""

    NOTICE = "notice", _("Notice"), "plain"
    DIGEST = "digest", _("Daily digest"), "plain"
    TASK = "task", _("Task"), "plain"


class Mail(Model):
    """A letter to send: template and values; the text is written when it goes, as its reader may see."""

    __tablename__ = "mail_outbox"
    __table_args__ = (Index("ix_mail_outbox_state_next_at", "state", "next_at"),)
    kind = "mail"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True, info=label(_("To")))
    template: Mapped[MailKind] = mapped_column(
        Enum(
            MailKind, native_enum=False, create_constraint=False, length=80,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        info=label(_("Kind of letter")),
    )  # fmt: skip
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notice.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str | None] = mapped_column(String(120), unique=True, index=True)
    message_id: Mapped[str | None] = mapped_column(String(100), info=label(_("Message number")))
    state: Mapped[MailState] = mapped_column(
        choice(MailState), default=MailState.WAITING, info=label(_("State"))
    )
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Attempts")))
    created_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Written at"))
    )
    next_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Not before"))
    )
    lease_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Sent at")))
    error: Mapped[str | None] = mapped_column(String(200), info=label(_("What went wrong")))
    error_id: Mapped[str | None] = mapped_column(String(20), info=label(_("Error number")))

    person: Mapped[Any] = relationship("User", viewonly=True)

    @property
    def called(self) -> str:
        """What the letter brings, in the reader's language."""
        return str(self.template.label)

    called.fget.label = _("Kind of letter")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"


def is_on() -> bool:
    """True when the operator named a mail server; without one everything stays on screen."""
    return has_app_context() and bool(current_app.config.get("SMTP_HOST"))


def post(
    session: Any, user_id: int, template: MailKind, *, notice_id: int | None = None,
    key: str | None = None, **params: Any,
) -> Mail | None:  # fmt: skip
    """Queue a letter in the caller's transaction; None without a mail server or for a known key."""
    if not is_on():
        return None
    if key is not None and session.scalar(select(Mail.id).where(Mail.key == key)) is not None:
        return None
    mail = Mail(user_id=user_id, template=template, notice_id=notice_id, key=key, params=params)
    session.add(mail)
    session.flush()
    _call(session)
    return mail


def _call(session: Any) -> None:
    """Have the letters sent, unless a sender is called already; the slots find what is missed."""
    waiting = select(Job.id).where(Job.job_kind == SEND, Job.state == JobState.QUEUED).limit(1)
    if session.scalar(waiting.execution_options(unscoped=True)) is None:
        jobs.enqueue(session, SEND)


def lease(session: Any, now: dt.datetime) -> Mail | None:
    """Take the next letter that may go now, so that no other sender does; None when none waits.

    Its number is given at the first try and kept: a receiver can tell a repetition.
    """
    free = (
        Mail.state == MailState.WAITING,
        Mail.next_at <= now,
        or_(Mail.lease_until.is_(None), Mail.lease_until < now),
    )
    while True:
        ident = session.scalar(
            select(Mail.id).where(*free).order_by(Mail.next_at, Mail.id).limit(1)
        )
        if ident is None:
            return None
        taken = session.execute(
            update(Mail)
            .where(Mail.id == ident, *free)
            .values(lease_until=now + LEASE, attempts=Mail.attempts + 1)
            .execution_options(synchronize_session=False)
        ).rowcount
        if taken:
            mail: Mail = session.get_one(Mail, ident, populate_existing=True)
            mail.message_id = mail.message_id or secrets.token_hex(16)
            session.flush()
            return mail


def sent(session: Any, ident: int, now: dt.datetime) -> None:
    """The server has taken it."""
    _settle(session, ident, state=MailState.SENT, sent_at=now, error=None, error_id=None)


def drop(session: Any, ident: int) -> None:
    """There is nothing to say any more, or nobody to say it to."""
    session.execute(delete(Mail).where(Mail.id == ident))


def put_back(
    session: Any, ident: int, now: dt.datetime, error: str, error_id: str, *, final: bool = False
) -> None:
    """Try again later, or give up; ``error`` must name no person."""
    tried = session.scalar(select(Mail.attempts).where(Mail.id == ident)) or 1
    said = {"error": error[:200], "error_id": error_id}
    if final or tried > len(WAITS):
        _settle(session, ident, state=MailState.FAILED, **said)
    else:
        _settle(session, ident, next_at=now + WAITS[tried - 1], **said)


def _settle(session: Any, ident: int, **values: Any) -> None:
    session.execute(
        update(Mail)
        .where(Mail.id == ident, Mail.state == MailState.WAITING)
        .values(lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )


def retry(session: Any, mail: Mail, now: dt.datetime) -> bool:
    """Send a letter that was given up once more; False when it was not given up."""
    again = session.execute(
        update(Mail)
        .where(Mail.id == mail.id, Mail.state == MailState.FAILED)
        .values(state=MailState.WAITING, next_at=now, attempts=0)
        .execution_options(synchronize_session=False)
    ).rowcount
    session.refresh(mail)
    if again:
        _call(session)
    return bool(again)


def sweep(session: Any, before: dt.datetime, limit: int) -> int:
    """Remove letters sent before an instant, at most ``limit``; how many they were."""
    old = select(Mail.id).where(Mail.state == MailState.SENT, Mail.sent_at < before).limit(limit)
    ids = list(session.scalars(old))
    session.execute(delete(Mail).where(Mail.id.in_(ids)))
    return len(ids)
