"""Closed words of who owns a customer (F-133 to F-135, W-02, W-04, W-05)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class LeadSource(Words):
    """Where an allocated customer came from (F-133, C-17)."""

    shape = nonmember("plain")

    OWN = "own", _("Collected by the salesperson")
    CAMPAIGN = "campaign", _("Marketing campaign")
    MARKETING = "marketing", _("Marketing department")
    OWNERLESS = "ownerless", _("Nobody responsible")


class AllocationState(Words):
    """States of an allocation (W-02)."""

    shape = nonmember("dot")

    UNASSIGNED = "unassigned", _("Not allocated"), "ring-off"
    PROPOSED = "proposed", _("Proposed for"), "dot-info"
    ASSIGNED = "assigned", _("Allocated"), "dot-warn"
    CONTACTED = "contacted", _("Contacted"), "dot-ok"
    OVERDUE = "overdue", _("First contact overdue"), "dot-bad"
    TRANSFERRED = "transferred", _("Given to somebody else"), "ring-off"


class Ground(Words):
    """By what a proposal was made (C-17)."""

    shape = nonmember("plain")

    COLLECTOR = "collector", _("Collector")
    TERRITORY = "territory", _("Place of business")
    BALANCE = "balance", _("Balance")


class Medium(Words):
    """How the first contact was made (R-063: any medium counts)."""

    shape = nonmember("plain")

    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Telephone call")
    WECHAT = "wechat", _("WeChat")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter or fax")
    OTHER = "other", _("Other")


class Why(Words):
    """Why a customer changed hands (R-059 to R-066)."""

    shape = nonmember("plain")

    COLLECTED = "collected", _("Collected")
    ALLOCATED = "allocated", _("Allocated")
    OVERDUE = "overdue", _("Not contacted within a week")
    DEPARTURE = "departure", _("Departure")
    POST_CHANGE = "post_change", _("Change of post")
    MANAGER = "manager", _("Decision of the manager")
    CONFLICT = "conflict", _("Decision on a conflict")
    POOLED = "pooled", _("Put into the pool")
    CLAIMED = "claimed", _("Claimed from the pool")


class TransferReason(Words):
    """Why customers are handed over (F-134)."""

    shape = nonmember("plain")

    OVERDUE = "overdue", _("Not contacted within a week")
    DEPARTURE = "departure", _("Departure")
    POST_CHANGE = "post_change", _("Change of post")
    MANAGER = "manager", _("Decision of the manager")


class TransferState(Words):
    """States of a transfer or hand-over (W-05)."""

    shape = nonmember("dot")

    OPENED = "opened", _("Hand-over set up"), "ring-off"
    LISTED = "listed", _("Listed"), "dot-info"
    CHECKED = "checked", _("Checked"), "dot-warn"
    ACCEPTED = "accepted", _("Taken over"), "dot-ok"
    CLOSED = "closed", _("Closed"), "dot-ok"
    CANCELLED = "cancelled", _("Cancelled"), "ring-off"


class ItemState(Words):
    """Where one line of the manifest stands (W-05)."""

    shape = nonmember("dot")

    LISTED = "listed", _("Listed"), "ring-off"
    GIVEN = "given", _("Handed over"), "dot-info"
    RECEIVED = "received", _("Received"), "dot-ok"
    MISSING = "missing", _("Something missing"), "dot-warn"


class ConflictState(Words):
    """States of a conflict over a customer (W-04)."""

    shape = nonmember("dot")

    RAISED = "raised", _("Raised"), "ring-off"
    PROPOSED = "proposed", _("Proposal made"), "dot-info"
    DECIDED = "decided", _("Decided"), "dot-ok"


class PoolState(Words):
    """States of a customer in the pool (R-065)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    WAITING = "waiting", _("To be claimed"), "dot-info"
    CLAIMED = "claimed", _("Claimed"), "dot-ok"
    WITHDRAWN = "withdrawn", _("Taken out"), "ring-off"
