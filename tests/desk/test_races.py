"""Two people at one record at the same moment: one step, one task closed, one notice, a clear word to the other."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.desk.ruleform import RuleForm
from app.kernel import clock, workflow
from app.kernel.db import db, writing
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Step, Task
from app.kernel.viewer import Viewer
from app.organization.models import Deputy
from app.organization.viewer import viewer_for
from app.visits.models import VisitRequest
from app.visits.workflow import slip_flow
from tests.conftest import sign_in
from tests.factories.customers import card
from tests.factories.visits import slip

PATIENCE = 120  # seconds until a race that does not come about is given up
FIRST = "Already moved"


class Answer(NamedTuple):
    """What a browser shows in the end."""

    status: int
    text: str


class Company:
    """The running house: slips that wait, people with a browser each, and what is written down."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.place = app, urlsplit(address).netloc
        with app.app_context(), acting_as(SYSTEM), writing():
            ids = dict(db.session.execute(select(User.username, User.id)).all())
            today = clock.today()
            db.session.add(
                Deputy(
                    principal_id=ids["manager"], deputy_id=ids["dept"],
                    from_on=today, to_on=today + dt.timedelta(days=1),
                )
            )  # fmt: skip
            rep = viewer_for(ids["rep"], db.session)
            self.slips = [self._submitted(rep) for _number in range(2)]
            db.session.commit()
        self.cookies = {name: self._cookie(ids[name]) for name in ("manager", "dept", "rep")}

    @staticmethod
    def _submitted(rep: Viewer) -> tuple[int, int, int]:
        """A slip that waits for the manager: ids of its task and of itself, and its version."""
        with acting_as(rep):
            row = slip(db.session, card(db.session, rep.user_id), rep.user_id)
            workflow.run(db.session, slip_flow, row, "submit", viewer=rep)
            db.session.flush()
            (task,) = workflow.open_tasks(db.session, row)
            return task.id, row.id, row.version

    def _cookie(self, ident: int) -> str:
        client = sign_in(self.app.test_client(), ident, self.app, "en")
        cookie = client.get_cookie("kedang")
        assert cookie is not None
        return cookie.value

    def post(self, who: str, path: str, data: Any) -> Callable[[], Answer]:
        """A form sent by somebody, redirects followed."""

        def send() -> Answer:
            jar = SimpleCookie({"kedang": self.cookies[who]})
            status, text, to = self._ask(jar, "POST", path, urlencode(data, doseq=True))
            return Answer(status, text) if not to else Answer(*self._ask(jar, "GET", to)[:2])

        return send

    def _ask(self, jar: SimpleCookie, how: str, path: str, body: str = "") -> tuple[int, str, str]:
        connection = HTTPConnection(self.place, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{key}={held.value}" for key, held in jar.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(how, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            jar.load(line)
        connection.close()
        return answer.status, text, answer.headers.get("Location", "")

    def move(self, who: str, ident: int, version: int, name: str, **more: str) -> Callable:
        """A button of the record's page."""
        data = {"lock_version": str(version), **more}
        return self.post(who, f"/visitrequestview/move/{ident}/{name}", data)

    def written(self, ident: int) -> tuple[list[str], list[str | None], int]:
        """Moves of the manager's decision, outcomes of the tasks, notices to the visitor."""
        with self.app.app_context(), acting_as(SYSTEM):
            here = "visit_request", ident
            made = select(Step.move).where(Step.row_table == here[0], Step.row_id == ident)
            ended = select(Task.outcome).where(
                Task.row_table == here[0], Task.row_id == ident, Task.title == "Approve visit slip"
            )
            told = select(Notice).join(VisitRequest, VisitRequest.id == Notice.row_id).where(
                Notice.row_table == here[0], Notice.row_id == ident,
                Notice.user_id == VisitRequest.owner_id,
            )  # fmt: skip
            moves = [name for name in db.session.scalars(made) if name != "submit"]
            return moves, list(db.session.scalars(ended)), len(db.session.scalars(told).all())


@pytest.fixture
def company(own_app: Flask, live: str) -> Company:
    """The demonstration company at a real server, a named deputy beside its manager."""
    return Company(own_app, live)


@pytest.fixture
def meeting(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the row before either holds it."""
    meet(company.app, monkeypatch)


def meet(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two have read a row before either holds it; SQLite lets only one in at a time anyway."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return
    both, hold, met = threading.Barrier(2, timeout=PATIENCE), workflow._hold, threading.local()

    def wait_and_hold(session: Any, row: Any) -> None:
        if not hasattr(met, "once"):
            met.once = True
            both.wait()
        hold(session, row)

    monkeypatch.setattr(workflow, "_hold", wait_and_hold)


def at_once(*calls: Callable[[], Answer]) -> list[Answer]:
    """All at the same moment; what each got."""
    start = threading.Barrier(len(calls), timeout=PATIENCE)

    def go(call: Callable[[], Answer]) -> Answer:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(
    ("first", "second"),
    [(("manager", "approve"), ("dept", "approve")),
     (("manager", "approve"), ("manager", "approve")),
     (("manager", "approve"), ("dept", "reject"))],
    ids=["two approvers", "double click", "yes and no"],
)  # fmt: skip
def test_of_two_decisions_one_is_made(company: Company, first: Any, second: Any) -> None:
    _task, ident, version = company.slips[0]
    answers = at_once(
        *(
            company.move(who, ident, version, name, reason="目标不明")
            for who, name in (first, second)
        )
    )
    assert [answer.status for answer in answers] == [200, 200]
    assert sorted(FIRST in answer.text for answer in answers) == [False, True]
    moves, outcomes, notices = company.written(ident)
    assert len(moves) == 1 and outcomes == moves and notices == 1


def test_a_stale_page_meets_the_word_of_who_was_first(company: Company) -> None:
    _task, ident, version = company.slips[0]
    assert "Already moved" not in company.move("manager", ident, version, "approve")().text
    late = company.move("dept", ident, version, "reject", reason="目标不明")()
    assert late.status == 200 and FIRST in late.text
    moves, outcomes, notices = company.written(ident)
    assert (moves, outcomes, notices) == (["approve"], ["approve"], 1)


def test_the_author_takes_back_what_is_being_approved(company: Company) -> None:
    _task, ident, version = company.slips[0]
    answers = at_once(
        company.move("manager", ident, version, "approve"),
        company.move("rep", ident, version, "withdraw"),
    )
    assert {answer.status for answer in answers} == {200}
    assert sorted(FIRST in answer.text for answer in answers) == [False, True]
    moves, outcomes, _notices = company.written(ident)
    assert len(moves) == 1 and outcomes == moves


def test_what_is_under_approval_is_not_deleted(company: Company) -> None:
    _task, ident, version = company.slips[0]
    deleting = company.post(
        "rep", f"/visitrequestview/delete/{ident}", {"lock_version": str(version)}
    )
    approved, refused = at_once(company.move("manager", ident, version, "approve"), deleting)
    assert approved.status == 200 and FIRST not in approved.text
    assert refused.status == 403
    assert company.written(ident) == (["approve"], ["approve"], 1)


def test_two_bulk_decisions_cross_over_the_same_rows(company: Company) -> None:
    slips = company.slips[:2]

    def decide(who: str, order: list[Any]) -> Callable[[], Answer]:
        data = {"task": [task for task, *_rest in order], "move": "@forward"}
        data |= {f"version_{task}": version for task, _ident, version in order}
        return company.post(who, "/inbox/decide", data)

    answers = at_once(decide("manager", slips), decide("dept", slips[::-1]))
    assert [answer.status for answer in answers] == [200, 200]
    for _task, ident, _version in slips:
        assert company.written(ident) == (["approve"], ["approve"], 1)
    shown = sum(answer.text.count("Done: Approve") for answer in answers)
    assert shown == len(slips), "each row was done by one of the two"


@pytest.fixture
def writers_meet(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have read the record before any writes it; SQLite lets only one in at a time anyway."""
    with company.app.app_context():
        if db.engine.dialect.name == "sqlite":
            return
    everybody, write = threading.Barrier(3, timeout=PATIENCE), RuleForm.write

    def wait_and_write(form: RuleForm) -> Any:
        everybody.wait()
        return write(form)

    monkeypatch.setattr(RuleForm, "write", wait_and_write)


@pytest.mark.usefixtures("writers_meet")
def test_of_several_who_save_at_once_one_does_and_the_others_compare(company: Company) -> None:
    with company.app.app_context(), acting_as(SYSTEM), writing():
        row = card(db.session, db.session.scalars(select(User.id).where(User.username == "rep")).one())  # fmt: skip
        db.session.commit()
        where, version = f"/customerview/edit/{row.id}", str(row.version)
    answers = at_once(
        *(
            company.post("rep", where, {"lock_version": version, "phone": f"028-8600000{turn}"})
            for turn in range(3)
        )
    )
    assert sorted(answer.status for answer in answers) == [200, 409, 409]
