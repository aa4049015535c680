"""Verbs of the customer archive: open a card, count its days, approve, enter, forward, file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.customers import cooperation, likeness, naming, queries, signals
from app.customers.identity import fold_name
from app.customers.models import Contact, Customer
from app.customers.words import ArchivePart, Lifecycle
from app.kernel import clock, numbering, policy
from app.kernel.db import is_changed
from app.kernel.deadlines import Due
from app.kernel.many import update_many
from app.kernel.moving import move_reach
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify, notify_all
from app.organization import queries as people
from app.organization.placing import place_of

__all__ = ["accept_card", "add_contact", "approve_card", "enter_card", "entry_due", "file_card", "fill_keys",
           "fold_name", "forward_card", "look_for_like", "open_card", "reject_card", "send_back_card",
           "submit_card", "withdraw_card"]  # fmt: skip

PIECE = 1_000  # cards whose keys are filled at once
CARD = declare("card", _("Customer cards"), by_mail=True)


def open_card(session: Session, **values: Any) -> Customer:
    """A new card: numbered, placed with its collector, and announced where a like one exists.

    ``recorded_at`` is the moment that later decides between two claims (R-060).
    """
    row = Customer(**values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    look_for_like(session, row)
    return row


def look_for_like(session: Session, row: Customer) -> None:
    """Tell the wings above of older cards like this new one (R-060, W-04)."""
    values = {each.key: getattr(row, each.key) for each in Customer.__mapper__.column_attrs}
    like = [each.row for each in likeness.like_customers(session, values, row.id)]
    if like:
        signals.like_customer_found.send(row, like=like)


def fill_keys(session: Session) -> int:
    """Give every card the keys by which it is compared, as far as it has none; how many there were.

    Safe to repeat: cards of a version that knew no keys get them once, a thousand at a time.
    """
    filled, last = 0, 0
    columns = (
        Customer.id,
        Customer.customer_name,
        Customer.phone,
        Customer.mobile,
        Customer.office_phone,
    )
    while True:
        lacking = select(*columns).where(Customer.id > last, Customer.core_key.is_(None))
        rows = session.execute(lacking.order_by(Customer.id).limit(PIECE)).all()
        if not rows:
            return filled
        last, filled = rows[-1].id, filled + len(rows)
        update_many(session, Customer, [
            {
                "id": row.id, "core_key": naming.core_key(row.customer_name)[:200],
                "sound_key": naming.sound_key(row.customer_name)[:600] or None,
                "phone_key": naming.phone_key(row.phone, row.mobile, row.office_phone),
            }
            for row in rows
        ])  # fmt: skip


def add_contact(session: Session, customer: Customer, **values: Any) -> Contact:
    """A person at a customer."""
    row = Contact(customer_id=customer.id, **values)
    session.add(row)
    session.flush()
    return row


def entry_due(session: Session, row: Customer) -> Any:
    """Until when a card has to be in the system: working days from the collection (R-054)."""
    if row.collected_on is None:
        return Due(None)
    return queries.entry_due(session, row.collected_on)


@event.listens_for(Session, "before_flush")
def _count_days(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """The deadline follows the day of collection, whoever writes it (R-054)."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, Customer) and is_changed(row, "collected_on"):
            row.entry_due_at = entry_due(session, row).at


def submit_card(_session: Session, row: Customer) -> None:
    """The card waits for its review."""
    row.lifecycle_status = Lifecycle.PENDING_REVIEW


def withdraw_card(row: Customer) -> None:
    """The collector takes it back before anybody has decided."""
    row.lifecycle_status = Lifecycle.DRAFT


def send_back_card(session: Session, row: Customer, note: str) -> None:
    """The collector corrects it (R-053)."""
    row.review_opinion = note
    row.lifecycle_status = Lifecycle.DRAFT
    _tell_owner(session, row, _("Your card was sent back: %(why)s", why=note))


