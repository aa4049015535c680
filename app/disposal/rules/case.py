"""What must hold for a bad-customer case, in the form and at its moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.disposal import queries
from app.disposal.models import BadCase
from app.disposal.words import CaseState, Criterion, GeneralMeasure, SpecialMeasure
from app.kernel import clock, policy, scope
from app.kernel.db import db
from app.kernel.rules import Broken

# the register names the criteria and measures in its own words
CRITERIA = {
    "no_trade": Criterion.NO_TRADE, "overdue_unwilling": Criterion.OVERDUE,
    "bankrupt_loss": Criterion.BANKRUPT, "illegal": Criterion.ILLEGAL, "harm": Criterion.HARM,
}  # fmt: skip
SPECIAL = {"lawsuit_claim": SpecialMeasure.LAWSUIT}
#: Customers of whom there is something to end; an ended case may be followed by another.
NOMINABLE = (*queries.LIVING, Lifecycle.BAD_IN_PROCESS)
ROLE_OF = {"general_manager": "gm", "branch_manager": "branch_manager"}


def case(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Rules of the nomination: R-258 R-259 R-260 R-261."""
    if row is not None and row.state is not CaseState.NOMINATED:
        return  # what was decided on rests, whatever the register says today
    yield from _nominable(values, row)
    yield from _past(values)
    yield from _criteria(values, _customer(values))
    if not values.get("evidence"):
        yield Broken("evidence", _("Write down the facts and the evidence."), "R-259")
    yield from _offered(values)


def _customer(values: Mapping[str, Any]) -> Customer | None:
    """The customer named, within reach."""
    ident = values.get("customer_id")
    with db.session.no_autoflush:
        return scope.get(db.session, Customer, ident) if ident else None


