"""An opinion of a customer as something to be handled: by whom, until when, with what result (F-052)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import Customer
from app.kernel import clock
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label, led_by
from app.kernel.scope import Owned, within
from app.kernel.viewer import Viewer
from app.organization.models import Area, Branch, Department
from app.visits.models.slip import VisitRequest
from app.visits.words import OpinionKind, OpinionState

FILTERED = (
    "state", "opinion_kind", "raised_on", "is_major", "responsible_department_id", "due_on",
    "fixed_at", "revisit_on", "is_satisfied", "filed_at", "created_at",
)  # fmt: skip


def _assigned(model: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Items for which a department of the viewer is responsible (R-133)."""
    found: ColumnElement[bool] = model.responsible_department_id.in_(sorted(viewer.department_ids))
    return found


class OpinionItem(Owned, Stamped, Model):
    """One opinion, suggestion or complaint on its way to an answer (W-09, F-052)."""

    __tablename__ = "opinion_item"
    kind = "opinion"
    task_reads: ClassVar = ("customer_name", "opinion_no", "content")
    moves_with = within("customer", "customer_id")
    reach_clauses = {"assigned": _assigned}
    numbers = {"opinion_no": "YJ-{yyyy}-{seq:04d}"}
    __table_args__ = (
        Index("ix_opinion_item_customer_id_id", "customer_id", "id"),
        Index("ix_opinion_item_visit_request_id_id", "visit_request_id", "id"),
        *led_by("opinion_item", *FILTERED),
    )

    opinion_no: Mapped[str] = mapped_column(
        String(40), unique=True, info=label(_("Number of the opinion"), form="F-052")
    )
    state: Mapped[OpinionState] = mapped_column(
        choice(OpinionState), default=OpinionState.SUMMARISED, info=label(_("State"))
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"), info=label(_("Customer"), form="F-052", kept="customer_name")
    )
    customer_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Customer who said it"), form="F-052")
    )
    visit_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit_request.id"), info=label(_("Said during the visit"), form="F-052")
    )
    raised_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Said on"), form="F-052")
    )
    opinion_kind: Mapped[OpinionKind] = mapped_column(
        choice(OpinionKind), info=label(_("Kind of opinion"), form="F-052", rule="R-131")
    )
    content: Mapped[str] = mapped_column(
        Text, info=label(_("In the customer's words"), form="F-052", rule="R-129")
    )
    explanation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Explained on the spot"), rule="R-129")
    )
    is_answered: Mapped[bool] = mapped_column(
        default=False, info=label(_("Settled on the spot"), rule="R-130")
    )
    is_major: Mapped[bool] = mapped_column(
        default=False, info=label(_("Major"), form="F-052", rule="R-132")
    )
    decision: Mapped[str | None] = mapped_column(
        Text, info=label(_("How to handle it"), form="F-052", rule="R-132")
    )
    responsible_department_id: Mapped[int | None] = mapped_column(
        ForeignKey("department.id"),
        info=label(_("Responsible department"), form="F-052", rule="R-133"),
    )
    due_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("To be handled by"), form="F-052", rule="R-133", due="fixed_at")
    )
    fix_result: Mapped[str | None] = mapped_column(
        Text, info=label(_("What was done about it"), form="F-052", rule="R-133")
    )
    fixed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Handled at"), rule="R-133")
    )
    revisit_on: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Customer asked again on"), form="F-052", rule="R-130")
    )
    revisit_result: Mapped[str | None] = mapped_column(
        Text, info=label(_("What the customer says now"), form="F-052", rule="R-130")
    )
    is_satisfied: Mapped[bool | None] = mapped_column(
        info=label(_("Customer content"), form="F-052", rule="R-130")
    )
    filed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Filed at"), rule="R-134")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    visit_request: Mapped[VisitRequest | None] = relationship(
        VisitRequest, info=label(_("Said during the visit"))
    )
    responsible_department: Mapped[Department | None] = relationship(
        Department,
        foreign_keys=[responsible_department_id],
        info=label(_("Responsible department")),
    )
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="OpinionItem.owner_id", info=label(_("Heard by"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    area: Mapped[Area | None] = relationship(Area, info=label(_("Area")))
    department: Mapped[Department | None] = relationship(
        Department, foreign_keys="OpinionItem.department_id", info=label(_("Department"))
    )

    @property
    def task_subject(self) -> str:
        """What a task about it is called: the customer who said it."""
        return self.customer_name or self.opinion_no

    @property
    def task_line(self) -> str:
        """What was said, in one line."""
        return self.content[:80]

    def __str__(self) -> str:
        return self.opinion_no
