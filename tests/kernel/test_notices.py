"""Messages: in the transaction of their cause, in the reader's language, only to their reader."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kernel import notices
from app.kernel.notices import Notice, notify


def test_a_notice_is_read_in_the_readers_language(app, session, user_id) -> None:
    told = notify(
        session,
        user_id("rep"),
        "job",
        _("The holidays of %(year)s are not published yet; the date may move.", year=2027),
    )
    assert told.message.startswith("The holidays of %(year)s")
    assert told.params == {"year": 2027}
    with app.test_request_context():
        with force_locale("en"):
            assert "2027 are not published" in told.text
        with force_locale("zh"):
            assert "2027" in told.text
            assert "published" not in told.text


def test_it_lives_and_dies_with_its_cause(session, user_id) -> None:
    rep = user_id("rep")
    before = notices.unread(session, rep)
    session.begin_nested()
    notify(session, rep, "job", "Done")
    assert notices.unread(session, rep) == before + 1
    session.rollback()
    assert notices.unread(session, rep) == before


def test_reading_is_ones_own(session, user_id) -> None:
    rep, other = user_id("rep"), user_id("rep2")
    first, second = (notify(session, rep, "job", "Done") for _round in range(2))
    foreign = notify(session, other, "job", "Done")
    assert notices.mark_read(session, rep, [first.id, foreign.id]) == 1
    assert notices.mark_read(session, rep) >= 1
    session.refresh(second)
    session.refresh(foreign)
    assert second.read_at is not None
    assert foreign.read_at is None


def test_the_newest_first_and_nobody_elses(session, user_id) -> None:
    rep = user_id("rep")
    notify(session, user_id("rep2"), "job", "Not for you")
    ids = [notify(session, rep, "job", "Done").id for _round in range(3)]
    assert [row.id for row in notices.latest(session, rep, 3)] == ids[::-1]


def test_several_are_told_once_each(session, user_id) -> None:
    people = [user_id("rep"), user_id("rep2"), user_id("rep")]
    assert notices.notify_all(session, people, "job", "Done") == 2
    assert session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one().subject == ""
