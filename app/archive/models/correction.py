"""Stamped corrections of reviewed cards: what was written, what is right, who stamped it and when (F-128)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archive.facts import CardField
from app.archive.words import CorrectionState
from app.customers.models import OfCustomer
from app.kernel.accounts import full_name
from app.kernel.db import Model, choice, label, led_by


class Correction(OfCustomer, Model):
    """One fact of a reviewed card corrected: the old value is kept, stamp and date stand (R-296)."""

    __tablename__ = "correction"
    kind = "correction"
    task_reads: ClassVar = ("correction_no", "field_name", "customer.customer_name")
    numbers = {"correction_no": "GZ-{yyyy}-{seq:05d}"}
    __table_args__ = (
        *led_by("correction", "state", "field_name", "corrected_on", "stamped_by_id", "created_at"),
    )

    correction_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Correction number"), form="F-128")
    )
    state: Mapped[CorrectionState] = mapped_column(
        choice(CorrectionState), default=CorrectionState.DRAFT, info=label(_("State"), rule="R-296")
    )
    field_name: Mapped[Any] = mapped_column(
        choice(CardField, length=60, checked=False),  # the list is the card's columns
        info=label(_("Corrected item"), form="F-128", rule="R-296"),
    )
    old_value: Mapped[str | None] = mapped_column(
        Text, info=label(_("Old content"), form="F-128", rule="R-024", secret="personal")
    )
    new_value: Mapped[str] = mapped_column(
        Text,
        info=label(
            _("Right content"), form="F-128", rule="R-296", secret="personal",
            help=_("Written as on the card: a date like 2026-11-21, a choice by its name."),
        ),
    )  # fmt: skip
    reason: Mapped[str] = mapped_column(
        String(500), info=label(_("Reason"), form="F-128", rule="R-017")
    )
    stamped_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Stamped by"), form="F-128", rule="R-296")
    )
    corrected_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Corrected on"), form="F-128", rule="R-296")
    )

    stamped_by: Mapped[User | None] = relationship(
        User, foreign_keys=[stamped_by_id], info=label(_("Stamped by"))
    )

    @property
    def stamp(self) -> str:
        """The stamp as it stands on screen and paper: the word, who and when as the register asks; empty before."""
        if self.state is not CorrectionState.APPLIED:
            return ""
        who = full_name(self.stamped_by) if self.stamped_by is not None else ""
        when = self.corrected_on.isoformat() if self.corrected_on is not None else ""
        return " ".join(gettext("Corrected %(who)s %(when)s", who=who, when=when).split())

    stamp.fget.label = _("Correction stamp")  # type: ignore[attr-defined]

    @property
    def task_subject(self) -> str:
        """Whose card and which item: what its tasks and its page are called."""
        return f"{self.customer.customer_name} · {self.field_name}" if self.customer else str(self)

    def __str__(self) -> str:
        return self.correction_no
