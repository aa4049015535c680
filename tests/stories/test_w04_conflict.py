"""W-04: a like card opens a conflict by itself; the first record proposes, the manager decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.allocation import papers, rules
from app.allocation.models import Conflict, OwnerChange, PoolEntry, Transfer
from app.allocation.operations import allocating
from app.allocation.operations.giving import Cause, give
from app.allocation.words import ConflictState, TransferReason, Why
from app.allocation.workflow import allocation_flow, conflict_flow, pool_flow, transfer_flow
from app.customers.models import Customer
from app.customers.sheets import customer_sheet
from app.kernel import clock, numbering
from app.kernel.bulk import bulk_write
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import acting_as, everything, sees
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, run
from tests.factories.customers import card, values

PHONE = "028-86112233"


@pytest.fixture
def conflict(session: Any, viewer_of: Callable, user_id: Callable) -> Any:
    """rep had the customer first; rep2 enters one with the same telephone."""
    with acting_as(viewer_of("rep")):
        older = card(session, user_id("rep"), phone=PHONE)
    with acting_as(viewer_of("rep2")):
        newer = card(session, user_id("rep2"), phone=PHONE)
    with everything(), acting_as(viewer_of("gm")):
        found = select(Conflict).where(Conflict.customer_id == newer.id)
        return older, newer, session.scalars(found).one()


@pytest.mark.rule("R-060")
def test_a_like_card_of_somebody_else_opens_a_conflict(
    session: Any, conflict: Any, user_id: Callable, viewer_of: Callable
) -> None:
    older, _newer, row = conflict
    assert row.state is ConflictState.PROPOSED and row.other_id == older.id
    assert row.proposed_owner_id == row.decided_owner_id == user_id("rep")
    assert row.held_first_at < row.claimed_first_at
    (task,) = open_tasks(session, row)
    assert task.role == "branch_manager"
    assert sees(viewer_of("rep"), row) and sees(viewer_of("rep2"), row)
    assert not sees(viewer_of("rep3"), row)


def test_an_own_like_card_opens_none(session: Any, viewer_of: Callable, user_id: Callable) -> None:
    with acting_as(viewer_of("rep")):
        card(session, user_id("rep"), phone=PHONE)
        newer = card(session, user_id("rep"), phone=PHONE)
        found = select(Conflict).where(Conflict.customer_id == newer.id)
        assert not session.scalars(found).all()


@pytest.mark.rule("R-061", "R-024")
def test_the_manager_decides_and_says_why_he_does_not_follow_the_first_record(
    session: Any, conflict: Any, viewer_of: Callable, user_id: Callable
) -> None:
    older, newer, row = conflict
    manager = viewer_of("manager")
    row.decided_owner_id = user_id("rep3")
    with acting_as(manager), pytest.raises(Denied) as denied:
        run(session, conflict_flow, row, "decide", viewer=manager)
    assert {b.field for b in denied.value.broken} == {"decided_owner_id", "reason"}
    row.decided_owner_id = user_id("rep2")
    with acting_as(manager), pytest.raises(Denied) as denied:
        run(session, conflict_flow, row, "decide", viewer=manager)
    assert [b.field for b in denied.value.broken] == ["reason"]
    with acting_as(manager):
        asked = {"reason": "客户指定由赵婷跟进"}
        run(session, conflict_flow, row, "decide", viewer=manager, asked=asked)
    assert older.owner_id == newer.owner_id == user_id("rep2")
    assert not sees(viewer_of("rep"), older)
    with everything():
        lines = session.scalars(
            select(OwnerChange).where(OwnerChange.document == row.conflict_no)
        ).all()
    assert [(c.customer_id, c.why, c.from_id) for c in lines] == [
        (older.id, Why.CONFLICT, user_id("rep"))
    ]


@pytest.mark.rule("R-060")
def test_a_card_typed_into_the_form_is_compared_too(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    from app.customers.workflow import card_flow
    from app.kernel.workflow import begin

    with acting_as(viewer_of("rep")):
        card(session, user_id("rep"), phone=PHONE)
    with acting_as(viewer_of("rep2")):
        row = Customer(**values(phone=PHONE, collected_by_id=user_id("rep2")), customer_code="K-1")
        session.add(row)
        session.flush()
        begin(session, card_flow, row, viewer_of("rep2"))
    with everything(), acting_as(viewer_of("gm")):
        assert session.scalars(select(Conflict).where(Conflict.customer_id == row.id)).one()


@pytest.mark.rule("R-060")
def test_nobody_gives_a_customer_away_while_two_claim_him(
    session: Any, conflict: Any, viewer_of: Callable, user_id: Callable
) -> None:
    older, _newer, row = conflict
    manager = viewer_of("manager")
    with acting_as(manager):
        given = allocating.open_allocation(session, older, assigned_to_id=user_id("rep2"))
        pooled = PoolEntry(customer_id=older.id)
        sheet = Transfer(
            from_user_id=user_id("rep"), to_user_id=user_id("rep2"),
            transfer_reason=TransferReason.POST_CHANGE,
        )  # fmt: skip
        numbering.number(session, sheet, on=clock.today())
        session.add_all([pooled, sheet])
        session.flush()
        run(session, transfer_flow, sheet, "list", viewer=manager)
        run(session, transfer_flow, sheet, "give", viewer=manager)
    for who, flow, each, move in (
        ("manager", allocation_flow, given, "assign"), ("manager", pool_flow, pooled, "release"),
        ("custodian", transfer_flow, sheet, "check"),
    ):  # fmt: skip
        viewer = viewer_of(who)
        with acting_as(viewer), pytest.raises(Denied) as denied:
            run(session, flow, each, move, viewer=viewer)
        assert any(row.conflict_no in str(each.message) for each in denied.value.broken)
        assert denied.value.broken[0].rule == "R-060"
    assert older.owner_id == user_id("rep")
    answers = list(rules.pool_entry({"customer_id": older.id}, pooled))
    assert [(each.field, each.rule) for each in answers] == [("customer_id", "R-060")]


@pytest.mark.rule("R-061", "R-060")
def test_two_different_customers_stay_whose_they_are(
    session: Any, conflict: Any, viewer_of: Callable, user_id: Callable
) -> None:
    older, newer, row = conflict
    manager = viewer_of("manager")
    with acting_as(manager), pytest.raises(Denied) as denied:
        run(session, conflict_flow, row, "dismiss", viewer=manager)
    assert denied.value.code == "reason"
    with acting_as(manager):
        run(session, conflict_flow, row, "dismiss", viewer=manager, reason="同一写字楼总机")
    assert (row.state, row.decided_owner_id) == (ConflictState.DECIDED, None)
    assert (older.owner_id, newer.owner_id) == (user_id("rep"), user_id("rep2"))
    assert not open_tasks(session, row) and row.reason == "同一写字楼总机"
    with everything():
        told = select(Notice.user_id).where(Notice.notice_kind == "conflict")
        assert {user_id("rep"), user_id("rep2")} <= set(session.scalars(told))
        assert list(rules.settled([older.id, newer.id])) == []


@pytest.mark.rule("R-060")
def test_a_conflict_goes_on_between_those_who_have_the_cards_now(
    session: Any, conflict: Any, viewer_of: Callable, user_id: Callable
) -> None:
    older, _newer, row = conflict
    with acting_as(viewer_of("gm")):
        cause = Cause(Why.DEPARTURE, user_id("gm"))
        give(session, [older.id], user_id("supervisor"), cause, utcnow())
    assert (row.holder_id, row.proposed_owner_id) == (user_id("supervisor"),) * 2
    assert row.claimant_id == user_id("rep2")


@pytest.mark.rule("R-060")
def test_a_file_with_a_like_card_opens_a_conflict_as_well(
    session: Any, viewer_of: Callable, user_id: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        older = card(session, user_id("rep"), phone=PHONE, short_name="样例通")
        own = card(session, user_id("rep2"), phone="028-86119090")
    with acting_as(viewer_of("gm")) as viewer:
        ids = bulk_write(session, Customer, [
            values(phone=PHONE, collected_by_id=user_id("rep2")),
            values(phone="028-86119090", collected_by_id=user_id("rep2")),
            values(phone=PHONE, collected_by_id=None),
        ], viewer)  # fmt: skip
        customer_sheet.written(session, ids)
        found = session.scalars(select(Conflict).where(Conflict.customer_id.in_(ids))).all()
    assert [(each.customer_id, each.other_id) for each in found] == [(ids[0], older.id)]
    assert found[0].state is ConflictState.PROPOSED and found[0].holder_id == user_id("rep")
    assert own.owner_id == user_id("rep2")


@pytest.mark.rule("R-061", "R-060", "C-17")
def test_the_decision_is_printed_with_both_sides_and_reasons(
    session: Any, conflict: Any, viewer_of: Callable, client_as: Callable
) -> None:
    _older, _newer, row = conflict
    manager = viewer_of("manager")
    with acting_as(manager):
        run(session, conflict_flow, row, "dismiss", viewer=manager, reason="同一写字楼总机")
        paper = papers.decision(row)
    said = str(paper)
    assert row.conflict_no in said and "同一写字楼总机" in said and row.customer_name in said
