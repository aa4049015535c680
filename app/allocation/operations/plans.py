"""What was planned for a customer goes to the successor, or ends, by rule (R-066)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel import manifests
from app.kernel.scope import everything
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import run
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow

PLANNED = (SlipState.DRAFT, SlipState.REJECTED, SlipState.SUBMITTED)
AGREED = (SlipState.APPROVED, SlipState.ATTENDANCE)  # an approval names the person who goes


def pass_on(
    session: Session, owners: Mapping[int, int | None], to_id: int | None, now: dt.datetime
) -> int:
    """Visits the old owners planned: what waits is the successor's to plan, what was approved is
    called off, what has begun is recorded by whoever has the customer then; how many changed."""
    done = 0
    for slip in _open(session, owners):
        if slip.visitor_id != owners[slip.customer_id]:
            continue
        done += 1
        with everything():
            if slip.state in AGREED:
                run(session, slip_flow, slip, "cancel", viewer=SYSTEM, now=now,
                    reason=gettext("The customer was handed over."))  # fmt: skip
                continue
            if slip.state is SlipState.SUBMITTED:
                run(session, slip_flow, slip, "withdraw", viewer=SYSTEM, now=now)
            if to_id is not None:
                slip.visitor_id = to_id
                session.flush()
    return done


def follow(session: Session, owners: Mapping[int, int | None], to_id: int | None) -> None:
    """What else was the old owners' to do is the successor's, table by table as the wings say."""
    if to_id is not None:
        manifests.follow(session, Customer, owners, to_id)


def _open(session: Session, customer_ids: Iterable[int]) -> list[VisitRequest]:
    asked = VisitRequest.customer_id.in_(list(customer_ids))
    states = VisitRequest.state.in_((*PLANNED, *AGREED))
    with everything():
        return list(
            session.scalars(select(VisitRequest).where(asked, states).order_by(VisitRequest.id))
        )
