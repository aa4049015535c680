"""Printing a list: as filtered and sorted, as the reader may see it, at once or in the background, and logged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.desk import print_job, print_lists, printing, prints
from app.desk.prints import PrintEntry
from app.kernel import results
from app.kernel.jobs import Job
from app.kernel.papers import Rendered
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Work
from tests.desk.cards import make_cards
from tests.desk.test_paper_face import Printer

LIST = "/customerview/print/"


@pytest.fixture
def printer(monkeypatch: Any) -> Printer:
    printer = Printer()
    monkeypatch.setattr(printing, "get_worker", lambda _folder: printer)
    return printer


@pytest.fixture
def cards(session: Any) -> list[int]:
    return make_cards(session, "rep", 3, start=7000)


def entries(session: Any) -> list[PrintEntry]:
    where = (PrintEntry.row_table == "customer", PrintEntry.row_id == prints.A_LIST)
    with acting_as(SYSTEM):
        return list(session.scalars(select(PrintEntry).where(*where).order_by(PrintEntry.id)))


@pytest.mark.rule("R-306")
def test_a_list_is_printed_as_it_stands_and_each_copy_is_numbered(
    client_as, session, printer, cards
) -> None:
    client = client_as("rep", "en")
    address = f"{LIST}?q=试样0700&sort=-customer_name&cols=customer_name,customer_code"
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    page = printer.html[0]
    places = [page.find(f"试样0700{n}号商行") for n in (2, 1, 0)]
    assert places == sorted(places) and min(places) > 0
    assert "search for “试样0700”; ordered by" in page and "descending" in page
    assert "Copy no. 1" in page
    client.get(address)
    assert "Copy no. 2" in printer.html[1]
    assert [(e.copy_no, e.row_count, e.pages) for e in entries(session)] == [(1, 3, 1), (2, 3, 1)]


def test_a_list_holds_what_its_reader_may_see(client_as, printer, cards) -> None:
    assert client_as("finance").get(LIST).status_code == 403
    assert client_as("rep2").get(f"{LIST}?q=试样0700").status_code == 200
    assert "试样0700" not in printer.html[0].replace("“试样0700”", "")


def test_two_who_print_at_once_get_two_numbers(client_as, session, printer, monkeypatch) -> None:
    real, twice = prints._next, []

    def late(what: Any) -> Any:
        """Somebody takes the same number between the look and the writing."""
        copy = real(what)
        if not twice:
            twice.append(prints._entry(what, copy, Rendered(b"", 1, [], [], "", 0)))
            session.add(twice[0])
            session.commit()
        return copy

    monkeypatch.setattr(prints, "_next", late)
    assert client_as("rep").get(LIST).status_code == 200
    assert [entry.copy_no for entry in entries(session)] == [1, 2]
    assert len(printer.html) == 2, "laid out anew, with its own number"


def test_a_long_list_becomes_a_job_whose_file_is_for_who_asked(
    client_as, session, printer, cards, monkeypatch
) -> None:
    monkeypatch.setattr(print_lists, "AT_ONCE", 2)
    answer = client_as("rep", "en").get(f"{LIST}?q=试样0700&cols=customer_name")
    session.commit()
    assert answer.status_code == 302 and not printer.html
    with acting_as(SYSTEM):
        job = session.scalars(select(Job).where(Job.job_kind == print_job.KIND)).one()
        work = Work(job, print_job.jobs.spec(print_job.KIND), "test", None)  # type: ignore[arg-type]
        job.result, job.state = (
            print_job.print_list(work, **job.arguments),
            print_job.jobs.JobState.DONE,
        )
        session.commit()
    assert "试样07002号商行" in printer.html[0] and "Copy no. 1" in printer.html[0]
    assert entries(session)[0].by_id == job.owner_id
    where = f"/jobview/result/{job.id}"
    assert where in client_as("rep").get(f"/jobview/show/{job.id}").text
    assert client_as("rep").get(where).data == b"%PDF-1.7 test"
    assert client_as("admin").get(where).status_code == 404, "he sees the job, not what it made"
    results.path(job.id).unlink()
    assert client_as("rep").get(where).status_code == 302


def test_a_list_beyond_measure_is_refused_with_what_to_do(
    client_as, printer, cards, monkeypatch
) -> None:
    monkeypatch.setattr(print_lists, "MOST", 2)
    client = client_as("rep", "en")
    assert client.get(f"{LIST}?q=试样0700").status_code == 302
    assert "at most 2 rows" in client.get("/customerview/list/").text
    assert not printer.html


@pytest.mark.rule("C-24")
def test_sensitive_fields_stay_off_papers(app, viewer_of, monkeypatch) -> None:
    viewer = viewer_of("custodian")
    assert viewer.secrets["sensitive"] == "ask"
    assert printing.on_paper(viewer).secrets["sensitive"] == "hide"
    monkeypatch.setattr(printing.policy, "value", lambda _key: True)
    assert printing.on_paper(viewer).secrets["sensitive"] == "show", "the company says so"


def test_the_print_log_is_for_those_who_answer_for_the_archive(
    client_as, session, printer, cards
) -> None:
    client_as("rep").get(f"{LIST}?q=试样0700")
    page = client_as("custodian", "en").get("/printlogview/list/")
    assert page.status_code == 200 and "试样0700" in page.text
    assert "试样0700" not in client_as("admin", "en").get("/printlogview/list/").text
    assert client_as("rep").get("/printlogview/list/").status_code == 403
