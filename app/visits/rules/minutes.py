"""What must hold for minutes (R-118, R-119)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import clock, policy
from app.kernel.rules import Broken
from app.visits import queries
from app.visits.models import Minutes, VisitRequest
from app.visits.words import MinutesState

NEEDED = ("met_at", "place", "attendees_ours", "attendees_theirs", "topics")


def minutes(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Minutes tell of a talk that was held, and the dates follow one another (R-118, R-119)."""
    sent, confirmed = values.get("sent_on"), values.get("receipt_confirmed_on")
    for name in ("sent_on", "receipt_confirmed_on"):
        if values.get(name) and values[name] > clock.today():
            yield Broken(name, _("This day lies in the future."), "R-119")
    if sent and confirmed and confirmed < sent:
        message = _("Receipt is confirmed after the minutes were sent.")
        yield Broken("receipt_confirmed_on", message, "R-119")


def complete(session: Any, row: Minutes) -> Iterator[Broken]:
    """Who met where about what, and at least one thing agreed or left open (R-118)."""
    for name in NEEDED:
        if getattr(row, name) in (None, ""):
            yield _lacking(name, "R-118")
    if not row.open_points and not queries.has_agreements(session, row.id):
        message = _("Write down what was agreed, or what is still open.")
        yield Broken("agreements", message, "R-118")


def sent(row: Minutes) -> Iterator[Broken]:
    """On which day and in which way they went out (R-119)."""
    return (_lacking(name, "R-119") for name in ("sent_on", "sent_way") if not getattr(row, name))


def confirmed(row: Minutes) -> Iterator[Broken]:
    """Who confirmed the receipt, and when (R-119)."""
    names = ("receipt_confirmed_on", "receipt_confirmed_by")
    return (_lacking(name, "R-119") for name in names if not getattr(row, name))


def settled(session: Any, slip: VisitRequest) -> Iterator[Broken]:
    """The minutes of a visit are done with: the customer has them, and has confirmed it where he must (R-119)."""
    row = queries.minutes_of(session, slip.id)
    enough = {MinutesState.RECEIPT}
    if not policy.value("minutes.receipt_confirmation_required"):
        enough.add(MinutesState.SENT)
    if row is not None and row.state not in enough:
        yield Broken(
            "", _("The minutes of the visit are still open: %(no)s.", no=row.minutes_no), "R-119"
        )


def _lacking(name: str, rule: str) -> Broken:
    what = Minutes.__mapper__.columns[name].info["label"]
    return Broken(name, _("The minutes lack: %(what)s.", what=what), rule)
