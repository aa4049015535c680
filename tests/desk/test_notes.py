"""Notes on records: within the record's reach, mentions only of those who see it, in the timeline."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from app.kernel import notices, trail
from app.kernel.db import utcnow
from app.kernel.notes import Note
from app.kernel.notice_kinds import MENTION
from app.kernel.notices import Notice, notify
from app.visits.models import VisitRequest


@pytest.fixture
def slip(session, user_id, as_system) -> int:
    """A slip of the salesperson's, which his manager sees as well."""
    rows = select(VisitRequest.id).where(VisitRequest.owner_id == user_id("rep"))
    return session.scalars(rows.order_by(VisitRequest.id)).first()


def path(slip: int, door: str = "note") -> str:
    return f"/visitrequestview/{door}/{slip}"


def notes(session, slip: int) -> list[str]:
    return [n.text for n in session.scalars(select(Note).where(Note.row_id == slip))]


def test_a_note_is_kept_told_and_traced(client_as, session, slip, user_id) -> None:
    answer = client_as("rep").post(path(slip), data={"text": "@manager 请看一下 <b>"})
    assert answer.status_code == 302
    page = client_as("manager").get(f"{path(slip, 'show')}?tab=notes").get_data(as_text=True)
    assert "@manager 请看一下 &lt;b&gt;" in page
    assert "请看一下" in client_as("manager").get(
        f"{path(slip, 'show')}/part/trail?kind=notes"
    ).get_data(as_text=True)
    mine = notices.latest(session, user_id("manager"), 1, mentions=True)
    assert "请看一下" in mine[0].text
    entry = session.scalars(
        select(trail.TrailEntry).where(trail.TrailEntry.table_name == "record_note")
    ).one()
    assert "请看一下" not in str(entry.changes), "what people write may be personal"


def test_who_cannot_see_the_record_neither_reads_nor_is_told(client_as, session, slip) -> None:
    stranger = client_as("rep3")
    missing = stranger.post(path(999_999_999), data={"text": "x"})
    assert stranger.post(path(slip), data={"text": "x"}).status_code == missing.status_code == 404
    assert stranger.get(path(slip, "colleagues")).status_code == 404
    client = client_as("rep", "en")
    told = session.scalar(select(func.count(Notice.id)))
    answer = client.post(path(slip), data={"text": "typed for @rep3 here"}, follow_redirects=True)
    assert "typed for @rep3 here" in answer.text, "the note is kept"
    assert "No notice of this note goes to" in answer.text, "and nothing is said of why"
    assert session.scalar(select(func.count(Notice.id))) == told


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 2001])
def test_a_note_says_something_and_not_too_much(client_as, session, slip, text: str) -> None:
    assert client_as("rep").post(path(slip), data={"text": text}).status_code == 422
    assert notes(session, slip) == []


def test_only_colleagues_who_see_the_record_are_offered(client_as, slip) -> None:
    found = client_as("rep").get(path(slip, "colleagues")).get_json()
    names = {person["user"] for person in found}
    assert "manager" in names
    assert not names & {"rep", "rep3", "manager2", "admin"}
    narrowed = client_as("rep").get(f"{path(slip, 'colleagues')}?q=manag").get_json()
    assert {person["user"] for person in narrowed} == {"manager"}


def test_an_address_is_no_mention(client_as, session, slip, user_id) -> None:
    client_as("rep").post(path(slip), data={"text": "mail to x@manager.example"})
    assert notices.unread(session, user_id("manager"), mentions=True) == 0


def test_a_record_kind_without_notes_has_no_such_door(client_as) -> None:
    assert client_as("admin").post("/branchview/note/1", data={"text": "x"}).status_code == 404


def test_a_mention_stands_in_its_own_tab_and_leads_to_the_note(
    client_as, session, slip, user_id
) -> None:
    client_as("rep").post(path(slip), data={"text": "@manager hello there"})
    client = client_as("manager")
    assert "hello there" in client.get("/inbox/?tab=mentions").get_data(as_text=True)
    assert "hello there" not in client.get("/inbox/?tab=notices").get_data(as_text=True)
    mine = notices.latest(session, user_id("manager"), 1, mentions=True)[0]
    answer = client.post(f"/inbox/notice/{mine.id}")
    assert answer.location.endswith(f"/visitrequestview/show/{slip}?tab=notes")
    assert notices.unread(session, user_id("manager"), mentions=True) == 0


def test_marking_all_read_is_of_one_tab(client_as, session, user_id) -> None:
    rep = user_id("rep")
    for kind in (MENTION, "job"):
        notify(session, rep, kind, "Done")
    session.commit()
    client_as("rep").post("/inbox/read", data={"tab": "mentions"})
    assert notices.unread(session, rep, mentions=True) == 0
    assert notices.unread(session, rep, mentions=False) > 0


@pytest.mark.parametrize("tab", ["tasks", "notices", "mentions"])
def test_many_notices_cost_no_more(client_as, session, user_id, counted, tab: str) -> None:
    client, address = client_as("clerk"), f"/inbox/?tab={tab}"
    client.get(address)
    before = counted(lambda: client.get(address))
    many = [
        {"user_id": user_id("clerk"), "notice_kind": kind, "message": "Done", "params": {},
         "subject": "", "at": utcnow()}
        for kind in ("job", MENTION)
        for _one in range(1200)
    ]  # fmt: skip
    session.execute(insert(Notice), many)
    session.commit()
    assert counted(lambda: client.get(address)) == before
    assert before <= 10  # two of them say who it is
    page = client.get(address).get_data(as_text=True)
    assert "999+" in page
    assert page.count("kd-notice ") <= 50


def test_older_notices_are_found_page_by_page(client_as, session, user_id) -> None:
    agent = user_id("agent")
    for number in range(120):
        notify(session, agent, "job", f"Number {number:03d}.")
    session.commit()
    client, address, seen = client_as("agent"), "/inbox/?tab=notices", []
    while address:
        page = client.get(address).get_data(as_text=True)
        seen += [n for n in range(120) if f"Number {n:03d}." in page]
        older = page.partition("before=")[2]
        address = f"/inbox/?tab=notices&before={older.split(chr(34))[0]}" if older else ""
    assert seen and sorted(seen) == list(range(120))


def test_everybody_chooses_his_own_notices(client_as, session, user_id) -> None:
    client = client_as("rep", "en")
    assert "Visit slips" in client.get("/me/notices/").get_data(as_text=True)
    said = {"card.by_mail": "on", "digest.by_mail": "on"}
    assert client.post("/me/notices/", data=said).status_code == 302
    found = notices.notice_kinds.wishes_of(session, user_id("rep"))
    assert found["card"] == notices.notice_kinds.Ways(False, True, False)
    assert found["digest"].by_mail
    assert notices.notice_kinds.wishes_of(session, user_id("rep2"))["card"].in_app
