"""The page of personal data: who opens it, what it shows, an export that is logged, an erasure asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.customers.models import Contact
from app.kernel.exchange import ExportEntry
from app.kernel.jobs import Job
from app.kernel.persons import holds
from app.kernel.persons.models import Erasure, Ground
from app.kernel.scope import SYSTEM, acting_as
from app.organization.models import Staff

SURE = {"ground": "withdrawn", "reason": "letter of 3 May", "sure": "1"}


@pytest.fixture
def contact(session, viewer_of) -> Contact:
    with acting_as(viewer_of("custodian")):
        found = session.scalars(select(Contact).order_by(Contact.id))
        return next(row for row in found if not holds.of(session, row))


def count(session, model) -> int:
    return session.scalar(select(func.count(model.id)))


@pytest.mark.parametrize(
    ("who", "opens", "erases"),
    [("custodian", 200, True), ("gm", 200, False), ("rep", 403, False), ("admin", 403, False)],
)
def test_few_open_it_and_fewer_erase(who, opens, erases, client_as, contact, session) -> None:
    client, page = client_as(who), f"/persons/show/contact/{contact.id}"
    assert client.get("/persons/list/").status_code == opens
    answer = client.get(page)
    assert answer.status_code == opens
    assert ("/persons/erase/" in answer.text) is erases
    done = client.post(f"/persons/erase/contact/{contact.id}", data=SURE)
    assert done.status_code == (302 if erases else 403)
    assert count(session, Erasure) == int(erases)


def test_a_person_is_found_and_shown_with_purpose_and_ground(client_as, contact) -> None:
    client = client_as("custodian", "en")
    found = client.get("/persons/list/", query_string={"q": contact.contact_name})
    assert f"/persons/show/contact/{contact.id}" in found.text
    page = client.get(f"/persons/show/contact/{contact.id}").text
    assert contact.contact_name in page
    assert "Keeping up business with the customer" in page and "PIPL article 13" in page


def test_what_is_no_person_or_not_there_answers_as_missing(client_as) -> None:
    client = client_as("custodian")
    for place in ("contact/99999999", "visit_request/1", "nothing/1"):
        assert client.get(f"/persons/show/{place}").status_code == 404
        assert client.post(f"/persons/export/{place}").status_code == 404
        assert client.post(f"/persons/erase/{place}", data=SURE).status_code == 404


def test_an_export_says_all_that_is_held_and_is_logged(client_as, contact, session) -> None:
    before = count(session, ExportEntry)
    answer = client_as("custodian", "en").post(f"/persons/export/contact/{contact.id}")
    told = answer.get_json()
    assert contact.contact_name in told["fields"].values() and told["purpose"] and told["ground"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert count(session, ExportEntry) == before + 1


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ("ground", "Please choose."),
        ("reason", "Please fill in this field."),
        ("sure", "Please confirm: it cannot be undone."),
    ],
)
def test_an_error_stands_at_its_field_and_keeps_the_rest(
    missing, word, client_as, contact, session
) -> None:
    typed = {name: value for name, value in SURE.items() if name != missing}
    answer = client_as("custodian", "en").post(f"/persons/erase/contact/{contact.id}", data=typed)
    assert answer.status_code == 422 and word in answer.text
    assert missing == "reason" or SURE["reason"] in answer.text
    assert count(session, Erasure) == 0


def test_an_erasure_waits_for_its_job_and_the_page_says_so(client_as, contact, session) -> None:
    client = client_as("custodian", "en")
    client.post(f"/persons/erase/contact/{contact.id}", data=SURE)
    erasure = session.scalars(select(Erasure)).one()
    assert (erasure.row_table, erasure.row_id) == ("contact", contact.id)
    assert erasure.ground is Ground.WITHDRAWN and erasure.asked_by_id is not None
    with acting_as(SYSTEM):
        session.scalars(select(Job).where(Job.job_kind == "erase_person")).one()
    assert SURE["reason"] in client.get(f"/persons/show/contact/{contact.id}").text


def test_staff_are_shown_and_stay(client_as, session, viewer_of) -> None:
    with acting_as(viewer_of("custodian")):
        ident = session.scalars(select(Staff.id).order_by(Staff.id).limit(1)).one()
    client = client_as("custodian", "en")
    page = client.get(f"/persons/show/staff/{ident}")
    assert page.status_code == 200 and "/persons/erase/" not in page.text
    assert client.post(f"/persons/erase/staff/{ident}", data=SURE).status_code == 404
    assert count(session, Erasure) == 0
