"""The daily digest: what is late, what is due next, mentions and news, one letter a working day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.desk import letters, tasks
from app.kernel import clock, holidays, jobs, notice_kinds, notices, outbox
from app.kernel.db import db, utcnow
from app.kernel.notice_kinds import DIGEST, MENTION
from app.kernel.notices import Notice
from app.kernel.outbox import Mail, MailKind
from app.kernel.schedule import Daily
from app.kernel.scope import acting_as
from app.kernel.summons import TASK
from app.kernel.viewer import Viewer
from app.kernel.workdays import end_of_day

BATCH = 20
SHOWN = 20
LOOK_BACK = dt.timedelta(days=7)  # the first digest tells no older news


@dataclass(frozen=True)
class AtSetting:
    """A slot a day, from the hour that a setting of config.py names."""

    setting: str

    def start(self, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
        """Today's hour, or yesterday's when it is still to come."""
        return Daily(current_app.config[self.setting]).start(now, zone)


@dataclass(frozen=True)
class Digest:
    """What one person is told on one day."""

    late: Sequence[tasks.Entry]
    soon: Sequence[tasks.Entry]
    mentions: Sequence[Notice]
    news: Sequence[Notice]
    fresh: Sequence[tasks.Entry] = ()

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.mentions or self.news or self.fresh)


def digest(viewer: Viewer, now: dt.datetime, since: dt.datetime) -> Digest:
    """What is late or due by the end of the next working day, and what came or opened since an instant."""
    with acting_as(viewer):
        waiting = tasks.waiting(db.session, viewer, now, limit=2 * SHOWN)
        until = end_of_day(_next_working_day(clock.day_of(now)), clock.zone())
        due = [entry for entry in waiting if entry.task.due_at and entry.task.due_at <= until]
        wished = notice_kinds.wishes_of(db.session, viewer.user_id or 0)
        without = {name for name, ways in wished.items() if not ways.in_digest}
        new = notices.news(db.session, viewer.user_id or 0, without, since, 2 * SHOWN)
    return Digest(
        [entry for entry in due if entry.group == "late"][:SHOWN],
        [entry for entry in due if entry.group != "late"][:SHOWN],
        [notice for notice in new if notice.notice_kind == MENTION][:SHOWN],
        [notice for notice in new if notice.notice_kind != MENTION][:SHOWN],
        [] if TASK in without else [
            entry for entry in waiting if entry.task.opened_at > since and entry not in due
        ][:SHOWN],
    )  # fmt: skip


def _next_working_day(day: dt.date) -> dt.date:
    """The first day after this one that is worked at all."""
    days = holidays.calendar(db.session)
    following = (day + dt.timedelta(days=n) for n in range(1, 31))
    return next((each for each in following if days.share(each)), day)


@jobs.job("daily_digest", title=_("Daily digest"), every=AtSetting("DIGEST_AT"))
def daily_digest(work: Any) -> dict[str, int]:
    """Queue a letter for each who wants one and has something in it; none on a day off.

    Nor before its hour, when a worker that comes back at night begins yesterday's slot. The
    letter's key holds day and person: however often the job runs, there is one.
    """
    now, told = utcnow(), work.done
    day = clock.day_of(now)
    is_time = clock.day_of(AtSetting("DIGEST_AT").start(now, clock.zone())) == day
    if not outbox.is_on() or not is_time or not holidays.calendar(work.session).share(day):
        return {"told": 0}
    after = work.state.get("after", 0)
    people = select(User.id).where(User.active).order_by(User.id).limit(BATCH)
    while idents := list(work.session.scalars(people.where(User.id > after))):
        told += sum(_queue(work.session, ident, day, now) for ident in idents)
        after = idents[-1]
        work.checkpoint({"after": after}, done=told)
    return {"told": told}


def _queue(session: Any, user_id: int, day: dt.date, now: dt.datetime) -> bool:
    if not notice_kinds.ways(session, [user_id], DIGEST)[user_id].by_mail:
        return False
    last = (
        select(Mail.created_at)
        .where(Mail.user_id == user_id, Mail.template == MailKind.DIGEST)
        .order_by(Mail.id.desc())
        .limit(1)
    )
    since = max(session.scalar(last) or now - LOOK_BACK, now - LOOK_BACK)
    if not digest(letters.viewer_of(user_id), now, since):
        return False
    key = f"digest:{day.isoformat()}:{user_id}"
    return (
        outbox.post(session, user_id, MailKind.DIGEST, key=key, since=since.isoformat()) is not None
    )


@letters.writer(MailKind.DIGEST)
def _letter(mail: Mail, viewer: Viewer) -> Mapping[str, Any] | None:
    """The digest as it stands when the letter goes; nothing when all was done meanwhile."""
    found = digest(viewer, utcnow(), dt.datetime.fromisoformat(mail.params["since"]))
    if not found:
        return None
    day = clock.day_of(mail.created_at).isoformat()
    return {
        "subject": gettext("Your day %(day)s: %(late)s late, %(soon)s due, %(news)s new",
                           day=day, late=len(found.late), soon=len(found.soon),
                           news=len(found.mentions) + len(found.news) + len(found.fresh)),
        "parts": [
            (gettext("Late"), [_task(entry) for entry in found.late]),
            (gettext("Due by the end of the next working day"), [_task(e) for e in found.soon]),
            (gettext("New tasks"), [_task(entry) for entry in found.fresh]),
            (gettext("Mentions of me"), [_notice(notice, viewer) for notice in found.mentions]),
            (gettext("Notices"), [_notice(notice, viewer) for notice in found.news]),
        ],
        "link": letters.address_of("InboxView.inbox"),
    }  # fmt: skip


def _task(entry: tasks.Entry) -> dict[str, str]:
    due = entry.task.due_at
    when = f"{due.astimezone(clock.zone()):%Y-%m-%d %H:%M}" if due else ""
    return {
        "text": f"{entry.title}·{entry.subject}", "when": when,
        "link": letters.address_of("InboxView.inbox", task=entry.task.id),
    }  # fmt: skip


def _notice(notice: Notice, viewer: Viewer) -> dict[str, str]:
    text, about, link = letters.told(notice, viewer)
    when = f"{notice.at.astimezone(clock.zone()):%Y-%m-%d %H:%M}"
    return {"text": f"{text} {about}".strip(), "when": when, "link": link}
