"""The gate for rows, seen from every way of asking."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from app.customers.models import Contact, Customer
from app.kernel.scope import NoViewer, acting_as, everything, get, move_reach, sees
from app.kernel.viewer import SYSTEM, Viewer


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
        gone = session.execute(delete(Contact)).rowcount
    with acting_as(SYSTEM):
        assert session.scalar(select(func.count(Contact.id))) > 0
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
