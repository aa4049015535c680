"""What must hold for the first contact with a customer (R-071…R-075)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.customers.words import CollectMode
from app.kernel import clock, policy, scope
from app.kernel.db import db, utcnow
from app.kernel.rules import Broken
from app.visits import encounters
from app.visits.models import MaterialDispatch
from app.visits.words import FirstChannel


def dispatch(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """The preferred ways first (R-071); cold calls are warned of, only at the first contact (R-072, C-09)."""
    channel = values.get("channel")
    preferred = policy.value("first_contact.preferred")
    if channel is FirstChannel.PHONE:
        yield from _cold(values)
    elif channel is not None and channel.value not in preferred and row is None:
        message = _("For a first contact the company prefers: %(ways)s.",
                    ways="、".join(str(FirstChannel.of(code)) for code in preferred))  # fmt: skip
        yield Broken("channel", message, "R-071", warning=True)
    for name, rule in (("sent_on", "R-075"), ("receipt_confirmed_on", "R-073")):
        if values.get(name) and values[name] > clock.today():
            yield Broken(name, _("This day lies in the future."), rule)


def _cold(values: Mapping[str, Any]) -> Iterator[Broken]:
    """A call to somebody nobody has talked to, and who gave no data by telephone (C-09)."""
    customer_id = values.get("customer_id")
    if policy.value("first_contact.cold_call") != "discouraged" or not customer_id:
        return
    card = scope.get(db.session, Customer, customer_id)
    surveyed = card is not None and card.collect_mode is CollectMode.PHONE_INTERVIEW
    if not surveyed and not encounters.latest(db.session, customer_id):
        message = _("Selling to strangers by telephone does not fit the company.")
        yield Broken("channel", message, "R-072", warning=True)


def sent(row: MaterialDispatch) -> Iterator[Broken]:
    """Something goes out, unless one only telephones or invites (R-075)."""
    if not row.materials and row.channel in (
        FirstChannel.FAX,
        FirstChannel.EMAIL,
        FirstChannel.POST,
    ):
        yield Broken("materials", _("Say which material is sent."), "R-075")


def arrived(row: MaterialDispatch) -> Iterator[Broken]:
    """The day of the call that confirmed the arrival, after the sending (R-073)."""
    if row.receipt_confirmed_on is None:
        yield Broken("receipt_confirmed_on", _("Say when the arrival was confirmed."), "R-073")
    elif row.sent_on and row.receipt_confirmed_on < row.sent_on:
        message = _("It arrived after it was sent.")
        yield Broken("receipt_confirmed_on", message, "R-073")


def agreed(row: MaterialDispatch) -> Iterator[Broken]:
    """When one meets: ahead of now (R-073, R-085)."""
    if row.appointment_at is None:
        yield Broken("appointment_at", _("Say for when it was agreed."), "R-085")
    elif row.appointment_at < utcnow():
        yield Broken("appointment_at", _("This time has passed."), "R-085")
