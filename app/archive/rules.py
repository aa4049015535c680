"""What must hold for the archive behind the card, in the form, in the import and at every move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.archive import facts, queries
from app.archive.axes import COLUMN, ClassAxis, code, enabled
from app.archive.standings import UNBORN
from app.archive.words import CorrectionState, OriginalState, Truth
from app.customers.models import Customer
from app.customers.words import CardState
from app.kernel import clock, policy, scope
from app.kernel.db import db
from app.kernel.rules import Broken
from app.kernel.secrets import treatment


def original(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Days in order, the same paper not twice, and a successor of the same kind (R-025)."""
    yield from _days(values)
    yield from _succession(values, row)
    if not values.get("replaces_id"):
        yield from _twin(values, row)


def _days(values: Mapping[str, Any]) -> Iterator[Broken]:
    dated, start, end = (values.get(name) for name in ("doc_dated", "valid_from", "valid_to"))
    if dated is not None and dated > clock.today():
        yield Broken("doc_dated", _("This day lies in the future."), "R-025")
    if dated is None:
        yield Broken("doc_dated", _("Note the date of the paper."), "R-025", warning=True)
    if start is not None and end is not None and end < start:
        yield Broken("valid_to", _("It cannot end before it begins."), "R-025")
    elif end is not None and end < clock.today():
        yield Broken(
            "valid_to", _("This paper has run out; ask for a new one."), "R-025", warning=True
        )


def _succession(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """A paper takes the place of one of the same customer and kind, and only once."""
    if not values.get("replaces_id"):
        return
    older = queries.original(db.session, values["replaces_id"])
    if older is None or (row is not None and older.id == row.id):
        yield Broken("replaces_id", _("Choose another paper."), "R-025")
    elif (older.customer_id, older.doc_kind) != (values.get("customer_id"), values.get("doc_kind")):
        yield Broken(
            "replaces_id", _("It has to be a paper of the same customer and kind."), "R-025"
        )
    elif older.state is not OriginalState.CURRENT and (row is None or row.replaces_id != older.id):
        yield Broken("replaces_id", _("That paper is out of force already."), "R-025")


def _twin(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """A paper stands in the register once."""
    found = queries.same_original(db.session, values, row.id if row is not None else None)
    if found is not None:
        message = _("This paper is registered already: %(no)s.", no=found.original_no)
        yield Broken("doc_no", message, "R-025")


def correction(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A fact of a reviewed card, with a value that the card could hold, and a reason (R-017, R-296)."""
    if not str(values.get("reason") or "").strip():
        yield Broken("reason", _("Say why, and from where it is known."), "R-017")
    card = scope.get(db.session, Customer, values.get("customer_id"))
    field = getattr(values.get("field_name"), "value", values.get("field_name"))
    if card is None or not field:
        return
    if card.state in (CardState.DRAFT, CardState.RETURNED, CardState.INVALID):
        message = _("Only a reviewed card is corrected; this one is changed in its form.")
        yield Broken("customer_id", message, "R-296")
    elif treatment(Customer.__mapper__.columns[field], scope.current_viewer()) != "show":
        yield Broken("field_name", _("You may not write “%(field)s” here.", field=field), "R-296")
    elif row is None or row.state is CorrectionState.DRAFT:
        yield from facts.refused(card, field, values.get("new_value"))
        yield from _waiting(card, values, row)


def _waiting(card: Customer, values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """Two people do not correct the same fact at once."""
    found = queries.open_correction(
        db.session, card.id, values["field_name"], row.id if row is not None else None
    )
    if found is not None:
        message = _("A correction of this item is under way: %(no)s.", no=found.correction_no)
        yield Broken("field_name", message, "R-296")


def override(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A class set otherwise: of an accepted customer, another one, with a reason and an end (C-03, R-235)."""
    if not str(values.get("reason") or "").strip():
        yield Broken("reason", _("Say why the class is set otherwise."), "R-235")
    until, most = values.get("valid_until"), policy.value("class.override_max_days")
    if until is not None and until < clock.today():
        yield Broken("valid_until", _("This day has passed."), "C-03")
    elif until is not None and until > clock.today() + dt.timedelta(days=most):
        yield Broken("valid_until", _("At most %(days)s days from today.", days=most), "C-03")
    card = scope.get(db.session, Customer, values.get("customer_id"))
    chosen = getattr(values.get("chosen"), "value", values.get("chosen"))
    if card is None or not chosen:
        return
    axis = ClassAxis(chosen.partition(":")[0])
    if card.lifecycle_status in UNBORN:
        yield Broken("customer_id", _("The customer's card is not in force."), "R-053")
    elif axis not in enabled():
        yield Broken("chosen", _("This axis is not in use."), "C-03")
    elif code(axis, getattr(card, COLUMN[axis])) == chosen:
        yield Broken("chosen", _("The customer is in this class already."), "C-03")
    else:
        found = queries.open_override(
            db.session, card.id, axis, row.id if row is not None else None
        )
        if found is not None:
            message = _("This axis is set already: %(no)s.", no=found.override_no)
            yield Broken("chosen", message, "C-03")


def card_check(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """The questions of the register are answered, and what is known stands beside the answer (R-037, R-017)."""
    for name in policy.value("card.checks"):
        if values.get(name) is None:
            yield Broken(name, _("Answer with yes or no."), "R-037")
    if policy.value("archive.require_evidence") and values.get("truth") is None:
        yield Broken("truth", _("Say whether the card is true."), "R-017")
    if values.get("truth") is Truth.FALSE and not str(values.get("remark") or "").strip():
        yield Broken("remark", _("Say what is not true."), "R-017")
    checked = values.get("checked_on")
    if checked is not None and checked > clock.today():
        yield Broken("checked_on", _("This day lies in the future."), "R-037")
    card = scope.get(db.session, Customer, values.get("customer_id"))
    if card is None or row is not None:
        return
    least = policy.value("archive.completeness_min_pct")
    if values.get("complete") and (card.completeness_pct or 0) < least:
        message = _("The archive is complete to %(pct)s %% only.", pct=card.completeness_pct or 0)
        yield Broken("complete", message, "R-015", warning=True)
    if values.get("immediate") and card.is_entered_late:
        yield Broken("immediate", _("This card was entered late."), "R-054", warning=True)


def custodian(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Somebody else than oneself, and not in the past before he signed (R-309, R-312)."""
    viewer = scope.current_viewer()
    if values.get("user_id") is not None and values["user_id"] == viewer.user_id:
        yield Broken("user_id", _("Nobody appoints himself."), "R-312")
    signed = values.get("signed_on")
    if signed is not None and signed > clock.today():
        yield Broken("signed_on", _("This day lies in the future."), "R-013")
    if (
        row is None
        and values.get("user_id")
        and queries.is_custodian(db.session, values["user_id"])
    ):
        yield Broken("user_id", _("This person is proposed or in office already."), "R-309")
