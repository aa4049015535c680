"""A removed customer is out of every daily list, register, quota and mailing; what was written of him stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.allocation.models import Conflict, PoolEntry
from app.allocation.words import PoolState
from app.archive.models import Original
from app.customers.models import Campaign, Customer
from app.customers.words import AbcGrade, CardState, Lifecycle
from app.disposal.models import BadCase
from app.kernel import clock
from app.kernel.scope import SYSTEM, acting_as
from app.returns import frequency
from app.visits.models import VisitRequest
from tests.factories.customers import card
from tests.factories.disposal import case
from tests.factories.visits import slip
from tests.house.rows import make

PLACES = (
    "/customerview/list/?q={name}", "/find/?q={name}", "/customerview/chart/",
    "/poolentryview/list/", "/conflictview/list/", "/visitrequestview/list/?q={name}",
    "/originalview/list/", "/returnvisitview/list/", "/owed/", "/quotas/",
)  # fmt: skip


@pytest.fixture
def customer(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """A key account with papers, a slip, a stay in the pool, a conflict and a case."""
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"), customer_name="封存样例商贸有限公司")
        row.state, row.lifecycle_status, row.abc_grade = (
            CardState.FILED,
            Lifecycle.ACTIVE,
            AbcGrade.A1,
        )
        session.flush()
        slip(session, row, user_id("rep"))
    with acting_as(SYSTEM):
        given = {"branch_id": row.branch_id, "customer_name": row.customer_name}
        make(session, PoolEntry, customer_id=row.id, state=PoolState.CLAIMED, **given)
        make(session, Conflict, customer_id=row.id, **given)
        make(session, Original, customer_id=row.id)
    with acting_as(viewer_of("marketing")):
        case(session, row)
    return row


def remove(session: Any, row: Customer) -> None:
    row.lifecycle_status = Lifecycle.REMOVED_ARCHIVED
    session.flush()


@pytest.mark.rule("C-01", "R-260", "R-025")
@pytest.mark.parametrize("who", ["rep", "manager", "custodian"])
def test_no_page_of_the_day_names_him(
    who: str, session: Any, customer: Customer, client_as: Callable
) -> None:
    client, name = client_as(who), customer.customer_name
    pages = [page.format(name=name) for page in PLACES]

    def naming() -> set[str]:
        return {
            page for page in pages
            if f">{name}<" in (answer := client.get(page)).text and answer.status_code == 200
        }  # fmt: skip

    there = naming()
    assert {page for page in there if page.startswith("/customerview/list")}, "he is found before"
    remove(session, customer)
    left = naming()
    assert left == set(), left


@pytest.mark.rule("C-01", "C-02")
def test_nothing_is_owed_to_him_and_he_counts_for_no_quota(
    session: Any, customer: Customer, viewer_of: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        before = frequency.standings(session, clock.today())[customer.owner_id].customers
        remove(session, customer)
        after = frequency.standings(session, clock.today())[customer.owner_id].customers
        owed = frequency.owed(session, clock.today(), 500)
    assert after == before - 1
    assert customer.id not in {each.customer.id for each in owed}


@pytest.mark.rule("C-01", "R-024", "R-025")
def test_originals_and_history_are_kept_for_the_roles_of_the_register(
    session: Any, customer: Customer, client_as: Callable
) -> None:
    kept = {model: count(session, model, customer) for model in (VisitRequest, Original, BadCase)}
    assert all(kept.values())
    remove(session, customer)
    assert {model: count(session, model, customer) for model in kept} == kept
    for who in ("custodian", "finance", "gm"):
        for part in ("", "?tab=trail", "?tab=bad_cases", "?tab=originals"):
            assert client_as(who).get(f"/customerview/show/{customer.id}{part}").status_code == 200


@pytest.mark.rule("C-01", "R-027")
def test_who_comes_back_shows_his_past(
    session: Any, customer: Customer, client_as: Callable
) -> None:
    with acting_as(SYSTEM):
        (row,) = session.scalars(select(BadCase).where(BadCase.customer_id == customer.id))
    remove(session, customer)
    assert client_as("rep").get(f"/customerview/show/{customer.id}").status_code == 404
    customer.lifecycle_status, customer.state = Lifecycle.DRAFT, CardState.RETURNED
    session.flush()
    page = client_as("rep").get(f"/customerview/part/{customer.id}/bad_cases")
    whole = client_as("rep").get(f"/customerview/show/{customer.id}?tab=bad_cases")
    assert row.case_no in page.text + whole.text


def count(session: Any, model: Any, customer: Customer) -> int:
    with acting_as(SYSTEM):
        found = select(func.count(model.id)).where(model.customer_id == customer.id)
        return session.scalar(found) or 0


@pytest.mark.rule("C-01")
@pytest.mark.parametrize("who", ["custodian", "gm", "finance"])
def test_a_record_of_another_kind_lists_nobody_of_the_closed_store(
    who: str, session: Any, customer: Customer, client_as: Callable
) -> None:
    """A campaign shows the customers it brought; who may open the store finds the removed one by his address only."""
    with acting_as(SYSTEM):
        campaign = make(session, Campaign)
        customer.campaign_id, name = campaign.id, customer.customer_name
        session.flush()
    client, own = client_as(who), f"/customerview/show/{customer.id}"
    tab = f"/campaignview/show/{campaign.id}?tab=customers"
    before = client.get(tab)
    assert before.status_code == 403 or name in before.text
    with acting_as(SYSTEM):
        remove(session, customer)
        session.commit()
    assert name not in client.get(tab).text and client.get(own).status_code == 200


@pytest.mark.rule("C-01")
@pytest.mark.parametrize("who", ["custodian", "gm", "finance"])
def test_the_case_leads_to_the_customer_it_removed(
    who: str, session: Any, customer: Customer, client_as: Callable
) -> None:
    with acting_as(SYSTEM):
        row = session.scalars(select(BadCase).where(BadCase.customer_id == customer.id)).one()
        remove(session, customer)
        session.commit()
    page = client_as(who).get(f"/badcaseview/show/{row.id}").text
    assert f"/customerview/show/{customer.id}" in page
