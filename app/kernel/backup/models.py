"""The backup log (F-140): when, how large, where, and when a restore of it was last tried."""

from __future__ import annotations

import datetime as dt
from enum import nonmember

from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, choice, label
from app.kernel.words import Words


class BackupState(Words):
    """W-39: done, verified by a restore, or failed."""

    shape = nonmember("dot")
    DONE = "done", _("Made"), "info"
    VERIFIED = "verified", _("Restored for trial"), "ok"
    FAILED = "failed", _("Failed"), "bad"


class BackupRun(Model):
    """One backup, or the attempt at one (``problem`` says why it failed)."""

    __tablename__ = "backup_run"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    backed_up_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, index=True, info=label(_("Backed up at"), form="F-140")
    )
    # the fingerprint of the manifest, which holds the fingerprint of every part
    sha256: Mapped[str] = mapped_column(String(64), default="", info=label(_("Fingerprint")))
    size: Mapped[int] = mapped_column(BigInteger, default=0, info=label(_("Size")))
    location: Mapped[str] = mapped_column(String(500), info=label(_("Place")))
    state: Mapped[BackupState] = mapped_column(choice(BackupState), info=label(_("State")))
    verified_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Restored for trial at"))
    )
    problem: Mapped[str | None] = mapped_column(String(500), info=label(_("Problem")))
