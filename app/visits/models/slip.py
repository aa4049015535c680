"""The customer visit slip: request, approval and outing; its record stands in ``record`` (F-041)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    false,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.models import Contact, Customer
from app.kernel.clock import zone
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.scope import Owned, within
from app.kernel.search import Search
from app.kernel.viewer import Viewer
from app.organization.models import Area, Branch, Department
from app.visits.models.record import VisitRecord
from app.visits.words import (
    EmergencyState,
    KeyAccountPurpose,
    Material,
    Occasion,
    SlipState,
    VisitKind,
)

FILTERED = (
    "recorder_id", "occasion", "planned_to", "appointment_confirmed", "approved_by_id", "approved_at",
    "departed_at", "returned_at", "recorded_at", "is_recorded_late", "followed_up_at", "closed_at", "created_at",
)  # fmt: skip
#: Slips of visits whose record is written; what was found there counts (R-108).
WRITTEN = (SlipState.RECORDED, SlipState.FOLLOWED_UP, SlipState.CLOSED)
# the slips an attendance administrator gets to see
APPROVED = (
    SlipState.APPROVED, SlipState.ATTENDANCE, SlipState.DEPARTED, SlipState.RETURNED, *WRITTEN,
)  # fmt: skip


def _approved(model: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Slips of the viewer's branches that somebody has approved."""
    return and_(model.state.in_(APPROVED), model.branch_id.in_(sorted(viewer.branches_of("visit"))))


def _stood_in_for(model: Any, viewer: Viewer) -> ColumnElement[bool]:
    """Slips of the customers for whom the viewer stands in: the record tells him everything (R-067)."""
    if Customer.__tablename__ not in viewer.stands_in:
        return false()
    card = Customer.__table__.alias()
    mine = select(card.c.id).where(card.c.standin_id.in_(sorted(viewer.owner_ids)))
    found: ColumnElement[bool] = model.customer_id.in_(mine)
    return found