def reject_card(session: Session, row: Customer, by_id: int | None, now: Any, note: str) -> None:
    """A false or unqualified card is invalid and counts in no quota (R-034, R-017)."""
    row.review_opinion, row.reviewed_by_id, row.reviewed_at = note, by_id, now
    row.lifecycle_status = Lifecycle.INVALID
    row.unique_code = None  # the code is free again for a true card
    _tell_owner(session, row, _("Your card was judged invalid: %(why)s", why=note))


def approve_card(session: Session, row: Customer, by_id: int | None, now: Any, note: str) -> None:
    """The review stands on the card (R-053)."""
    row.reviewed_by_id, row.reviewed_at, row.review_opinion = by_id, now, note or None
    accept_card(session, row, now)


def accept_card(session: Session, row: Customer, now: Any) -> None:
    """A card in force, reviewed or not (R-053): who is responsible, time and deal class (R-059)."""
    row.lifecycle_status = Lifecycle.ACTIVE
    row.time_class, row.deal_stage = cooperation.classes(row)
    owner_id = row.collected_by_id or row.owner_id
    row.assigned_on = clock.day_of(now)
    if owner_id != row.owner_id:
        session.flush()
        move_reach(session, Customer, row.id, owner_id=owner_id, **place_of(session, owner_id))
    signals.card_approved.send(row, owner_id=owner_id)


def enter_card(session: Session, row: Customer, now: dt.datetime) -> None:
    """The card is in the system: archive number, late or in time (R-054, R-303, R-289)."""
    row.entered_at = now
    row.is_entered_late = row.entry_due_at is not None and now > row.entry_due_at
    row.archive_no = row.archive_no or _archive_number(session, row, now)
    signals.card_entered.send(row)


def forward_card(session: Session, row: Customer, now: dt.datetime) -> None:
    """Marketing gets the entered card the day after (R-055)."""
    row.forwarded_at = now
    told = people.holders(session, "marketing", None)
    notify_all(session, told, CARD, _("A card has been forwarded to you for filing."), row)


def file_card(session: Session, row: Customer, by_id: int | None, now: dt.datetime) -> None:
    """The archive is open: catalogue number, who filed it, when it is revised (R-056, R-301)."""
    row.filed_by_id = by_id
    row.archive_opened_on = clock.day_of(now)
    if policy.value("archive.catalogue_required"):
        row.catalogue_no = row.catalogue_no or _catalogue_number(session, row, now)
    row.next_revision_due = row.next_revision_due or months_later(
        row.archive_opened_on, policy.value("archive.revision_months")
    )


def _archive_number(session: Session, row: Customer, now: dt.datetime) -> str:
    """A number after the archive's pattern; the customer's own parts are filled in first."""
    pattern = numbering.of_policy("archive.number_pattern")
    part = _part(row)
    for name, value in (("customer_code", row.customer_code), ("part", part), ("year", "{yyyy}")):
        pattern = pattern.replace("{" + name + "}", value)
    series = f"archive:{row.customer_code}:{part}"
    return numbering.take(session, series, pattern=pattern, on=clock.day_of(now))


def _catalogue_number(session: Session, row: Customer, now: dt.datetime) -> str:
    """The place in the catalogue of its part, counted through the company by year (R-303)."""
    part = _part(row)
    pattern = part + "-{yyyy}-{seq:04d}"
    return numbering.take(session, f"catalogue:{part}", pattern=pattern, on=clock.day_of(now))


def _part(row: Customer) -> str:
    """The number of the part the card lies in; the first where none is chosen yet."""
    return str(list(ArchivePart).index(row.archive_part or ArchivePart.BASE) + 1)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + year, month + 1, 1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first.replace(day=min(day.day, (following - dt.timedelta(days=1)).day))


def _tell_owner(session: Session, row: Customer, message: Any) -> None:
    if row.owner_id is not None:
        notify(session, row.owner_id, CARD, message, row)
