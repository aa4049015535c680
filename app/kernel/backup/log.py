"""The log of backups and what it says to the administrator: how old the last one is, and the last trial."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import policy
from app.kernel.backup.making import Made
from app.kernel.backup.models import BackupRun, BackupState
from app.kernel.db import utcnow


@dataclass(frozen=True)
class Standing:
    """How the installation stands with its backups."""

    last: BackupRun | None
    tried: BackupRun | None
    is_late: bool
    is_untried: bool
    failed: BackupRun | None

    @property
    def warning(self) -> Any:
        """What the administrator must do, as lazy text; None when all is well."""
        if self.last is None:
            return _("There is no backup yet.")
        if self.failed is not None:
            return _("The last backup failed.")
        if self.is_late:
            return _("The last backup is too old.")
        return _("No restore was tried for a long time.") if self.is_untried else None


def note(session: Any, made: Made) -> BackupRun:
    """Write a backup into the log, in the caller's transaction."""
    row = BackupRun(
        backed_up_at=made.manifest.moment, sha256=made.manifest.sha256, size=made.size,
        location=str(made.path)[:500], state=BackupState.DONE,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def note_failure(session: Any, location: str, problem: str) -> None:
    """Write down that a backup failed, and why."""
    session.add(
        BackupRun(
            backed_up_at=utcnow(), location=location[:500], problem=problem[:500],
            state=BackupState.FAILED,
        )
    )  # fmt: skip
    session.flush()


def note_trial(session: Any, sha256: str) -> None:
    """A backup was restored for trial; one that another installation made is not in our log."""
    for row in session.scalars(select(BackupRun).where(BackupRun.sha256 == sha256)):
        row.state, row.verified_at = BackupState.VERIFIED, utcnow()
    session.flush()


def standing(session: Any, now: dt.datetime) -> Standing:
    """The last backup and trial, measured with security.backup_days (R-311) and two settings (W-39)."""
    made = select(BackupRun).where(BackupRun.state != BackupState.FAILED)
    last = session.scalars(made.order_by(BackupRun.backed_up_at.desc()).limit(1)).first()
    newest = select(BackupRun).order_by(BackupRun.backed_up_at.desc(), BackupRun.id.desc())
    latest = session.scalars(newest.limit(1)).first()
    seen = select(BackupRun).where(BackupRun.verified_at.is_not(None))
    tried = session.scalars(seen.order_by(BackupRun.verified_at.desc()).limit(1)).first()
    grace = dt.timedelta(hours=current_app.config["BACKUP_GRACE_HOURS"])
    allowed = dt.timedelta(days=policy.value("security.backup_days")) + grace
    drill = dt.timedelta(days=current_app.config["BACKUP_DRILL_DAYS"])
    since = tried.verified_at if tried and tried.verified_at else None
    return Standing(
        last, tried,
        is_late=last is None or now - last.backed_up_at > allowed,
        is_untried=since is None or now - since > drill,
        failed=latest if latest is not None and latest.state is BackupState.FAILED else None,
    )  # fmt: skip


def runs(session: Any, limit: int = 60) -> list[BackupRun]:
    """The newest lines of the log."""
    return list(session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(limit)))