class VisitRequest(VisitRecord, Owned, Stamped, Model):
    """A customer visit slip (F-041) with the record of the visit (F-050)."""

    __tablename__ = "visit_request"
    kind = "visit"
    task_reads: ClassVar = (
        "slip_no", "customer_name", "customer.customer_name", "planned_from", "planned_to", "visit_goal",
    )  # fmt: skip
    moves_with = within("customer", "customer_id")  # the successor reads what was recorded
    reach_clauses = {"approved": _approved, "own": _stood_in_for}
    numbers = {"slip_no": "ZF-{yyyy}{mm}-{seq:04d}"}
    __search__ = Search(names=("receiver_name",), codes=("slip_no",))
    __table_args__ = (
        CheckConstraint("planned_to > planned_from", name="planned"),
        Index("ix_visit_request_state_id", "state", "id"),
        Index("ix_visit_request_customer_id_id", "customer_id", "id"),
        Index("ix_visit_request_planned_from_id", "planned_from", "id"),
        Index("ix_visit_request_emergency_id", "emergency", "id"),
        # the calendar of a branch and the day of a person: a month out of three million
        Index("ix_visit_request_branch_id_planned_from", "branch_id", "planned_from"),
        Index("ix_visit_request_visitor_id_planned_from", "visitor_id", "planned_from"),
        *(Index(f"ix_visit_request_{name}_id", name, "id") for name in FILTERED),
    )

    slip_no: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Slip number")))
    state: Mapped[SlipState] = mapped_column(
        choice(SlipState), default=SlipState.DRAFT, info=label(_("State"))
    )
    emergency: Mapped[EmergencyState] = mapped_column(
        choice(EmergencyState),
        default=EmergencyState.PLANNED,
        info=label(_("Emergency"), rule="C-31"),
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id"),
        info=label(_("Customer"), form="F-041", kept="customer_name"),
    )
    customer_name: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Customer on the slip"), form="F-041")
    )
    visitor_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Visitor"), form="F-041")
    )
    recorder_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Note taker"), rule="R-083")
    )
    visit_kind: Mapped[VisitKind] = mapped_column(
        choice(VisitKind), index=True, info=label(_("Kind of visit"), form="F-041")
    )
    occasion: Mapped[Occasion] = mapped_column(
        choice(Occasion),
        default=Occasion.PLAN,
        server_default="plan",
        info=label(_("What calls for the visit"), form="F-043", rule="R-096"),
    )
    purposes: Mapped[list[str]] = mapped_column(
        JSON,
        default=list,
        server_default="[]",
        info=label(_("Purposes"), words=KeyAccountPurpose, rule="R-101"),
    )
    day_seq: Mapped[int | None] = mapped_column(
        info=label(_("Place in the day's order"), form="F-042", rule="R-091", least=1, most=99)
    )
    second_contact_reason: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Why contact again so soon"), rule="R-068")
    )
    carried_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Left over from earlier visits"), rule="R-122")
    )
    carried_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit_request.id"),
        index=True,
        info=label(_("Taken up by"), rule="R-122"),
    )
    visit_goal: Mapped[str | None] = mapped_column(
        Text, info=label(_("Goals of the visit"), rule="R-077")
    )
    planned_from: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, info=label(_("Planned from"), rule="R-077")
    )
    planned_to: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, info=label(_("Planned to"), rule="R-077")
    )

    receiver_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact.id", ondelete="SET NULL"),
        index=True,
        info=label(_("Receiver from the contacts"), rule="R-079"),
    )
    receiver_name: Mapped[str | None] = mapped_column(
        String(100),
        info=label(_("Receiver"), secret="personal", person="receiver_id", rule="R-079"),
    )
    receiver_post: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Post of the receiver"), rule="R-079")
    )
    receiver_has_decision_power: Mapped[bool | None] = mapped_column(
        info=label(_("Receiver decides"), rule="R-079")
    )
    self_perceived_needs: Mapped[str | None] = mapped_column(
        Text, info=label(_("Needs the customer sees"), rule="R-079")
    )
    self_perceived_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Problems the customer sees"), rule="R-079")
    )
    introducer: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Introducer"), rule="R-080")
    )
    materials: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=label(_("Material taken along"), words=Material, rule="R-075")
    )
    appointment_confirmed: Mapped[bool] = mapped_column(
        default=False, info=label(_("Appointment confirmed"), rule="R-085")
    )
    appointment_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Agreed time"), rule="R-085")
    )
    appointment_place: Mapped[str | None] = mapped_column(
        String(200),
        info=label(
            _("Agreed place"), rule="R-086",
            help=_("The customer may choose it: somewhere comfortable and quiet. Be there on time."),
        ),
    )  # fmt: skip
    card_viewed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Card viewed at"), rule="R-084")
    )
    pair_waiver_reason: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Why one visitor is enough"), rule="C-13")
    )

    submitted_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Submitted at"))
    )
    approved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Approved by"), rule="R-078")
    )
    approved_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Approved at"), rule="R-078")
    )
    approval_opinion: Mapped[str | None] = mapped_column(
        Text, info=label(_("Opinion of the approver"))
    )
    attendance_received_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), info=label(_("Received by attendance"), rule="R-078")
    )
    attendance_received_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Received by attendance at"), rule="R-078")
    )
    departed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Departed at"), rule="R-078")
    )
    returned_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Returned at"), rule="R-078")
    )

    record_due_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, index=True, info=label(_("To be recorded by"), rule="R-125")
    )
    recorded_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Recorded at"), rule="R-125")
    )
    is_recorded_late: Mapped[bool | None] = mapped_column(
        info=label(_("Recorded late"), rule="R-125")
    )
    followed_up_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Customer asked again at"), rule="R-162")
    )
    closed_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Filed at"), rule="R-134")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    receiver: Mapped[Contact | None] = relationship(
        Contact, info=label(_("Receiver from the contacts"))
    )
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="VisitRequest.owner_id", info=label(_("Applicant"))
    )
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    area: Mapped[Area | None] = relationship(Area, info=label(_("Area")))
    department: Mapped[Department | None] = relationship(Department, info=label(_("Department")))
    visitor: Mapped[User] = relationship(
        User, foreign_keys="VisitRequest.visitor_id", info=label(_("Visitor"))
    )
    recorder: Mapped[User | None] = relationship(
        User, foreign_keys="VisitRequest.recorder_id", info=label(_("Note taker"))
    )
    approved_by: Mapped[User | None] = relationship(
        User, foreign_keys="VisitRequest.approved_by_id", info=label(_("Approved by"))
    )
    attendance_received_by: Mapped[User | None] = relationship(
        User,
        foreign_keys="VisitRequest.attendance_received_by_id",
        info=label(_("Received by attendance")),
    )

    @validates("visitor_id")
    def _owe(self, _key: str, user_id: int) -> int:
        """The slip is the visitor's, whoever typed it (R-078)."""
        if self.owner_id is None:
            self.owner_id = user_id
        return user_id

    @property
    def task_subject(self) -> str:
        """What a task about the slip is called: the customer as the slip names him, at any reader's desk."""
        return self.customer_name or str(self.customer or self.slip_no)

    @property
    def task_line(self) -> str:
        """The slip in one line: when, and what for."""
        start, end = (at.astimezone(zone()) for at in (self.planned_from, self.planned_to))
        until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%m-%d %H:%M}"
        return f"{start:%m-%d %H:%M}–{until} {self.visit_goal or ''}".strip()

    def __str__(self) -> str:
        return self.slip_no
