"""W-04: a like card opens a conflict by itself; the first record proposes, the manager decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.allocation.models import Conflict, OwnerChange
from app.allocation.words import ConflictState, Why
from app.allocation.workflow import conflict_flow
from app.kernel.scope import acting_as, everything, sees
from app.kernel.tasks import open_tasks
from app.kernel.workflow import Denied, run
from tests.factories.customers import card

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
    from app.customers.models import Customer
    from app.customers.workflow import card_flow
    from app.kernel.workflow import begin
    from tests.factories.customers import values

    with acting_as(viewer_of("rep")):
        card(session, user_id("rep"), phone=PHONE)
    with acting_as(viewer_of("rep2")):
        row = Customer(**values(phone=PHONE, collected_by_id=user_id("rep2")), customer_code="K-1")
        session.add(row)
        session.flush()
        begin(session, card_flow, row, viewer_of("rep2"))
    with everything(), acting_as(viewer_of("gm")):
        assert session.scalars(select(Conflict).where(Conflict.customer_id == row.id)).one()
