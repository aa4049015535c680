"""Background work on screen: found by its name, kind and error number; its page at every state."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel import jobs
from app.kernel.jobs import JobState


@pytest.mark.parametrize(
    ("locale", "text", "found"),
    [
        ("zh", "存储文件", True), ("en", "check", True), ("zh", "check_files", True), ("en", "ab12cd34", True),
        ("zh", "没有这种", False), ("en", "存储文件", False),
    ],
)  # fmt: skip
def test_a_job_is_found_by_its_title(
    session: Any, as_system: None, client_as: Any, locale: str, text: str, found: bool
) -> None:
    row = jobs.enqueue(session, "check_files", key="search-me")
    row.error_id = "ab12cd34"
    session.commit()
    page = client_as("admin", locale).get("/jobview/list/", query_string={"q": text}).text
    assert (f"/jobview/show/{row.id}" in page) is found


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("state", list(JobState), ids=lambda state: state.value)
def test_the_page_of_a_job_says_how_far_it_is_and_offers_what_can_be_done(
    session: Any, as_system: None, client_as: Any, locale: str, state: JobState
) -> None:
    row = jobs.enqueue(session, "check_files", key="far")
    row.state, row.done, row.total = state, 4200, 10_000
    session.commit()
    for path in (f"/jobview/show/{row.id}", f"/jobview/progress/{row.id}"):
        answer = client_as("admin", locale).get(path)
        assert answer.status_code == 200
        assert "4,200" in answer.text and "10,000" in answer.text
        assert ("/jobview/cancel/" in answer.text) is (state in jobs.OPEN)
        again = (JobState.FAILED, JobState.CANCELLED)
        assert ("/jobview/retry/" in answer.text) is (state in again)


def test_a_waiting_job_is_stopped_and_run_again_from_its_page(
    session: Any, as_system: None, client_as: Any
) -> None:
    row = jobs.enqueue(session, "check_files", key="stop")
    session.commit()
    for act, state in (("cancel", JobState.CANCELLED), ("retry", JobState.QUEUED)):
        answer = client_as("admin").post(f"/jobview/{act}/{row.id}")
        assert answer.headers["Location"].endswith(f"/jobview/show/{row.id}")
        session.expire_all()
        assert row.state is state
