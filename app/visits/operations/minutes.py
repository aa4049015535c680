"""Verbs of minutes: drafted from the talk, written, reviewed, sent, confirmed (R-118, R-119)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.kernel import clock, deadlines, numbering
from app.kernel.accounts import full_name
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify
from app.kernel.papers.reading import listed
from app.visits import queries
from app.visits.models import Minutes, VisitRequest

FLOW = "minutes"
TOLD = declare("minutes", _("Meeting minutes"))
DEADLINES = ("minutes.deadline_workdays", "record.deadline.minutes")


def draft(session: Session, slip: VisitRequest) -> Minutes | None:
    """The minutes of a talk, as far as the talk notes give them; None where there are some already (R-118)."""
    if queries.minutes_of(session, slip.id) is not None:
        return None
    ours = [slip.visitor, *(each.user for each in queries.companions_of(session, slip.id))]
    row = Minutes(
        visit_request_id=slip.id, met_at=slip.departed_at, place=slip.talk_place,
        attendees_ours=listed(map(full_name, ours))[:300], attendees_theirs=slip.persons_met,
        topics="\n".join(filter(None, (slip.topic, slip.talk_contents))) or None,
        open_points=slip.leftover_problem, minutes_due_at=due(session, slip.returned_at).at,
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def due(session: Session, since: dt.datetime | None) -> Any:
    """From the end of the talk to the minutes: the stricter of the two deadlines (R-118, C-04)."""
    start = since or dt.datetime.now(dt.UTC)
    return min(
        (deadlines.after(session, start, key) for key in DEADLINES), key=lambda d: d.at or start
    )


def write(row: Minutes, now: dt.datetime) -> None:
    """Written, late or in time; once late, late for ever (R-118)."""
    if row.written_at is None:
        row.is_written_late = row.minutes_due_at is not None and now > row.minutes_due_at
    row.written_at = now


def review(session: Session, row: Minutes, by_id: int | None, now: dt.datetime, note: str) -> None:
    """Read, with guidance; the author is told to send them (R-119)."""
    row.reviewed_by_id, row.reviewed_at, row.guidance = by_id, now, note or row.guidance
    _tell(session, row, _("Your minutes have been reviewed and may go to the customer."))


def send_back(session: Session, row: Minutes, note: str) -> None:
    """To be written anew, and why (R-119)."""
    row.guidance = note
    _tell(session, row, _("Your minutes came back: %(why)s", why=note))


def _tell(session: Session, row: Minutes, message: Any) -> None:
    if row.visit_request.owner_id is not None:
        notify(session, row.visit_request.owner_id, TOLD, message, row)
