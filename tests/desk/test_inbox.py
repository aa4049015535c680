"""The inbox: the right tasks in the right order, decisions one by one and in bulk, nothing twice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event, select

from app.desk import counts, tasks
from app.kernel.db import db, utcnow
from app.kernel.notices import Notice, notify
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Step, Task
from app.kernel.workflow import run
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from app.visits.workflow import slip_flow

FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def list_of(app, session, viewer_of):
    """What a person's list holds, as his own page would ask: ``list_of("rep", tasks.sent)``."""

    def ask(person: str, question=tasks.waiting) -> list[tasks.Entry]:
        viewer = viewer_of(person)
        with app.test_request_context(), acting_as(viewer):
            return question(session, viewer, utcnow())

    return ask


@pytest.fixture
def waiting(list_of):
    """Slips that wait for the branch manager: (task, slip) pairs."""
    found = list_of("manager")
    pairs = [(e.task.id, e.row) for e in found if e.task.row_table == "visit_request"]
    assert len(pairs) >= 2, "the demo company has slips to approve"
    return pairs


def decide(client, *idents: int, move: str = "@forward", reason: str = "", **more):
    data = {"task": [str(i) for i in idents], "move": move, "reason": reason, **more}
    answer = client.post("/inbox/decide", data=data, headers=FETCH)
    assert answer.status_code == 200, answer.data
    return answer.get_json()["results"]


def state(session, slip_id: int) -> SlipState:
    session.expire_all()
    return session.scalar(
        select(VisitRequest.state)
        .where(VisitRequest.id == slip_id)
        .execution_options(unscoped=True)
    )


def test_nobody_reads_it_without_logging_in(app) -> None:
    for path in ("/inbox/", "/inbox/task/1"):
        answer = app.test_client().get(path)
        assert answer.status_code == 302
        assert "/login/" in answer.location
    assert app.test_client().post("/inbox/decide").status_code == 302


def test_the_most_urgent_stands_first(list_of) -> None:
    found = list_of("manager")
    dues = [entry.task.due_at for entry in found if entry.task.due_at]
    assert dues == sorted(dues)


@pytest.mark.parametrize(
    ("hours", "group"), [(-1, "late"), (1, "today"), (24, "tomorrow"), (24 * 9, "later")]
)
def test_days_are_the_companys(app, hours: int, group: str) -> None:
    now = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)  # 11:00 in Shanghai
    with app.app_context():
        assert tasks.group_of(now + dt.timedelta(hours=hours), now) == group
        midnight = dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC)  # half past midnight there
        assert tasks.group_of(midnight, now) == "tomorrow"
        assert tasks.group_of(None, now) == "open"


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_page_shows_rule_due_and_the_record(client_as, waiting, locale: str) -> None:
    page = client_as("manager", locale).get("/inbox/").get_data(as_text=True)
    for ident, _row in waiting:
        assert f'data-task="{ident}"' in page
    assert "R-078" in page
    assert "/part/overview" in page


