"""What must hold for rivals, projects, demands, outlets and markets; in the form as in the import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.kernel import clock, policy
from app.kernel.db import db
from app.kernel.rules import Broken
from app.market import queries
from app.market.models import CustomerCompetitor, Project
from app.market.words import DemandState, ProjectStage, WillBuy

# what is to be found out about a rival at every customer
TO_FIND_OUT = ("comp_satisfaction", "comp_rep_name", "comp_rep_style", "comp_rep_relation")
# the register names what is asked of a project in the words of the form; these are our columns
QUALIFIES = {
    "will_buy": "project_will_buy", "when": "project_buy_on", "budget": "project_budget",
    "process": "project_process",
}  # fmt: skip
# what an entry of the contact book lacks at least without
OUTLET_FACTS = ("outlet_address", "outlet_phone")


def competitor(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A rival stands in the list once, however its name is written (F-012)."""
    found = queries.same_competitor(db.session, values.get("comp_name"), getattr(row, "id", None))
    if found is not None:
        message = _("This competitor is in the list already: %(name)s.", name=found.comp_name)
        yield Broken("comp_name", message, "R-046")


def at_customer(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """What R-046 wants to be known of a rival; what is not known yet is said, never refused."""
    yield from past("noted_on", values, "R-046")
    for name in TO_FIND_OUT:
        if not values.get(name):
            what = CustomerCompetitor.__mapper__.columns[name].info["label"]
            message = _("Still to be found out: %(what)s.", what=what)
            yield Broken(name, message, "R-046", warning=True)


def past(name: str, values: Mapping[str, Any], rule: str) -> Iterator[Broken]:
    """Nothing is found out in the future."""
    day = values.get(name)
    if day and day > clock.today():
        yield Broken(name, _("This day lies in the future."), rule)


def project(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """Before time is spent on it: will they buy, when, for how much, how, and who decides (R-047)."""
    stage = values.get("project_stage")
    if stage in (None, ProjectStage.NOTED, ProjectStage.DROPPED):
        return
    for key in policy.value("project.qualify_fields"):
        name = QUALIFIES[key]
        if values.get(name) in (None, "", WillBuy.UNDECIDED):
            what = Project.__mapper__.columns[name].info["label"]
            message = _("Before time is spent on it, say: %(what)s.", what=what)
            yield Broken(name, message, "R-047")
    if stage is ProjectStage.PURSUED and values.get("project_will_buy") is WillBuy.NO:
        message = _("They will not buy: is it worth the time?")
        yield Broken("project_will_buy", message, "R-047", warning=True)
    yield from _deciders(values)


def _deciders(values: Mapping[str, Any]) -> Iterator[Broken]:
    """Somebody who decides is named, and belongs to this customer."""
    rows = values.get("deciders")
    if rows is None:
        return  # a file brings none
    if not rows:
        message = _("Nobody who decides or influences is named yet.")
        yield Broken("deciders", message, "R-047", warning=True)
    idents = [row["contact_id"] for row in rows if row.get("contact_id")]
    strange = queries.strangers(db.session, values.get("customer_id"), idents)
    for place, row in enumerate(rows):
        if row.get("contact_id") in strange:
            message = _("This person does not belong to the customer.")
            yield Broken(f"deciders.{place}.contact_id", message, "R-047")


def demand(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A demand says what is needed, and when it is done with, what came of it (R-058)."""
    if not (values.get("existing_need") or values.get("latent_need")):
        message = _("Say what is needed, now or later.")
        yield Broken("existing_need", message, "R-058")
    if values.get("demand_state") in (DemandState.MET, DemandState.DECLINED):
        if not values.get("handling_result"):
            yield Broken("handling_result", _("Say what came of it."), "R-058")
        if not values.get("handled_by_id"):
            yield Broken("handled_by_id", _("Say who handled it."), "R-058")
    yield from past("raised_on", values, "R-058")
    yield from past("handled_on", values, "R-058")


def outlet(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """What is noted of every outlet (R-109), and the classes the company uses (R-228)."""
    for name in OUTLET_FACTS:
        if not values.get(name):
            yield Broken(name, _("Please fill in this field."), "R-109")
    if not values.get("outlet_suggestions"):
        message = _("No product suggestion is noted.")
        yield Broken("outlet_suggestions", message, "R-109", warning=True)
    found = values.get("outlet_class")
    if found is not None and found.value not in policy.value("class.store_values"):
        message = _("The company does not use this class of outlets.")
        yield Broken("outlet_class", message, "R-228")
    yield from past("surveyed_on", values, "R-109")
    same = queries.same_outlet(
        db.session, values.get("customer_id"), values.get("outlet_name"), getattr(row, "id", None)
    )
    if same is not None:
        message = _("The customer has an outlet of this name already: %(where)s.",
                    where=same.outlet_address or "—")  # fmt: skip
        yield Broken("outlet_name", message, "R-109", warning=True)


def market(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """One profile an area, with its most important dealers (R-097, R-098)."""
    if not values.get("area_id"):
        yield Broken("area_id", _("Say which area it is about."), "R-097")
    elif queries.has_market(db.session, values["area_id"], getattr(row, "id", None)):
        yield Broken("area_id", _("This area has a profile already."), "R-097")
    yield from past("collected_on", values, "R-097")
    dealers = values.get("dealers")
    if dealers is None:
        return
    wanted = policy.value("market.top_customers")
    if sum(bool(dealer.get("is_top")) for dealer in dealers) < wanted:
        message = _("Fewer than %(number)s top customers are marked.", number=wanted)
        yield Broken("dealers", message, "R-098", warning=True)
    for dealer in dealers:
        yield from stock(dealer)


def stock(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """More stock than some months' sales ties up the dealer's money (R-099)."""
    sold, held = values.get("monthly_sales"), values.get("stock_quantity")
    months = policy.value("dealer.max_stock_months")
    if sold and held and held > months * sold:
        message = _("%(dealer)s holds stock for more than %(months)s months.",
                    dealer=values.get("dealer") or "—", months=months)  # fmt: skip
        yield Broken("dealers", message, "R-099", warning=True)


def qualification(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A check ends in yes or no; a no has reasons, and a yes no point that is not met (R-034)."""
    passed = values.get("is_qualified")
    if passed is None:
        yield Broken("is_qualified", _("Say whether the standard is met."), "R-034")
    if passed is False and not values.get("qualification_note"):
        yield Broken("qualification_note", _("Give the reasons."), "R-034")
    if passed and any(point.get("is_met") is False for point in values.get("points") or ()):
        message = _("A point of the standard is not met.")
        yield Broken("is_qualified", message, "R-034", warning=True)
    yield from past("checked_on", values, "R-034")


def background(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """A customer has one background sheet (R-045)."""
    ident = getattr(row, "id", None)
    if queries.has_background(db.session, values.get("customer_id"), ident):
        yield Broken("customer_id", _("This customer has a background sheet already."), "R-045")


def change(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """What has changed has happened (R-028)."""
    yield from past("changed_on", values, "R-028")
