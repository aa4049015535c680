"""Closed words of the archive behind the card (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.customers.words import ArchivePart, OriginalKind
from app.kernel.words import Words


class OriginalState(Words):
    """Where an original paper stands; none is ever thrown away (R-025)."""

    shape = nonmember("dot")

    CURRENT = "current", _("In force"), "dot-ok"
    SUPERSEDED = "superseded", _("Superseded"), "ring-off"
    VOID = "void", _("Entered by mistake"), "dot-bad"


class CopyKind(Words):
    """Original, photocopy or duplicate (E-65)."""

    shape = nonmember("plain")

    ORIGINAL = "original", _("The original")
    PHOTOCOPY = "photocopy", _("Photocopy")
    DUPLICATE = "duplicate", _("Duplicate")


# in which part of the archive a paper of each kind lies unless somebody says otherwise
_CREDIT = (
    OriginalKind.PERFORMANCE_PROOF, OriginalKind.GUARANTOR_PROOF, OriginalKind.ANNUAL_ACCOUNTS,
)  # fmt: skip
_TRADE = (
    OriginalKind.CONTRACT, OriginalKind.CONTRACT_ORIGINAL, OriginalKind.CHANGE_AGREEMENT,
    OriginalKind.ACCEPTANCE_RECORD, OriginalKind.DELIVERY_VOUCHER,
)  # fmt: skip
PART_OF: dict[OriginalKind, ArchivePart] = {
    **dict.fromkeys(OriginalKind, ArchivePart.BASE),
    **dict.fromkeys(_CREDIT, ArchivePart.CREDIT_FINANCE),
    **dict.fromkeys(_TRADE, ArchivePart.TRADE),
}


class ArchiveSection(Words):
    """Parts of an archive whose completeness is told; the first four are those of R-003."""

    shape = nonmember("plain")

    BASE = "base", _("Base data")
    PRODUCT = "product_structure", _("Product structure")
    COMPETITION = "competition", _("Competition")
    TRADE = "transactions", _("Trade")
    PEOPLE = "people", _("Contacts")
    FEATURES = "features", _("Customer features")
    PAPERS = "papers", _("Original papers")


class Breadth(Words):
    """How much an archive has to hold, by tier (C-11)."""

    shape = nonmember("plain")

    SHORT = "short", _("Short set")
    STANDARD = "standard", _("Standard set")
    FULL = "full", _("Full set")


class Band(Words):
    """How complete an archive is, for charts and filters (R-015)."""

    shape = nonmember("dot")

    FULL = "full", _("Nothing missing"), "dot-ok"
    ENOUGH = "enough", _("Complete enough"), "dot-ok"
    LACKING = "lacking", _("Incomplete"), "dot-warn"
    POOR = "poor", _("Hardly begun"), "dot-bad"


class CorrectionState(Words):
    """States of a stamped correction (W-25)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    PROPOSED = "proposed", _("Awaiting the stamp"), "dot-info"
    APPLIED = "applied", _("Corrected"), "dot-ok"
    REFUSED = "refused", _("Not corrected"), "dot-bad"


class ClassSource(Words):
    """By what a customer came into a class."""

    shape = nonmember("plain")

    RULE = "rule", _("Worked out by the rules")
    HAND = "hand", _("Set on the card")
    OVERRIDE = "override", _("Set otherwise for a time")
    LAPSED = "lapsed", _("End of a setting")
    REVISION = "revision", _("Set at the revision")


class OverrideState(Words):
    """Where a class that somebody sets otherwise stands (R-235)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    PROPOSED = "proposed", _("Awaiting decision"), "dot-info"
    IN_FORCE = "in_force", _("In force"), "dot-ok"
    ENDED = "ended", _("Ended"), "ring-off"
    REFUSED = "refused", _("Refused"), "dot-bad"


class RunState(Words):
    """Where a run over the classes of all customers stands."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    COUNTING = "counting", _("Being worked out"), "dot-info"
    PREVIEWED = "previewed", _("To be looked at"), "dot-warn"
    APPLYING = "applying", _("Being taken over"), "dot-info"
    APPLIED = "applied", _("In effect"), "dot-ok"
    DROPPED = "dropped", _("Dropped"), "ring-off"


class ClassAxis(Words):
    """One way to grade customers (C-03)."""

    shape = nonmember("plain")

    TIER = "tier", _("Tier")
    GRADE = "grade", _("Key-account grade")
    CORE = "core", _("Core customer")
    FIRST = "first_tier", _("First-tier customer")
    VOLUME = "volume", _("Volume class")
    SALES = "sales", _("Sales level")
    TIME = "time", _("Time class")
    DEAL = "deal", _("Deal stage")
    BUYER = "buyer", _("Buyer class")
    POTENTIAL = "potential", _("Existing or potential")
    MARKS = "marks", _("Best or worst customer")
    NATURE = "nature", _("Customer nature")


class YesNo(Words):
    """Core or ordinary, first tier or not: a tick as a class (E-07)."""

    shape = nonmember("plain")

    YES = "yes", _("Yes")
    NO = "no", _("No")


class RevisionState(Words):
    """States of the revision of an archive (W-26)."""

    shape = nonmember("dot")

    DUE = "due", _("Due for revision"), "dot-warn"
    REVISING = "revising", _("Being revised"), "dot-info"
    ANALYSED = "analysed", _("Analysed"), "dot-info"
    TIERED = "tiered", _("Tier assigned"), "dot-info"
    REPORTED = "reported", _("Reported"), "dot-info"
    DONE = "done", _("Revised"), "dot-ok"


class RevisionFlag(Words):
    """What a revision finds of a customer's course (E-59)."""

    shape = nonmember("tag")

    FAST_GROWTH = "fast_growth", _("Growing fast"), "info"
    LOST = "lost", _("Lost customer"), "bad"
    NORMAL = "normal", _("Normal course"), "plain"


class CheckResult(Words):
    """What the check of one section of an archive found (F-132)."""

    shape = nonmember("dot")

    AS_IS = "as_is", _("Checked, unchanged"), "dot-ok"
    UPDATED = "updated", _("Brought up to date"), "dot-info"
    LACKING = "lacking", _("Still incomplete"), "dot-warn"
    UNTRUE = "untrue", _("Found untrue"), "dot-bad"


class Truth(Words):
    """Whether what a card says is so, as a check on the spot finds (R-017, F-131)."""

    shape = nonmember("dot")

    TRUE = "true", _("True"), "dot-ok"
    INCOMPLETE = "incomplete", _("Not complete"), "dot-warn"
    FALSE = "false", _("Not true"), "dot-bad"


class CheckWay(Words):
    """How a card is checked (F-131)."""

    shape = nonmember("plain")

    PAPERS = "papers", _("Against the papers")
    PHONE = "phone", _("By telephone")
    FIELD = "field", _("On the spot")
    QUESTIONS = "questionnaire", _("By questionnaire")


class CustodianState(Words):
    """States of the appointment of a custodian (W-38)."""

    shape = nonmember("dot")

    PROPOSED = "proposed", _("Proposed as custodian"), "dot-info"
    CHECKED = "checked", _("Qualification checked"), "dot-info"
    APPOINTED = "appointed", _("Appointed"), "dot-ok"
    ENDED = "ended", _("Appointment ended"), "ring-off"


class Quality(Words):
    """How far a person has a quality that a custodian needs (F-138, R-310)."""

    shape = nonmember("dot")

    GOOD = "good", _("Good quality"), "dot-ok"
    FAIR = "fair", _("Sufficient"), "dot-warn"
    POOR = "poor", _("Insufficient"), "dot-bad"
