"""What must hold for a visit slip and for the record of a visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.models import Contact
from app.customers.queries import is_first_tier
from app.kernel import clock, policy
from app.kernel.accounts import full_name
from app.kernel.db import db, utcnow
from app.kernel.files.checklist import Wanted
from app.kernel.papers.reading import moment
from app.kernel.persons import holds
from app.kernel.persons.holds import Hold
from app.kernel.rules import Broken
from app.visits import encounters, layouts, queries
from app.visits.models import WRITTEN, VisitRequest
from app.visits.rules.reach import sent
from app.visits.words import EvidenceKind, SlipState, VisitKind

NOON, EVENING = 12, 18  # hours that end morning and afternoon
LONGEST = dt.timedelta(days=31)  # of a visit; beyond it a year was mistyped
SURVEY = "record.deadline.survey_sheet"

# written after the visit; everything else stands as it was approved
RECORD_FIELDS = layouts.written_after() | {
    "receiver_id", "receiver_name", "receiver_post", "recorder_id", "receiver_has_decision_power",
}  # fmt: skip


def slip(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """Rules of the slip itself: R-077 R-078 R-079 R-083 R-085 R-090."""
    yield from _times(values)
    if row is None or row.state in (SlipState.DRAFT, SlipState.REJECTED):
        yield from _prepared(values)
        yield from _paired_in_form(values)
        yield from sent(values)
    yield from _kept(values, row)


def _times(values: Mapping[str, Any]) -> Iterator[Broken]:
    """A visit ends after it begins, and is planned before it begins (R-077)."""
    start, end = values.get("planned_from"), values.get("planned_to")
    if start and end and end <= start:
        yield Broken("planned_to", _("The visit ends before it begins."), "R-077")
    if start and end and end - start > LONGEST:
        yield Broken("planned_to", _("One slip covers at most %(days)s days.", days=LONGEST.days))
    if start and values.get("submitted_at") is None and start < utcnow():
        message = _("The planned time has passed; a slip is filled before leaving.")
        yield Broken("planned_from", message, "R-078", warning=True)


def _prepared(values: Mapping[str, Any]) -> Iterator[Broken]:
    """What one should know before going (R-079, R-085)."""
    known = queries.known_of_receiver(db.session, values.get("receiver_id"))
    for name in policy.value("visit.prep_fields"):
        if values.get(name) in (None, "") and known.get(name) in (None, ""):
            message = _("Not known yet: %(what)s.", what=_label(name))
            yield Broken(name, message, "R-079", warning=True)
    agreed = values.get("appointment_confirmed") and values.get("appointment_at")
    if policy.value("visit.appointment_required") and not agreed:
        message = _("No appointment has been made with the customer.")
        yield Broken("appointment_at", message, "R-085", warning=True)
    if values.get("appointment_confirmed") and not values.get("appointment_at"):
        yield Broken("appointment_at", _("Say for when it was agreed."), "R-085")
    may_choose = policy.value("appointment.customer_may_choose_place")
    if values.get("appointment_place") and not may_choose:
        message = _("The place of a meeting is not for the customer to choose.")
        yield Broken("appointment_place", message, "R-086", warning=True)


def _paired_in_form(values: Mapping[str, Any]) -> Iterator[Broken]:
    """The same companion twice, or the visitor himself, makes no pair (R-090)."""
    ids = [line.get("user_id") for line in values.get("companions") or () if line]
    for index, user_id in enumerate(ids):
        if user_id is not None and user_id == values.get("visitor_id"):
            message = _("The visitor is no companion of himself.")
            yield Broken(f"companions.{index}.user_id", message, "R-090")
        elif user_id is not None and user_id in ids[:index]:
            yield Broken(f"companions.{index}.user_id", _("Named twice."), "R-090")


def _kept(values: Mapping[str, Any], row: Any) -> Iterator[Broken]:
    """After the visit only the record is written; what was approved stays (R-078)."""
    if row is None or row.state is not SlipState.RETURNED:
        return
    for name in VisitRequest.__mapper__.column_attrs.keys():  # noqa: SIM118
        if name in RECORD_FIELDS or name not in values:
            continue
        if values[name] != getattr(row, name):
            message = _("This was approved before the visit and stays as it is.")
            yield Broken(name, message, "R-078")


def before_the_visit(values: Mapping[str, Any], row: Any = None) -> Iterator[Broken]:
    """What visitor and approver see before the visit: R-084 R-090, and what was left over R-122."""
    if row is None or row.state not in (SlipState.DRAFT, SlipState.SUBMITTED):
        return
    if row.state is SlipState.SUBMITTED:
        yield from prepared(row, db.session)
    if policy.value("visit.show_leftovers"):
        for earlier in queries.leftovers(db.session, row.customer_id, row.id):
            message = _(
                "Left over from %(slip)s: %(problem)s", slip=earlier.slip_no,
                problem=earlier.leftover_problem,
            )  # fmt: skip
            yield Broken("customer_id", message, "R-122", warning=True)


def ready(row: VisitRequest) -> Iterator[Broken]:
    """What a slip needs before it is submitted: R-077 R-083 R-101."""
    if policy.value("visit.goal_required") and not row.visit_goal:
        yield Broken("visit_goal", _("Write down the goals of the visit."), "R-077")
    if policy.value("visit.recorder_required") and row.recorder_id is None:
        yield Broken("recorder_id", _("Name the person who takes the notes."), "R-083")
    if row.visit_kind is VisitKind.KEY_ACCOUNT and not row.purposes:
        yield Broken("purposes", _("Say what the visit to the key account is for."), "R-101")


def on_its_day(row: VisitRequest) -> Iterator[Broken]:
    """Nobody leaves for a visit before the day it was approved for (R-078)."""
    day = clock.day_of(row.planned_from)
    if day > clock.today():
        message = _("The visit is approved for %(day)s; nobody leaves for it earlier.", day=day)
        yield Broken("planned_from", message, "R-078")


def not_again(session: Any, row: VisitRequest, at: dt.datetime) -> Iterator[Broken]:
    """A second contact of the company within the window wants a reason (R-068)."""
    if row.second_contact_reason:
        return
    near = encounters.too_soon(session, row.customer_id, at, (VisitRequest, row.id))
    met = next((each for each in near if each.who.id != row.visitor_id), None)
    if met is not None:
        message = _(
            "%(who)s is in contact with this customer at %(when)s (%(about)s): why a second time?",
            who=full_name(met.who), when=moment(met.at), about=met.about,
        )  # fmt: skip
        yield Broken("second_contact_reason", message, "R-068")


def paired(row: VisitRequest, session: Any) -> Iterator[Broken]:
    """A first-tier customer is visited by two (R-090, R-226)."""
    least = policy.value("visit.min_visitors_tier1")
    if is_first_tier(row.customer) and queries.visitors(session, row) < least:
        message = _("A first-tier customer is visited by at least %(least)s people.", least=least)
        yield Broken("companions", message, "R-090")


def prepared(row: VisitRequest, session: Any) -> Iterator[Broken]:
    """What the approver is shown: pair, appointment, card not viewed (R-084, R-085, R-090)."""
    values = {name: getattr(row, name) for name in VisitRequest.__mapper__.column_attrs.keys()}  # noqa: SIM118
    yield from (broken for broken in _prepared(values) if broken.warning)
    if policy.value("visit.card_view_logged") and row.card_viewed_at is None:
        message = _("The visitor has not looked at the customer's card yet.")
        yield Broken("card_viewed_at", message, "R-084", warning=True)
    yield from _long_enough(row)
    yield from _prime_time(row)
    for broken in not_again(session, row, row.planned_from):
        yield Broken(broken.field, broken.message, broken.rule, warning=True)
    for broken in paired(row, session):
        yield Broken(broken.field, broken.message, broken.rule, warning=True)


def _long_enough(row: VisitRequest) -> Iterator[Broken]:
    """The length of a visit grows with the customer's importance (R-089)."""
    tier = row.customer.tier.value if row.customer is not None and row.customer.tier else ""
    minutes = policy.value("visit.duration_minutes_by_tier").get(tier, 0)
    if row.planned_to - row.planned_from < dt.timedelta(minutes=minutes):
        message = _("A visit to a customer of this tier takes about %(n)s minutes.", n=minutes)
        yield Broken("planned_to", message, "R-089", warning=True)


