"""Refusals and failures: human words, a number the log knows, and nothing that should stay inside."""

from __future__ import annotations

import json
import logging

import pytest
from flask import abort
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError, PendingRollbackError, SQLAlchemyError

from app.desk.office import logs
from app.kernel import jobs
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Worker


def test_what_is_absent_and_what_is_out_of_reach_look_the_same_to_the_byte(client_as) -> None:
    client = client_as("rep")
    answers = [
        client.get(path)
        for path in ("/customerview/show/99999999", "/customerview/show/88888888", "/nowhere")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_page_the_role_lacks_is_refused_the_same_for_every_id(client_as) -> None:
    client = client_as("rep")
    answers = [client.get(f"/userview/show/{ident}") for ident in (1, 2, 99999)]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.data for answer in answers}) == 1


REFUSALS = {
    403: ("GET", "/userview/list/"), 404: ("GET", "/customerview/show/99999999"),
    405: ("POST", "/customerview/list/"), 413: ("POST", "/customerview/add"),
    429: ("GET", "/customerview/list/"),
}  # fmt: skip


@pytest.fixture
def refused(app, monkeypatch):
    """An answer of a kind: ``refused(client, 404)``."""

    def ask(client, status: int):
        method, path = REFUSALS[status]
        if status == 413:
            monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10)
        if status == 429:

            def enough(*_args, **_kwargs):
                abort(429)

            monkeypatch.setitem(app.view_functions, "CustomerView.list", enough)
        answer = client.open(
            path, method=method, data={"x": "y" * 20} if method == "POST" else None
        )
        assert answer.status_code == status
        return answer

    return ask


@pytest.mark.parametrize("status", REFUSALS)
def test_who_is_logged_in_is_refused_inside_the_frame(client_as, refused, counted, status) -> None:
    client = client_as("rep")
    client.get("/")
    answers = []
    assert counted(lambda: answers.append(refused(client, status))) <= 4
    page = answers[0].text
    for part in ('id="side"', 'id="find"', 'class="kd-tabbar"', "客户档案"):
        assert part in page, part
    assert 'aria-current="page"' not in page and "csrf" not in page


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 404), ("PUT", 404)])
def test_a_stranger_is_refused_without_it(app, session, method: str, status: int) -> None:
    answer = app.test_client().open("/nowhere", method=method)
    assert answer.status_code == status
    page = answer.text
    assert 'class="kd-plaincard"' in page and "kd-side" not in page and "kd-search" not in page


