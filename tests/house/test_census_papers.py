"""The census of papers: every record and every list becomes a page for the press, in both languages."""

from __future__ import annotations

import re

import pytest
from lxml import html
from sqlalchemy import select

from app.desk import printing
from app.kernel.scope import acting_as
from tests.desk.test_paper_face import Printer
from tests.house import rows
from tests.house.conftest import VIEWS, base, who

pytestmark = pytest.mark.page

LANGUAGES = {"zh": "zh-CN", "en": "en"}
CODE = re.compile(r"\b(None|True|False)\b|lazy|object at 0x")  # what Python says of itself


@pytest.fixture
def press(monkeypatch) -> Printer:
    """Stands in for the print process and keeps the pages."""
    printer = Printer()
    monkeypatch.setattr(printing, "get_worker", lambda _folder: printer)
    return printer


def fitting(paper, row, viewer, session):
    """The row, or another of its table for which there is such a paper."""
    if paper.when is None or paper.when(row):
        return row
    with acting_as(viewer):
        return next(filter(paper.when, session.scalars(select(type(row)))), None)


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_record_and_list_has_a_paper(
    view, locale, view_of, viewers, client_as, session, press
) -> None:
    shown, allowed = view_of(view), who(viewers, "can_print", view)
    barred = [name for name in who(viewers, "can_list", view) if name not in allowed]
    for name in barred[:1]:
        assert client_as(name).get(f"{base(view)}/print/").status_code == 403
    if not allowed:
        return  # nobody prints these
    client = client_as(allowed[0], locale)
    doors = ["print/"]
    if "paper" not in shown.exclude_route_methods:
        row = rows.shown(session, view, viewers[allowed[0]])
        doors += [
            f"paper/{fit.id}/{paper.name}"
            for paper in shown.all_papers()
            if (fit := fitting(paper, row, viewers[allowed[0]], session)) is not None
        ]
        assert client.get(f"{base(view)}/paper/{row.id}/nosuch").status_code == 404
    for door in doors:
        answer = client.get(f"{base(view)}/{door}")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), door
        page = html.fromstring(press.html.pop())
        assert page.get("lang") == LANGUAGES[locale], door
        assert page.find(".//h1") is not None, door
        assert not CODE.search(page.text_content()), door
