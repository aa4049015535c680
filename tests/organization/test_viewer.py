"""Who sees what, in two statements."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.customers.models import Contact, Customer
from app.customers.words import Lifecycle
from app.kernel import clock
from app.kernel.scope import acting_as, everything, sees
from app.organization.models import Deputy, StaffArea
from app.organization.queries import holders, staff_of
from app.organization.rules import deputy, staff
from app.organization.viewer import viewer_for
from app.visits.models import APPROVED, VisitRequest
from tests.factories.organization import account, branch


def seen(session: Any, viewer: Any, model: Any = Customer) -> int:
    with acting_as(viewer):
        return session.scalar(select(func.count()).select_from(model))


def counted(session: Any, *where: Any, model: Any = Customer) -> int:
    """How many there are, but for those in the closed store."""
    kept = [Customer.lifecycle_status != Lifecycle.REMOVED_ARCHIVED] if model is Customer else []
    with everything():
        return session.scalar(select(func.count()).select_from(model).where(*where, *kept))


def test_a_viewer_costs_one_statement(session: Any, user_id: Any) -> None:
    ident, said = user_id("manager"), []
    engine = session.get_bind()
    listen = lambda *args: said.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    try:
        viewer_for(ident, session)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert len(said) == 1


@pytest.mark.rule("R-059")
def test_a_salesperson_sees_his_own_and_those_he_stands_in_for(
    session: Any, viewer_of: Any, user_id: Any
) -> None:
    rep, rep2 = viewer_of("rep"), user_id("rep2")
    own = counted(session, Customer.owner_id == user_id("rep"))
    assert seen(session, rep) == own > 0
    with everything():
        other = session.scalars(select(Customer).where(Customer.owner_id == rep2)).first()
        other.standin_id = user_id("rep")
        session.flush()
        people = counted(session, Contact.customer_id == other.id, model=Contact)
    rep = viewer_of("rep")  # as the next request has him
    assert rep.stands_in == {"customer"}
    assert seen(session, rep) == own + 1
    with acting_as(rep):
        assert (
            session.scalar(select(func.count(Contact.id)).where(Contact.customer_id == other.id))
            == people
        )


@pytest.mark.rule("R-061")
def test_breadths_follow_the_matrix(session: Any, viewer_of: Any, user_id: Any) -> None:
    cd = branch(session, "CD").id
    area = staff_of(session, user_id("supervisor")).area_id
    everyone = counted(session)
    assert seen(session, viewer_of("manager")) == counted(session, Customer.branch_id == cd)
    assert seen(session, viewer_of("gm")) == everyone
    assert seen(session, viewer_of("custodian")) == everyone
    assert seen(session, viewer_of("admin")) == 0
    assert seen(session, viewer_of("supervisor")) == counted(session, Customer.area_id == area)


@pytest.mark.rule("R-078")
def test_attendance_sees_approved_slips_only(session: Any, viewer_of: Any) -> None:
    viewer = viewer_of("attendance")
    approved = counted(session, VisitRequest.state.in_(APPROVED), model=VisitRequest)
    assert seen(session, viewer, VisitRequest) == approved > 0
    assert seen(session, viewer) == 0


@pytest.mark.rule("C-08")
def test_a_deputy_of_a_manager_elsewhere_sees_no_more_of_his_own_branch(
    session: Any, user_id: Any, viewer_of: Any
) -> None:
    rep3, today = user_id("rep3"), clock.today()
    cd, home = branch(session, "CD").id, staff_of(session, user_id("rep3")).branch_id
    with everything():
        other = session.scalars(select(Customer).where(Customer.owner_id == rep3)).first()
        other.owner_id = user_id("manager2")  # his branch's, and no longer his
        session.flush()
    own = seen(session, viewer_for(rep3, session))
    session.add(Deputy(principal_id=user_id("manager"), deputy_id=rep3, from_on=today, to_on=today))
    session.flush()
    acting = viewer_for(rep3, session)
    assert home != cd and acting.branches_of("customer") == {cd}
    assert seen(session, acting) == own + counted(session, Customer.branch_id == cd)
    assert not sees(acting, other) and sees(viewer_of("manager2"), other)
    assert acting.branches_of("market_area") == {cd, home}


@pytest.mark.rule("C-08")
def test_a_deputy_acts_for_his_principal_on_his_days_only(session: Any, user_id: Any) -> None:
    rep, manager, today = user_id("rep2"), user_id("manager"), clock.today()
    before = viewer_for(rep, session)
    session.add(Deputy(principal_id=manager, deputy_id=rep, from_on=today, to_on=today))
    session.flush()
    acting = viewer_for(rep, session)
    assert "branch_manager" in acting.roles and "branch_manager" not in before.roles
    assert acting.branch_ids == {branch(session, "CD").id}
    assert rep in holders(session, "branch_manager", branch(session, "CD").id)
    session.add(
        Deputy(
            principal_id=user_id("gm"), deputy_id=user_id("rep3"),
            from_on=today - dt.timedelta(days=9), to_on=today - dt.timedelta(days=1),
        )
    )  # fmt: skip
    session.flush()
    assert viewer_for(user_id("rep3"), session).roles == {"sales_rep"}


@pytest.mark.rule("C-08")
def test_a_deputy_is_somebody_else_of_the_same_branch(
    session: Any, as_system: None, user_id: Any
) -> None:
    def found(one: str, other: str) -> list[str]:
        held = {"principal_id": user_id(one), "deputy_id": user_id(other)}
        return [b.field for b in deputy(held)]

    assert found("manager", "dept") == []
    assert found("manager", "manager2") == ["deputy_id"]
    assert found("manager", "manager") == ["deputy_id"]


@pytest.mark.rule("C-08")
def test_nobody_makes_himself_a_deputy(client_as: Any, session: Any, user_id: Any) -> None:
    """It would give him the roles that nobody gives himself: the administrator those of the manager."""
    admin, gm, day = user_id("admin"), user_id("gm"), clock.today().isoformat()
    held = {"principal_id": str(gm), "from_on": day, "to_on": day}
    page = client_as("admin").post("/deputyview/add", data=held | {"deputy_id": str(admin)})
    assert page.status_code == 422 and not viewer_for(admin, session).acts_for
    other = str(user_id("finance"))
    assert (
        client_as("admin").post("/deputyview/add", data=held | {"deputy_id": other}).status_code
        == 302
    )


def test_nobody_is_his_own_supervisor_in_the_end(session: Any, user_id: Any) -> None:
    boss, rep = user_id("manager"), user_id("rep")
    circle = {"user_id": boss, "supervisor_id": rep, "branch_id": branch(session).id}
    assert [b.field for b in staff(circle)] == ["supervisor_id"]


def test_a_further_area_widens_the_reach_of_a_supervisor(session: Any, user_id: Any) -> None:
    ident = user_id("supervisor")
    other = staff_of(session, user_id("rep2")).area_id
    assert other not in viewer_for(ident, session).area_ids
    session.add(StaffArea(staff_id=staff_of(session, ident).id, area_id=other))
    session.flush()
    assert other in viewer_for(ident, session).area_ids


def test_a_copy_of_a_role_keeps_the_reach_of_its_origin(session: Any) -> None:
    from flask_appbuilder.security.sqla.models import Role

    copy = Role(name="branch_manager#成都")
    session.add(copy)
    session.flush()
    user = account(session, "copied")
    user.roles = [copy]
    session.flush()
    assert viewer_for(user.id, session).breadths["customer"] == {"branch"}
