"""Submissions: what a form has made already, so that the same form sent twice makes it once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Model, UTCDateTime, utcnow

LONGEST = 300


class Submission(Model):
    """One form as somebody sent it; names neither him nor what he wrote."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    led_to: Mapped[str] = mapped_column(String(LONGEST), default="")


def claim(session: Any, key: str) -> tuple[Submission, bool]:
    """The submission with this key, and True when its work is the caller's to do, in this transaction.

    Whoever comes second waits until the first has committed (False) or given up (True).
    """
    done = session.get(Submission, key)
    if done is not None:
        return done, False
    mine = Submission(key=key)
    try:
        with session.begin_nested():
            session.add(mine)
    except IntegrityError:
        return session.get_one(Submission, key), False
    return mine, True


def sweep(session: Any, before: dt.datetime, limit: int) -> int:
    """Forget some of those sent before an instant; how many."""
    old = session.scalars(select(Submission.key).where(Submission.at < before).limit(limit)).all()
    if old:
        session.execute(delete(Submission).where(Submission.key.in_(old)))
    return len(old)
