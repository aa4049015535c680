"""Background work is found by what it is called in the reader's language, by its kind and its error number."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel import jobs


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
