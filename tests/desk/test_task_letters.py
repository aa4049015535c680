"""When a task opens a letter goes to those it waits for, as each of them chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, select, update

from app.desk import digest, letters
from app.desk.office import sessions
from app.kernel import notice_kinds
from app.kernel.db import utcnow
from app.kernel.notice_kinds import Ways
from app.kernel.outbox import Mail, MailKind
from app.kernel.scope import acting_as
from app.kernel.summons import TASK
from app.kernel.workflow import run
from app.visits.models import VisitRequest
from app.visits.workflow import slip_flow
from tests.factories.customers import card
from tests.factories.policy import in_force
from tests.factories.visits import slip


@pytest.fixture(autouse=True)
def server(app: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is named, and everybody has an address."""
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    session.execute(update(User).values(email=User.username + "@example.com"))


@pytest.fixture
def submitted(session: Any, viewer_of: Callable, user_id: Callable) -> Callable:
    """Hand in a slip of the salesperson."""

    def make() -> VisitRequest:
        rep = viewer_of("rep")
        with acting_as(rep):
            row = slip(session, card(session, user_id("rep")), user_id("rep"))
            run(session, slip_flow, row, "submit", viewer=rep)
        return row

    return make


def posted(session: Any) -> list[Mail]:
    query = select(Mail).where(Mail.template == MailKind.TASK).order_by(Mail.id)
    return list(session.scalars(query))


def test_the_letter_says_what_is_to_be_done_in_the_readers_language(
    session: Any, submitted: Callable, user_id: Callable
) -> None:
    sessions.account_of(session, user_id("manager")).locale = "en"
    row = submitted()
    (mail,) = posted(session)
    assert mail.user_id == user_id("manager")
    letter = letters.compose(mail)
    assert letter is not None and letter.subject == f"To do: Approve visit slip {row}"
    assert "Approve visit slip" in letter.text and "Due: " in letter.text
    sessions.account_of(session, user_id("manager")).locale = "zh"
    session.flush()
    said = letters.compose(mail)
    assert said is not None and said.subject.startswith("待办：") and "Approve" not in said.html


def test_what_was_done_meanwhile_is_not_written(
    session: Any, submitted: Callable, viewer_of: Callable
) -> None:
    row, manager = submitted(), viewer_of("manager")
    (mail,) = posted(session)
    with acting_as(manager):
        run(session, slip_flow, row, "approve", viewer=manager)
    assert letters.compose(mail) is None


def test_everybody_chooses(session: Any, submitted: Callable, user_id: Callable) -> None:
    off = {kind.name: kind.ways for kind in notice_kinds.kinds()} | {TASK: Ways(True, False, True)}
    notice_kinds.wish(session, user_id("manager"), off)
    submitted()
    assert posted(session) == []


def test_the_page_offers_mail_and_digest_and_keeps_what_was_chosen(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    client = client_as("manager", "en")
    page = client.get("/me/notices/").text
    assert f'name="{TASK}.by_mail"' in page and f'name="{TASK}.in_app"' not in page
    client.post("/me/notices/", data={f"{TASK}.in_digest": "on"})
    assert notice_kinds.wishes_of(session, user_id("manager"))[TASK] == Ways(True, False, True)


def test_new_tasks_stand_in_the_digest_of_who_wants_them(
    session: Any, submitted: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    since = utcnow()
    row = submitted()
    found = digest.digest(viewer_of("manager"), utcnow(), since)
    assert str(row) in {entry.task.subject for entry in (*found.fresh, *found.soon)}
    off = {kind.name: kind.ways for kind in notice_kinds.kinds()} | {TASK: Ways(True, True, False)}
    notice_kinds.wish(session, user_id("manager"), off)
    assert not digest.digest(viewer_of("manager"), utcnow(), since).fresh


@pytest.mark.rule("C-08")
def test_who_comes_next_in_a_chain_is_written_to_and_nobody_twice(
    session: Any, submitted: Callable, viewer_of: Callable, user_id: Callable
) -> None:
    in_force(session, "approval.chain.visit_slip", "branch_manager,gm")
    row, manager = submitted(), viewer_of("manager")
    session.execute(delete(Mail))
    with acting_as(manager):
        run(session, slip_flow, row, "approve", viewer=manager)
    assert [mail.user_id for mail in posted(session)] == [user_id("gm")]
    session.execute(delete(Mail))
    gm = viewer_of("gm")
    with acting_as(gm):
        run(session, slip_flow, row, "approve", viewer=gm)
    told = list(session.scalars(select(Mail.user_id)))
    assert user_id("attendance") in told and len(told) == len(set(told)), "the notice is enough"


def test_without_a_mail_server_nothing_is_queued(
    app: Any, session: Any, submitted: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP_HOST", "")
    submitted()
    assert posted(session) == []
