"""Refusals and failures: human words, a number the log knows, and nothing that should stay inside."""

from __future__ import annotations

import json
import logging

import pytest

from app.desk.office import logs


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
