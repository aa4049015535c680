"""Who listens to what the office announces: wiring between floors that may not call one another."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import select, update

from app.desk.office.signals import language_chosen
from app.kernel.db import db
from app.kernel.viewer import Viewer
from app.organization.models import Branch, Staff
from app.organization.words import Locale


@language_chosen.connect
def keep_language(user_id: int, locale: str, **_more: Any) -> None:
    """The language on screen is also that of the person's mails and papers."""
    db.session.execute(
        update(Staff).where(Staff.user_id == user_id).values(locale=Locale.of(locale))
    )


_names: dict[int, tuple[float, str]] = {}
KEPT = 300  # seconds that a branch's name is remembered: the sidebar must not cost a statement


def place_of(viewer: Viewer) -> str:
    """The branch that stands beside the brand; nothing for those who see several or all."""
    if len(viewer.branch_ids) != 1:
        return ""
    (branch_id,) = viewer.branch_ids
    known = _names.get(branch_id)
    if known is None or known[0] < time.monotonic():
        name = db.session.scalar(select(Branch.name).where(Branch.id == branch_id))
        known = _names[branch_id] = (time.monotonic() + KEPT, name or "")
    return known[1]
