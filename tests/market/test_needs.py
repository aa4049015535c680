"""Projects and demands of customers (F-013, F-025)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact
from app.kernel import clock
from app.kernel.rules import check
from app.market import rules
from app.market.models import ProjectDecider
from app.market.words import DemandState, ProjectStage, WillBuy
from tests.factories import market
from tests.factories.customers import card
from tests.factories.policy import in_force

pytestmark = pytest.mark.usefixtures("as_system")


def faults(rule: Any, **values: Any) -> set[str]:
    return {broken.field for broken in check([rule], values)[0]}


@pytest.mark.rule("R-047")
def test_no_time_is_spent_before_the_four_questions_are_answered(session: Any) -> None:
    asked = {"project_will_buy", "project_buy_on", "project_budget", "project_process"}
    assert not faults(rules.project, project_stage=ProjectStage.NOTED)
    assert not faults(rules.project, project_stage=ProjectStage.DROPPED)
    undecided = {"project_stage": ProjectStage.PURSUED, "project_will_buy": WillBuy.UNDECIDED}
    assert faults(rules.project, **undecided) == asked
    told = {"project_will_buy": WillBuy.YES, "project_buy_on": clock.today(),
            "project_budget": Decimal(0), "project_process": "三家比价"}  # fmt: skip
    assert faults(rules.project, project_stage=ProjectStage.PURSUED, **told) == set()
    in_force(session, "project.qualify_fields", "budget")
    assert faults(rules.project, **undecided) == {"project_budget"}


@pytest.mark.rule("R-047")
def test_who_decides_belongs_to_the_customer(session: Any, user_id: Any) -> None:
    ours, theirs = card(session, user_id("rep")), card(session, user_id("rep"))
    person = session.scalars(select(Contact.id).where(Contact.customer_id == theirs.id)).one()
    values = {"project_stage": ProjectStage.LOST, "customer_id": ours.id, "project_will_buy": WillBuy.NO,
              "project_buy_on": clock.today(), "project_budget": 1, "project_process": "询价"}  # fmt: skip
    errors, _warnings = check([rules.project], {**values, "deciders": [{"contact_id": person}]})
    assert [broken.field for broken in errors] == ["deciders.0.contact_id"]
    assert [b.field for b in check([rules.project], {**values, "deciders": []})[1]] == ["deciders"]
    assert not check([rules.project], values)[1], "a file brings no deciders"


def test_the_form_takes_deciders_of_the_customer_only(
    session: Any, client_as: Any, user_id: Any
) -> None:
    """The pick list of a child row is narrowed by a field of the record around it."""
    ours, theirs = card(session, user_id("rep")), card(session, user_id("rep"))
    mine, stranger = (
        session.scalars(select(Contact.id).where(Contact.customer_id == row.id)).one()
        for row in (ours, theirs)
    )
    session.commit()
    client = client_as("rep")
    where = "/projectview/pick/deciders.contact_id"
    found = client.get(where, query_string={"customer_id": ours.id}).json["items"]
    assert [item["value"] for item in found] == [str(mine)]
    data = {
        "customer_id": ours.id, "project_name": "年会用酒", "project_stage": "noted",
        "project_will_buy": "undecided", "project_purchase_plan": "招标", "project_problem": "供货",
        "deciders-posted": "1", "deciders-0-decider_role": "decider",
    }  # fmt: skip
    refused = client.post("/projectview/add", data={**data, "deciders-0-contact_id": stranger})
    assert refused.status_code == 422
    taken = client.post("/projectview/add", data={**data, "deciders-0-contact_id": mine})
    assert taken.status_code == 302, taken.text[:500]
    assert session.scalars(select(ProjectDecider.contact_id)).all().count(mine) == 1


@pytest.mark.rule("R-058")
def test_a_demand_says_what_is_needed_and_what_came_of_it(session: Any) -> None:
    assert faults(rules.demand) == {"existing_need"}
    assert not faults(rules.demand, latent_need="小规格礼盒")
    done = {"existing_need": "礼盒", "demand_state": DemandState.MET}
    assert faults(rules.demand, **done) == {"handling_result", "handled_by_id"}
    assert not faults(rules.demand, **done, handling_result="已供货", handled_by_id=1)
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert faults(rules.demand, existing_need="礼盒", raised_on=tomorrow) == {"raised_on"}


@pytest.mark.rule("R-052")
def test_needs_stand_on_the_customers_record(session: Any, client_as: Any, user_id: Any) -> None:
    customer = card(session, user_id("rep"))
    need, plan = market.demand(session, customer), market.project(session, customer)
    session.commit()
    for part, row in (("demands", need), ("projects", plan)):
        page = client_as("rep").get(f"/customerview/show/{customer.id}/part/{part}").text
        assert str(row) in page and f"/show/{row.id}" in page
