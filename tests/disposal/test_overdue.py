"""At night the long overdue are nominated where a declaration says so; where nobody knows, somebody is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update

from app.customers.models import Customer, FundsDeclaration
from app.customers.words import Lifecycle
from app.disposal import queries
from app.disposal.models import BadCase
from app.disposal.words import CaseState, Criterion, Origin
from app.kernel import clock, jobs
from app.kernel.db import db, writing
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import open_tasks
from app.kernel.worker import Worker
from tests.factories.policy import in_force


def look(app: Flask, number: int) -> list[Any]:
    """Run the job; all nightly nominations."""
    jobs.enqueue(db.session, "nominate_overdue", key=f"test-{number}")
    db.session.commit()
    Worker(app).drain()
    nightly = select(BadCase).where(BadCase.nominated_by == Origin.NIGHTLY).order_by(BadCase.id)
    return list(db.session.scalars(nightly))


def declare(row: Customer, days: int, will: bool | None, **given: Any) -> FundsDeclaration:
    """What a customer's funds were said to be: overdue for so many days."""
    held = {
        "valid_from": clock.today() - dt.timedelta(days=10), "arrears_amount": 12_000,
        "overdue_since": clock.today() - dt.timedelta(days=days), "unwilling_to_pay": will,
        "unwilling_evidence": "书面拒付" if will else None, "source": "财务部", **given,
    }  # fmt: skip
    declared = FundsDeclaration(customer_id=row.id, **held)
    db.session.add(declared)
    db.session.flush()
    return declared


@pytest.mark.rule("R-259", "R-258", "C-01", "C-18")
def test_who_is_overdue_for_a_year_and_will_not_pay_is_nominated_once(own_app: Flask) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        nothing_known()
        due, short, willing, paid, private, late = customers(6)
        private.is_final_consumer = True
        declare(due, 365, True)
        declare(short, 364, True)
        declare(willing, 500, False)
        declare(paid, 500, True)
        declare(paid, 500, None, valid_from=clock.today(), overdue_since=None, arrears_amount=0)
        declare(private, 500, True)
        declare(late, 500, True, valid_from=clock.today() + dt.timedelta(days=1))
        db.session.commit()
        (case,) = look(own_app, 1)
        assert case.customer_id == due.id and case.criteria == [Criterion.OVERDUE.value]
        assert (case.overdue_days, case.arrears_amount) == (365, 12_000)
        assert case.overdue_since == clock.today() - dt.timedelta(days=365)
        assert "书面拒付" in case.evidence and "财务部" in case.evidence, "what shows it is kept"
        assert [task.role for task in open_tasks(db.session, case)] == ["marketing"]
        assert len(look(own_app, 2)) == 1, "the case is under way"
        case.state = CaseState.REVOKED
        db.session.commit()
        assert len(look(own_app, 3)) == 1, "looked at for this delay already"
        declare(due, 366, True, valid_from=clock.today())
        db.session.commit()
        assert len(look(own_app, 4)) == 2, "another delay is another matter"
        db.session.remove()


@pytest.mark.rule("R-259")
def test_of_whom_nobody_knows_the_will_somebody_is_asked_once(own_app: Flask) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        nothing_known()
        (row,) = customers(1)
        row.owner_id = db.session.scalars(select(User.id).where(User.username == "rep")).one()
        asked = declare(row, 400, None)
        db.session.commit()
        assert look(own_app, 1) == [] and look(own_app, 2) == []
        told = select(Notice).where(
            Notice.row_table == "funds_declaration", Notice.row_id == asked.id
        )
        (notice,) = db.session.scalars(told)
        assert notice.user_id == row.owner_id and notice.params == {"days": 400}
        db.session.remove()


@pytest.mark.rule("R-259", "C-18")
def test_the_register_says_how_long_and_for_whom(session: Any, as_system: None) -> None:
    nothing_known()
    soon, private = customers(2)
    declare(soon, 90, True)
    private.is_final_consumer = True
    since = clock.today() - dt.timedelta(days=90)
    declare(private, 400, True)
    found = queries.overdue(session, since, 0, 10, True)
    assert [each.customer_id for each in found] == [soon.id]
    in_force(session, "bad.exclude_final_consumers", "false")
    found = queries.overdue(session, since, 0, 10, True)
    assert [each.customer_id for each in found] == [soon.id, private.id]


def nothing_known() -> None:
    """No declaration of the demonstration says anything of a delay."""
    db.session.execute(update(FundsDeclaration).values(overdue_since=None))


def customers(number: int) -> list[Customer]:
    """Current customers without a case."""
    found = (
        select(Customer)
        .where(Customer.lifecycle_status == Lifecycle.ACTIVE)
        .where(Customer.id.not_in(select(BadCase.customer_id)))
    )
    return list(db.session.scalars(found.order_by(Customer.id).limit(number)))
