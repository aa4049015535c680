"""The door: one message for every failure, slower for those who guess, a new session for each log-in."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.desk.office import lockout, passwords
from app.desk.office.models import FailedLogin
from app.desk.office.signin import safe_next
from app.kernel.db import db

RIGHT = passwords.DEMO


def enter(client, name: str, password: str, **extra):
    return client.post("/login/", data={"username": name, "password": password}, **extra)


@pytest.fixture
def door(app, session):
    return app.test_client()


def test_the_right_password_opens_and_leads_to_the_page_asked_for(door) -> None:
    answer = door.post("/login/?next=/me/", data={"username": "rep", "password": RIGHT})
    assert answer.status_code == 302 and answer.location == "/me/"
    assert door.get("/me/").status_code == 200


def test_user_names_are_not_told_apart_by_capitals(door) -> None:
    assert enter(door, "REP", RIGHT).status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(app, session) -> None:
    answers = []
    for name in ("rep", "nobody-of-that-name"):
        answer = enter(app.test_client(), name, "Wrong-password-1")
        body = answer.text.replace(name, "NAME")
        answers.append(
            (answer.status_code, len(body.split("csrf")[0]), "用户名或密码不正确" in body)
        )
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


def test_a_switched_off_account_is_answered_like_a_wrong_password(door, session) -> None:
    session.scalars(select(User).where(User.username == "rep3")).one().active = False
    session.commit()
    answer = enter(door, "rep3", RIGHT)
    assert answer.status_code == 401 and "用户名或密码不正确" in answer.text


def test_after_five_failures_even_the_right_password_has_to_wait(door) -> None:
    for _attempt in range(lockout.FREE["name"]):
        assert enter(door, "rep", "Wrong-password-1").status_code == 401
    answer = enter(door, "rep", RIGHT)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 60


def test_the_wait_is_the_same_for_a_name_that_does_not_exist(door) -> None:
    for _attempt in range(lockout.FREE["name"]):
        assert enter(door, "ghost", "Wrong-password-1").status_code == 401
    assert enter(door, "ghost", "Wrong-password-1").status_code == 429


def test_another_person_at_another_desk_is_not_kept_waiting(app, session) -> None:
    client = app.test_client()
    for _attempt in range(lockout.FREE["name"] + 1):
        enter(client, "rep", "Wrong-password-1")
    assert enter(client, "clerk", RIGHT).status_code == 302


def test_an_address_that_tries_many_names_has_to_wait_for_all_of_them(app, session) -> None:
    client = app.test_client()
    for number in range(lockout.FREE["address"]):
        enter(client, f"name{number}", "Wrong-password-1")
    assert enter(client, "rep", RIGHT).status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.9.8.7"}
    assert enter(app.test_client(), "rep", RIGHT, environ_base=elsewhere).status_code == 302


def test_each_further_failure_doubles_the_wait_up_to_a_limit(session) -> None:
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    waits = [lockout._until("name", failures, now) for failures in range(1, 40)]
    lengths = [(until - now) for until in waits if until]
    assert waits[3] is None and lengths[:3] == [lockout.FIRST_WAIT * n for n in (1, 2, 4)]
    assert lengths[-1] == lockout.LONGEST_WAIT


def test_counters_stand_in_the_database_and_tell_no_names(door, session) -> None:
    enter(door, "rep", "Wrong-password-1")
    rows = session.scalars(select(FailedLogin)).all()
    assert {row.by for row in rows} == {"name", "address"}
    assert all(len(row.who) == 64 and "rep" not in row.who for row in rows)


def test_a_success_clears_the_name_but_not_the_address(door, session) -> None:
    enter(door, "rep", "Wrong-password-1")
    enter(door, "rep", RIGHT)
    assert [row.by for row in session.scalars(select(FailedLogin))] == ["address"]


def test_logging_in_drops_whatever_session_the_browser_brought(app, session) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["sid"] = "known-to-somebody-else"
    enter(client, "rep", RIGHT)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie and cookie["sid"] != "known-to-somebody-else"


def test_the_demo_password_opens_nothing_outside_the_demo(app, door, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "DEMO", False)
    assert enter(door, "rep", RIGHT).status_code == 401


def test_log_ins_are_limited_in_rate_besides(app) -> None:
    limiter = app.extensions["appbuilder"].sm.limiter
    assert app.config["AUTH_RATE_LIMITED"] is True
    assert any("SignInView" in name for name in limiter.limit_manager._blueprint_limits)


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "",
     "/logout/", "http://localhost@evil.example/", "/a\nb", "https:evil.example"],
)  # fmt: skip
def test_nobody_is_led_to_another_host_after_logging_in(app, url: str) -> None:
    with app.test_request_context("/login/"):
        assert safe_next(url) == "/"


def test_a_path_of_ours_is_kept(app) -> None:
    with app.test_request_context("/login/"):
        assert safe_next("/customerview/list/?q=1") == "/customerview/list/?q=1"
        assert safe_next("http://localhost/me/") == "/me/"


def test_an_address_nobody_can_read_leads_home(app) -> None:
    with app.test_request_context():
        assert safe_next("http://[") == "/"


def test_failures_at_the_same_moment_all_count_the_first_ones_too(own_app: Any) -> None:
    start, now = Barrier(8), dt.datetime(2026, 11, 2, tzinfo=dt.UTC)

    def guess(_number: int) -> None:
        with own_app.app_context():
            assert lockout.wait_until(db.session, "somebody", "203.0.113.7", now) is None
            db.session.rollback()
            start.wait()
            lockout.failed(db.session, "somebody", "203.0.113.7", now)
            db.session.commit()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(8)))
    with own_app.app_context():
        assert db.session.scalars(select(FailedLogin.failures)).all() == [8, 8]
