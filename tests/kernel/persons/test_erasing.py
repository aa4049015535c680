"""A person who is erased is found nowhere any more, and the page says what stays and why."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from app.customers.models import Contact, Customer
from app.kernel import notes, notices, results, sealing, search, trail
from app.kernel.backup import programs
from app.kernel.db import db, writing
from app.kernel.exchange import ImportBatch, ImportRow
from app.kernel.files import keeping
from app.kernel.files.store import store
from app.kernel.outbox import Mail
from app.kernel.persons import asking, plan
from app.kernel.persons.models import Erasure, ErasureState, Ground
from app.kernel.persons.words import ERASED, struck, sure, usable
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.trail import TrailEntry
from app.kernel.worker import Worker
from app.visits.models import VisitRequest

NAME, BEFORE, MOBILE, MAIL = "欧阳试删甲", "欧阳旧名乙", "13987650123", "ouyang.test@example.com"
WORDS = (NAME, BEFORE, MOBILE, MAIL)
# what speaks of the person alone, without a word by which anybody knows it
ALONE = ("小孩上学试甲", "欧阳总试乙", "只说这一位试丙")


@pytest.mark.parametrize("model", plan.models(), ids=lambda model: model.__table__.name)
def test_every_personal_column_stands_in_the_plan(model) -> None:
    """A table added tomorrow is covered, or this says that it is not."""
    if model.__table__.name in plan.APART:
        return
    secret = [name for name, _column in plan.columns(model) if plan.is_secret(model, name)]
    assert [name for name in secret if plan.way(model, name) is None] == []


def test_every_way_of_the_plan_is_walked() -> None:
    ways = {
        plan.way(model, name) for model in plan.models() for name, _column in plan.columns(model)
    }
    assert ways >= set(plan.Way)


def test_words_are_struck_out_however_deep() -> None:
    words = usable([" 13987650123 ", "李明", "李", None, ERASED])
    assert words == ["13987650123", "李明"]
    assert sure(words) == ["13987650123"]
    deep = {"a": ["call 李明", {"李明": 1}], "n": 3}
    assert struck(deep, words) == {"a": [f"call {ERASED}", {ERASED: 1}], "n": 3}


@pytest.fixture
def company(own_app):
    """One contact whose words stand in every kind of place, and a namesake at another customer."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        yield own_app, _spread()
        db.session.remove()


def _spread() -> int:
    session = db.session
    slip = session.scalars(select(VisitRequest).order_by(VisitRequest.id)).first()
    card = session.get(Customer, slip.customer_id)
    other = session.scalars(select(Customer).where(Customer.id != card.id)).first()
    person = Contact(customer_id=card.id, contact_name=BEFORE, mobile=MOBILE)
    namesake = Contact(customer_id=other.id, contact_name=NAME)
    session.add_all([person, namesake])
    session.flush()
    person.contact_name, person.email, person.remark = NAME, MAIL, ALONE[0]
    slip.receiver_id, slip.receiver_name, slip.persons_met = person.id, ALONE[1], f"王某、{NAME}"
    session.flush()
    note = notes.write(session, card, f"{NAME} 的新号 {MOBILE}")
    notes.write(session, card, f"{NAME} 来过电话")
    notes.write(session, person, ALONE[2])
    notices.notify_all(session, [1], "mention", "told %(who)s", row=person, who=NAME)
    session.add(Mail(user_id=1, template="notice", params={"who": NAME}))
    batch = ImportBatch(
        table_name="contact",
        file_name=f"{NAME}.xlsx",
        file_kind="xlsx",
        headings=[],
        shape="x",
    )
    session.add(batch)
    session.flush()
    session.add(ImportRow(batch_id=batch.id, line=2, cells={"name": NAME, "mobile": MOBILE}))
    with keeping.checked(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), f"{NAME}.pdf") as file:
        keeping.attach(session, person, file)
    sealing.seal(session)
    session.commit()
    assert note.id and search.ids(session, Contact, MOBILE)
    return person.id


def _run(app) -> None:
    db.session.remove()
    worker = Worker(app)
    worker.drain()


def _everything(app) -> bytes:
    """The whole database: the file with its log, or a dump."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
    with db.engine.connect() as connection, programs.address(connection) as where:
        major = programs.major_of(connection)
        command = [programs.program("pg_dump", major), f"--dbname={where}"]
        return subprocess.run(command, capture_output=True, check=True).stdout


def test_nothing_of_the_person_is_found_any_more(company) -> None:
    app, ident = company
    person = db.session.get(Contact, ident)
    asking.ask(db.session, person, Ground.WITHDRAWN, "wrote on paper")
    db.session.commit()
    results.keep(1, f"{NAME},{MOBILE}".encode())  # a long list that waits for who asked for it
    before = _everything(app)
    assert all(word.encode() in before or _ascii(word) in before for word in WORDS + ALONE)
    _run(app)

    person = db.session.get(Contact, ident)
    slip = db.session.scalars(select(VisitRequest).where(VisitRequest.receiver_id == ident)).one()
    assert person.contact_name == ERASED and person.mobile is person.email is person.remark is None
    assert slip.receiver_name is None and slip.persons_met == f"王某、{ERASED}"
    assert search.ids(db.session, Contact, MOBILE) == []
    said = [entry.action for entry in trail.entries(db.session, person)]
    assert said[0] == "erase"
    assert sealing.verify(db.session)[0] == []
    assert next(store().keys(-60), None) is None
    assert results.read(1) is None

    erasure = db.session.scalars(select(Erasure)).one()
    assert erasure.state is ErasureState.DONE
    assert erasure.report["stays"]["elsewhere"] == 1  # the namesake, whom nobody asked to erase
    assert not any(word in json.dumps(erasure.report, ensure_ascii=False) for word in WORDS)

    # what is left of the name is the namesake's; without that row nothing is found
    namesake = db.session.scalars(select(Contact).where(Contact.contact_name == NAME)).one()
    asking.ask(db.session, namesake, Ground.LAW, "to look at the file")
    db.session.commit()
    _run(app)
    db.session.remove()
    db.engine.dispose()
    after = _everything(app)
    assert not [word for word in WORDS + ALONE if word.encode() in after or _ascii(word) in after]


def _ascii(word: str) -> bytes:
    return json.dumps(word)[1:-1].encode()


def test_what_an_ordinary_field_said_stays_in_the_sealed_trail_and_is_reported(company) -> None:
    _app, ident = company
    person = db.session.get(Contact, ident)
    card = db.session.get(Customer, person.customer_id)
    card.remark = f"ask {NAME}"
    db.session.flush()
    erasure = Erasure(row_table="contact", row_id=ident, ground=Ground.LAW, reason="")
    db.session.add(erasure)
    report = asking.erase(db.session, person, erasure)
    assert db.session.get(Customer, card.id).remark == f"ask {ERASED}"
    assert report["stays"]["trail"] == 1
    entry = select(TrailEntry).where(
        TrailEntry.action == "erase", TrailEntry.table_name == "customer"
    )
    assert NAME not in str(db.session.scalars(entry).one().changes)


def test_authors_of_the_archive_are_not_erased(company) -> None:
    staff = asking.person_model("staff")
    row = db.session.scalars(select(staff)).first()
    with pytest.raises(asking.NotErasable):
        asking.ask(db.session, row, Ground.WITHDRAWN, "left")
