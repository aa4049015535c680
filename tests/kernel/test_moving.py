"""Moving reach: everything below a row changes hands at once, tells its trail, and leaves authors alone."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm.exc import StaleDataError

from app.customers.models import Contact, Customer
from app.kernel.moving import move_many, move_reach
from app.kernel.scope import acting_as, everything, get
from app.kernel.tasks import Task
from app.kernel.trail import TrailEntry
from app.kernel.workflow import run
from app.organization.placing import place_of
from app.visits.models import VisitCompanion, VisitRequest
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.visits import slip


@pytest.fixture
def held(session: Any, viewer_of: Any, user_id: Any) -> tuple[Customer, VisitRequest]:
    """A customer of rep's with a slip of his, on which rep2 comes along."""
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        row = slip(session, customer, user_id("rep"), companions=(user_id("rep2"),))
    return customer, row


@pytest.mark.rule("R-066")
def test_all_that_hangs_below_goes_along_and_authors_stay(
    session: Any, held: Any, user_id: Any, as_system: None
) -> None:
    customer, row = held
    new = user_id("rep3")
    place = place_of(session, new)
    counts = move_reach(session, Customer, customer.id, owner_id=new, **place)
    assert counts["customer"] == counts["contact"] == counts["visit_request"] == 1
    for model in (Customer, Contact, VisitRequest, VisitCompanion):
        key = model.id if model is Customer else getattr(model, "customer_id", None)
        rows = session.scalars(
            select(model).where(key == customer.id) if key is not None
            else select(model).where(VisitCompanion.visit_request_id == row.id)
        ).all()  # fmt: skip
        assert rows and all((r.owner_id, r.branch_id) == (new, place["branch_id"]) for r in rows)
    assert row.visitor_id == row.created_by_id == user_id("rep")


def test_a_colleagues_own_slip_stays_his_inside_the_branch(
    session: Any, held: Any, user_id: Any, as_system: None
) -> None:
    customer, _row = held
    other = slip(session, customer, user_id("agent"))
    to = user_id("rep2")
    move_reach(session, Customer, customer.id, owner_id=to, **place_of(session, to))
    assert other.owner_id == user_id("agent")
    to = user_id("rep3")  # of another branch: nobody here has anything to do with it any more
    move_reach(session, Customer, customer.id, owner_id=to, **place_of(session, to))
    assert other.owner_id == to


def test_the_old_owner_loses_it_in_the_same_breath(
    session: Any, held: Any, user_id: Any, viewer_of: Any
) -> None:
    customer, row = held
    to = user_id("rep2")
    with everything():
        move_reach(session, Customer, customer.id, owner_id=to, **place_of(session, to))
    with acting_as(viewer_of("rep")):
        assert get(session, Customer, customer.id) is None
        assert get(session, VisitRequest, row.id) is None
        assert not session.scalars(select(Contact).where(Contact.customer_id == customer.id)).all()
    with acting_as(viewer_of("rep2")):
        assert get(session, Customer, customer.id) is customer


def test_the_trail_says_who_moved_it_and_a_form_left_open_is_stale(
    session: Any, held: Any, user_id: Any, viewer_of: Any
) -> None:
    customer, _row = held
    version, old, to = customer.version, customer.owner_id, user_id("rep2")
    with acting_as(viewer_of("manager")):
        move_reach(session, Customer, customer.id, owner_id=to, **place_of(session, to))
        assert customer.version == version + 1
        newest = select(TrailEntry).where(
            TrailEntry.table_name == "customer", TrailEntry.row_id == str(customer.id)
        )
        entry = session.scalars(newest.order_by(TrailEntry.id.desc()).limit(1)).one()
    assert entry.changes["owner_id"] == [old, to] and entry.actor_id == user_id("manager")


def test_open_tasks_of_the_old_owner_go_to_the_new_one(
    session: Any, held: Any, user_id: Any, viewer_of: Any
) -> None:
    _customer, row = held
    with acting_as(viewer_of("rep")):
        run(session, slip_flow, row, "submit", viewer=viewer_of("rep"))
    task = session.scalars(
        select(Task).where(Task.row_table == "visit_request", Task.row_id == row.id,
                           Task.closed_at.is_(None))
    ).one()  # fmt: skip
    assert task.role == "branch_manager"
    task.user_id, task.role = user_id("rep"), None
    session.flush()
    to, branch = user_id("rep3"), task.branch_id
    with everything():
        move_reach(session, Customer, row.customer_id, owner_id=to, **place_of(session, to))
    apart = task.apart  # he is none of those whom four eyes keep away
    assert to not in apart and task.user_id == to and task.branch_id != branch


def test_a_missing_row_moves_nothing(
    session: Any, held: Any, user_id: Any, as_system: None
) -> None:
    customer, _row = held
    with pytest.raises(LookupError):
        move_many(session, Customer, [customer.id, 10**9], {"owner_id": user_id("rep2")})
    assert customer.owner_id == user_id("rep")


def test_an_editor_who_was_first_in_memory_does_not_undo_the_move(
    session: Any, held: Any, user_id: Any, as_system: None
) -> None:
    """What was loaded before the move is read anew; what was written elsewhere meanwhile is stale."""
    customer, _row = held
    move_many(session, Customer, [customer.id], {"owner_id": user_id("rep2")}, {"fax": "028-1"})
    assert (customer.owner_id, customer.fax) == (user_id("rep2"), "028-1")
    session.execute(
        text("UPDATE customer SET version = version + 1 WHERE id = :id"), {"id": customer.id}
    )
    customer.fax = "028-2"
    with pytest.raises(StaleDataError):
        session.flush()
