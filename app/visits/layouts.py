"""The visit-record forms of the catalogue as data: which fields each asks, of which kinds of visit, and what it cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Text

from app.visits.models.record import VisitRecord
from app.visits.words import VisitKind as Kind

LONG = 200  # signs from which a field has a line of its own
EVERY = tuple(kind.value for kind in Kind)
DEALERS = (Kind.OLD_CUSTOMER.value, Kind.RETAIL.value, Kind.KEY_ACCOUNT.value)
SERVICE = (Kind.RETURN_VISIT.value, Kind.ONSITE_SERVICE.value, Kind.COMPLAINT.value)
SURVEYED = (Kind.RETAIL.value, Kind.MARKET.value)


@dataclass(frozen=True)
class RecordForm:
    """One form: its section of the record, and for which kinds of visit it is filled in.

    ``needed`` maps fields without which the visit is not recorded to the rule that asks for them,
    ``deadline`` names the parameter of its own deadline (C-04).
    """

    name: str
    forms: str
    title: Any
    fields: tuple[str, ...]
    kinds: tuple[str, ...] = EVERY
    needed: Mapping[str, str] = field(default_factory=dict)
    deadline: str = ""

    def names(self) -> list[str]:
        """The bare names of the fields."""
        return [entry.replace("!", "").split(":")[0] for entry in self.fields]

    @property
    def is_for_all(self) -> bool:
        """True for the form of every visit."""
        return self.kinds == EVERY


FORMS = (
    RecordForm(
        "record", "F-049 F-050", _("Record of the visit"),
        ("had_talk", "talk_place:4", "topic", "talk_contents", "persons_met:6",
         "competitor_situation", "other_background", "leftover_problem", "other_result",
         "key_point_feedback", "evidence_note:6", "record_due_at!", "recorded_at!",
         "is_recorded_late!"),
    ),
    RecordForm(
        "talk", "F-045", _("Talk notes"), ("customer_problems", "our_proposals"),
        kinds=tuple(kind for kind in EVERY if kind != Kind.MARKET.value),
    ),
    RecordForm(
        "negotiation", "F-026", _("Negotiation"), ("prospect_stage", "next_on", "next_step"),
        kinds=(Kind.NEW_CUSTOMER.value,),
        needed={"prospect_stage": "R-117", "next_step": "R-117"},
    ),
    RecordForm(
        "dealings", "F-048", _("Sales, targets and plans"),
        ("distribution_state", "contract_target", "contract_done", "contract_unit", "order_plan",
         "promotion_plan", "investment_intention", "recent_moves"),
        kinds=DEALERS,
    ),
    RecordForm(
        "survey", "F-056", _("Survey of the outlet"),
        ("survey_address:4", "outlet_opened_on", "survey_person", "survey_phone", "survey_mobile",
         "survey_office_phone", "survey_home_phone", "business_area_m2", "current_brand:6",
         "business_scope"),
        kinds=SURVEYED,
        needed=dict.fromkeys(
            ("survey_address", "survey_person", "survey_phone", "business_scope"), "R-113"
        ),
        deadline="record.deadline.survey_sheet",
    ),
    RecordForm(
        "report", "F-053 F-059", _("Report"),
        ("period_from", "period_to", "situation", "suggestions"),
        kinds=(Kind.MARKET.value, Kind.KEY_ACCOUNT.value, *SERVICE),
    ),
)  # fmt: skip

#: Child tables of the record → the kinds of visit that ask for them.
LINES = {
    "terms": (Kind.NEW_CUSTOMER.value,),
    "stock": (*DEALERS, Kind.MARKET.value),
    "opinions": EVERY,
}


def asked_of(kind: Kind | str | None) -> Iterator[RecordForm]:
    """The forms of a kind of visit."""
    value = getattr(kind, "value", kind)
    return (form for form in FORMS if value in form.kinds)


def written_after() -> set[str]:
    """Every field that is written after the visit."""
    return {name for form in FORMS for name in form.names()}


def is_long(name: str) -> bool:
    """True for a field that takes a line of its own on paper."""
    column = getattr(VisitRecord, name).column
    return isinstance(column.type, Text) or (getattr(column.type, "length", None) or 0) >= LONG
