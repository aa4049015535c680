"""What part of those who are to be asked again was asked (F-159), and whom managers visited themselves (F-157)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import lazy_gettext as _
from sqlalchemy import case, distinct, exists, func, or_, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import SERVED
from app.kernel import policy
from app.kernel.clock import zone
from app.kernel.viewer import Viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.organization.models import Staff
from app.returns.models import MADE, ReturnVisit
from app.visits.models import OpinionItem, VisitCompanion, VisitRequest
from app.visits.words import OpinionKind

#: Roles whose round visits are looked at (R-094), and what each is to visit.
ROUNDS = {"branch_manager": "branch_id", "dept_manager": "branch_id", "area_supervisor": "area_id"}
MANAGERS = 200  # people of one report
# what customers said, by the rate the register sets for it
HEARD: Sequence[tuple[Any, tuple[OpinionKind, ...], str]] = (
    (_("Complaints and claims, in person"), (OpinionKind.COMPLAINT, OpinionKind.CLAIM), "rv.rate_complaint_pct"),
    (_("Repairs"), (OpinionKind.REPAIR,), "rv.rate_repair_pct"),
    (_("Special services"), (OpinionKind.SPECIAL_SERVICE,), "rv.rate_repair_pct"),
    (_("Suggestions and opinions"),
     (OpinionKind.SUGGESTION, OpinionKind.OPINION, OpinionKind.REQUEST, OpinionKind.IDEA), "rv.rate_repair_pct"),
)  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """How many were to be asked again, how many were, and how many per cent the register wants."""

    name: Any
    due: int
    done: int
    standard: int

    @property
    def percent(self) -> int | None:
        """The part that was asked; None where nobody was to be asked."""
        return self.done * 100 // self.due if self.due else None

    @property
    def is_short(self) -> bool:
        """Fewer than the register wants."""
        return self.percent is not None and self.percent < self.standard


def rates(session: Session, first: dt.date, last: dt.date) -> list[Rate]:
    """New customers whose first month ended in the time, and what was handled in it (R-167…R-170)."""
    found = [_new(session, first, last)]
    handled = OpinionItem.fixed_at.between(start_of_day(first, zone()), end_of_day(last, zone()))
    asked = case((OpinionItem.revisit_on.is_not(None), 1), else_=0)
    counted = (
        select(OpinionItem.opinion_kind, func.count(OpinionItem.id), func.sum(asked))
        .where(handled)
        .group_by(OpinionItem.opinion_kind)
    )
    told = {kind: (number, done) for kind, number, done in session.execute(counted)}
    for name, kinds, key in HEARD:
        here = [told[kind] for kind in kinds if kind in told]
        due, done = sum(number for number, _done in here), sum(done for _number, done in here)
        found.append(Rate(name, due, done, policy.value(key)))
    return found


def _new(session: Session, first: dt.date, last: dt.date) -> Rate:
    """Customers whose first month of cooperation ended in the time, and who were asked in it (R-167)."""
    month = dt.timedelta(days=policy.value("rv.new_within_days"))
    began = Customer.cooperation_started_on.between(first - month, last - month)
    asked = exists().where(
        ReturnVisit.customer_id == Customer.id, ReturnVisit.state.in_(MADE),
        ReturnVisit.visited_at >= start_of_day(first - month, zone()),
        ReturnVisit.visited_at <= end_of_day(last, zone()),
    )  # fmt: skip
    due, done = session.execute(
        select(func.count(Customer.id), func.sum(case((asked, 1), else_=0))).where(
            began, Customer.lifecycle_status.in_(SERVED)
        )
    ).one()
    return Rate(
        _("New customers, first month"), due or 0, done or 0, policy.value("rv.rate_new_pct")
    )


@dataclass(frozen=True)
class Coverage:
    """A manager or supervisor, the customers he answers for, and how many of them he visited himself."""

    user_id: int
    name: str
    place: str
    customers: int
    visited: int

    @property
    def percent(self) -> int | None:
        """The part visited; None where there is nobody to visit."""
        return self.visited * 100 // self.customers if self.customers else None


def coverage(session: Session, viewer: Viewer, first: dt.date, last: dt.date) -> list[Coverage]:
    """Whoever manages: the customers of his branch or area against those he went to himself (R-094, R-183)."""
    people = _managers(session, viewer)
    visited = _visited(session, [staff.user_id for staff, _key in people], first, last)
    sizes = {key: _sizes(session, key, people) for key in set(ROUNDS.values())}
    return [
        Coverage(
            staff.user_id, staff.full_name, str(staff.area if key == "area_id" else staff.branch),
            sizes[key].get(getattr(staff, key), 0), visited.get(staff.user_id, 0),
        )
        for staff, key in people
    ]  # fmt: skip


def _managers(session: Session, viewer: Viewer) -> list[tuple[Staff, str]]:
    """Those within reach who hold such a role, each with what he answers for."""
    asked = (
        select(Staff, Role.name)
        .join(User, User.id == Staff.user_id)
        .join(User.roles)
        .where(Role.name.in_(list(ROUNDS)), User.active.is_(True))
        .order_by(Staff.branch_id, Staff.full_name)
        .limit(MANAGERS)
    )
    if "all" not in viewer.breadth_of(VisitRequest.kind):
        asked = asked.where(Staff.branch_id.in_(sorted(viewer.branches_of(VisitRequest.kind))))
    found: dict[int, tuple[Staff, str]] = {}
    for staff, role in session.execute(asked):
        found.setdefault(staff.user_id, (staff, ROUNDS[role]))
    return list(found.values())


def _sizes(session: Session, key: str, people: Sequence[tuple[Staff, str]]) -> Mapping[int, int]:
    """Branch or area → its customers in force."""
    places = {getattr(staff, key) for staff, its in people if its == key} - {None}
    column = getattr(Customer, key)
    counted = (
        select(column, func.count(Customer.id))
        .where(column.in_(sorted(places)), Customer.lifecycle_status.in_(SERVED))
        .group_by(column)
    )
    return {row[0]: row[1] for row in session.execute(counted)} if places else {}


def _visited(
    session: Session, people: Sequence[int], first: dt.date, last: dt.date
) -> Mapping[int, int]:
    """Person → how many different customers he went to, by himself or along with a colleague."""
    went = VisitRequest.departed_at.between(start_of_day(first, zone()), end_of_day(last, zone()))
    found: dict[int, int] = {}
    for who in people:
        along = select(VisitCompanion.visit_request_id).where(VisitCompanion.user_id == who)
        counted = select(func.count(distinct(VisitRequest.customer_id))).where(
            went, or_(VisitRequest.visitor_id == who, VisitRequest.id.in_(along))
        )
        found[who] = session.scalar(counted) or 0
    return found
