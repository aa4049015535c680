"""The manifest counts what every wing has hung on a customer, and what was to be done passes on (R-066)."""

from __future__ import annotations

from typing import Any

import pytest

from app.allocation.models import TransferItem
from app.allocation.models.transfer import told
from app.allocation.operations.giving import Cause, give
from app.allocation.words import Why
from app.customers.models import Contact, Customer
from app.kernel import manifests
from app.kernel.db import utcnow
from app.kernel.moving import count_many
from app.kernel.scope import SYSTEM, acting_as
from app.market.models import Demand
from app.market.words import DemandState
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.words import PlanState, ReturnState
from tests.factories.customers import card
from tests.house import rows


@pytest.fixture
def laden(session: Any, user_id: Any) -> tuple[Customer, dict[str, Any]]:
    """A customer of rep's with what he still has to do in several wings, and what is done."""
    rep = user_id("rep")
    with acting_as(SYSTEM):
        customer = card(session, rep)
        plan = rows.make(session, ReturnPlan, owner_id=rep, state=PlanState.DRAFT)
        old_plan = rows.make(session, ReturnPlan, owner_id=rep, state=PlanState.APPROVED)
        mine = {"customer_id": customer.id}
        held = {
            "planned": rows.make(session, ReturnVisit, **mine, visitor_id=rep, state=ReturnState.PLANNED),
            "made": rows.make(session, ReturnVisit, **mine, visitor_id=rep, state=ReturnState.FILED),
            "line": rows.make(session, ReturnPlanLine, **mine, plan_id=plan.id, visitor_id=rep),
            "old_line": rows.make(session, ReturnPlanLine, **mine, plan_id=old_plan.id, visitor_id=rep),
            "demand": rows.make(session, Demand, **mine, handled_by_id=rep, demand_state=DemandState.OPEN),
            "met": rows.make(session, Demand, **mine, handled_by_id=rep, demand_state=DemandState.MET),
        }  # fmt: skip
        session.flush()
    return customer, held


@pytest.mark.rule("R-066")
def test_each_wing_is_counted_with_what_is_unfinished(session: Any, laden: Any) -> None:
    customer, _held = laden
    counts = manifests.hanging(session, Customer, [customer.id])[customer.id]
    assert counts["return_visit"] == [2, 1] and counts["demand"] == [2, 1]
    assert counts["return_plan_line"] == [2, 1] and counts["contact"] == [1, 0]
    assert "project" not in counts
    line = TransferItem(customer_name="甲", hanging=counts).also
    assert line == told(counts, apart_from=("contact", "visit_request")) and " · " in line


@pytest.mark.rule("R-066")
def test_what_was_still_to_be_done_is_the_successors_and_what_is_done_stays(
    session: Any, laden: Any, user_id: Any
) -> None:
    customer, held = laden
    rep, new = user_id("rep"), user_id("rep2")
    states = {name: (type(row), row.id, row.created_by_id) for name, row in held.items()}
    with acting_as(SYSTEM):
        before = count_many(session, Customer, [customer.id])
        moved = give(session, [customer.id], new, Cause(Why.DEPARTURE, None), utcnow())
    assert moved == before
    assert (
        held["planned"].visitor_id == held["line"].visitor_id == held["demand"].handled_by_id == new
    )
    assert (
        held["made"].visitor_id == held["old_line"].visitor_id == held["met"].handled_by_id == rep
    )
    assert held["made"].state is ReturnState.FILED and held["planned"].state is ReturnState.PLANNED
    assert states == {name: (type(row), row.id, row.created_by_id) for name, row in held.items()}
    assert held["made"].owner_id == held["planned"].owner_id == new


@pytest.mark.rule("R-065")
def test_what_goes_into_the_pool_leaves_nobody_with_its_work(session: Any, laden: Any) -> None:
    customer, held = laden
    with acting_as(SYSTEM):
        give(session, [customer.id], None, Cause(Why.POOLED, None), utcnow())
        contact = session.query(Contact).filter_by(customer_id=customer.id).one()
    assert customer.owner_id is contact.owner_id is held["planned"].owner_id is None
