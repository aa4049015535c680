"""Closed words of what surrounds a customer (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class Satisfaction(Words):
    """Five levels of satisfaction (E-42)."""

    shape = nonmember("tag")

    VERY_SATISFIED = "very_satisfied", _("Very satisfied"), "bad"  # with the rival: bad for us
    FAIRLY_SATISFIED = "fairly_satisfied", _("Fairly satisfied"), "warn"
    BASICALLY_SATISFIED = "basically_satisfied", _("Basically satisfied"), "plain"
    RATHER_DISSATISFIED = "rather_dissatisfied", _("Rather dissatisfied"), "info"
    DISSATISFIED = "dissatisfied", _("Dissatisfied"), "info"


class WillBuy(Words):
    """Will the customer buy at all? (CF-348)"""

    shape = nonmember("tag")

    YES = "yes", _("Will buy"), "info"
    NO = "no", _("Will not buy"), "plain"
    UNDECIDED = "undecided", _("Not decided"), "warn"


class ProjectStage(Words):
    """How far a project of a customer is with us (proposed; F-013, R-047)."""

    shape = nonmember("dot")

    NOTED = "noted", _("Noted"), "ring-off"
    PURSUED = "pursued", _("Pursued"), "dot-info"
    WON = "won", _("Won"), "dot-ok"
    LOST = "lost", _("Lost to others"), "dot-bad"
    DROPPED = "dropped", _("Dropped"), "ring-off"


class DeciderRole(Words):
    """What a person has to say in a project (CF-344)."""

    shape = nonmember("plain")

    DECIDER = "decider", _("Decision maker")
    INFLUENCER = "influencer", _("Influencer")


class NeedDegree(Words):
    """How urgent a need is (CF-320)."""

    shape = nonmember("tag")

    HIGH = "high", _("High"), "warn"
    MEDIUM = "medium", _("Medium"), "info"
    LOW = "low", _("Low"), "plain"


class NeedMode(Words):
    """How a customer buys (CF-323)."""

    shape = nonmember("plain")

    TENDER = "tender", _("Tender")
    ORDER = "order", _("Order")
    SPOT = "spot", _("Spot purchase")
    FRAMEWORK = "framework", _("Framework agreement")
    OTHER = "other", _("Other way")


class DemandState(Words):
    """What became of a demand (proposed; F-025)."""

    shape = nonmember("dot")

    OPEN = "open", _("To be handled"), "dot-warn"
    IN_HAND = "in_hand", _("Being handled"), "dot-info"
    MET = "met", _("Met"), "dot-ok"
    DECLINED = "declined", _("Cannot be met"), "dot-bad"


class StoreClass(Words):
    """Class of a retail outlet (E-12, R-228)."""

    shape = nonmember("tag")

    KA = "KA", _("KA store"), "plum"
    A = "A", _("Class A store"), "info"
    B = "B", _("Class B store"), "info"
    C = "C", _("Class C store"), "plain"


class PriceTags(Words):
    """State of the price tags in an outlet (CF-373)."""

    shape = nonmember("tag")

    COMPLETE = "complete", _("Complete and right"), "plain"
    MISSING = "missing", _("Some missing"), "warn"
    WRONG = "wrong", _("Some wrong"), "bad"


class ChangeKind(Words):
    """What has changed at a customer (proposed; F-007, F-017)."""

    shape = nonmember("plain")

    BUSINESS = "business", _("Trade and premises")
    PEOPLE = "people", _("Persons")
    ORGANISATION = "organisation", _("Organisation or ownership")
    FINANCE = "finance", _("Money and credit")
    PLACE = "place", _("Address")
    OTHER = "other", _("Other change")