@pytest.mark.rule("R-078")
def test_approving_moves_the_slip_and_closes_the_task(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id, version = slip.id, slip.version
    results = decide(client_as("manager"), ident, **{f"version_{ident}": str(version)})
    assert results[0]["done"], results
    assert state(session, slip_id) is SlipState.APPROVED
    assert session.get_one(Task, ident).closed_at is not None
    again = decide(client_as("manager"), ident)
    assert not again[0]["done"]
    assert again[0]["message"]


def test_sending_back_needs_a_reason(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id, seen = slip.id, {f"version_{ident}": str(slip.version)}
    client = client_as("manager")
    assert not decide(client, ident, move="@back", **seen)[0]["done"]
    assert state(session, slip_id) is SlipState.SUBMITTED
    assert decide(client, ident, move="@back", reason="目标不明确", **seen)[0]["done"]
    assert state(session, slip_id) is SlipState.REJECTED
    step = session.scalars(
        select(Step)
        .where(Step.row_table == "visit_request", Step.row_id == slip_id)
        .order_by(Step.id.desc())
    ).first()
    assert step.reason == "目标不明确"


def test_a_stale_page_is_told_so(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id = slip.id
    result = decide(client_as("manager"), ident, **{f"version_{ident}": "0"})[0]
    assert not result["done"]
    assert state(session, slip_id) is SlipState.SUBMITTED


def test_a_decision_without_the_version_seen_is_refused(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id = slip.id
    result = decide(client_as("manager", "en"), ident)[0]
    assert not result["done"] and result["message"].startswith("This page is out of date")
    assert state(session, slip_id) is SlipState.SUBMITTED


def test_in_bulk_each_row_has_its_own_result(client_as, session, waiting) -> None:
    (good, slip), (stale, other) = waiting[:2]
    slip_id, other_id, version = slip.id, other.id, slip.version
    results = decide(
        client_as("manager"), good, stale, 999_999_999,
        **{f"version_{good}": str(version), f"version_{stale}": "0"},
    )  # fmt: skip
    assert [result["done"] for result in results] == [True, False, False]
    assert all(result["message"] for result in results)
    assert state(session, slip_id) is SlipState.APPROVED
    assert state(session, other_id) is SlipState.SUBMITTED


def test_nobody_decides_what_is_not_his(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id, version = slip.id, slip.version
    for person in ("rep", "rep3", "manager2", "attendance", "admin"):
        seen = {f"version_{ident}": str(version)}
        assert not decide(client_as(person), ident, **seen)[0]["done"], person
    assert state(session, slip_id) is SlipState.SUBMITTED


def test_a_foreign_task_looks_like_a_missing_one(client_as, waiting) -> None:
    client = client_as("rep3")
    assert client.get(f"/inbox/task/{waiting[0][0]}").status_code == 404
    assert client.get("/inbox/task/999999999").status_code == 404
    assert client_as("manager").get(f"/inbox/task/{waiting[0][0]}").status_code == 200


@pytest.mark.rule("C-08")
def test_the_applicants_own_slip_is_not_in_his_inbox(session, viewer_of, list_of, waiting) -> None:
    manager = viewer_of("manager")
    slip = waiting[0][1]
    with acting_as(SYSTEM):
        slip.state = SlipState.DRAFT
        slip.owner_id = slip.visitor_id = manager.user_id
        session.flush()
        run(session, slip_flow, slip, "submit", viewer=manager)
    mine = {e.row.id for e in list_of("manager") if e.task.row_table == "visit_request"}
    assert slip.id not in mine


def test_what_i_sent_shows_who_has_it(client_as, list_of, waiting) -> None:
    slips = {row.id for _ident, row in waiting}
    sent = [e for name in ("rep", "rep2") for e in list_of(name, tasks.sent)]
    found = [e for e in sent if e.task.row_table == "visit_request" and e.row.id in slips]
    assert found
    assert all(entry.holder for entry in found)
    assert client_as("rep").get("/inbox/?tab=sent").status_code == 200


def test_too_many_at_once_are_refused(client_as) -> None:
    data = {"task": [str(n) for n in range(1, 200)], "move": "@forward"}
    assert client_as("manager").post("/inbox/decide", data=data, headers=FETCH).status_code == 413


def test_it_works_without_scripts(client_as, session, waiting) -> None:
    ident, slip = waiting[0]
    slip_id = slip.id
    data = {"task": str(ident), "move": "approve", f"version_{ident}": str(slip.version)}
    answer = client_as("manager").post("/inbox/decide", data=data)
    assert answer.status_code == 302
    assert state(session, slip_id) is SlipState.APPROVED


def test_notices_are_read_by_their_reader(client_as, session, user_id) -> None:
    mine = notify(session, user_id("rep"), "job", "Done")
    ident = mine.id
    session.commit()
    assert client_as("rep2").post(f"/inbox/notice/{ident}").status_code == 404
    assert client_as("rep").get("/inbox/?tab=notices").status_code == 200
    assert client_as("rep").post(f"/inbox/notice/{ident}").status_code == 302
    session.expire_all()
    assert session.get_one(Notice, ident).read_at is not None
    assert client_as("rep").post("/inbox/read").status_code == 302


def test_counters_cost_one_statement(app, session, viewer_of) -> None:
    viewer = viewer_of("manager")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    engine = db.engines[None].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with app.test_request_context():
            found = counts.counters(session, viewer, utcnow())
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([text for text in asked if text.startswith("SELECT")]) == 1
    assert found["InboxView"][0] >= found["VisitRequestView"][0] >= 2


def test_the_bell_counts_what_the_list_shows(client_as, list_of) -> None:
    shown = len(list_of("manager"))
    counts = client_as("manager").get("/counts/").get_json()
    assert counts["InboxView"][0] == shown
