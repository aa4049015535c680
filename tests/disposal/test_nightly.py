"""At night customers without trade are nominated, once for each trade, and final consumers never."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.disposal.models import BadCase
from app.disposal.words import CaseState, Origin
from app.kernel import clock, jobs
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.worker import Worker


def look(app: Flask, number: int) -> list[Any]:
    """Run the job; all nightly nominations."""
    jobs.enqueue(db.session, "nominate_bad", key=f"test-{number}")
    db.session.commit()
    Worker(app).drain()
    nightly = select(BadCase).where(BadCase.nominated_by == Origin.NIGHTLY).order_by(BadCase.id)
    return list(db.session.scalars(nightly))


@pytest.mark.rule("R-259", "R-258", "C-01")
def test_who_has_not_traded_for_a_year_is_nominated_once(own_app: Flask) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        db.session.execute(update(Customer).values(last_trade_on=None))
        three = db.session.scalars(
            select(Customer)
            .where(Customer.lifecycle_status == Lifecycle.ACTIVE)
            .order_by(Customer.id)
            .limit(3)
        ).all()
        for row, days in zip(three, (366, 365, 900), strict=True):
            row.last_trade_on = clock.today() - dt.timedelta(days=days)
        three[2].is_final_consumer = True
        db.session.commit()
        (case,) = look(own_app, 1)
        assert case.customer_id == three[0].id and case.criteria == ["no_trade_over_1y"]
        assert [task.role for task in open_tasks(db.session, case)] == ["marketing"]
        assert len(look(own_app, 2)) == 1, "the case is under way"
        case.state = CaseState.REVOKED
        db.session.commit()
        assert len(look(own_app, 3)) == 1, "looked at for this trade already"
        db.session.remove()