@pytest.mark.parametrize(("asked", "status"), [("SELECT ab_user", 500), ("WITH RECURSIVE", 404)])
def test_a_refusal_is_told_while_the_database_is_away(
    app, session, client_as, asked: str, status: int
) -> None:
    """Be it away when the person is looked for (nothing can be told then) or only his rights."""
    client = client_as("rep")

    def away(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith(asked):
            raise OperationalError("x", {}, ValueError())

    engine = db.engines[None]
    event.listen(engine, "before_cursor_execute", away)
    try:
        answer = client.get("/nowhere")
    finally:
        event.remove(engine, "before_cursor_execute", away)
    assert answer.status_code == status
    assert 'class="kd-plaincard"' in answer.text and "kd-side" not in answer.text


@pytest.fixture
def logbook(app, tmp_path):
    """What the service writes into its log meanwhile."""
    handler = logs.SharedFile(tmp_path / "kedang.log")
    handler.setFormatter(logs.JsonLines())
    loggers = [logging.getLogger(name) for name in logs.LOGGERS]
    for logger in loggers:
        logger.addHandler(handler)
    yield tmp_path / "kedang.log"
    for logger in loggers:
        logger.removeHandler(handler)


WORDS = ("欧阳娜娜", "锦江大道九号", "Ouyang-Nana", "13800001234", "hush-hush")


@pytest.mark.parametrize("header", [{}, {"X-Requested-With": "fetch"}])
def test_a_request_full_of_people_leaves_none_of_them_in_the_log(
    app, session, client_as, monkeypatch, logbook, header
) -> None:
    """Query, form, headers, the text of faults and the values of a statement stay out of it."""

    def fail(*_args, **_kwargs):
        try:
            session.execute(
                text("INSERT INTO branch (name) VALUES (:name)"), {"name": "欧阳娜娜 Ouyang-Nana"}
            )
        except SQLAlchemyError as error:
            raise ValueError("no place for 欧阳娜娜 at 锦江大道九号") from error

    monkeypatch.setitem(app.view_functions, "CustomerView.list", fail)
    answer = client_as("rep").get(
        "/customerview/list/?q=欧阳娜娜&phone=13800001234",
        headers={
            "Referer": "http://localhost/?q=锦江大道九号",
            "User-Agent": "hush-hush",
            **header,
        },
    )
    client_as("rep").post(
        "/customerview/add", data={"customer_name": "欧阳娜娜", "address": WORDS[1]}
    )
    client_as("rep").get("/customerview/list/欧阳娜娜/锦江大道九号")
    assert answer.status_code == 500
    said = logbook.read_text()
    failure = next(entry for entry in map(json.loads, said.splitlines()) if "error_id" in entry)
    assert failure["error_id"] in answer.get_data(as_text=True)
    assert "IntegrityError" in failure["trace"] and "INSERT INTO branch" in failure["trace"]
    assert "test_errors.py" in failure["trace"], "the place is said"
    for word in WORDS:
        assert word not in said and json.dumps(word)[1:-1] not in said


@pytest.mark.parametrize("error", [PendingRollbackError("x", code="7s2a"), OperationalError("x", {}, ValueError())])  # fmt: skip
def test_a_fault_of_the_database_is_answered_like_any_other(
    app, client_as, monkeypatch, error
) -> None:
    """Its code is no status, and whoever signed in is not looked for again."""

    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setitem(app.view_functions, "CustomerView.list", fail)
    answer = client_as("rep").get("/customerview/list/")
    assert answer.status_code == 500 and 'class="kd-errorid"' in answer.text


def test_a_job_that_fails_is_found_in_the_log_by_its_number(own_app, logbook) -> None:
    name = "欧阳娜娜"

    @jobs.job("test_failing", attempts=1)
    def fail(_work) -> None:
        raise ValueError(f"cannot write to {name}")

    try:
        with own_app.app_context(), acting_as(SYSTEM), writing():
            ident = jobs.enqueue(db.session, "test_failing").id
            db.session.commit()
        Worker(own_app).drain()
        with own_app.app_context(), acting_as(SYSTEM):
            number = db.session.get_one(jobs.Job, ident).error_id
    finally:
        del jobs._specs["test_failing"]
    entry = next(e for e in map(json.loads, logbook.read_text().splitlines()) if "trace" in e)
    assert number and entry["error_id"] == number and entry["job"] == ident
    assert name not in logbook.read_text()


def test_the_log_stands_in_the_data_directory(own_app, tmp_path) -> None:
    own_app.test_client().get("/healthz")
    lines = (tmp_path / "logs" / "kedang.log").read_text().splitlines()
    assert (
        json.loads(lines[-1])["endpoint"]
        and (tmp_path / "logs" / "kedang.log").stat().st_mode & 0o077 == 0
    )


@pytest.fixture
def failing(app, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("phone 13800001234, password=Hush-hush-1 [parameters: {'x': 'secret'}]")

    monkeypatch.setitem(app.view_functions, "ProfileView.me", fail)


def test_a_failure_shows_a_number_that_the_log_knows_and_no_detail(
    app, client_as, failing, tmp_path
) -> None:
    handler = logs.SharedFile(tmp_path / "kedang.log")
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("kedang.error")
    logger.addHandler(handler)
    try:
        answer = client_as("rep").get("/me/")
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500 and "RuntimeError" not in answer.text
    text = (tmp_path / "kedang.log").read_text()
    entry = json.loads(text.splitlines()[-1])
    assert entry["error_id"] in answer.text
    for secret in ("13800001234", "Hush-hush", "'secret'"):
        assert secret not in text and secret not in answer.text


def test_scripts_get_a_sentence_instead_of_a_page(client_as, failing) -> None:
    answer = client_as("rep").get("/me/", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 500 and set(answer.json) == {"error", "title", "id"}


@pytest.mark.parametrize(
    "text",
    ["DETAIL:  Key (mobile)=(13812345678) already exists.", "id 51010419800101123X of a person",
     "postgresql://kedang:Hush-1@db/kedang", "mail to li.wei@example.com", "token=abc.def.ghi"],
)  # fmt: skip
def test_the_log_leaves_out_people_and_secrets(text: str) -> None:
    said = logs.scrub(text)
    for hidden in ("13812345678", "51010419800101123X", "Hush-1", "li.wei", "abc.def"):
        assert hidden not in said


def test_the_log_is_rotated_and_no_line_is_lost(tmp_path) -> None:
    handler = logs.SharedFile(tmp_path / "kedang.log", largest=2000, keep=50)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for number in range(200):
        handler.emit(
            logging.LogRecord(
                "x", logging.INFO, "", 0, f"line {number:04d} " + "x" * 40, None, None
            )
        )
    files = list(tmp_path.glob("*.log"))
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert len(files) > 3 and len(lines) == 200


def test_errors_speak_the_readers_language(client_as) -> None:
    assert "没有找到" in client_as("rep").get("/nowhere").text
    assert "Not found" in client_as("rep", locale="en").get("/nowhere").text


def test_the_service_says_that_it_lives(app, session) -> None:
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_the_service_says_what_it_lacks_and_not_why(app, session, monkeypatch) -> None:
    from app.desk.office import health

    def broken() -> str:
        raise OSError("/srv/secret/place is full")

    monkeypatch.setitem(health.CHECKS, "storage", broken)
    monkeypatch.setitem(health.CHECKS, "printing", lambda: None)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503 and answer.json["parts"]["storage"] == "failed"
    assert "secret" not in answer.text
