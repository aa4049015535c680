"""What must stay and why, who was deleted earlier, and that a restored backup brings nobody back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.db import db, writing
from app.kernel.findings import said
from app.kernel.persons import asking, gone, holds, ledger
from app.kernel.persons.holds import Hold
from app.kernel.persons.models import Erasure, ErasureState, Ground
from app.kernel.persons.words import ERASED
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.trail import TrailEntry, TrailSecret
from app.kernel.worker import Worker
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from tests.desk.test_paper_face import Printer, printer  # noqa: F401  (fixture)

NAME, MOBILE = "慕容试留甲", "13987650456"


@pytest.fixture
def contact(session: Any, as_system: None) -> Contact:
    card = session.scalars(select(Customer).order_by(Customer.id)).first()
    row = Contact(customer_id=card.id, contact_name=NAME, mobile=MOBILE, remark="只说她")
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def by_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wing that must keep a telephone number."""

    def source(_session: Any, row: Any) -> Iterator[Hold]:
        if getattr(row, "contact_name", "") == NAME:
            yield Hold("Named in a tax case.", "税收征管法", columns=["mobile"])

    monkeypatch.setattr(holds, "_sources", [*holds._sources, source])


def erase(session: Any, row: Any) -> Erasure:
    erasure = Erasure(row_table="contact", row_id=row.id, ground=Ground.LAW, reason="letter")
    session.add(erasure)
    session.flush()
    asking.erase(session, row, erasure)
    return erasure


def remembered(session: Any, ident: int) -> set[str | None]:
    """What the trail still holds apart of a contact."""
    entries = select(TrailEntry.id).where(
        TrailEntry.table_name == "contact", TrailEntry.row_id == str(ident)
    )
    found = session.execute(
        select(TrailSecret.old, TrailSecret.new).where(TrailSecret.entry_id.in_(entries))
    )
    return {value for pair in found for value in pair} - {None}


@pytest.mark.rule("R-312", "C-24")
def test_a_column_that_must_stay_stays_and_the_report_says_why(
    session: Any, contact: Contact, by_law: None
) -> None:
    erasure = erase(session, contact)
    assert (contact.contact_name, contact.mobile, contact.remark) == (ERASED, MOBILE, None)
    assert [[said(why), rule] for why, rule in erasure.report["holds"]] == [
        ["Named in a tax case.", "税收征管法"]
    ]
    assert remembered(session, contact.id) == {MOBILE}


@pytest.mark.rule("R-079", "R-312")
def test_whom_a_visit_under_way_meets_stays_until_it_is_over(
    session: Any, contact: Contact
) -> None:
    slip = session.scalars(select(VisitRequest).order_by(VisitRequest.id)).first()
    slip.receiver_id, slip.state = contact.id, SlipState.APPROVED
    session.flush()
    with pytest.raises(asking.NotErasable) as refused:
        asking.ask(session, contact, Ground.LAW, "letter")
    assert slip.slip_no in str(refused.value.holds[0].why)
    slip.state = SlipState.RECORDED
    session.flush()
    assert asking.ask(session, contact, Ground.LAW, "letter").state is ErasureState.ASKED


def test_who_was_deleted_earlier_is_found_and_erased_out_of_the_history(
    session: Any, contact: Contact
) -> None:
    ident, card = contact.id, contact.customer_id
    session.delete(contact)
    session.flush()
    (row,) = gone.found(session, Contact, "慕容试", 5)
    assert gone.is_gone(row) and (row.id, row.mobile, row.customer_id) == (ident, MOBILE, card)
    assert remembered(session, ident) >= {NAME, MOBILE, "只说她"}
    erasure = erase(session, row)
    assert "record" not in erasure.report["stays"] and erasure.report["erased"]["trail_secret"]
    assert remembered(session, ident) == set()
    assert gone.found(session, Contact, "慕容试", 5) == []
    assert session.get(Contact, ident) is None, "it is not put back"


def test_who_is_here_is_not_among_the_deleted(session: Any, contact: Contact) -> None:
    assert gone.recall(session, Contact, contact.id) is None
    assert gone.recall(session, Contact, 10**9) is None


