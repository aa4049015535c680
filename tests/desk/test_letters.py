"""Letters to a real mail server: once, in the reader's language, nothing he may not see; the digest."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update

from app.desk import digest, letters
from app.desk.office import sessions
from app.kernel import holidays, jobs, outbox
from app.kernel.db import db, utcnow, writing
from app.kernel.jobs import Job
from app.kernel.notice_kinds import MENTION
from app.kernel.notices import notify
from app.kernel.outbox import Mail, MailState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Worker
from app.visits.models import VisitRequest
from tests.conftest import sign_in


class Box:
    """What a mail server took, and what it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 taken"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.mails.append(
                email.message_from_bytes(envelope.content, policy=email.policy.default)
            )
        return self.answer

    def text(self, at: int = -1) -> str:
        body = self.mails[at].get_body(("plain",))
        assert body is not None
        return body.get_content()


@pytest.fixture
def box() -> Iterator[Box]:
    """A mail server of this test's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.port = port  # type: ignore[attr-defined]
    yield box
    server.stop()


@pytest.fixture
def ground(own_app, box):
    """An application that sends to the box; everybody has an address."""
    own_app.config.update(
        SMTP_HOST="127.0.0.1", SMTP_PORT=box.port, SMTP_TLS=False, SMTP_FROM="k@example.com",
        PUBLIC_URL="https://kedang.example.com", DIGEST_AT="00:00",
    )  # fmt: skip
    with own_app.app_context(), acting_as(SYSTEM), writing():
        db.session.execute(update(User).values(email=User.username + "@example.com"))
        db.session.commit()
        yield own_app
        db.session.remove()


def ident(name: str) -> int:
    return db.session.scalars(select(User.id).where(User.username == name)).one()


@contextmanager
def committed() -> Iterator[None]:
    yield
    db.session.commit()


def drain(app) -> None:
    """Do what waits, away from this test's session."""
    db.session.remove()
    Worker(app).drain()


def states() -> list[MailState]:
    db.session.expire_all()
    found = list(db.session.scalars(select(Mail.state).order_by(Mail.id)))
    db.session.rollback()
    return found


def test_a_notice_arrives_once_in_the_readers_language(ground, box) -> None:
    with committed():
        sessions.account_of(db.session, ident("rep")).locale = "en"
        slip = db.session.scalars(
            select(VisitRequest).where(VisitRequest.owner_id == ident("rep"))
        ).first()
        slip_id, name = slip.id, str(slip)
        notify(db.session, ident("rep"), MENTION, "Your visit slip has been approved.", slip)
        notify(db.session, ident("manager"), MENTION, "Your visit slip has been approved.", slip)
    drain(ground)
    drain(ground)
    assert states() == [MailState.SENT] * 2
    assert [mail["To"].addresses[0].username for mail in box.mails] == ["rep", "manager"]
    assert box.mails[0]["Subject"] == f"Your visit slip has been approved. {name}"
    assert f"https://kedang.example.com/visitrequestview/show/{slip_id}" in box.text(0)
    assert "Your visit slip" not in box.text(1), "the manager reads Chinese"
    assert name in box.text(1)


def test_of_a_record_out_of_reach_a_letter_says_nothing(ground, box) -> None:
    with committed():
        slip = db.session.scalars(
            select(VisitRequest).where(VisitRequest.owner_id == ident("rep"))
        ).first()
        name = str(slip)
        notify(db.session, ident("rep3"), MENTION, "Left because of %(why)s", slip, why="secret")
    drain(ground)
    whole = box.mails[0].as_string() + box.text()
    assert "secret" not in whole
    assert name not in whole
    assert "/inbox/?tab=notices" in box.text()


def test_markup_in_a_notice_stays_text(ground, box) -> None:
    with committed():
        notify(db.session, ident("rep"), MENTION, "%(who)s mentioned you: %(text)s",
               who="<b>A</b>", text="<script>alert(1)</script>\r\nBcc: all@example.com")  # fmt: skip
    drain(ground)
    html = box.mails[0].get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert box.mails[0]["Bcc"] is None


def test_a_server_that_is_away_costs_nothing(ground, box) -> None:
    port = ground.config["SMTP_PORT"]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        ground.config["SMTP_PORT"] = closed.getsockname()[1]
    with committed():
        for _round in range(2):
            notify(db.session, ident("rep"), MENTION, "Done")
    drain(ground)
    tried = list(db.session.execute(select(Mail.attempts, Mail.error).order_by(Mail.id)))
    db.session.rollback()
    assert [attempts for attempts, _error in tried] == [1, 0], "the second is not even tried"
    assert tried[0][1] == "ConnectionRefusedError"
    ground.config["SMTP_PORT"] = port
    with committed():
        db.session.execute(update(Mail).values(next_at=utcnow()))
        jobs.enqueue(db.session, outbox.SEND)
    drain(ground)
    assert states() == [MailState.SENT] * 2


