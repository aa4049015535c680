"""The gate for rows, seen from every way of asking."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, exists, func, select, text, union_all, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload

from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.kernel import gate
from app.kernel.gate import gate_of
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


def ways_of_asking() -> dict:
    """Statements that end in customers or their contacts, and give the ids of customers."""
    other, rows = aliased(Customer), select(Customer).subquery()
    inside, cte = aliased(Customer, rows), select(Customer.id).cte()
    hung = exists().where(Contact.customer_id == Customer.id)
    return {
        "rows": select(Customer.id),
        "an alias": select(other.id),
        "a subquery": select(rows.c.id),
        "an alias of a subquery": select(inside.id),
        "a table expression": select(cte.c.id),
        "a union": union_all(select(Customer.id), select(other.id)),
        "from a statement": select(Customer).from_statement(select(Customer)),
        "a join": select(Customer.id).join(Contact, Contact.customer_id == Customer.id),
        "a relation": select(Customer.id).select_from(Contact).join(Contact.customer),
        "children": select(Contact.customer_id),
        "children within": select(Contact.customer_id).where(Contact.customer_id.in_(select(other.id))),
        "what exists": select(Customer.id).where(hung),
        "what has": select(Contact.customer_id).where(Contact.customer.has(Customer.id > 0)),
        "another table": select(User.id).where(User.id.in_(select(Customer.owner_id))),
        "replaced columns": select(Customer).with_only_columns(Customer.id),
        "a scalar": select(select(func.max(Customer.id)).scalar_subquery()),
    }  # fmt: skip


@pytest.mark.parametrize("way", ways_of_asking())
def test_nobody_is_given_what_was_asked_for_another(session, viewer_of, way: str) -> None:
    """Two salespeople ask the same: what is compiled for the first serves the second as well."""
    reps = [viewer_of(name) for name in ("rep", "rep3", "rep")]
    with acting_as(SYSTEM):
        rows = session.scalars(select(Customer)).all()
        session.expunge_all()
    for viewer in reps:
        mine = {row.id for row in rows if row.owner_id == viewer.user_id}
        if way == "another table":
            mine = {viewer.user_id}
        with acting_as(viewer):
            found = session.scalars(ways_of_asking()[way]).all()
        ids = {getattr(each, "id", each) for each in found}
        assert ids and ids <= mine, way
        session.expunge_all()


def test_a_loader_of_relations_is_gated_for_each_reader(session, viewer_of, user_id) -> None:
    """A parent out of reach: selected in it is not found, loaded with the row or later it is."""
    with acting_as(SYSTEM):
        row = session.scalars(select(Contact).where(Contact.owner_id == user_id("rep"))).first()
        row.customer.owner_id, row.customer.standin_id = user_id("rep3"), None
        session.flush()
        session.execute(update(Contact).where(Contact.id == row.id).values(owner_id=user_id("rep")))
        ident, parent = row.id, row.customer_id
    for name, load, expected in (
        ("rep", selectinload, None), ("rep", joinedload, parent), ("rep", lazyload, parent),
    ):  # fmt: skip
        session.expunge_all()
        with acting_as(viewer_of(name)):
            asked = select(Contact).where(Contact.id == ident).options(load(Contact.customer))
            found = session.scalars(asked).one().customer
        assert (found and found.id) == expected, load


def test_who_sees_alike_has_the_same_gate_and_nobody_else(viewer_of) -> None:
    rep = viewer_of("rep")
    alike = replace(rep, name="other", locale="en", permissions=frozenset())
    assert gate_of(alike) is gate_of(rep)
    for others in (
        {"owner_ids": frozenset({-1})},
        {"breadths": {**rep.breadths, "customer": frozenset({"all"})}},
        {"branch_ids": frozenset({-1})},
        {"branches_by_kind": {"customer": frozenset({-1})}},
        {"opens_closed": True},
    ):
        assert gate_of(replace(rep, **others)) is not gate_of(rep), others


def test_every_fact_of_a_viewer_is_asked_or_known_to_be_none_of_reach() -> None:
    """A new field of a viewer makes another gate until it is said that it does not."""
    facts = {name for name, _value in gate._facts(Viewer(user_id=1))}
    assert facts | gate.NO_REACH == {each.name for each in fields(Viewer)}
    assert not facts & gate.NO_REACH


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
    rep = viewer_of("rep")  # as the next request has him
    with acting_as(SYSTEM):
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
    rep = viewer_of("rep")
    assert "standin" not in str(reach_clause(Contact, rep)), "who stands in for nobody is not asked"
    clause = reach_clause(Contact, replace(rep, stands_in=frozenset({"customer"})))
    by_array = str(clause.compile(dialect=postgresql.dialect()))
    assert "contact.customer_id = ANY (ARRAY(SELECT customer_1.id" in by_array
    if session.get_bind().dialect.name == "sqlite":
        # a table of which the statistics say that it is small would be read whole
        session.execute(text("DELETE FROM sqlite_stat1"))
        session.execute(text("ANALYZE sqlite_schema"))
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