def test_the_page_finds_the_deleted_for_who_may_erase(
    session: Any, contact: Contact, client_as: Any
) -> None:
    ident = contact.id
    session.delete(contact)
    session.commit()
    client = client_as("custodian", "en")
    listed = client.get("/persons/list/", query_string={"q": NAME}).text
    assert f"/persons/show/contact/{ident}" in listed and "deleted earlier" in listed
    page = client.get(f"/persons/show/contact/{ident}").text
    assert MOBILE in page and "This record was deleted" in page
    sure = {"ground": "law", "reason": "letter", "sure": "1"}
    assert client.post(f"/persons/erase/contact/{ident}", data=sure).status_code == 302
    other = client_as("gm")
    assert NAME not in other.get("/persons/list/", query_string={"q": NAME}).text.replace(
        f'value="{NAME}"', ""
    )
    assert other.get(f"/persons/show/contact/{ident}").status_code == 404


def test_what_keeps_a_person_stands_on_the_page_and_at_the_tick(
    session: Any, contact: Contact, client_as: Any
) -> None:
    slip = session.scalars(select(VisitRequest).order_by(VisitRequest.id)).first()
    slip.receiver_id, slip.state = contact.id, SlipState.DEPARTED
    session.commit()
    client, place = client_as("custodian", "en"), f"contact/{contact.id}"
    said_so = f"Visit {slip.slip_no} to this contact is still under way."
    assert said_so in client.get(f"/persons/show/{place}").text
    sure = {"ground": "law", "reason": "letter", "sure": "1"}
    refused = client.post(f"/persons/erase/{place}", data=sure)
    assert refused.status_code == 422 and refused.text.count(said_so) == 2
    assert session.scalars(select(Erasure)).all() == []


@pytest.mark.rule("R-306", "R-312")
def test_what_is_held_is_handed_out_on_paper(
    session: Any,
    contact: Contact,
    client_as: Any,
    printer: Printer,  # noqa: F811
) -> None:
    session.commit()
    answer = client_as("custodian").post(f"/persons/export/contact/{contact.id}?as=pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    page = client_as("custodian", "en").get(f"/persons/show/contact/{contact.id}").text
    assert "Printed" in page
    assert NAME in printer.html[0] and MOBILE in printer.html[0]
    assert client_as("rep").post(f"/persons/export/contact/{contact.id}?as=pdf").status_code == 403


@pytest.mark.rule("R-311", "R-312")
def test_a_restored_backup_brings_nobody_back(own_app: Any, tmp_path: Path) -> None:
    def say(*words: str) -> str:
        done = own_app.test_cli_runner().invoke(args=list(words))
        assert done.exit_code == 0, done.output
        return done.output

    with own_app.app_context(), acting_as(SYSTEM), writing():
        card = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        people = [
            Contact(customer_id=card.id, contact_name=f"{NAME}{n}", mobile=f"{MOBILE[:-1]}{n}")
            for n in (1, 2)
        ]
        db.session.add_all(people)
        db.session.flush()
        first, second = (row.id for row in people)
        db.session.delete(people[1])  # deleted before, erased after the backup
        db.session.commit()
        db.session.remove()
    say("backup", str(tmp_path / "before.zip"))
    with own_app.app_context(), acting_as(SYSTEM), writing():
        asking.ask(db.session, db.session.get(Contact, first), Ground.WITHDRAWN, "letter")
        asking.ask(db.session, gone.recall(db.session, Contact, second), Ground.LAW, "order")
        db.session.commit()
        db.session.remove()
    Worker(own_app).drain()
    written = Path(own_app.config["DATA_DIR"]) / ledger.NAME
    lines = [json.loads(line) for line in written.read_text().splitlines()]
    assert [line["row"] for line in lines] == [first, second] and NAME not in written.read_text()
    with own_app.app_context():
        db.engine.dispose()
    assert "erasures repeated: 2" in say("restore", str(tmp_path / "before.zip"), "--force")
    with own_app.app_context(), acting_as(SYSTEM), writing():
        assert db.session.get(Contact, first).contact_name == ERASED
        assert remembered(db.session, second) == set()
        done = db.session.scalars(select(Erasure)).all()
        assert [(row.row_id, row.state.value) for row in done] == [
            (first, "done"),
            (second, "done"),
        ]
        assert ledger.repeat(db.session, lines) == 0, "once"
        db.session.remove()
        db.engine.dispose()


def test_a_later_row_with_the_number_of_an_erased_one_is_left_alone(
    session: Any, contact: Contact
) -> None:
    erasure = Erasure(row_table="contact", row_id=contact.id, ground=Ground.LAW, reason="x")
    session.add(erasure)
    session.flush()
    line = ledger.line(erasure, contact) | {"made_at": "2020-01-01T00:00:00+00:00"}
    assert ledger.repeat(session, [line | {"asked_at": "2020-02-01T00:00:00+00:00"}]) == 0
    assert contact.contact_name == NAME
