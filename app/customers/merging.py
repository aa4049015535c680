"""Merge two cards of one customer, and undo it as long as that is safe (R-011, W-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.customers import cooperation, likeness, signals, standing
from app.customers.models import Customer, CustomerMerge
from app.customers.words import CardState, Lifecycle, MergeState
from app.kernel import merging, scope
from app.kernel.db import Stamped, db
from app.kernel.notices import notify_all
from app.kernel.reach import REACH
from app.kernel.rules import Broken
from app.kernel.scope import everything
from app.kernel.tasks import Task, open_tasks
from app.kernel.thawing import thawed
from app.kernel.trail import plain
from app.kernel.viewer import Viewer
from app.kernel.words import listed

# what each card has for itself: numbers, keys, its way through the flow, how the classes came about
OWN = {
    *REACH, *Stamped.__annotations__, "created_by_id", "changed_by_id",
    "customer_code", "name_key", "core_key", "sound_key", "phone_key", "unique_code",
    "code_state", "state", "lifecycle_status", "time_class", "deal_stage", "recorded_at",
    "collected_by_id", "collected_on", "assigned_on", "reviewed_by_id", "reviewed_at", "review_opinion",
    "entry_due_at", "entered_at", "is_entered_late", "forwarded_at", "archive_no", "archive_part",
    "catalogue_no", "volume_no", "filed_by_id", "archive_opened_on", "last_revised_on",
    "next_revision_due", "merged_into_id", "former_codes",
    "lost_on", "loss_reason", "loss_note", "cooperation_started_on",
    "is_first_tier", "mark_class", "sales_level",
}  # fmt: skip
# follows from the matters of cooperation, which go along
DERIVED = (
    "cooperation_started_on",
    "time_class",
    "deal_stage",
    "prospect_stage",
    "potential_class",
)
GOES = ("state", "lifecycle_status", "unique_code", "merged_into_id")


# -- field by field ------------------------------------------------------------------------------
def offered(stays: Customer, goes: Customer) -> list[str]:
    """The fields in which the card that goes says something else than the one that stays."""
    return [
        name for name in Customer.__mapper__.column_attrs.keys()  # noqa: SIM118
        if name not in OWN and _says(goes, name) and getattr(goes, name) != getattr(stays, name)
        and not (name == "through_id" and goes.through_id == stays.id)
    ]  # fmt: skip


def is_taken(row: CustomerMerge, name: str, stays: Customer, goes: Customer) -> bool:
    """Whether a field comes from the card that goes: as chosen, else where the other says nothing.

    Who refused advertising on either card has refused it, unless somebody chooses otherwise.
    """
    if name in row.chosen:
        return row.chosen[name]
    if name == "mailing_allowed":
        return not goes.mailing_allowed
    return not _says(stays, name)


def _says(row: Customer, name: str) -> bool:
    return getattr(row, name) not in (None, "", [])


# -- may it be -----------------------------------------------------------------------------------
def pair(session: Session, row: CustomerMerge) -> tuple[Customer, Customer]:
    """The card that stays and the one that goes, wherever they stand."""
    with everything():
        return session.get_one(Customer, row.customer_id), session.get_one(Customer, row.goes_id)


def refused(session: Session, row: CustomerMerge, viewer: Viewer) -> Iterator[Broken]:
    """Why these two cards cannot be merged by this person now."""
    stays, goes = pair(session, row)
    for field, card in (("customer_id", stays), ("goes_id", goes)):
        if not viewer.is_system and not scope.sees(viewer, card):
            message = _("One of the cards is out of your reach: the archive custodian merges them.")
            yield Broken(field, message, "R-011")
            return
        yield from unfit(card, field)


def unfit(card: Customer, field: str) -> Iterator[Broken]:
    """Why a card can take no part in a merge: merged, invalid, parted from, or wanted elsewhere."""
    if card.merged_into_id is not None:
        yield Broken(field, _("This card has been merged already."), "R-011")
    elif card.state is CardState.INVALID:
        yield Broken(field, _("This card was judged invalid."), "R-011")
    elif standing.is_blocked(card):
        message = _("A bad-customer case is under way or closed: this card is not merged.")
        yield Broken(field, message, "R-260")
    for _hearer, why in signals.merge_asked.send(card):
        if why:
            yield Broken(field, why, "R-011")


def unsafe(session: Session, row: CustomerMerge, viewer: Viewer) -> Iterator[Broken]:
    """Why a merge cannot be undone any more, or not by this person."""
    stays, goes = pair(session, row)
    if not viewer.is_system and not scope.sees(viewer, goes):
        message = _("One of the cards is out of your reach: the archive custodian undoes it.")
        yield Broken("goes_id", message, "R-011")
        return
    if stays.merged_into_id is not None:
        message = _("The card that stayed has itself been merged: undo that first.")
        yield Broken("customer_id", message, "R-011")
    changed = [
        str(Customer.__mapper__.columns[name].info.get("label", name))
        for name, value in row.before["made"].items()
        if plain(getattr(stays, name)) != value
    ]
    if changed:
        message = _("Changed since the merge: %(what)s.", what=listed(changed))
        yield Broken("customer_id", message, "R-024")
    yield from _leant_on(session, row, stays, goes)


def _leant_on(
    session: Session, row: CustomerMerge, stays: Customer, goes: Customer
) -> Iterator[Broken]:
    """What came after the merge and would be torn apart."""
    strayed = merging.strayed(session, row.carried, stays.id)
    if strayed:
        message = _("%(number)s of the records carried over are gone or moved on.", number=strayed)
        yield Broken("", message, "R-024")
    leaning = merging.leaning(session, Customer, row.carried, stays.id)
    if leaning:
        message = _("%(number)s newer records rest on what was carried over.", number=leaning)
        yield Broken("", message, "R-024")
    found = likeness.same_customer(session, goes.customer_name, goes.credit_code, stays.id)
    if found is not None:
        message = _("Another card has the name or the code of the card that went by now.")
        yield Broken("goes_id", message, "R-011")


def apart(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A merge is about two cards, and two merges are never about the same one (R-011)."""
    stays, goes = values.get("customer_id"), values.get("goes_id")
    if goes and stays == goes:
        yield Broken("goes_id", _("Choose two different cards."), "R-011")
        return
    waiting = pending(db.session, [each for each in (stays, goes) if each], row.id if row else None)
    if waiting is not None:
        message = _("Another merge is waiting for one of these cards: %(no)s.", no=waiting.merge_no)
        yield Broken("goes_id", message, "R-011")


