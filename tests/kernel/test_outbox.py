"""Letters: queued with their cause, leased by one, tried again, given up in sight; headers that hold."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.kernel import chores, notice_kinds, notices, outbox, smtp
from app.kernel.db import utcnow
from app.kernel.jobs import Job
from app.kernel.notice_kinds import MENTION, Ways
from app.kernel.notices import Notice, notify
from app.kernel.outbox import Mail, MailKind, MailState

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def server(app, monkeypatch):
    """A configured mail server; nobody calls it here."""
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_FROM", "客档 <kedang@example.com>")


@pytest.fixture
def letter(session, user_id, server, as_system):
    """One waiting letter."""
    mail = outbox.post(session, user_id("rep"), MailKind.NOTICE)
    session.flush()
    return mail


def letters(session, notice: Notice) -> list[Mail]:
    return list(session.scalars(select(Mail).where(Mail.notice_id == notice.id)))


def test_without_a_server_all_stays_on_screen(session, user_id) -> None:
    assert letters(session, notify(session, user_id("rep"), "job", "Done", by_mail=True)) == []


def test_a_letter_and_one_call_for_a_sender(session, user_id, server) -> None:
    told = [notify(session, user_id("rep"), MENTION, "Done") for _round in range(2)]
    found = [mail for notice in told for mail in letters(session, notice)]
    assert [mail.state for mail in found] == [MailState.WAITING] * 2
    calls = session.scalars(
        select(Job).where(Job.job_kind == outbox.SEND).execution_options(unscoped=True)
    ).all()
    assert len(calls) == 1


def test_each_kind_goes_the_way_its_reader_wants(session, user_id, server) -> None:
    rep, other = user_id("rep"), user_id("rep2")
    notice_kinds.wish(session, rep, {MENTION: Ways(in_app=False, by_mail=False, in_digest=True)})
    notices.notify_all(session, [rep, other], MENTION, "Done")
    quiet, loud = (notices.latest(session, who, 1)[0] for who in (rep, other))
    assert quiet.read_at == quiet.at
    assert loud.read_at is None
    assert (len(letters(session, quiet)), len(letters(session, loud))) == (0, 1)
    new = notices.news(session, rep, [], utcnow() - HOUR, 9)
    assert quiet.id in [notice.id for notice in new], "the digest still tells it"


def test_the_default_needs_no_row(session, user_id) -> None:
    rep = user_id("rep")
    mine = {MENTION: Ways(False, True, True), "no such kind": Ways()}
    notice_kinds.wish(session, rep, mine)
    assert notice_kinds.wishes_of(session, rep)[MENTION] == Ways(False, True, True)
    notice_kinds.wish(session, rep, {kind.name: kind.ways for kind in notice_kinds.kinds()})
    assert session.scalars(select(notice_kinds.NoticeWish)).all() == []


def test_a_key_is_posted_once(session, user_id, server, as_system) -> None:
    rep = user_id("rep")
    assert outbox.post(session, rep, MailKind.DIGEST, key="k") is not None
    assert outbox.post(session, rep, MailKind.DIGEST, key="k") is None


def test_a_leased_letter_is_nobody_elses(session, letter) -> None:
    now = utcnow()
    first = outbox.lease(session, now)
    assert first is not None
    assert first.id == letter.id
    number = first.message_id
    assert outbox.lease(session, now) is None
    again = outbox.lease(session, now + outbox.LEASE + dt.timedelta(seconds=1))
    assert again is not None
    assert (again.id, again.message_id, again.attempts) == (letter.id, number, 2)


def test_it_is_tried_later_and_later_then_given_up(session, letter) -> None:
    now, waits = utcnow(), []
    for _try in range(len(outbox.WAITS)):
        assert outbox.lease(session, now) is not None
        outbox.put_back(session, letter.id, now, "Away", "e1")
        session.refresh(letter)
        waits.append(letter.next_at - now)
        assert outbox.lease(session, letter.next_at - dt.timedelta(seconds=1)) is None
        now = letter.next_at
    assert tuple(waits) == outbox.WAITS
    assert outbox.lease(session, now) is not None
    outbox.put_back(session, letter.id, now, "Away", "e2")
    session.refresh(letter)
    assert (letter.state, letter.error_id) == (MailState.FAILED, "e2")
    assert outbox.lease(session, now + 99 * HOUR) is None
    assert outbox.retry(session, letter, now)
    assert not outbox.retry(session, letter, now), "it waits already"
    assert outbox.lease(session, now) is not None


def test_a_refused_letter_is_given_up_at_once(session, letter) -> None:
    outbox.lease(session, utcnow())
    outbox.put_back(session, letter.id, utcnow(), "SMTP 550", "e", final=True)
    session.refresh(letter)
    assert letter.state is MailState.FAILED


def test_old_read_notices_and_sent_letters_go(session, letter, user_id, monkeypatch) -> None:
    now, rep = utcnow(), user_id("rep")
    outbox.sent(session, letter.id, now - 200 * 24 * HOUR)
    kept, gone = (notify(session, rep, "job", "Done") for _round in range(2))
    gone.read_at = now - 200 * 24 * HOUR
    session.flush()
    ids = (kept.id, gone.id, letter.id)

    class Work:
        state: dict = {}

        def __init__(self) -> None:
            self.session = session

        def checkpoint(self, *_said, **_more) -> None:
            """Nothing to save here."""

    monkeypatch.setattr(chores, "BATCH", 1)
    assert chores.sweep_notices(Work())["removed"] == 2
    session.expire_all()
    assert session.get(Notice, ids[0]) is not None
    assert session.get(Notice, ids[1]) is None
    assert session.get(Mail, ids[2]) is None


def test_headers_cannot_be_injected(app, server) -> None:
    evil = "张三\r\nBcc: all@example.com\n\x00"
    said = smtp.Letter("zhang@example.com", evil, evil, "text", "<p>text</p>")
    with app.app_context():
        mail = smtp.message(said, "abc", utcnow())
    raw = mail.as_bytes()
    assert mail["Bcc"] is None
    assert not any(line.lower().startswith(b"bcc") for line in raw.split(b"\r\n"))
    assert mail["Message-ID"] == "<abc@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("address", ["", "a@b\r\nBcc: c@d", "no address", "a@b, c@d"])
def test_an_address_that_is_none_is_refused(app, server, address: str) -> None:
    with app.app_context(), pytest.raises(smtp.Refused):
        smtp.message(smtp.Letter(address, "n", "s", "t", "h"), "abc", utcnow())
