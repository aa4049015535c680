"""What the plan of visits and the summary of opinions are made of, each asked for a time and bounded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.viewer import Viewer
from app.organization.models import Staff
from app.visits.models import OpinionItem, VisitRequest
from app.visits.words import OpinionKind, OpinionState, SlipState

PEOPLE = 200  # to choose from; a company with more asks by branch


def visitors_in_reach(session: Session, viewer: Viewer) -> Mapping[int, str]:
    """Account → name of those whose visits the viewer may see, by name; himself where he goes out."""
    breadths = viewer.breadth_of(VisitRequest.kind)
    asked = select(Staff.user_id, Staff.full_name).where(Staff.user_id.is_not(None))
    if "all" not in breadths and "branch" in breadths:
        asked = asked.where(Staff.branch_id.in_(sorted(viewer.branches_of(VisitRequest.kind))))
    elif "all" not in breadths:
        asked = asked.where(Staff.user_id.in_(sorted(viewer.owner_ids)))
    found = session.execute(asked.order_by(Staff.full_name).limit(PEOPLE))
    return {ident: name for ident, name in found if ident is not None}


def planned(
    session: Session, since: dt.datetime, until: dt.datetime, who: int | None, most: int
) -> Sequence[VisitRequest]:
    """Visits planned in a span of time, called off ones left out, the earliest first (F-042)."""
    asked = (
        select(VisitRequest)
        .where(
            VisitRequest.planned_from.between(since, until),
            VisitRequest.state.not_in((SlipState.CANCELLED, SlipState.REJECTED)),
        )
        .options(joinedload(VisitRequest.customer), joinedload(VisitRequest.visitor))
        .order_by(VisitRequest.planned_from, VisitRequest.day_seq, VisitRequest.id)
        .limit(most)
    )
    if who is not None:
        asked = asked.where(VisitRequest.visitor_id == who)
    return session.scalars(asked).unique().all()


def said_between(
    session: Session, first: dt.date, last: dt.date, most: int
) -> Sequence[OpinionItem]:
    """Opinions said in a time, sorted by kind, then as they came (F-052, R-131)."""
    asked = (
        select(OpinionItem)
        .where(OpinionItem.raised_on.between(first, last))
        .options(joinedload(OpinionItem.customer), joinedload(OpinionItem.responsible_department))
        .order_by(OpinionItem.opinion_kind, OpinionItem.raised_on, OpinionItem.id)
        .limit(most)
    )
    return session.scalars(asked).unique().all()


def opinions_by_state(
    session: Session, first: dt.date, last: dt.date
) -> Mapping[tuple[OpinionKind, OpinionState], int]:
    """How many of each kind stand where (R-135)."""
    asked: Any = (
        select(OpinionItem.opinion_kind, OpinionItem.state, func.count(OpinionItem.id))
        .where(OpinionItem.raised_on.between(first, last))
        .group_by(OpinionItem.opinion_kind, OpinionItem.state)
    )
    return {(kind, state): number for kind, state, number in session.execute(asked)}