def _prime_time(row: VisitRequest) -> Iterator[Broken]:
    """Morning or afternoon is the prime time for visits (R-087, E-40)."""
    hour = row.planned_from.astimezone(clock.zone()).hour
    half = "morning" if hour < NOON else "afternoon" if hour < EVENING else ""
    if half not in policy.value("visit.prime_time_by_industry"):
        yield Broken("planned_from", _("This is outside the prime time for visits."), "R-087", warning=True)  # fmt: skip


def recorded(row: VisitRequest, session: Any) -> Iterator[Broken]:
    """What the record of a visit holds: R-083 R-108 R-113 R-117 R-120 R-123."""
    for name, rule in _needed(row).items():
        if getattr(row, name) in (None, ""):
            message = _("The record lacks: %(what)s.", what=_label(name))
            yield Broken(name, message, rule)
    wants_terms = "mutual_interest_terms" in policy.value("nego.required")
    is_new = row.visit_kind is VisitKind.NEW_CUSTOMER
    if is_new and wants_terms and not queries.has_terms(session, row.id):
        message = _("Write down at least one term with our offer and their demand.")
        yield Broken("terms", message, "R-117")


def _needed(row: VisitRequest) -> dict[str, str]:
    """Field → the rule that asks for it, by kind of visit and register."""
    needed: dict[str, str] = {}
    evidence = policy.value("visit.evidence_required")
    if "face" in policy.value("contact.log_required"):
        needed |= {"talk_contents": "R-120", "persons_met": "R-120"}
    if "talk_record" in evidence:
        needed.setdefault("talk_contents", "R-108")
    if policy.value("form.key_point_field"):
        needed["key_point_feedback"] = "R-123"
    if evidence:
        needed["evidence_note"] = "R-108"
    if policy.value("visit.recorder_required"):
        needed["recorder_id"] = "R-083"
    for form in layouts.asked_of(row.visit_kind):
        if form.deadline != SURVEY or policy.value("survey.daily_required"):
            needed |= form.needed
    return needed


