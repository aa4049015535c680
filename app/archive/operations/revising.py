"""Verbs of the revision: open what is due, gather what changed, weigh the course, set the tier (W-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.archive import queries
from app.archive.models import CardCheck, Revision
from app.archive.models.revision import CHECKS
from app.archive.operations import classing
from app.archive.words import CheckResult, ClassAxis, ClassSource, RevisionFlag, Truth
from app.customers.models import Customer
from app.customers.operations import CARD, months_later
from app.customers.words import Lifecycle, Tier
from app.kernel import clock, numbering, policy, workdays
from app.kernel.notices import notify, notify_all
from app.kernel.rules import Broken
from app.organization import queries as people

MONTHS, AHEAD = "archive.revision_months", "revision.open_days_before"
_UNTRUE = "untrue_cards"
GROWTH, FLAGS = "revision.fast_growth_pct", "revision.flags"


def due_soon(session: Session, limit: int) -> Sequence[Customer]:
    """Filed archives whose revision begins now and is not under way (R-301, R-027, R-223)."""
    until = clock.today() + dt.timedelta(days=policy.value(AHEAD))
    return queries.to_be_revised(
        session, until, limit, with_past=bool(policy.value("archive.keep_past_customers")),
        with_small=bool(policy.value("risk.include_small_old_customers")),
    )  # fmt: skip


def open_revision(session: Session, card: Customer) -> Revision:
    """The revision of one archive, due when the card says; the tier it has stands in it."""
    row = Revision(
        customer_id=card.id, due_on=card.next_revision_due, tier=card.tier,
        since_on=card.last_revised_on or card.archive_opened_on,
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def gather(session: Session, row: Revision) -> None:
    """What changed on the card since the last revision, how purchases grew, what course that is (R-024, R-257)."""
    card = session.get_one(Customer, row.customer_id)
    row.changed = queries.changed_since(session, card, row.since_on)
    row.changed_count = len(row.changed)
    row.growth_pct = queries.growth(session, card.id)
    row.revision_flag = _course(card, row.growth_pct)


def _course(card: Customer, growth: int | None) -> RevisionFlag:
    flags = policy.value(FLAGS)
    if card.lifecycle_status is Lifecycle.LOST and RevisionFlag.LOST.value in flags:
        return RevisionFlag.LOST
    fast = growth is not None and growth >= policy.value(GROWTH)
    return RevisionFlag.FAST_GROWTH if fast and "fast_growth" in flags else RevisionFlag.NORMAL


def checked(row: Revision) -> Iterator[Broken]:
    """Every section has been checked; what is wanting or untrue is said (R-301, R-017)."""
    for section, name in CHECKS.items():
        result = getattr(row, f"{name}_check")
        if result is None:
            message = _("Not checked yet: %(section)s.", section=section.label)
            yield Broken(f"{name}_check", message, "R-301")
        elif result in (CheckResult.LACKING, CheckResult.UNTRUE) and not getattr(
            row, f"{name}_note"
        ):
            message = _("Say what was found: %(section)s.", section=section.label)
            yield Broken(f"{name}_note", message, "R-017")


def needs_causes(row: Revision) -> bool:
    """A customer growing fast or lost is analysed before it gets its tier (R-257)."""
    return row.revision_flag in (RevisionFlag.FAST_GROWTH, RevisionFlag.LOST)


def causes(row: Revision) -> Iterator[Broken]:
    """Causes and the time of observation stand (F-122, R-257)."""
    if not needs_causes(row):
        yield Broken("revision_flag", _("Only of a customer growing fast or lost."), "R-257")
        return
    if not (row.loss_cause or "").strip():
        yield Broken("loss_cause", _("Say why the customer grows so fast or was lost."), "R-257")
    if row.observe_until is None or row.observe_until <= clock.today():
        yield Broken("observe_until", _("Say until when it is observed."), "R-257")


def set_tier(session: Session, row: Revision) -> None:
    """The card gets the tier of the revision; first tier and watch marks follow (R-220, R-248)."""
    card = session.get_one(Customer, row.customer_id)
    said = row.tier_reason or row.revision_no
    with classing.caused(session, ClassAxis.TIER, ClassSource.REVISION, said):
        card.tier = row.tier


def report(session: Session, row: Revision) -> None:
    """Leaders read the archive of an important customer (R-254)."""
    card = session.get_one(Customer, row.customer_id)
    leaders = [
        *people.holders(session, "branch_manager", card.branch_id), *people.holders(session, "gm", None),
    ]  # fmt: skip
    message = _("The revised archive of an important customer is there to be read.")
    notify_all(session, dict.fromkeys(leaders), CARD, message, row)


def finish(session: Session, row: Revision, now: dt.datetime) -> None:
    """The archive counts as revised; the next time is set (R-301)."""
    card = session.get_one(Customer, row.customer_id)
    row.done_on = card.last_revised_on = clock.day_of(now)
    card.next_revision_due = months_later(row.done_on, policy.value(MONTHS))


def due_at(row: Revision) -> dt.datetime:
    """The end of the day on which the revision is due."""
    return workdays.end_of_day(row.due_on, clock.zone())


def is_important(row: Revision) -> bool:
    """Important customers are reported to the leaders before the revision is done (R-254)."""
    return row.tier is Tier.IMPORTANT


# -- the check of a card ---------------------------------------------------------------------------
def note_check(session: Session, _context: Any, _instances: Any) -> None:
    """Before a flush: a new check knows how complete the card is (R-037)."""
    for row in [each for each in session.new if isinstance(each, CardCheck)]:
        with session.no_autoflush:
            card = row.customer or session.get(Customer, row.customer_id)
        if card is not None:
            row.complete_pct = card.completeness_pct
            if row.truth is Truth.FALSE:
                session.info.setdefault(_UNTRUE, set()).add(card.id)


def tell_untrue(session: Session) -> None:
    """Before a commit: whose card a check found untrue learns it (R-017)."""
    session.flush()
    for ident in session.info.pop(_UNTRUE, ()):
        card = session.get_one(Customer, ident)
        if card.owner_id is not None:
            message = _("A check found your card untrue: look at it and correct it.")
            notify(session, card.owner_id, CARD, message, card)
