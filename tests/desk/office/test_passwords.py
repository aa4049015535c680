"""A password is good enough wherever it is set: on the page, by a command, by the framework."""

from __future__ import annotations

import pytest
from flask_appbuilder.cli import fab
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.desk.office import lockout, passwords

GOOD = "Quiet-harbour-58"
BAD = {
    "short": "Ab1-xyz",
    "one class": "quietharbourhouse",
    "two classes": "quietharbour5858",
    "user name": "Zhoumin-2026-xy",
    "common": "Password-2026",
    "run of digits": "Harbour-123456",
    "run of keys": "Qwertyuiop-9",
    "run of letters": "Abcdefgh-99xx",
    "repeated": "Aaaaaa-11-bb",
    "demo": passwords.DEMO,
    "product": "Kedang-2026-x",
    "long": "Ab1-" + "x9Q" * 100,
}


@pytest.fixture
def earnest(app, session, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", False)


@pytest.mark.parametrize("why", BAD)
def test_bad_passwords_are_refused(earnest, why: str) -> None:
    assert list(passwords.problems(BAD[why], "zhoumin", "周敏"))


@pytest.mark.parametrize("password", [GOOD, "江南水乡-Blue-7号楼", "correct Horse 9 battery"])
def test_good_passwords_pass(earnest, password: str) -> None:
    assert not list(passwords.problems(password, "zhoumin", "周敏"))


def test_the_demo_password_is_good_in_the_demo_only(app, session, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "DEMO", True)
    assert not list(passwords.problems(passwords.DEMO))
    monkeypatch.setitem(app.config, "DEMO", False)
    assert list(passwords.problems(passwords.DEMO))


def test_made_passwords_are_good_and_differ(earnest) -> None:
    made = {passwords.made() for _ in range(20)}
    assert len(made) == 20 and not any(list(passwords.problems(each)) for each in made)


def test_the_frameworks_commands_refuse_them_too(app, earnest, session) -> None:
    before = session.scalars(select(User.password).where(User.username == "rep")).one()
    runner = app.test_cli_runner()
    result = runner.invoke(fab, ["reset-password", "--username", "rep", "--password", "weak"])
    assert result.exit_code != 0 and isinstance(result.exception, passwords.WeakPassword)
    new = ["create-user", "--role", "sales_rep", "--username", "someone", "--firstname", "a"]
    result = runner.invoke(
        fab, [*new, "--lastname", "b", "--email", "a@b.cn", "--password", "weak"]
    )
    assert result.exit_code != 0
    session.expire_all()
    assert session.scalars(select(User.password).where(User.username == "rep")).one() == before
    assert session.scalar(select(User.id).where(User.username == "someone")) is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old": "Wrong-one-77", "new": GOOD, "again": GOOD}, "old"),
        ({"old": "", "new": GOOD, "again": GOOD}, "old"),
        ({"old": passwords.DEMO, "new": "weak", "again": "weak"}, "new"),
        ({"old": passwords.DEMO, "new": passwords.DEMO, "again": passwords.DEMO}, "new"),
        ({"old": passwords.DEMO, "new": GOOD, "again": GOOD + "x"}, "again"),
    ],
)
def test_changing_ones_own_asks_the_old_one_and_a_good_new_one(client_as, form, field: str) -> None:
    answer = client_as("rep").post("/me/password", data=form)
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text


def test_passwords_are_hashed_slowly_in_earnest() -> None:
    from config import Config

    assert Config.FAB_PASSWORD_HASH_METHOD == "scrypt"


def test_the_present_password_cannot_be_guessed_in_a_borrowed_session(client_as) -> None:
    """Failures count as at the log-in: after them not even the right one is tried."""
    client = client_as("rep")
    new = {"new": "Teal-Harbour-9271", "again": "Teal-Harbour-9271"}
    for number in range(lockout.FREE["name"] + 1):
        answer = client.post("/me/password", data={"old": f"guess-{number}", **new})
        assert answer.status_code == 422
    answer = client.post("/me/password", data={"old": passwords.DEMO, **new})
    assert answer.status_code == 422 and 'id="old-error"' in answer.text