def stocked(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """More stock than some months' sales ties up the customer's money (R-099)."""
    months = policy.value("dealer.max_stock_months")
    for line in values.get("stock") or ():
        sold, held = line.get("monthly_sales"), line.get("stock_quantity")
        if sold and held and held > months * sold:
            message = _("%(what)s: stock for more than %(months)s months.",
                        what=line.get("product_name") or "—", months=months)  # fmt: skip
            yield Broken("stock", message, "R-099", warning=True)


def reported(values: Mapping[str, Any], _row: Any = None) -> Iterator[Broken]:
    """A report ends after it begins (F-059)."""
    start, end = values.get("period_from"), values.get("period_to")
    if start and end and end < start:
        yield Broken("period_to", _("The report ends before it begins."), "F-059")


@holds.declare
def still_expected(session: Any, row: Any) -> Iterator[Hold]:
    """A contact whom a visit under way is to meet stays until it is recorded or called off (R-079)."""
    if isinstance(row, Contact):
        for slip_no in queries.under_way_to(session, row.id):
            yield Hold(
                _("Visit %(slip)s to this contact is still under way.", slip=slip_no), "R-079"
            )


def evidence(row: VisitRequest) -> Iterator[Wanted]:
    """What proves a visit that was made (R-108)."""
    if row.state in (SlipState.RETURNED, *WRITTEN):
        for code in policy.value("visit.evidence_required"):
            kind = EvidenceKind.of(code)
            if isinstance(kind, EvidenceKind):
                yield Wanted((kind,), "R-108")


def _label(name: str) -> Any:
    return VisitRequest.__mapper__.columns[name].info["label"]
