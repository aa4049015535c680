"""Looks: who opened a record that shows him personal data, and who said what for he reads more (C-24, R-306)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import policy
from app.kernel.db import BigKey, Model, UTCDateTime, choice, utcnow
from app.kernel.secrets import asks, marks, treatment
from app.kernel.trail import PERSONAL
from app.kernel.viewer import Viewer
from app.kernel.words import Words

LONGEST = 300
SAVES = dt.timedelta(hours=2)  # a form opened while the fields were open can be saved for so long


class Need(Words):
    """What somebody has to see secret fields for; with ``other`` he says it in words (R-013)."""

    CONTACT = "contact", _("To get in touch or meet")
    KEEP = "keep", _("To check or correct what is held")
    REVIEW = "review", _("For a review or revision")
    ASKED = "asked", _("The person asked for it")
    OTHER = "other", _("Another reason")


class RecordLook(Model):
    """One opening of one record's page or form; with a ``need``, of its secret fields until a moment.

    ``session_key`` is the digest of the log-in that the reason was given in: it holds in no other.
    """

    __tablename__ = "record_look"
    __table_args__ = (Index("ix_record_look_row", "row_table", "row_id", "id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    need: Mapped[Need | None] = mapped_column(choice(Need, 20))
    reason: Mapped[str | None] = mapped_column(String(LONGEST))
    until_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    session_key: Mapped[str | None] = mapped_column(String(64))

    @property
    def why(self) -> str:
        """The reason as people read it; empty for a look that needed none."""
        said = str(self.need) if self.need not in (None, Need.OTHER) else ""
        return " · ".join(filter(None, (said, self.reason)))


def is_watched(model: Any, viewer: Viewer) -> bool:
    """True when looking is written down: the record shows this viewer something personal (C-24)."""
    if viewer.user_id is None or not policy.value("privacy.log_view"):
        return False
    return any(treatment(column, viewer) == "show" for column in _personal(model))


def is_personal(model: Any) -> bool:
    """True for tables with personal columns."""
    return bool(_personal(model))


def holds_back(row: Any, viewer: Viewer) -> bool:
    """True where the record keeps something back from this viewer until he says what for."""
    model: Any = type(row)
    of = model.__mapper__.get_property_by_column
    return viewer.user_id is not None and any(
        asks(column, viewer) and getattr(row, of(column).key) not in (None, "")
        for column in _personal(model)
    )


@cache
def _personal(model: Any) -> tuple[Any, ...]:
    columns = model.__table__.columns
    return tuple(column for column in columns if marks(column).get("secret") in PERSONAL)


def note(session: Any, table: str, ident: int, viewer: Viewer) -> None:
    """Write down that a person looks at a record; the caller commits."""
    session.add(RecordLook(by_id=viewer.user_id, row_table=table, row_id=ident))


def reveal(session: Any, row: Any, viewer: Viewer, key: str, need: Need, reason: str, for_: dt.timedelta) -> None:  # fmt: skip
    """Open a record's secret fields to one person in one log-in for a while (R-013); the caller commits."""
    now = utcnow()
    session.add(
        RecordLook(
            at=now, by_id=viewer.user_id, row_table=row.__table__.name, row_id=row.id, need=need,
            reason=reason or None, until_at=now + for_, session_key=key,
        )
    )  # fmt: skip


def revealed_until(session: Any, row: Any, viewer: Viewer, key: str, is_saving: bool = False) -> dt.datetime | None:  # fmt: skip
    """Until when the record's secret fields are open to this person in this log-in; None: they are not.

    ``is_saving`` also counts what ended a little ago: whoever typed into an open form may save it.
    """
    since = utcnow() - (SAVES if is_saving else dt.timedelta())
    found: dt.datetime | None = session.scalar(
        select(RecordLook.until_at)
        .where(*_mine(row, viewer, key), RecordLook.until_at > since)
        .order_by(RecordLook.id.desc())
        .limit(1)
    )
    return found


def close(session: Any, row: Any, viewer: Viewer, key: str) -> None:
    """Close them before their time; what was seen stays written down. The caller commits."""
    session.execute(update(RecordLook).where(*_mine(row, viewer, key)).values(session_key=None))


def _mine(row: Any, viewer: Viewer, key: str) -> tuple[Any, ...]:
    return (
        RecordLook.row_table == row.__table__.name, RecordLook.row_id == row.id,
        RecordLook.by_id == viewer.user_id, RecordLook.session_key == key,
    )  # fmt: skip
