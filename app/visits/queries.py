"""Named questions about visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from app.customers.models import Contact, Customer
from app.kernel import scope
from app.kernel.tasks import Step, steps
from app.visits.models import (
    WRITTEN,
    Minutes,
    MinutesAgreement,
    VisitCompanion,
    VisitOpinion,
    VisitRequest,
    VisitTerm,
)
from app.visits.words import SlipState

HANDED_IN = {"submit", "release", "depart_urgently"}
DECIDED = {"approve", "approve_alone", "reject", "confirm", "refuse"}
OPEN = (SlipState.DRAFT, SlipState.SUBMITTED, SlipState.APPROVED, SlipState.ATTENDANCE)


def companions_of(session: Session, slip_id: int) -> Sequence[VisitCompanion]:
    """The colleagues who come along."""
    return session.scalars(
        select(VisitCompanion)
        .where(VisitCompanion.visit_request_id == slip_id)
        .order_by(VisitCompanion.id)
    ).all()


def companions_of_many(session: Session, slip_ids: Sequence[int]) -> dict[int, list[User]]:
    """Slip → the colleagues who come along, for all of a page in one statement."""
    found: dict[int, list[User]] = {}
    statement = (
        select(VisitCompanion)
        .where(VisitCompanion.visit_request_id.in_(list(slip_ids)))
        .options(joinedload(VisitCompanion.user))
        .order_by(VisitCompanion.id)
    )
    for each in session.scalars(statement) if slip_ids else ():
        found.setdefault(each.visit_request_id, []).append(each.user)
    return found


def visitors(session: Session, slip: VisitRequest) -> int:
    """How many people make the visit."""
    others = {companion.user_id for companion in companions_of(session, slip.id)}
    return len(others | {slip.visitor_id})


def known_of_receiver(session: Session, contact_id: int | None) -> dict[str, Any]:
    """What a contact tells of the receiver, under the slip's own names; nothing without one (R-079)."""
    contact = scope.get(session, Contact, contact_id) if contact_id else None
    if contact is None:
        return {}
    return {
        "receiver_name": contact.contact_name,
        "receiver_post": contact.contact_post,
        "receiver_has_decision_power": contact.has_project_decision,
    }


