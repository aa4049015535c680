"""Who listens to what the office announces: wiring between floors that may not call one another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from app.desk.office.signals import language_chosen
from app.kernel.db import db
from app.organization.models import Staff
from app.organization.words import Locale


@language_chosen.connect
def keep_language(user_id: int, locale: str, **_more: Any) -> None:
    """The language on screen is also that of the person's mails and papers."""
    db.session.execute(
        update(Staff).where(Staff.user_id == user_id).values(locale=Locale.of(locale))
    )
