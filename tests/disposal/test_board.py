"""The board of bad customers: figures that lead to just those cases; money only for those who may know."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select

from app.disposal import figures
from app.disposal.models import OVER, BadCase
from app.disposal.words import Criterion
from app.kernel.scope import SYSTEM, acting_as
from tests.house.rows import make

LINE = re.compile(r'<tr><td[^>]*><a href="([^"]+)">[^<]+</a></td><td[^>]*>(\d+)</td>')


@pytest.mark.rule("R-259", "C-01")
def test_a_figure_leads_to_just_those_cases(session: Any, client_as: Callable) -> None:
    client = client_as("gm")
    for which in ("open", "ended", "any"):
        page = client.get(f"/bad-customers/?which={which}").text
        found = [(unescape(to), int(count)) for to, count in LINE.findall(page)]
        lists = [pair for pair in found if pair[0].startswith("/badcaseview/list/")]
        assert found or which == "ended"
        for to, count in lists:
            rows = set(re.findall(r'href="/badcaseview/show/(\d+)"', client.get(to).text))
            assert len(rows) == count, to
        for to, count in set(found) - set(lists):
            named = set(
                re.findall(r'<td[^>]*><a href="/badcaseview/show/(\d+)"', client.get(to).text)
            )
            assert len(named) == count, to


@pytest.mark.rule("R-259")
def test_a_case_counts_for_each_of_its_criteria(session: Any, as_system: None) -> None:
    before = {each.key: each for each in counted(session)}
    made = make(
        session, BadCase, criteria=["other_grave_harm", "illegal_improper"], arrears_amount=7
    )
    assert made.main_criterion is Criterion.ILLEGAL, "the first in the order of the rule"
    after = {each.key: each for each in counted(session)}
    for key in (Criterion.ILLEGAL, Criterion.HARM):
        had = before[key].cases if key in before else 0
        assert after[key].cases == had + 1
        assert after[key].arrears is not None


def counted(session: Any) -> list[figures.Share]:
    rows = figures.cases(session, None, True)
    number = select(func.count(BadCase.id)).where(BadCase.state.not_in(OVER))
    assert len(rows) == session.scalar(number)
    return figures.shares(rows, figures.criteria_of, Criterion)


def test_what_is_owed_is_told_to_those_who_may_know(
    session: Any, client_as: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client_as("gm").get("/bad-customers/?which=any").text
    assert "欠款金额" in page and "186,400.00" in page
    monkeypatch.setattr("app.disposal.views.board.treatment", lambda _column, _viewer: "mask")
    page = client_as("gm").get("/bad-customers/?which=any").text
    assert "欠款金额" not in page and "186,400.00" not in page
    assert client_as("agent").get("/bad-customers/").status_code == 403
    with acting_as(SYSTEM):
        assert client_as("gm").get("/bad-customers/?criterion=nonsense").status_code == 404
