"""Who is asked again and who makes the rounds: rates against the register, coverage by manager; papers; called-for days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.customers.words import Lifecycle
from app.kernel import clock
from app.kernel.clock import zone
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.workdays import start_of_day
from app.returns import rates
from app.returns.models import ReturnPlan, ReturnVisit
from app.returns.rules import visit
from app.returns.words import RecordMethod, ReturnState, RvSource
from app.visits.models import OpinionItem
from app.visits.operations.opinions import raise_one
from app.visits.spans import days
from app.visits.words import OpinionKind, SlipState
from tests.factories.customers import card
from tests.factories.papers import printed, use_fonts
from tests.factories.policy import in_force
from tests.factories.returns import due
from tests.factories.visits import slip


def _of(found: list[rates.Rate], at: int) -> tuple[int, int]:
    return found[at].due, found[at].done


@pytest.mark.rule("R-169", "R-170")
def test_what_was_handled_is_asked_about_as_the_register_wants(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    today = clock.today()
    with acting_as(SYSTEM):
        before = rates.rates(session, today, today)
        customer = card(session, user_id("rep"))
        for kind, asked in (
            (OpinionKind.COMPLAINT, today),
            (OpinionKind.COMPLAINT, None),
            (OpinionKind.REPAIR, today),
        ):
            row: OpinionItem = raise_one(session, customer, kind, "整车破损", today)
            row.fixed_at, row.revisit_on = start_of_day(today, zone()), asked
        session.flush()
        after = rates.rates(session, today, today)
        grown = [
            (_of(after, at)[0] - _of(before, at)[0], _of(after, at)[1] - _of(before, at)[1])
            for at in range(len(after))
        ]
        assert grown == [(0, 0), (2, 1), (1, 1), (0, 0), (0, 0)]
        in_force(session, "rv.rate_complaint_pct", "0")
        assert after[1].standard == 100 and not rates.rates(session, today, today)[1].is_short


@pytest.mark.rule("R-167")
def test_a_new_customer_is_asked_within_the_first_month(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    today = clock.today()
    began = today - dt.timedelta(days=30)
    with acting_as(SYSTEM):
        before = rates.rates(session, today, today)[0]
        asked, left = (
            card(session, user_id("rep"), cooperation_started_on=began) for _ in range(2)
        )
        for each in (asked, left):
            each.lifecycle_status = Lifecycle.ACTIVE
        made = due(session, asked, viewer_of("rep"), record_method=RecordMethod.REGULAR_PHONE)
        made.state, made.visited_at = ReturnState.RECORDED, utcnow()
        session.flush()
        after = rates.rates(session, today, today)[0]
    assert (after.due - before.due, after.done - before.done) == (2, 1)
    assert after.standard == 100


@pytest.mark.rule("R-094")
def test_managers_make_general_rounds(session: Any, viewer_of: Callable, user_id: Callable) -> None:
    first, last = days("month", clock.today())
    manager = viewer_of("manager")

    def mine() -> rates.Coverage:
        with acting_as(manager):
            found = rates.coverage(session, manager, first, last)
        return next(each for each in found if each.user_id == manager.user_id)

    before = mine()
    with acting_as(SYSTEM):
        customer = card(session, user_id("rep"))
        customer.lifecycle_status = Lifecycle.ACTIVE
        for _again in range(2):  # the same customer twice is one customer
            row = slip(session, customer, manager.user_id)
            row.state, row.departed_at = SlipState.DEPARTED, utcnow()
        session.flush()
    after = mine()
    assert (after.customers - before.customers, after.visited - before.visited) == (1, 1)
    assert after.percent == after.visited * 100 // after.customers


@pytest.mark.parametrize(
    "path,who",
    [
        ("/return-rates/", "custodian"),
        ("/rounds/", "marketing"),
        ("/visit-plan/", "custodian"),
        ("/opinion-summary/", "custodian"),
    ],
)
def test_the_reports_open_as_page_and_workbook(path: str, who: str, client_as: Callable) -> None:
    assert client_as("manager").get(path).status_code == 200
    assert client_as(who).get(f"{path}book").data[:2] == b"PK"


@pytest.mark.rule("R-162")
def test_the_day_of_what_was_called_for_stays(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    rep, later = viewer_of("rep"), utcnow() + dt.timedelta(days=9)
    with acting_as(rep):
        row = due(session, card(session, user_id("rep")), rep, due_at=utcnow())
        assert not list(visit({"due_at": later, "visitor_id": row.visitor_id}, row))
        row.source = RvSource.VISIT_RECORD
        found = list(
            visit({"due_at": later, "planned_at": later, "visitor_id": row.visitor_id}, row)
        )
    assert [b.field for b in found] == ["due_at"]


def test_a_double_click_plans_what_is_owed_once(session: Any, client_as: Callable) -> None:
    agent = client_as("agent")
    page = agent.get("/owed/").text
    form = dict(re.findall(r'name="(csrf_token|once)" value="([^"]*)"', page))
    number = select(func.count(ReturnPlan.id))
    with acting_as(SYSTEM):
        before = session.scalar(number)
    places = [agent.post("/owed/do/plan", data=form).headers["Location"] for _ in range(2)]
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.scalar(number) - before == 1 and places[0] == places[1]


def test_plan_and_record_are_printed(
    session: Any, app: Any, client_as: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(app, monkeypatch)
    with acting_as(SYSTEM):
        plan = session.scalars(select(ReturnPlan).order_by(ReturnPlan.id)).first()
        made = session.scalars(
            select(ReturnVisit).where(ReturnVisit.recorded_at.is_not(None))
        ).first()
        addresses = {
            f"/returnplanview/paper/{plan.id}/plan": plan.plan_no,
            f"/returnvisitview/paper/{made.id}/record": made.visit_no,
        }
    for address, number in addresses.items():
        assert number in printed(client_as("gm"), address).run_on
