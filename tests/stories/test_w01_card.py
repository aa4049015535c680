"""W-01: a clerk enters a card for a collector; it is reviewed, entered, forwarded and filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers import signals
from app.customers.models import Customer
from app.customers.words import CardState, Lifecycle, Tier
from app.customers.workflow import card_flow
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.scope import acting_as
from app.kernel.tasks import Task
from app.kernel.workflow import Denied, open_tasks, run
from tests.factories.customers import card


@pytest.fixture
def move(session: Any, viewer_of: Callable) -> Callable:
    """Let somebody make a move."""

    def make(who: str, row: Customer, name: str, reason: str = "", **held: Any) -> None:
        viewer = viewer_of(who)
        with acting_as(viewer):
            run(session, card_flow, row, name, viewer=viewer, reason=reason, **held)

    return make


@pytest.fixture
def draft(session: Any, viewer_of: Callable, user_id: Callable) -> Customer:
    """What the clerk typed for the salesperson."""
    with acting_as(viewer_of("clerk")):
        return card(session, user_id("rep"), collected_on=clock.today())


@pytest.mark.rule("R-053", "R-054", "R-055", "R-056", "R-059", "R-303")
def test_from_the_collector_to_the_filed_archive(
    session: Any, draft: Customer, move: Callable, user_id: Callable
) -> None:
    assert draft.owner_id == draft.collected_by_id == user_id("rep")
    assert draft.created_by_id == user_id("clerk")
    assert draft.recorded_at is not None and draft.customer_code.startswith("C20")
    move("rep", draft, "submit")
    assert draft.lifecycle_status is Lifecycle.PENDING_REVIEW
    (task,) = open_tasks(session, draft)
    assert (task.role, task.branch_id, task.rule) == ("branch_manager", draft.branch_id, "R-053")
    move("manager", draft, "approve")
    assert draft.reviewed_by_id == user_id("manager") and draft.owner_id == user_id("rep")
    assert draft.lifecycle_status is Lifecycle.ACTIVE
    (task,) = open_tasks(session, draft)
    assert task.due_at == draft.entry_due_at and task.rule == "R-054"
    move("clerk", draft, "enter")
    assert draft.archive_no.startswith(f"{draft.customer_code}-1-") and not draft.is_entered_late
    move("clerk", draft, "forward")
    told = session.scalars(select(Notice.user_id).where(Notice.row_id == draft.id)).all()
    assert user_id("marketing") in told
    with pytest.raises(Denied) as denied:
        move("marketing", draft, "file")
    assert [b.rule for b in denied.value.broken] == ["R-056"]
    draft.tier = Tier.GENERAL
    move("marketing", draft, "file")
    assert draft.state is CardState.FILED and draft.catalogue_no and draft.filed_by_id
    assert draft.next_revision_due > draft.archive_opened_on == clock.today()
    assert not open_tasks(session, draft)


@pytest.mark.rule("R-035", "R-034")
def test_an_incomplete_card_is_not_submitted(
    session: Any, user_id: Callable, viewer_of: Callable, move: Callable
) -> None:
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"), complete=False, local_network=None)
    with pytest.raises(Denied) as denied:
        move("rep", row, "submit")
    assert denied.value.code == "guard"
    assert {"local_network", "brands", "results"} <= {b.field for b in denied.value.broken}


def test_only_the_collector_submits(draft: Customer, move: Callable) -> None:
    with pytest.raises(Denied) as denied:
        move("clerk", draft, "submit")
    assert denied.value.code == "by"


@pytest.mark.rule("R-053")
def test_nobody_reviews_his_own_card(
    session: Any, user_id: Callable, viewer_of: Callable, move: Callable
) -> None:
    with acting_as(viewer_of("manager")):
        row = card(session, user_id("manager"))
    move("manager", row, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", row, "approve")
    assert denied.value.code == "own"


@pytest.mark.rule("R-053")
def test_a_card_sent_back_is_corrected_and_submitted_again(
    session: Any, draft: Customer, move: Callable, user_id: Callable
) -> None:
    move("rep", draft, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", draft, "send_back")
    assert denied.value.code == "reason"
    move("manager", draft, "send_back", "地址写到门牌")
    (task,) = open_tasks(session, draft)
    assert task.user_id == user_id("rep") and draft.review_opinion == "地址写到门牌"
    move("rep", draft, "resubmit")
    move("manager", draft, "approve")
    assert draft.state is CardState.APPROVED


@pytest.mark.rule("R-034", "R-017")
def test_an_unqualified_card_is_invalid_not_approved(
    session: Any, draft: Customer, move: Callable
) -> None:
    draft.qualification_ok = False
    move("rep", draft, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", draft, "approve")
    assert [b.rule for b in denied.value.broken] == ["R-034"]
    move("manager", draft, "reject", "不符合代理商资质")
    assert draft.lifecycle_status is Lifecycle.INVALID and draft.unique_code is None


@pytest.mark.rule("R-054")
def test_a_late_entry_is_marked(session: Any, draft: Customer, move: Callable) -> None:
    draft.collected_on = clock.today() - dt.timedelta(days=20)
    session.flush()
    assert draft.entry_due_at < utcnow()
    for who, name in (("rep", "submit"), ("manager", "approve"), ("clerk", "enter")):
        move(who, draft, name)
    assert draft.is_entered_late is True


@pytest.mark.rule("R-054")
def test_the_deadline_counts_working_days_from_the_collection(
    session: Any, draft: Customer
) -> None:
    draft.collected_on = dt.date(2026, 9, 30)  # the National Day holidays follow
    session.flush()
    assert clock.day_of(draft.entry_due_at) == dt.date(2026, 10, 9)


@pytest.mark.rule("R-060")
def test_a_like_customer_is_announced(
    session: Any, user_id: Callable, viewer_of: Callable, draft: Customer
) -> None:
    heard: list[Any] = []
    found = signals.like_customer_found.connected_to(lambda row, like: heard.append((row, like)))
    with found, acting_as(viewer_of("rep3")):
        late = card(session, user_id("rep3"), phone=draft.phone)
    assert heard == [(late, [draft])] and draft.recorded_at < late.recorded_at


def test_a_stale_page_is_told_so(session: Any, draft: Customer, move: Callable) -> None:
    move("rep", draft, "submit")
    with pytest.raises(Denied) as denied:
        move("manager", draft, "approve", version=draft.version - 1)
    assert denied.value.code == "moved"


def test_tasks_close_with_the_move(session: Any, draft: Customer, move: Callable) -> None:
    move("rep", draft, "submit")
    move("manager", draft, "approve")
    (done,) = session.scalars(
        select(Task).where(Task.row_id == draft.id, Task.closed_at.is_not(None),
                           Task.row_table == "customer")
    ).all()  # fmt: skip
    assert done.outcome == "approve"
