"""Printing from a record: the right, the name of the file, the log, and nothing one may not read."""

from __future__ import annotations

import pytest

from app.customers.models import Contact
from app.desk import printing
from app.desk.prints import PrintEntry
from app.kernel.papers import Rendered
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.cards import make_cards


class Printer:
    """Stands in for the print process and keeps what it was given."""

    def __init__(self) -> None:
        self.html: list[str] = []

    def missing(self, _text: str) -> set[str]:
        """Every character has a font here."""
        return set()

    def render(self, html: str, **_options: object) -> Rendered:
        """A document of one page."""
        self.html.append(html)
        return Rendered(b"%PDF-1.7 test", 1, [], [], "0" * 64, 0.1)


@pytest.fixture
def printer(monkeypatch) -> Printer:
    printer = Printer()
    monkeypatch.setattr(printing, "get_worker", lambda _folder: printer)
    return printer


@pytest.fixture
def ident(session) -> int:
    (ident,) = make_cards(session, "rep", 1, start=6000)
    with acting_as(SYSTEM):
        session.add(Contact(customer_id=ident, contact_name="李经理", mobile="13800000186"))
        session.commit()
    return ident


def test_a_pdf_comes_inline_under_a_readable_name_and_is_logged(client_as, session, printer, ident):
    client = client_as("rep")
    answer = client.get(f"/customerview/paper/{ident}/archive")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        "inline" in answer.headers["Content-Disposition"]
        and "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    )
    assert "试样06000号商行" in printer.html[0] and "李经理" in printer.html[0]
    client.get(f"/customerview/paper/{ident}/archive")
    copies = [
        e.copy_no for e in session.query(PrintEntry).filter_by(row_id=ident).order_by(PrintEntry.id)
    ]
    assert copies == [1, 2]


def test_those_who_may_not_print_or_see_get_nothing(client_as, printer, ident):
    assert client_as("finance").get(f"/customerview/paper/{ident}/archive").status_code == 403
    assert client_as("rep3").get(f"/customerview/paper/{ident}/archive").status_code == 404
    assert client_as("rep").get(f"/customerview/paper/{ident}/nothing").status_code == 404
    assert not printer.html


def test_what_is_masked_on_screen_is_masked_on_paper(client_as, printer, ident):
    answer = client_as("director").get(f"/customerview/paper/{ident}/archive")
    if answer.status_code == 200:
        assert "13800000186" not in printer.html[0]
