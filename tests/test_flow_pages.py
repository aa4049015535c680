"""The pages of docs/flows say what the code says."""

from __future__ import annotations

import pytest
from flask import Flask

from app import flow_pages
from app.cli_flows import FOLDER, declared


def test_the_pages_are_up_to_date(app: Flask) -> None:
    with app.app_context():
        drawn = dict(flow_pages.pages(declared(app)))
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert held == drawn, "run: flask flows draw"


@pytest.mark.rule("C-08", "R-078")
def test_a_page_says_who_what_and_why_in_both_languages(app: Flask) -> None:
    with app.app_context():
        page = dict(flow_pages.pages(declared(app)))["W-07-visit_slip.md"]
    assert page.count("stateDiagram-v2") == 2
    assert "submitted --> approved: 批准" in page and "submitted --> approved: Approve" in page
    assert "`approval.chain.visit_slip`" in page and "Branch manager" in page
    assert page.count("R-078") > 10
