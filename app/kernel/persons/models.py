"""The log of erasures: whose row, on what ground, what was erased and what stays; never a value."""

from __future__ import annotations

import datetime as dt
from enum import nonmember
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, choice, label, utcnow
from app.kernel.words import Words


class Ground(Words):
    """Why personal data must go (PIPL article 47)."""

    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    PURPOSE_OVER = "purpose_over", _("Purpose fulfilled or impossible")
    UNLAWFUL = "unlawful", _("Held unlawfully")
    LAW = "law", _("Required by law or an authority")


class ErasureState(Words):
    """Where an erasure stands."""

    shape = nonmember("dot")
    ASKED = "asked", _("Asked for"), "info"
    DONE = "done", _("Erased"), "ok"


class Erasure(Model):
    """One erasure; ``report`` says how many values went from where, and what stays."""

    __tablename__ = "erasure"
    __table_args__ = (Index("ix_erasure_row", "row_table", "row_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    ground: Mapped[Ground] = mapped_column(choice(Ground), info=label(_("Legal ground")))
    reason: Mapped[str] = mapped_column(String(500), info=label(_("Reason")))
    state: Mapped[ErasureState] = mapped_column(
        choice(ErasureState), default=ErasureState.ASKED, info=label(_("State"))
    )
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, default=utcnow)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), default=actor_id)
    done_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
