"""The tables of the files: contents held once, attachments with their versions, and who took what along."""

from __future__ import annotations

import datetime as dt
from enum import nonmember

from flask_babel import lazy_gettext as _
from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import BigKey, Model, Stamped, UTCDateTime, actor_id, choice, label, utcnow
from app.kernel.words import Words


class FileState(Words):
    """What the last look at a stored content found."""

    shape = nonmember("dot")
    SOUND = "sound", _("As it was"), "ok"
    BROKEN = "broken", _("Changed or damaged"), "bad"
    MISSING = "missing", _("Missing"), "bad"


class PreviewState(Words):
    """How far the pictures of a content are."""

    shape = nonmember("dot")
    NONE = "none", _("No preview"), "neutral"
    WAITING = "waiting", _("Being made"), "info"
    MADE = "made", _("Made"), "ok"
    FAILED = "failed", _("Cannot be shown"), "warn"


class StoredFile(Model):
    """One content, held once however many attachments show it; its row and its file come and go together."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_checked_at_id", "checked_at", "id"),
        Index("ix_stored_file_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True, info=label(_("Fingerprint")))
    size: Mapped[int] = mapped_column(BigInteger, info=label(_("Size")))
    file_type: Mapped[str] = mapped_column(String(20), info=label(_("Kind of file")))
    # a key of its own for every row: removing an old content can never hit a new one of the same bytes
    storage_key: Mapped[str] = mapped_column(String(120), unique=True)
    stored_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    checked_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Last check"))
    )
    state: Mapped[FileState] = mapped_column(
        choice(FileState), default=FileState.SOUND, info=label(_("State"))
    )
    preview: Mapped[PreviewState] = mapped_column(choice(PreviewState), default=PreviewState.NONE)
    pages: Mapped[int] = mapped_column(Integer, default=0)


class Attachment(Stamped, Model):
    """A paper hung on a record; who sees the record sees it. The newest version is the one shown.

    A paper taken away leaves this row with who, when and why; its contents go.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_row", "row_table", "row_id", "id"),)

    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    file_kind: Mapped[str] = mapped_column(
        String(40), default="", info=label(_("Kind of paper"), field="CF-382")
    )
    # the name of a scan is often the name of a person: the trail keeps it apart
    file_name: Mapped[str] = mapped_column(
        String(200), info=label(_("File"), field="CF-385", secret="personal")
    )
    number: Mapped[int] = mapped_column(Integer, default=1, info=label(_("Version")))
    removed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Taken away at"))
    )
    removed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Taken away by"))
    )
    removed_because: Mapped[str | None] = mapped_column(
        String(500), info=label(_("Why it was taken away"))
    )

    def __str__(self) -> str:
        return self.file_name


class AttachmentVersion(Model):
    """One upload of a paper; never changed, only let go of when the paper is taken away."""

    __tablename__ = "attachment_version"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    stored_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True
    )
    uploaded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), default=actor_id)

    stored: Mapped[StoredFile | None] = relationship(StoredFile)


class FileAccess(Model):
    """Who took a paper along or looked at a secret one: kept when the paper is gone (R-306, C-24)."""

    __tablename__ = "file_access"
    __table_args__ = (
        Index("ix_file_access_row", "row_table", "row_id", "id"),
        Index("ix_file_access_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), default=actor_id)
    how: Mapped[str] = mapped_column(String(10))
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    attachment_id: Mapped[int] = mapped_column(BigKey)
    number: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