def pending(session: Session, ids: Collection[int], apart_from: int | None) -> CustomerMerge | None:
    """A merge on its way that is about one of these cards, wherever it stands."""
    about = CustomerMerge.customer_id.in_(ids) | CustomerMerge.goes_id.in_(ids)
    waiting = CustomerMerge.state.in_([MergeState.DRAFT, MergeState.PROPOSED])
    found = select(CustomerMerge).where(about, waiting, CustomerMerge.id != (apart_from or 0))
    with everything(), session.no_autoflush:
        return session.scalars(found.order_by(CustomerMerge.id).limit(1)).first()


def replacement(session: Session, row: Customer) -> Customer:
    """The card that took the place of a merged one."""
    with everything(), session.no_autoflush:
        return session.get_one(Customer, row.merged_into_id)


# -- doing ---------------------------------------------------------------------------------------
def hold(session: Session, row: CustomerMerge) -> tuple[Customer, Customer]:
    """Both cards as they stand now, kept from everybody else until the transaction ends."""
    ids = sorted({row.customer_id, row.goes_id})
    held = select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    with everything():
        session.scalars(held.execution_options(populate_existing=True)).all()
    return pair(session, row)


def merge(session: Session, row: CustomerMerge, by_id: int | None, now: dt.datetime) -> None:
    """The card that goes becomes a shell that points to the one that stays; all it had goes along."""
    stays, goes = hold(session, row)
    taken = [name for name in offered(stays, goes) if is_taken(row, name, stays, goes)]
    values = {name: getattr(goes, name) for name in taken}
    codes = [stays.former_codes, goes.customer_code, goes.archive_no, goes.former_codes]
    values["former_codes"] = "\n".join(code for code in codes if code)
    earliest = min(filter(None, (stays.recorded_at, goes.recorded_at)), default=None)
    values["recorded_at"] = earliest  # the first record decides
    values |= _begun_earlier(stays, goes)
    if stays.through_id == goes.id:
        values["through_id"] = goes.through_id if goes.through_id != stays.id else None
    kept = {name: plain(getattr(stays, name)) for name in values}
    before = {name: plain(getattr(goes, name)) for name in GOES}
    tasks = [task.id for task in open_tasks(session, goes)]
    _close(session, goes, stays, tasks, by_id, now)
    session.flush()  # name and code are free before the other takes them
    for name, value in values.items():
        setattr(stays, name, value)
    session.flush()
    row.carried = merging.carry(session, Customer, goes, stays)
    cooperation.derive(session, stays)
    row.carried_count = sum(len(part["rows"]) for part in row.carried)
    made = {name: plain(getattr(stays, name)) for name in values}
    row.before = {"kept": kept, "made": made, "goes": before, "tasks": tasks}
    row.goes_name, row.decided_by_id, row.decided_at = goes.customer_name, by_id, now
    message = _("Two cards of one customer have been merged.")
    notify_all(session, _owners(stays, goes, by_id), "card", message, row)


