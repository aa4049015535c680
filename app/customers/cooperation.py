"""Whether and since when one cooperates with a customer: derived here alone, and every door asks here (R-069, R-070)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.matters import MatterState
from app.customers.models import CooperationMatter, Customer
from app.customers.traits import PotentialClass, ProspectStage
from app.customers.turns import COUNTED
from app.customers.words import DealStage, TimeClass
from app.kernel import clock, numbering, policy, scope
from app.kernel.db import db
from app.kernel.files.keeping import papers_of
from app.kernel.notices import notify
from app.kernel.rules import Broken
from app.kernel.scope import everything
from app.reference.models import DictionaryEntry
from app.reference.queries import word

KINDS = "matter_kind"
#: Matters that begin formal cooperation, by what the register says (R-070).
BEGINNING: dict[str, tuple[str, ...]] = {"on_first_contract": ("contract", "order")}
#: What is confirmed counts.
STANDING = (MatterState.CONFIRMED, MatterState.FILED)


def has_begun(row: Customer | None) -> bool:
    """True from the first contract or order on: the customer is an old one (R-069)."""
    return row is not None and row.cooperation_started_on is not None


def is_beginning(entry: DictionaryEntry | None) -> bool:
    """True for a matter that begins cooperation: a contract or an order (R-069)."""
    return entry is not None and entry.code in _beginning()


def _beginning() -> Sequence[str]:
    return BEGINNING.get(policy.value("customer.convert_new_to_old"), ())


def classes(row: Customer) -> tuple[TimeClass, DealStage]:
    """New until the first contract, old from then on; about to trade, or trading (R-217, R-218, C-28)."""
    if not has_begun(row):
        return TimeClass.NEW, DealStage.UPCOMING
    return TimeClass.OLD, DealStage.CURRENT


def begin(
    session: Session, customer: Customer, kind: str, on: dt.date, *, summary: str,
    paper_no: str | None = None, amount: Decimal | None = None, handled_by_id: int | None = None,
) -> CooperationMatter:  # fmt: skip
    """What a contract or an order of another wing writes here when it takes effect (R-069).

    ``kind`` is a code of the dictionary of matters. The matter stands as confirmed: the document
    behind it has been decided on already. LookupError for a kind the dictionary does not have.
    """
    entry = word(session, KINDS, kind)
    if entry is None:
        raise LookupError(kind)
    row = CooperationMatter(
        customer_id=customer.id, matter_kind_id=entry.id, matter_on=on, summary=summary,
        paper_no=paper_no, amount=amount, handled_by_id=handled_by_id, state=MatterState.CONFIRMED,
    )  # fmt: skip
    numbering.number(session, row, on=on)
    session.add(row)
    derive(session, customer)
    return row


def derive(session: Session, customer: Customer) -> None:
    """The first day, out of what is confirmed; with it the customer becomes an old one (R-070).

    Without a confirmed contract or order the card stays as it is: a day told before there was
    this archive is outranked by a declaration, never wiped out by its absence.
    """
    session.flush()
    with everything():
        found = session.scalars(_begun(customer.id)).all()
    if not found:
        return
    for row in found:
        row.opens_archive = row is found[0]
    is_first = not has_begun(customer)
    customer.cooperation_started_on = found[0].matter_on
    customer.time_class, customer.deal_stage = classes(customer)
    customer.prospect_stage, customer.potential_class = ProspectStage.OLD, PotentialClass.EXISTING
    session.flush()
    if is_first and customer.owner_id is not None:
        message = _("Cooperation has begun: the cooperation archive of the customer is open.")
        notify(session, customer.owner_id, "card", message, customer)


def _begun(customer_id: int) -> Any:
    """The confirmed contracts and orders of a customer, the earliest first."""
    return (
        select(CooperationMatter)
        .join(DictionaryEntry, DictionaryEntry.id == CooperationMatter.matter_kind_id)
        .where(
            CooperationMatter.customer_id == customer_id,
            CooperationMatter.state.in_(STANDING),
            DictionaryEntry.code.in_(_beginning()),
        )
        .order_by(CooperationMatter.matter_on, CooperationMatter.id)
    )


# -- what must hold --------------------------------------------------------------------------------
def matter(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Rules of a matter: R-069 R-124."""
    on = values.get("matter_on")
    if on and on > clock.today():
        yield Broken("matter_on", _("This day lies in the future."), "R-124")
    kind_id, customer_id = values.get("matter_kind_id"), values.get("customer_id")
    if not kind_id or not customer_id:
        return
    with db.session.no_autoflush:
        entry = db.session.get(DictionaryEntry, kind_id)
        customer = scope.get(db.session, Customer, customer_id)
    if not is_beginning(entry):
        yield from begun(customer, "matter_kind_id")
    elif not values.get("paper_no"):
        message = _("Give the number of the contract or order.")
        yield Broken("paper_no", message, "R-069")


def begun(customer: Customer | None, field: str = "customer_id") -> Iterator[Broken]:
    """For whatever is kept of old customers only: cooperation has to have begun (R-069, R-070)."""
    if customer is not None and not has_begun(customer):
        message = _("Cooperation begins with the first contract or order: declare that first.")
        yield Broken(field, message, "R-069")


def declarable(session: Session, row: CooperationMatter) -> Iterator[Broken]:
    """The card is in force, and a contract or order comes with its paper (R-053, R-069)."""
    if row.customer.lifecycle_status not in COUNTED:
        message = _("The customer's card is not in force.")
        yield Broken("customer_id", message, "R-053")
    if is_beginning(row.matter_kind) and not papers_of(session, row):
        message = _("Attach the contract or the order as evidence.")
        yield Broken("matter_kind_id", message, "R-069")
