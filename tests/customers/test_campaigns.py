"""Campaigns that gather information: planned with person and budget, ended by a report (W-33)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.customers import campaigns
from app.customers.matters import CampaignState
from app.customers.workflow import campaign_flow
from app.kernel import clock
from app.kernel.rules import check
from app.kernel.scope import acting_as
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, begin, run
from tests.factories.cooperation import campaign, in_force
from tests.factories.policy import in_force as policy_in_force


def missing(**values: Any) -> set[str]:
    return {broken.field for broken in check([campaigns.campaign], values)[0]}


@pytest.mark.rule("R-031")
def test_a_plan_names_goal_sources_person_and_budget(session: Any, as_system: None) -> None:
    assert missing() == {"goal", "gather_ways", "person_in_charge_id", "budget"}
    policy_in_force(session, "collect.plan_required_fields", "budget")
    assert missing() == {"budget"}
    assert missing(budget=0, from_on=clock.today(), to_on=clock.today().replace(year=2020)) == {
        "to_on"
    }


@pytest.mark.rule("R-031", "R-032", "R-030", "R-029")
def test_from_the_plan_to_the_report(
    session: Any, viewer_of: Callable, user_id: Callable, client_as: Callable
) -> None:
    with acting_as(viewer_of("marketing")) as marketing:
        row = campaign(session)
        begin(session, campaign_flow, row, marketing)
        assert open_tasks(session, row)[0].role == "gm"
    with acting_as(viewer_of("gm")) as gm:
        run(session, campaign_flow, row, "approve", viewer=gm)
    with acting_as(viewer_of("marketing")) as marketing:
        run(session, campaign_flow, row, "gather", viewer=marketing)
        with pytest.raises(Denied) as undivided:
            run(session, campaign_flow, row, "process", viewer=marketing)
        assert [broken.rule for broken in undivided.value.broken] == ["R-032"]
        asked = {"division": "市场部汇总，业务员走访"}
        run(session, campaign_flow, row, "process", viewer=marketing, asked=asked)
        with pytest.raises(Denied) as unreported:
            run(session, campaign_flow, row, "report", viewer=marketing, asked={"methods": "访谈"})
        assert {broken.field for broken in unreported.value.broken} == {"figures", "conclusions"}
        told = {"methods": "访谈", "figures": "46 家", "conclusions": "采购决定"}
        run(session, campaign_flow, row, "report", viewer=marketing, asked=told)
    assert (row.state, row.reported_on) == (CampaignState.REPORTED, clock.today())
    with acting_as(viewer_of("rep")) as rep:
        found = in_force(session, rep.user_id, campaign_id=row.id)
    session.commit()
    page = client_as("marketing").get(f"/campaignview/show/{row.id}?tab=customers").text
    assert found.customer_name in page
