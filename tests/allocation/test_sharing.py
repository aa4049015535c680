"""Thousands at once: proposed for evenly, seen before, accepted or overruled, and a result for every row (R-062)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.allocation.models import Allocation, Conflict
from app.allocation.words import AllocationState
from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle
from app.kernel import clock, numbering, results
from app.kernel.db import db, writing
from app.kernel.jobs import Job, JobState
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as, everything
from app.kernel.worker import Worker
from tests.conftest import sign_in
from tests.factories.customers import card

MANY = 14


@pytest.fixture
def people(own_app: Any) -> dict[str, int]:
    with own_app.app_context():
        return dict(db.session.execute(select(User.username, User.id)).all())


@pytest.fixture
def ownerless(own_app: Any, people: dict[str, int]) -> list[int]:
    """Customers of the branch that nobody is responsible for, and no other proposal."""
    with own_app.app_context(), writing(), acting_as(SYSTEM):
        db.session.query(Allocation).filter(Allocation.state == AllocationState.PROPOSED).update(
            {"state": AllocationState.TRANSFERRED}
        )
        for each in db.session.scalars(select(Customer).where(Customer.owner_id.is_(None))):
            each.lifecycle_status = Lifecycle.LOST
        found = [card(db.session, people["rep"]) for _each in range(MANY)]
        for each in found:
            each.owner_id, each.state, each.abc_grade = None, CardState.FILED, None
        db.session.commit()
        return [each.id for each in found]


def visit(own_app: Any, name: str, people: dict[str, int]) -> Any:
    return sign_in(own_app.test_client(), people[name], own_app)


def told(own_app: Any) -> tuple[Job, list[list[str]]]:
    """The last job, done, and the lines of its file."""
    Worker(own_app).drain()
    with own_app.app_context(), acting_as(SYSTEM):
        job = db.session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        assert job.state is JobState.DONE, job.error_id
        text = (results.read(job.id) or b"").decode("utf-8-sig")
        return job, list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.rule("R-062", "R-065", "R-061")
def test_a_batch_is_proposed_seen_accepted_and_told_row_by_row(
    own_app: Any, ownerless: list[int], people: dict[str, int]
) -> None:
    manager = visit(own_app, "manager", people)
    page = manager.get("/loads/").text
    assert f"无负责人客户 {MANY} 户" in page
    assert manager.post("/loads/do/propose").status_code == 302
    job, lines = told(own_app)
    assert (job.total, job.done, job.result["refused"]) == (MANY, MANY, 0)
    assert len(lines) == MANY and not any(line[4] for line in lines)
    with own_app.app_context(), acting_as(SYSTEM):
        waits = select(Allocation).where(Allocation.customer_id.in_(ownerless))
        rows = db.session.scalars(waits.order_by(Allocation.id)).all()
        named, first = [row.assigned_to_id for row in rows], rows[0].allocation_no
        assert {row.state for row in rows} == {AllocationState.PROPOSED}
        assert set(named) == {people["rep"], people["rep2"]}, "not all to one"
        # somebody quarrels about one of them meanwhile: it stays, and the result says why
        quarrel = Conflict(
            customer_id=ownerless[0], other_id=ownerless[1], customer_name="甲", other_name="乙",
            claimant_id=people["rep"], holder_id=people["rep2"],
        )  # fmt: skip
        with writing():
            numbering.number(db.session, quarrel, on=clock.today())
            db.session.add(quarrel)
            db.session.commit()
    page = manager.get("/loads/").text
    assert f"待定建议 {MANY} 条" in page and first in page
    assert manager.post("/loads/do/accept").status_code == 302
    job, lines = told(own_app)
    assert (len(lines), job.result["done"], job.result["refused"]) == (MANY, MANY - 2, 2)
    assert [bool(line[4]) for line in lines] == [True, True] + [False] * (MANY - 2)
    with own_app.app_context(), acting_as(SYSTEM):
        owners = [db.session.get(Customer, ident).owner_id for ident in ownerless]
        assert owners == [None, None, *named[2:]]
        notice = Notice.user_id == people["manager"], Notice.notice_kind == "allocation_shared"
        assert len(db.session.scalars(select(Notice).where(*notice)).all()) == 2
    assert manager.get(f"/jobview/result/{job.id}").status_code == 200
    assert visit(own_app, "rep", people).get(f"/jobview/result/{job.id}").status_code == 404


@pytest.mark.rule("R-061", "R-062")
def test_all_are_given_to_one_person_after_a_look_at_what_that_means(
    own_app: Any, ownerless: list[int], people: dict[str, int]
) -> None:
    manager = visit(own_app, "manager", people)
    manager.post("/loads/do/propose")
    told(own_app)
    chosen = f"to={people['rep2']}"
    assert "全部分配给此人" in manager.get(f"/loads/?{chosen}").text
    assert manager.get("/loads/?to=999999").status_code == 404
    manager.post(f"/loads/do/accept?{chosen}")
    job, _lines = told(own_app)
    assert job.result["done"] == MANY
    with own_app.app_context(), everything():
        owners = {db.session.get(Customer, ident).owner_id for ident in ownerless}
    assert owners == {people["rep2"]}


@pytest.mark.rule("R-061")
@pytest.mark.parametrize(
    ("person", "code"), [("rep", 403), ("clerk", 403), ("custodian", 404), ("dept", 404)]
)
def test_who_does_not_decide_shares_nothing_out(
    own_app: Any, people: dict[str, int], person: str, code: int
) -> None:
    client = visit(own_app, person, people)
    for verb in ("propose", "accept"):
        assert client.post(f"/loads/do/{verb}").status_code == code
    with own_app.app_context(), acting_as(SYSTEM):
        kinds = ("share_out_customers", "accept_proposals")
        assert not db.session.scalars(select(Job).where(Job.job_kind.in_(kinds))).all()


def test_a_job_asked_for_twice_by_a_double_click_allocates_once(
    own_app: Any, ownerless: list[int], people: dict[str, int]
) -> None:
    manager = visit(own_app, "manager", people)
    manager.post("/loads/do/propose")
    told(own_app)
    for _click in range(2):
        manager.post("/loads/do/accept")
    told(own_app)
    with own_app.app_context(), acting_as(SYSTEM):
        waits = select(Allocation).where(Allocation.customer_id.in_(ownerless))
        rows = db.session.scalars(waits).all()
        assert len(rows) == MANY and {row.state for row in rows} == {AllocationState.ASSIGNED}