def test_a_refusal_is_seen_by_the_administrator_who_sends_again(ground, box) -> None:
    box.answer = "554 no thanks"
    with committed():
        notify(db.session, ident("rep"), MENTION, "Done")
    drain(ground)
    assert states() == [MailState.FAILED]
    mail = db.session.scalars(select(Mail)).one()
    mail_id, number, said = mail.id, mail.message_id, mail.error
    assert said == "SMTP 554"
    admin, rep = ident("admin"), ident("rep")
    db.session.remove()
    client = sign_in(ground.test_client(), admin, ground)
    assert "SMTP 554" in client.get(f"/mailview/show/{mail_id}").get_data(as_text=True)
    box.answer = "250 taken"
    assert client.post(f"/mailview/retry/{mail_id}").status_code == 302
    stranger = sign_in(ground.test_client(), rep, ground)
    assert stranger.post(f"/mailview/retry/{mail_id}").status_code == 403
    drain(ground)
    assert states() == [MailState.SENT]
    assert box.mails[0]["Message-ID"] == f"<{number}@example.com>"


def test_somebody_who_left_gets_no_letter(ground, box) -> None:
    with committed():
        notify(db.session, ident("rep"), MENTION, "Done")
        db.session.execute(update(User).where(User.username == "rep").values(active=False))
    drain(ground)
    assert box.mails == []
    assert states() == []


def digests(box: Box) -> list[str]:
    """The texts of the digests that rep got; deadlines write letters of their own."""
    mine = [mail for mail in box.mails if mail["To"].addresses[0].username == "rep"]
    texts = [mail.get_body(("plain",)).get_content() for mail in mine]
    return [text for text in texts if "Import is ready" in text]


@pytest.mark.slow
def test_the_digest_comes_once_a_slot_with_two_workers(ground, box, monkeypatch) -> None:
    whole = holidays.SHARES[holidays.DayKind.WORKING]
    monkeypatch.setattr(holidays.WorkCalendar, "share", lambda _days, _day: whole)
    with committed():
        notify(db.session, ident("rep"), "job", "Import is ready")
    now = utcnow()
    for _worker in range(2):
        jobs.tick(db.session, now)
        db.session.commit()
    count = select(func.count()).select_from(Job).where(Job.job_kind == "daily_digest")
    assert db.session.scalar(count) == 1
    db.session.commit()
    drain(ground)
    assert len(digests(box)) == 1
    with committed():
        jobs.enqueue(db.session, "daily_digest")  # somebody runs it again by hand
    drain(ground)
    assert len(digests(box)) == 1


def test_no_digest_before_its_hour(ground, box, monkeypatch) -> None:
    """A worker that comes back at 00:30 begins yesterday's slot; today's is told at its own hour."""
    whole = holidays.SHARES[holidays.DayKind.WORKING]
    monkeypatch.setattr(holidays.WorkCalendar, "share", lambda _days, _day: whole)
    night = dt.datetime(2026, 11, 17, 16, 30, tzinfo=dt.UTC)  # 00:30 in Shanghai
    work = SimpleNamespace(
        session=db.session, state={}, done=0, checkpoint=lambda *_state, **_how: None
    )
    ground.config["DIGEST_AT"] = "08:00"
    with committed():
        notify(db.session, ident("rep"), "job", "Import is ready")
    monkeypatch.setattr(digest, "utcnow", lambda: night)
    assert digest.daily_digest(work) == {"told": 0}
    monkeypatch.setattr(digest, "utcnow", lambda: night + dt.timedelta(hours=8))
    assert digest.daily_digest(work)["told"] > 0


@pytest.mark.parametrize("setting", [{"SMTP_TLS": True}, {"SMTP_FROM": "nobody"}])
def test_what_the_operator_has_to_mend_costs_no_letter(ground, box, setting) -> None:
    """A server without TLS, a sender that is no address."""
    ground.config.update(setting)
    with committed():
        notify(db.session, ident("rep"), "job", "Import is ready", by_mail=True)
    drain(ground)
    assert states() == [MailState.WAITING]
    ground.config.update(SMTP_TLS=False, SMTP_FROM="k@example.com")
    with committed():
        db.session.execute(update(Mail).values(next_at=utcnow()))
        jobs.enqueue(db.session, outbox.SEND)
    drain(ground)
    assert states() == [MailState.SENT]


def test_no_digest_on_a_day_off(ground, box, monkeypatch) -> None:
    monkeypatch.setattr(holidays.WorkCalendar, "share", lambda _days, _day: 0)
    with committed():
        notify(db.session, ident("rep"), "job", "Import is ready")
        jobs.enqueue(db.session, "daily_digest")
    drain(ground)
    assert box.mails == []


def test_due_soon_reaches_to_the_next_working_day(app, session, as_system) -> None:
    friday = dt.date(2026, 9, 30)  # the day before the National Day holiday
    assert digest._next_working_day(friday) > dt.date(2026, 10, 6)


def test_without_public_url_there_are_no_links(app) -> None:
    with app.app_context():
        assert letters.address_of("InboxView.inbox") == ""
