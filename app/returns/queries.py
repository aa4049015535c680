"""Named questions about return visits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.kernel import scope
from app.returns.models import MADE, ReturnPlanLine, ReturnVisit
from app.returns.words import ReturnState
from app.visits.encounters import Encounter, Row, Span


def lines_of(session: Session, plan_id: int) -> Sequence[ReturnPlanLine]:
    """The customers of a plan, in the order in which they were entered."""
    return session.scalars(
        select(ReturnPlanLine)
        .where(ReturnPlanLine.plan_id == plan_id)
        .options(joinedload(ReturnPlanLine.customer))
        .order_by(ReturnPlanLine.id)
    ).all()


def still_to_make(session: Session, customer_id: int) -> Sequence[ReturnVisit]:
    """The return visits to a customer that nobody has made yet, whoever may see them (R-260)."""
    with scope.everything():
        return session.scalars(
            select(ReturnVisit)
            .where(ReturnVisit.customer_id == customer_id, ReturnVisit.state == ReturnState.PLANNED)
            .order_by(ReturnVisit.id)
        ).all()


def after_visit(session: Session, slip_id: int) -> ReturnVisit | None:
    """The return visit that a visit record has called for (R-162)."""
    found = select(ReturnVisit).where(ReturnVisit.visit_request_id == slip_id)
    return session.scalars(found.limit(1)).first()


def contacts(
    customers: list[int], session: Session, apart_from: Row | None, span: Span | None, most: int
) -> list[Encounter]:
    """Return visits that were made to some customers, as contacts, newest first (R-068)."""
    statement = (
        select(ReturnVisit)
        .where(
            ReturnVisit.customer_id.in_(customers), ReturnVisit.visited_at.is_not(None),
            ReturnVisit.visitor_id.is_not(None), ReturnVisit.state.in_(MADE),
        )
        .options(joinedload(ReturnVisit.visitor), joinedload(ReturnVisit.customer))
        .order_by(ReturnVisit.visited_at.desc(), ReturnVisit.id.desc())
        .limit(most)
    )  # fmt: skip
    if apart_from is not None and apart_from[0] is ReturnVisit:
        statement = statement.where(ReturnVisit.id != apart_from[1])
    if span is not None:
        statement = statement.where(ReturnVisit.visited_at.between(*span))
    with scope.everything(), session.no_autoflush:
        return [row.as_encounter() for row in session.scalars(statement).unique()]
