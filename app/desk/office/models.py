"""What the office keeps about accounts: their sessions' version, where they are signed in, failed log-ins, rates."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, label, utcnow


class Account(Model):
    """One to one with a user: what the framework's table has no room for."""

    __tablename__ = "account"
    kind = "account"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True
    )
    auth_version: Mapped[int] = mapped_column(
        Integer, default=1, nullable=False, info=label(_("Version of the sessions"))
    )
    must_change: Mapped[bool] = mapped_column(
        Boolean, default=False, nullable=False, info=label(_("Must change the password"))
    )
    password_changed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Password changed at"))
    )
    locale: Mapped[str | None] = mapped_column(
        String(8), info=label(_("Language"), help=_("Of pages, mails and papers."))
    )


class SignIn(Model):
    """A session that can be ended here, whatever a stolen cookie says."""

    __tablename__ = "account_sign_in"
    __table_args__ = (Index("ix_account_sign_in_user_id_id", "user_id", "id"),)
    kind = "account"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the session's id
    started_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Logged in at"))
    )
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Ended at")))
    address: Mapped[str] = mapped_column(String(64), default="", info=label(_("Address")))
    device: Mapped[str] = mapped_column(String(80), default="", info=label(_("Device")))


class FailedLogin(Model):
    """Failures counted by user name and by address, whether or not such a user exists."""

    __tablename__ = "account_failed_login"
    __table_args__ = (UniqueConstraint("by", "who"),)
    kind = "account"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    by: Mapped[str] = mapped_column(String(10))  # "name" or "address"
    who: Mapped[str] = mapped_column(String(64))  # SHA-256: the table tells no names
    failures: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    last_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class RateCount(Model):
    """How often something was asked until ``ends_at`` (seconds since 1970), by hashed key."""

    __tablename__ = "rate_count"
    kind = "account"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked: Mapped[int] = mapped_column(Integer)
    ends_at: Mapped[int] = mapped_column(BigInteger, index=True)