def last_visits(session: Session, customer_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """When somebody last came back from these customers, whoever it was (R-068)."""
    back = func.max(VisitRequest.returned_at)
    statement = (
        select(VisitRequest.customer_id, back)
        .where(
            VisitRequest.customer_id.in_(list(customer_ids)), VisitRequest.returned_at.is_not(None)
        )
        .group_by(VisitRequest.customer_id)
    )
    with scope.everything():
        return {ident: at for ident, at in session.execute(statement) if at is not None}


def leftovers(
    session: Session, customer_id: int, slip_id: int | None = None
) -> Sequence[VisitRequest]:
    """Recorded visits whose problem no later slip has taken up, the latest first (R-122).

    What a slip took up itself still counts for it; what one took up that was called off is open again.
    """
    later = aliased(VisitRequest)
    dead = (SlipState.REJECTED, SlipState.CANCELLED)
    statement = (
        select(VisitRequest)
        .outerjoin(later, later.id == VisitRequest.carried_into_id)
        .where(
            VisitRequest.customer_id == customer_id,
            VisitRequest.state.in_(WRITTEN),
            VisitRequest.leftover_problem.is_not(None),
            VisitRequest.id != (slip_id or 0),
            or_(later.id.is_(None), later.id == (slip_id or 0), later.state.in_(dead)),
        )
        .order_by(VisitRequest.planned_from.desc())
        .limit(10)
    )
    with scope.everything(), session.no_autoflush:
        return session.scalars(statement).all()


def taken_up_by(session: Session, slip_id: int) -> Sequence[VisitRequest]:
    """Earlier visits whose problems stand on a slip (R-122)."""
    found = select(VisitRequest).where(VisitRequest.carried_into_id == slip_id)
    with scope.everything(), session.no_autoflush:
        return session.scalars(found).all()


def opinions_of(session: Session, slip_id: int) -> Sequence[VisitOpinion]:
    """What the customer said, in the order it was written down (R-129)."""
    found = select(VisitOpinion).where(VisitOpinion.visit_request_id == slip_id)
    return session.scalars(found.order_by(VisitOpinion.id)).all()


def parts_of(session: Session, model: Any, slip_id: int) -> Sequence[Any]:
    """The child rows of a record of one kind, in the order in which they were written."""
    found = select(model).where(model.visit_request_id == slip_id)
    return session.scalars(found.order_by(model.id)).all()


def agreements_of(session: Session, minutes_id: int) -> Sequence[MinutesAgreement]:
    """What the minutes say was agreed, in the order in which it was written (F-046)."""
    found = select(MinutesAgreement).where(MinutesAgreement.minutes_id == minutes_id)
    return session.scalars(found.order_by(MinutesAgreement.id)).all()


def has_terms(session: Session, slip_id: int) -> bool:
    """A term was negotiated, with what both sides want (R-117)."""
    both = VisitTerm.our_offer.is_not(None), VisitTerm.their_demand.is_not(None)
    found = select(VisitTerm.id).where(VisitTerm.visit_request_id == slip_id, *both)
    return session.scalar(found.limit(1)) is not None


def minutes_of(session: Session, slip_id: int) -> Minutes | None:
    """The minutes of a visit."""
    return session.scalars(select(Minutes).where(Minutes.visit_request_id == slip_id)).one_or_none()


def has_agreements(session: Session, minutes_id: int) -> bool:
    """Something stands in the minutes as agreed (F-046)."""
    found = select(MinutesAgreement.id).where(MinutesAgreement.minutes_id == minutes_id)
    return session.scalar(found.limit(1)) is not None


def unseen_slips(session: Session, customer_id: int, visitor_id: int) -> Sequence[VisitRequest]:
    """Slips of a person for a customer whose card was not looked at yet (R-084)."""
    return session.scalars(
        select(VisitRequest).where(
            VisitRequest.customer_id == customer_id,
            VisitRequest.visitor_id == visitor_id,
            VisitRequest.state.in_(OPEN),
            VisitRequest.card_viewed_at.is_(None),
        )
    ).all()


def under_way_to(session: Session, contact_id: int) -> Sequence[str]:
    """Numbers of the slips that wait for a contact: submitted and neither recorded nor called off."""
    over = (SlipState.DRAFT, SlipState.REJECTED, SlipState.CANCELLED, *WRITTEN)
    with scope.everything():
        return session.scalars(
            select(VisitRequest.slip_no)
            .where(VisitRequest.receiver_id == contact_id, VisitRequest.state.not_in(over))
            .order_by(VisitRequest.id)
        ).all()


def decisions(session: Session, row: VisitRequest) -> list[Step]:
    """What approvers decided since the slip was last handed in, oldest first (R-078, C-08)."""
    done = list(steps(session, row))
    handed_in = max((n for n, step in enumerate(done) if step.move in HANDED_IN), default=-1)
    return [step for step in done[handed_in + 1 :] if step.move in DECIDED]


def not_left_yet(session: Session, customer_id: int) -> Sequence[VisitRequest]:
    """Slips for a customer that were handed in and nobody has left for, whoever may see them."""
    waiting = (SlipState.SUBMITTED, SlipState.APPROVED, SlipState.ATTENDANCE)
    found = select(VisitRequest).where(
        VisitRequest.customer_id == customer_id, VisitRequest.state.in_(waiting)
    )
    with scope.everything():
        return session.scalars(found.order_by(VisitRequest.id)).all()


def at_the_desk(
    session: Session, since: dt.datetime, until: dt.datetime, most: int = 300
) -> Sequence[VisitRequest]:
    """What the attendance desk has before it: visits of a day, and whoever is still out (R-078)."""
    ahead = VisitRequest.state.in_((SlipState.APPROVED, SlipState.ATTENDANCE))
    back = VisitRequest.state.in_((SlipState.RETURNED, *WRITTEN))
    # each found by an index of its own; an OR between them would read all visits there are
    chosen = union_all(
        select(VisitRequest.id).where(VisitRequest.state == SlipState.DEPARTED),
        select(VisitRequest.id).where(
            ahead, VisitRequest.planned_from <= until, VisitRequest.planned_to >= since
        ),
        select(VisitRequest.id).where(back, VisitRequest.returned_at.between(since, until)),
    )
    statement = (
        select(VisitRequest)
        .where(VisitRequest.id.in_(chosen))
        .options(joinedload(VisitRequest.customer), joinedload(VisitRequest.visitor))
        .order_by(VisitRequest.planned_from, VisitRequest.id)
        .limit(most)
    )
    return session.scalars(statement).unique().all()


def visits_of_day(
    session: Session, since: dt.datetime, until: dt.datetime, most: int = 50
) -> Sequence[VisitRequest]:
    """Visits planned in a span of time that are not called off, the earliest first."""
    return (
        session.scalars(
            select(VisitRequest)
            .where(
                VisitRequest.planned_from.between(since, until),
                VisitRequest.state.not_in(
                    (SlipState.DRAFT, SlipState.CANCELLED, SlipState.REJECTED)
                ),
            )
            .options(joinedload(VisitRequest.customer), joinedload(VisitRequest.visitor))
            .order_by(VisitRequest.planned_from)
            .limit(most)
        )
        .unique()
        .all()
    )


def own_visits(
    session: Session, user_id: int, since: dt.datetime, until: dt.datetime, places: bool = False
) -> Sequence[VisitRequest]:
    """Visits a person makes or comes along to in a span of time, called off ones left out.

    With ``places`` area and region of the customers come along.
    """
    customer = joinedload(VisitRequest.customer)
    further = [customer.joinedload(Customer.area), customer.joinedload(Customer.region)]
    along = select(VisitCompanion.visit_request_id).where(VisitCompanion.user_id == user_id)
    query = (
        select(VisitRequest)
        .where(
            VisitRequest.planned_from.between(since, until),
            or_(VisitRequest.visitor_id == user_id, VisitRequest.id.in_(along)),
            VisitRequest.state.not_in((SlipState.CANCELLED, SlipState.REJECTED)),
        )
        .options(*(further if places else [customer]))
        .order_by(VisitRequest.planned_from, VisitRequest.id)
        .limit(500)
    )
    return session.scalars(query).unique().all()
