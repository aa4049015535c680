"""How customers are classed: what changed when and why, what somebody set otherwise, and runs over all (C-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.archive import verdicts
from app.archive.axes import ClassAxis, ClassChoice, ClassValue
from app.archive.words import ClassSource, OverrideState, RunState
from app.customers.models import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by


class ClassChange(OfCustomer, Model):
    """The class of a customer on one axis became another one on a day (C-03, R-024)."""

    __tablename__ = "class_change"
    kind = "class_change"
    trailed = False  # it is a trail itself
    __table_args__ = (
        *led_by(
            "class_change", "changed_on", "axis", "old_value", "new_value", "source", "created_at"
        ),
    )

    changed_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Class since"), form="F-112", rule="R-024")
    )
    axis: Mapped[ClassAxis] = mapped_column(
        choice(ClassAxis), info=label(_("Axis"), form="F-112", rule="C-03")
    )
    old_value: Mapped[Any] = mapped_column(
        choice(ClassValue, length=60, checked=False), nullable=True, info=label(_("Class before"))
    )
    new_value: Mapped[Any] = mapped_column(
        choice(ClassValue, length=60, checked=False), nullable=True, info=label(_("Class"))
    )
    source: Mapped[ClassSource] = mapped_column(
        choice(ClassSource), info=label(_("Came about by"), rule="R-214")
    )
    because: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info=label(_("Reason as kept"))
    )
    note: Mapped[str | None] = mapped_column(String(500), info=label(_("Reason given")))

    @property
    def why(self) -> str:
        """Why, in the reader's language."""
        return verdicts.why(self.because) or self.note or ""

    why.fget.label = _("Because")  # type: ignore[attr-defined]
    why.fget.pixels = 340  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return f"{self.axis} {self.changed_on:%Y-%m-%d}"


class ClassOverride(OfCustomer, Model):
    """A class somebody sets otherwise than the rules, with a reason and until a day (C-03, R-235)."""

    __tablename__ = "class_override"
    kind = "class_override"
    task_reads: ClassVar = ("override_no", "customer.customer_name")
    numbers = {"override_no": "FL-{yyyy}-{seq:05d}"}
    __table_args__ = (
        *led_by("class_override", "state", "axis", "chosen", "valid_until", "decided_by_id",
                "set_on", "ended_on", "created_at"),
    )  # fmt: skip

    override_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the setting"))
    )
    state: Mapped[OverrideState] = mapped_column(
        choice(OverrideState), default=OverrideState.DRAFT, info=label(_("State"))
    )
    axis: Mapped[ClassAxis] = mapped_column(choice(ClassAxis), info=label(_("Axis"), rule="C-03"))
    chosen: Mapped[Any] = mapped_column(
        choice(ClassChoice, length=60, checked=False),
        info=label(_("Class to be set"), rule="C-03"),
    )
    former: Mapped[Any] = mapped_column(
        choice(ClassValue, length=60, checked=False), nullable=True, info=label(_("Class before"))
    )
    reason: Mapped[str] = mapped_column(String(500), info=label(_("Reason"), rule="R-235"))
    valid_until: Mapped[dt.date] = mapped_column(
        Date,
        info=label(
            _("Set until"), rule="C-03", due="ended_on",
            help=_("The day after, the rules decide again."),
        ),
    )  # fmt: skip
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Decided by"), rule="R-235")
    )
    set_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Set on")))
    ended_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Ended on")))

    decided_by: Mapped[User | None] = relationship(
        User, foreign_keys=[decided_by_id], info=label(_("Decided by"))
    )

    @validates("chosen")
    def _lie(self, _key: str, chosen: Any) -> Any:
        """The class says on which axis it lies."""
        said = getattr(chosen, "value", chosen)
        if said:
            self.axis = ClassAxis(said.partition(":")[0])
        return chosen

    @property
    def task_subject(self) -> str:
        """Whose class is set: what its tasks and its page are called."""
        return f"{self.customer.customer_name} · {self.chosen}" if self.customer else str(self)

    def __str__(self) -> str:
        return self.override_no


class ClassRun(Stamped, Model):
    """Working out the classes of all customers: looked at first, then taken over (R-219, R-221, R-224)."""

    __tablename__ = "class_run"
    kind = "class_run"
    task_reads: ClassVar = ("run_no",)
    numbers = {"run_no": "FJ-{yyyy}-{seq:04d}"}
    __table_args__ = (
        *led_by("class_run", "state", "seen_count", "change_count", "counted_at", "applied_on",
                "created_at"),
    )  # fmt: skip

    run_no: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Run number")))
    state: Mapped[RunState] = mapped_column(
        choice(RunState), default=RunState.DRAFT, info=label(_("State"))
    )
    axes: Mapped[list[str]] = mapped_column(
        JSON, default=list,
        info=label(_("Axes"), words=ClassAxis, rule="C-03", help=_("Empty: all that are worked out.")),
    )  # fmt: skip
    remark: Mapped[str | None] = mapped_column(String(300), info=label(_("Remark")))
    seen_count: Mapped[int | None] = mapped_column(Integer, info=label(_("Customers looked at")))
    change_count: Mapped[int | None] = mapped_column(Integer, info=label(_("Classes that change")))
    # by axis, class before and after: how many, and a few by their codes
    found: Mapped[list[list[Any]] | None] = mapped_column(
        JSON(none_as_null=True), info=label(_("What would change"))
    )
    counted_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Worked out at"))
    )
    applied_on: Mapped[dt.date | None] = mapped_column(Date, info=label(_("Taken over on")))

    def __str__(self) -> str:
        return self.run_no