def _begun_earlier(stays: Customer, goes: Customer) -> dict[str, Any]:
    """The first day of cooperation is that of whichever began first, and the classes follow it."""
    if not cooperation.has_begun(goes):
        return {}
    days = filter(None, (stays.cooperation_started_on, goes.cooperation_started_on))
    return {
        **{name: getattr(stays, name) for name in DERIVED},
        "cooperation_started_on": min(days), "time_class": goes.time_class,
        "deal_stage": goes.deal_stage,
    }  # fmt: skip


def _close(
    session: Session, goes: Customer, stays: Customer, tasks: list[int], by_id: int | None,
    now: dt.datetime,
) -> None:  # fmt: skip
    """What is left is a shell: out of the flow, out of the search, its open work ended."""
    goes.state, goes.lifecycle_status = CardState.INVALID, Lifecycle.INVALID
    goes.unique_code, goes.merged_into_id = None, stays.id
    ended = {"closed_at": now, "closed_by_id": by_id, "outcome": "merged"}
    session.execute(update(Task).where(Task.id.in_(tasks)).values(**ended))


def undo(session: Session, row: CustomerMerge, by_id: int | None) -> None:
    """Both cards are as they were; what was carried over goes back where it stood."""
    stays, goes = hold(session, row)
    columns, before = Customer.__mapper__.columns, row.before
    for name, value in before["kept"].items():
        setattr(stays, name, None if value is None else thawed(columns[name].type, value))
    session.flush()
    for name, value in before["goes"].items():
        setattr(goes, name, None if value is None else thawed(columns[name].type, value))
    session.flush()
    merging.put_back(session, row.carried, goes, stays)
    for card in (stays, goes):
        cooperation.derive(session, card)
    opened = {"closed_at": None, "closed_by_id": None, "outcome": None}
    session.execute(update(Task).where(Task.id.in_(before["tasks"])).values(**opened))
    message = _("The merge of two of your cards was undone.")
    notify_all(session, _owners(stays, goes, by_id), "card", message, row)


def _owners(stays: Customer, goes: Customer, by_id: int | None) -> set[int]:
    """Whose cards they were, but for who did it."""
    owners = (stays.owner_id, goes.owner_id)
    return {owner for owner in owners if owner is not None and owner != by_id}
