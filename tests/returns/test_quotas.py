"""The quota board: what counts, what does not, and the same figures for people, teams and branches."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.customers.traits import ProspectStage
from app.customers.words import Lifecycle
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.returns import quotas
from app.returns.quotas import Quota
from app.visits.words import EmergencyState, SlipState, VisitKind
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip


@pytest.fixture
def monday() -> dt.date:
    return clock.today() - dt.timedelta(days=clock.today().weekday())


@pytest.fixture
def counted_of(session: Any, viewer_of: Callable, user_id: Callable, monday: dt.date) -> Callable:
    def ask() -> Any:
        with acting_as(viewer_of("rep")):
            one = quotas.work(session, monday)[user_id("rep")]
            return {**{quota: one.done[quota] for quota in Quota}, "uncounted": one.uncounted}

    return ask


@pytest.mark.rule("R-103", "R-104", "R-108")
def test_only_approved_and_recorded_visits_count(
    session: Any, viewer_of: Callable, user_id: Callable, counted_of: Callable
) -> None:
    before = counted_of()
    with acting_as(viewer_of("rep")):
        customer = card(session, user_id("rep"))
        for state, emergency in (
            (SlipState.RECORDED, EmergencyState.PLANNED),
            (SlipState.RECORDED, EmergencyState.REFUSED),
            (SlipState.RETURNED, EmergencyState.PLANNED),
        ):
            row = slip(session, customer, user_id("rep"), visit_kind=VisitKind.NEW_CUSTOMER)
            row.state, row.emergency, row.departed_at = state, emergency, utcnow()
            row.prospect_stage = ProspectStage.PROSPECT
        session.flush()
    after = counted_of()
    grown = {what: after[what] - before[what] for what in after if after[what] != before[what]}
    assert grown == {Quota.NEW_VISITS: 1, Quota.PROSPECTS: 1, "uncounted": 2}


@pytest.mark.rule("R-033", "C-16")
def test_cards_count_once_they_passed_or_all_as_the_register_says(
    session: Any, viewer_of: Callable, user_id: Callable, counted_of: Callable
) -> None:
    before = counted_of()[Quota.LEADS]
    with acting_as(viewer_of("rep")):
        for lifecycle in (Lifecycle.ACTIVE, Lifecycle.DRAFT):
            row = card(session, user_id("rep"))
            row.collected_by_id, row.collected_on = user_id("rep"), clock.today()
            row.lifecycle_status = lifecycle
        session.flush()
    assert counted_of()[Quota.LEADS] == before + 1
    with acting_as(viewer_of("rep")):
        drafts = counted_of()[Quota.LEADS]
        in_force(session, "quota.new_leads_count", "all")
    assert counted_of()[Quota.LEADS] > drafts


@pytest.mark.rule("R-105")
def test_who_began_to_cooperate_in_the_month_is_won(
    session: Any, viewer_of: Callable, user_id: Callable, counted_of: Callable, monday: dt.date
) -> None:
    before = counted_of()[Quota.WON]
    sunday = monday + dt.timedelta(days=6)
    with acting_as(viewer_of("rep")):
        for day in (sunday.replace(day=1), sunday.replace(day=1) - dt.timedelta(days=1)):
            row = card(session, user_id("rep"))
            row.lifecycle_status, row.cooperation_started_on = Lifecycle.ACTIVE, day
        session.flush()
    assert counted_of()[Quota.WON] == before + 1


@pytest.mark.rule("R-103")
def test_the_numbers_of_the_register_are_due(
    session: Any, viewer_of: Callable, client_as: Callable, monday: dt.date
) -> None:
    with acting_as(viewer_of("gm")):
        in_force(session, "quota.prospects_per_week_min", "77")
        last = monday - dt.timedelta(days=7)
        assert quotas.due(session, last)[Quota.PROSPECTS] == 77
        in_force(session, "quota.new_visits_per_day_min", "0")
        assert quotas.due(session, last)[Quota.NEW_VISITS] == 0
    page = client_as("gm").get(f"/quotas/?week={last}").text
    assert "/ 77" in page and {"按人员", "按团队", "按分公司"} <= set(
        re.findall(r"<h2>([^<]+)", page)
    )
    assert "/ 77" in client_as("manager").get(f"/quotas/data?week={last}").text
    assert client_as("agent").get("/quotas/").status_code in (302, 403)
