"""Sessions end: by idling, by logging out, by a changed password, by losing a role or the account."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app.desk.office import passwords, sessions
from app.desk.office.models import Account, SignIn

NEW = "Quiet-harbour-58"


@pytest.fixture
def rep(session):
    return session.scalars(select(User).where(User.username == "rep")).one()


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_session_ends_after_idling_and_says_so(client_as, app) -> None:
    client = client_as("rep")
    idle = int(app.config["SESSION_IDLE"].total_seconds())
    with client.session_transaction() as cookie:
        cookie["seen"] = int(time.time()) - idle - 1
    assert not is_in(client)
    page = client.get("/login/").text
    assert "登录已结束" in page


def test_work_keeps_a_session_alive_and_the_pages_own_questions_do_not(client_as) -> None:
    client = client_as("rep")
    earlier = int(time.time()) - sessions.REFRESH - 5
    for path, is_work in (("/counts/", False), ("/me/", True)):
        with client.session_transaction() as cookie:
            cookie["seen"] = earlier
        client.get(path)
        with client.session_transaction() as cookie:
            assert (cookie["seen"] > earlier) is is_work


def test_a_session_ends_after_its_longest_time(client_as, app, session) -> None:
    client = client_as("rep")
    row = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    row.started_at -= app.config["PERMANENT_SESSION_LIFETIME"]
    session.commit()
    assert not is_in(client)


def test_logging_out_kills_a_copied_cookie_as_well(client_as, app) -> None:
    client, thief = client_as("rep"), app.test_client()
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert is_in(thief)
    client.post("/logout/")
    assert not is_in(client) and not is_in(thief)


def test_logging_out_is_no_link(client_as) -> None:
    client = client_as("rep")
    assert client.get("/logout/").status_code == 405
    assert is_in(client)


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(client_as) -> None:
    here, there = client_as("rep"), client_as("rep")
    form = {"old": passwords.DEMO, "new": NEW, "again": NEW}
    assert here.post("/me/password", data=form).status_code == 302
    assert is_in(here) and not is_in(there)


def test_a_password_set_by_the_framework_ends_sessions_too(client_as, app, rep) -> None:
    client = client_as("rep")
    app.extensions["appbuilder"].sm.reset_password(rep.id, NEW)
    assert not is_in(client)


def test_a_switched_off_account_is_out_at_once(client_as, session, rep) -> None:
    client = client_as("rep")
    rep.active = False
    session.commit()
    assert not is_in(client)


@pytest.mark.parametrize("change", ["taken", "given"])
def test_a_changed_role_ends_the_sessions(client_as, session, rep, change: str) -> None:
    client = client_as("rep")
    other = session.scalars(select(Role).where(Role.name == "finance")).one()
    rep.roles = [] if change == "taken" else [*rep.roles, other]
    session.commit()
    assert not is_in(client)


def test_ending_the_other_sessions_by_hand(client_as) -> None:
    here, there = client_as("rep"), client_as("rep")
    here.post("/me/sessions/end")
    assert is_in(here) and not is_in(there)


def test_a_session_without_its_ticket_is_none(app, user_id) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(user_id("admin"))
        cookie["_fresh"] = True
    assert not is_in(client)


def test_one_persons_ticket_does_not_open_anothers_account(client_as, user_id) -> None:
    client = client_as("rep")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(user_id("admin"))
    assert not is_in(client)


def test_loading_the_user_costs_one_statement(client_as, counted_users) -> None:
    client = client_as("rep")
    with counted_users() as seen:
        client.get("/me/password")
    assert len([sql for sql in seen if "account_sign_in" in sql]) == 1


@pytest.fixture
def counted_users(app):
    from contextlib import contextmanager

    from sqlalchemy import event

    from app.kernel.db import db

    @contextmanager
    def block():
        seen: list[str] = []

        def note(_c, _cur, sql, *_rest):
            seen.append(sql)

        engine = db.engine.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return block


def test_changes_of_an_account_stand_in_the_trail_without_the_password(session, rep) -> None:
    from app.kernel import trail

    rep.password = passwords.hashed(NEW)
    rep.active = False
    session.commit()
    text = str([entry.changes for entry in trail.entries(session, rep)])
    assert "active" in text and "***" in text and "pbkdf2" not in text


def test_a_forced_change_leads_to_the_password_page_and_nowhere_else(
    client_as, session, rep
) -> None:
    client = client_as("rep")
    session.get(Account, rep.id).must_change = True
    session.commit()
    assert client.get("/").location.endswith("/me/password")
    assert client.get("/customerview/list/").location.endswith("/me/password")
    client.post("/me/password", data={"old": passwords.DEMO, "new": NEW, "again": NEW})
    assert is_in(client)


def test_the_profile_says_which_session_is_this_one(client_as: Any) -> None:
    client_as("rep")
    page = client_as("rep").get("/me/").text
    assert page.count("当前</span>") == 1 and page.count('class="sub"') == 2
