"""The matrix: every person at every door to business with a blocked customer, and the exact answer each gets."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.allocation.models import Allocation, PoolEntry
from app.allocation.words import PoolState
from app.allocation.workflow.claiming import pool_flow
from app.allocation.workflow.watching import allocation_flow
from app.customers import standing
from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle
from app.desk.archive import ArchiveView
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as, sees
from app.kernel.workflow import Denied, run
from app.menu import INVITED, MAILED
from app.returns.models import ReturnPlan, ReturnPlanLine
from app.returns.words import PlanMethod, PlanState, RvPurpose
from app.returns.workflow import plan_flow
from tests.desk.test_exchange import mapping
from tests.factories.customers import card
from tests.house import rows
from tests.house.conftest import PEOPLE, VIEWS, base

BLOCKED = "该客户正在作不良客户处理，业务往来已停止。"
OUT_OF_REACH = "不在选项之中。"
NEW = [view for view in VIEWS if standing.dealings in view.rules]


@pytest.fixture
def blocked(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """A customer of the salesperson from whom the house is parting."""
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"), mailing_allowed=True)
    row.state, row.lifecycle_status = CardState.FILED, Lifecycle.BAD_IN_PROCESS
    session.flush()
    return row


def beside(page: str, name: str) -> str:
    """What the form says of a field."""
    found = re.search(rf'<a href="#{name}" data-jump>[^<]*</a> <span>([^<]*)</span>', page)
    return found[1] if found else ""


@pytest.mark.rule("R-260", "C-21")
@pytest.mark.parametrize("view", NEW, ids=lambda view: view.__name__)
def test_the_form_answers_everybody_exactly(
    view: type[ArchiveView], session: Any, blocked: Customer, viewer_of: Callable,
    client_as: Callable,
) -> None:  # fmt: skip
    got, due = {}, {}
    for who in PEOPLE:
        viewer = viewer_of(who)
        answer = client_as(who).post(f"{base(view)}/add", data={"customer_id": blocked.id})
        got[who] = answer.status_code, beside(answer.text, "customer_id")
        if not viewer.may("can_add", view.__name__):
            due[who] = 403, ""
        else:
            due[who] = 422, BLOCKED if sees(viewer, blocked) else OUT_OF_REACH
    assert got == due
    assert (422, BLOCKED) in got.values(), "somebody reaches the customer at this door"
    with acting_as(SYSTEM):
        model: Any = view.datamodel.obj
        there = select(model.id).where(model.customer_id == blocked.id)
        assert session.scalars(there).first() is None


@pytest.mark.rule("R-260", "R-141")
def test_a_plan_names_no_blocked_customer(
    session: Any, blocked: Customer, viewer_of: Callable, client_as: Callable, user_id: Callable
) -> None:
    got, due = {}, {}
    typed = {"topic": "回访", "from_on": "2026-12-07", "to_on": "2026-12-13", "lines-posted": "1",
             "lines-0-customer_id": blocked.id, "lines-0-plan_method": "phone_regular",
             "lines-0-rv_purpose": "sales_market"}  # fmt: skip
    for who in PEOPLE:
        viewer = viewer_of(who)
        answer = client_as(who).post("/returnplanview/add", data=typed)
        said = re.search(r'id="lines-0-customer_id-e">([^<]*)<', answer.text)
        got[who] = answer.status_code, said[1] if said else ""
        if not viewer.may("can_add", "ReturnPlanView"):
            due[who] = 403, ""
        else:
            due[who] = 422, BLOCKED if sees(viewer, blocked) else OUT_OF_REACH
    assert got == due and (422, BLOCKED) in got.values()


@pytest.mark.rule("R-260", "R-141")
def test_a_plan_made_before_is_neither_handed_in_nor_approved(
    session: Any, blocked: Customer, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(SYSTEM):
        plan = rows.make(session, ReturnPlan, owner_id=user_id("agent"), to_on=dt.date(2026, 12, 1))
        line = rows.make(
            session, ReturnPlanLine, plan_id=plan.id, customer_id=blocked.id, content="问候",
            plan_method=PlanMethod.PHONE_REGULAR, rv_purpose=RvPurpose.SALES_MARKET,
            planned_at=utcnow(),
        )  # fmt: skip
        said = [f"{line.customer}: {BLOCKED}"]
    for state, move in (("draft", "submit"), ("submitted", "approve")):
        plan.state = PlanState(state)
        with acting_as(SYSTEM), pytest.raises(Denied) as denied, force_locale("zh"):
            run(session, plan_flow, plan, move, viewer=SYSTEM)
        assert [str(broken.message) for broken in denied.value.broken] == said


def refused(session: Any, flow: Any, row: Any, move: str) -> list[tuple[str, str]]:
    """Field and rule for which a move is refused."""
    with acting_as(SYSTEM), pytest.raises(Denied) as denied:
        run(session, flow, row, move, viewer=SYSTEM)
    assert denied.value.code == "guard"
    return [(broken.field, broken.rule) for broken in denied.value.broken if broken.rule == "R-260"]


@pytest.mark.rule("R-260", "R-061", "R-065")
def test_what_waits_at_a_door_does_not_go_through(session: Any, blocked: Customer) -> None:
    with acting_as(SYSTEM):
        waiting = rows.make(session, PoolEntry, customer_id=blocked.id, state=PoolState.WAITING)
        given = rows.make(session, Allocation, customer_id=blocked.id)
    for flow, row, move in (
        (pool_flow, waiting, "claim"), (allocation_flow, given, "propose"),
        (allocation_flow, given, "assign"),
    ):  # fmt: skip
        assert refused(session, flow, row, move) == [("customer_id", "R-260")], move


@pytest.mark.rule("R-260")
def test_rows_in_bulk_are_answered_one_by_one(
    session: Any, blocked: Customer, client_as: Callable
) -> None:
    with acting_as(SYSTEM):
        given = rows.make(session, Allocation, customer_id=blocked.id)
    ids = {"ids": [f"{given.id}:{given.version}"]}
    answer = client_as("manager").post("/allocationview/bulk/propose", data=ids)
    assert answer.status_code == 200 and BLOCKED in answer.text
    assert client_as("rep").post("/allocationview/bulk/propose", data=ids).status_code == 403
    session.refresh(given)
    assert given.state.value == "unassigned"


@pytest.mark.rule("R-260")
@pytest.mark.parametrize(
    "view", [view for view in NEW if view.sheet is not None], ids=lambda view: view.__name__
)
def test_a_file_brings_no_business_with_him(
    view: type[ArchiveView], blocked: Customer, client_as: Callable, viewer_of: Callable,
    session: Any,
) -> None:  # fmt: skip
    sheet = view.sheet
    columns = [col for col in sheet.columns if not col.is_read_only]
    heads = [str(sheet.label(col.field)) for col in columns]
    cells = [blocked.customer_name if col.field == "customer_id" else "" for col in columns]
    text = ",".join(heads) + "\n" + ",".join(cells) + "\n"
    tried = 0
    for who in PEOPLE:
        client, place = client_as(who), f"{base(view)}/import"
        sent = {"file": (io.BytesIO(text.encode()), "a.csv")}
        answer = client.post(place, data=sent, content_type="multipart/form-data")
        if not viewer_of(who).may("can_import", view.__name__):
            assert answer.status_code == 403, who
            continue
        page = client.get(answer.location).text
        client.post(f"{answer.location}/check", data=mapping(page))
        shown = client.get(f"{answer.location}?show=refused").text
        reached = sees(viewer_of(who), blocked)
        assert (BLOCKED in shown) is reached, who
        tried += reached
    assert tried, "somebody who reaches him brings files in here"


@pytest.mark.rule("R-260", "R-004")
def test_nobody_is_reached_through_him(blocked: Customer) -> None:
    with acting_as(SYSTEM):
        broken = list(standing.reached({"through_id": blocked.id, "relation_kind": "indirect"}))
    assert ("through_id", "R-260") in [(each.field, each.rule) for each in broken]


@pytest.mark.rule("R-260", "C-21")
@pytest.mark.parametrize("stage", [Lifecycle.BAD_IN_PROCESS, Lifecycle.REMOVED_ARCHIVED])
def test_the_lists_for_mailing_and_invitations_leave_him_out(
    session: Any, blocked: Customer, client_as: Callable, stage: Lifecycle
) -> None:
    blocked.lifecycle_status = Lifecycle.ACTIVE
    session.flush()
    client, address = client_as("custodian"), f"/customerview/list/?{MAILED}"
    at = f'"/customerview/show/{blocked.id}"'
    assert at in client.get(f"{address}&q={blocked.customer_name}").text
    blocked.lifecycle_status = stage
    session.flush()
    for listed in (MAILED, INVITED):
        page = client.get(f"/customerview/list/?{listed}&q={blocked.customer_name}").text
        assert at not in page
        taken = client.get(f"/customerview/export/csv?{listed}&q={blocked.customer_name}")
        assert blocked.customer_name not in taken.text