def _nominable(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """Not a final consumer, and not twice at once (R-258, C-18)."""
    customer_id, customer = values.get("customer_id"), _customer(values)
    if not customer_id:
        return
    if customer is not None and is_exempt(customer):
        message = _("A final consumer is no subject of this procedure.")
        yield Broken("customer_id", message, "R-258")
    elif customer is not None and customer.lifecycle_status not in NOMINABLE:
        message = _("There is no business with this customer that could be ended.")
        yield Broken("customer_id", message, "R-258")
    other = queries.open_case(db.session, customer_id, row.id if row is not None else None)
    if other is not None:
        message = _("There is an open case about this customer: %(which)s.", which=other.case_no)
        yield Broken("customer_id", message, "R-258")


def is_exempt(customer: Customer) -> bool:
    """A final consumer, where the register leaves them out (R-258, C-18)."""
    return bool(policy.value("bad.exclude_final_consumers") and customer.is_final_consumer)


def criteria_in_force() -> list[Criterion]:
    """The criteria that the register names (R-259)."""
    return [CRITERIA[name] for name in policy.value("bad.criteria") if name in CRITERIA]


def _criteria(values: Mapping[str, Any], customer: Customer | None) -> Iterator[Broken]:
    """At least one criterion, and figures that do not speak against it (R-259)."""
    chosen = set(values.get("criteria") or ())
    in_force = {criterion.value for criterion in criteria_in_force()}
    if not chosen:
        yield Broken("criteria", _("Say which criterion holds."), "R-259")
    if chosen - in_force:
        yield Broken("criteria", _("This criterion is not in force."), "R-259")
    if Criterion.NO_TRADE.value in chosen:
        yield from _long_without_trade(values.get("last_trade_on"), customer)
    if Criterion.OVERDUE.value in chosen:
        yield from _long_overdue(values)


def _long_without_trade(last: dt.date | None, customer: Customer | None) -> Iterator[Broken]:
    """The last trade lies more than a year back, and the card knows of no later one (R-259)."""
    days = policy.value("bad.no_trade_days")
    known = customer.last_trade_on if customer is not None else None
    if last is not None and known is not None and known > last:
        message = _("The customer card knows of a later trade: %(day)s.", day=known)
        yield Broken("last_trade_on", message, "R-259")
    elif last is None:
        yield Broken("last_trade_on", _("Say when the last trade was."), "R-259")
    elif (clock.today() - last).days <= days:
        message = _("The last trade is not more than %(days)s days ago.", days=days)
        yield Broken("last_trade_on", message, "R-259")


def _long_overdue(values: Mapping[str, Any]) -> Iterator[Broken]:
    """The payment is a year overdue, and it is known how much is owed (R-259)."""
    days, since = policy.value("bad.overdue_days"), values.get("overdue_since")
    if not values.get("arrears_amount"):
        yield Broken("arrears_amount", _("Say how much is owed."), "R-259")
    if since is None:
        yield Broken("overdue_since", _("Say since when the payment is overdue."), "R-259")
    elif (clock.today() - since).days < days:
        message = _("The payment must be overdue by at least %(days)s days.", days=days)
        yield Broken("overdue_since", message, "R-259")


def _past(values: Mapping[str, Any]) -> Iterator[Broken]:
    """What has happened has happened (F-141)."""
    for name in ("last_trade_on", "overdue_since"):
        if values.get(name) and values[name] > clock.today():
            yield Broken(name, _("This day has not come yet."), "R-259")


def _offered(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Measures that the register names, in words where they are others (R-260, R-261)."""
    general = set(values.get("general_measures") or ())
    special = set(values.get("special_measures") or ())
    if general - set(policy.value("bad.general_measures")):
        yield Broken("general_measures", _("This measure is not in force."), "R-260")
    allowed = {
        SPECIAL[name].value if name in SPECIAL else name
        for name in policy.value("bad.special_measures")
    }
    if special - allowed:
        yield Broken("special_measures", _("This measure is not in force."), "R-261")
    other = {GeneralMeasure.OTHER.value, SpecialMeasure.OTHER.value} & (general | special)
    if other and not values.get("measure_note"):
        yield Broken("measure_note", _("Say what the other measures are."), "R-260")


def presentable(row: BadCase) -> Iterator[Broken]:
    """What the general manager needs to decide: facts and measures (R-260, R-261)."""
    if not row.evidence:
        yield Broken("evidence", _("Write down the facts and the evidence."), "R-259")
    if not row.general_measures:
        yield Broken("general_measures", _("Propose at least one general measure."), "R-260")
    facts = {name: getattr(row, name) for name in FACTS}
    yield from _criteria(facts, row.customer)


def approver_roles() -> tuple[str, ...]:
    """Who decides on a single case: the general manager, or whom the register names (C-35, C-08)."""
    named = ROLE_OF.get(policy.value("bad.case_approver"), "gm")
    return tuple(dict.fromkeys((named, *policy.value("approval.chain.bad_case"))))


def analysed(row: BadCase) -> Iterator[Broken]:
    """Causes and prevention are written down (R-265)."""
    if not policy.value("bad.cause_report_required"):
        return
    if not row.causes:
        yield Broken("causes", _("Write down the causes."), "R-265")
    if not row.prevention:
        yield Broken("prevention", _("Write down how it is prevented."), "R-265")


def read(row: BadCase) -> Iterator[Broken]:
    """The general manager says what he thinks of the analysis (R-265)."""
    if policy.value("bad.cause_report_required") and not row.gm_opinion:
        yield Broken("gm_opinion", _("Write down your opinion."), "R-265")


def reviewed(row: BadCase) -> Iterator[Broken]:
    """The internal review says what happened and what follows (R-266)."""
    if not policy.value("bad.internal_review_required"):
        return
    if not row.course:
        yield Broken("course", _("Write down the course of events."), "R-266")
    if row.loss_amount is None:
        message = _("Say how much was lost; 0 where nothing was.")
        yield Broken("loss_amount", message, "R-266")
    if not row.review_conclusion:
        yield Broken("review_conclusion", _("Write down the conclusion."), "R-266")


def steady(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Once presented, a case is about the customer it names and rests on the facts it states (R-259)."""
    if row is None or row.state is CaseState.NOMINATED:
        return
    for name in FACTS:
        if name in values and values[name] != getattr(row, name):
            message = _("This was decided on as it stands and stays so.")
            yield Broken(name, message, "R-259")


FACTS = (
    "customer_id", "criteria", "evidence", "last_trade_on", "arrears_amount", "overdue_since",
    "general_measures", "special_measures", "measure_note",
)  # fmt: skip
