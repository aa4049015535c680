"""The gate for rows, seen from every way of asking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased

from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.kernel.moving import move_reach
from app.kernel.scope import NoViewer, acting_as, everything, get, reach_clause, sees
from app.kernel.viewer import SYSTEM, Viewer
from app.visits.models import VisitCompanion


def everyone(session):
    with acting_as(SYSTEM):
        return session.scalars(select(Customer)).all()


def test_without_a_viewer_the_gate_stays_shut(session) -> None:
    with pytest.raises(NoViewer):
        session.scalars(select(Customer)).all()
    with pytest.raises(NoViewer):
        session.execute(update(Customer).values(fax="1"))


def test_a_viewer_without_breadth_sees_nothing(session) -> None:
    with acting_as(Viewer(user_id=1)):
        assert session.scalars(select(Customer)).all() == []
        assert session.scalar(select(func.count(Customer.id))) == 0


def test_a_rep_sees_own_rows_by_every_way_of_asking(session, viewer_of) -> None:
    rep = viewer_of("rep")
    total = len(everyone(session))
    with acting_as(rep):
        rows = session.scalars(select(Customer)).all()
        other = aliased(Customer)
        assert 0 < len(rows) < total
        assert {row.owner_id for row in rows} <= rep.owner_ids
        assert session.scalar(select(func.count(Customer.id))) == len(rows)
        assert len(session.scalars(select(other)).all()) == len(rows)
        inner = select(Customer.id).scalar_subquery()
        assert session.scalar(select(func.count(Contact.id)).where(Contact.customer_id.in_(inner)))


def test_bulk_update_and_delete_stay_inside_the_reach(session, viewer_of) -> None:
    with acting_as(viewer_of("rep")):
        mine = len(session.scalars(select(Customer)).all())
        touched = session.execute(update(Customer).values(fax="028-1")).rowcount
        assert touched == mine
        gone = session.execute(delete(CustomerBrand)).rowcount
    with acting_as(SYSTEM):
        assert session.scalar(select(func.count(CustomerBrand.id))) > 0
        assert gone > 0


def test_a_row_in_memory_is_checked_again(session, viewer_of) -> None:
    rep = viewer_of("rep")
    foreign = next(row for row in everyone(session) if not sees(rep, row))
    with acting_as(rep):
        assert get(session, Customer, foreign.id) is None
        assert session.scalars(select(Customer).where(Customer.id == foreign.id)).first() is None


def test_sees_and_the_clause_agree_for_every_demo_person(session, viewer_of) -> None:
    rows = everyone(session)
    for name in ("rep", "rep3", "supervisor", "manager", "dept", "marketing", "attendance"):
        viewer = viewer_of(name)
        with acting_as(viewer):
            found = {row.id for row in session.scalars(select(Customer))}
        assert found == {row.id for row in rows if sees(viewer, row)}, name


def test_children_stand_where_their_parent_stands(session, as_system) -> None:
    parent = session.scalars(select(Customer).where(Customer.owner_id.is_not(None))).first()
    child = Contact(customer_id=parent.id, contact_name="某人")
    session.add(child)
    session.flush()
    assert (child.owner_id, child.branch_id) == (parent.owner_id, parent.branch_id)


@pytest.mark.parametrize("model", [Contact, CustomerBrand, CustomerChannel, CustomerResult])
def test_a_child_follows_the_named_clause_of_its_parent(model, session, viewer_of) -> None:
    """Who stands in for a customer sees all of it, though no child says so."""
    rep = viewer_of("rep")
    with acting_as(SYSTEM):
        row = next(r for r in session.scalars(select(model)) if not sees(rep, r))
        row.customer.standin_id = rep.user_id
        session.flush()
        others = session.scalars(
            select(model).where(model.customer_id != row.customer_id, model.owner_id != rep.user_id)
        ).all()
    with acting_as(rep):
        assert sees(rep, row)
        seen = session.scalars(select(model)).all()
        assert row in seen
        assert not set(seen) & set(others)
        other = aliased(model)
        assert len(session.scalars(select(other)).all()) == len(seen)
        assert len(session.scalars(select(model).join(Customer)).all()) == len(seen)


def test_a_child_follows_a_breadth_that_only_its_parent_knows(session, viewer_of) -> None:
    """Attendance sees the companions of approved slips, and of no other (R-078)."""
    attendance = viewer_of("attendance")
    with acting_as(SYSTEM):
        rows = session.scalars(select(VisitCompanion)).all()
        expected = {row.id for row in rows if sees(attendance, row.visit_request)}
    with acting_as(attendance):
        found = {row.id for row in session.scalars(select(VisitCompanion))}
    assert found == expected == {row.id for row in rows if sees(attendance, row)}
    assert 0 < len(found) < len(rows)


def test_a_child_is_no_door_to_kinds_that_one_does_not_read(session, viewer_of) -> None:
    rep = viewer_of("rep")
    blind = replace(rep, breadths={"customer": rep.breadths["customer"]})
    with acting_as(blind):
        assert session.scalars(select(Customer)).first() is not None
        assert session.scalars(select(Contact)).all() == []


def test_both_databases_find_the_children_of_a_standin_by_indexes(session, viewer_of) -> None:
    """A key IN (SELECT …) beside an OR made PostgreSQL read the whole table."""
    clause = reach_clause(Contact, viewer_of("rep"))
    by_array = str(clause.compile(dialect=postgresql.dialect()))
    assert "contact.customer_id = ANY (ARRAY(SELECT customer_1.id" in by_array
    if session.get_bind().dialect.name == "sqlite":
        asked = select(func.count(Contact.id)).where(clause)
        sql = str(asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = [row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
        assert not any(line.startswith("SCAN") for line in plan), plan


@pytest.mark.rule("R-066")
def test_moving_a_customer_moves_all_that_hangs_below(session, as_system, user_id) -> None:
    contact = session.scalars(select(Contact)).first()
    move_reach(session, Customer, contact.customer_id, owner_id=user_id("rep3"))
    session.flush()
    assert contact.owner_id == user_id("rep3")


def test_everything_is_a_visible_word(session, viewer_of) -> None:
    total = len(everyone(session))
    with acting_as(viewer_of("rep")), everything():
        assert len(session.scalars(select(Customer)).all()) == total
