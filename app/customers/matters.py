"""Closed words of what goes on with customers: matters of cooperation, coming and going, campaigns."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class MatterState(Words):
    """States of a matter of cooperation (F-008)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    SUBMITTED = "submitted", _("Awaiting confirmation"), "dot-info"
    RETURNED = "returned", _("Sent back"), "dot-warn"
    CONFIRMED = "confirmed", _("Confirmed"), "dot-ok"
    FILED = "filed", _("Filed"), "dot-ok"


class Turn(Words):
    """How a customer came to or left those who count (F-110)."""

    shape = nonmember("dot")

    GAINED = "gained", _("Gained"), "dot-ok"
    RETURNED = "returned", _("Won back"), "dot-info"
    LOST = "lost", _("Lost"), "dot-bad"
    REMOVED = "removed", _("Parted from"), "dot-warn"
    MERGED = "merged", _("Merged away"), "ring-off"

    @property
    def sign(self) -> int:
        """+1 for who came, -1 for who went."""
        return 1 if self in (Turn.GAINED, Turn.RETURNED) else -1


class LossReason(Words):
    """Why a customer was lost (F-110; proposed)."""

    shape = nonmember("plain")

    PRICE = "price", _("Price")
    QUALITY = "quality", _("Quality of the goods")
    SERVICE = "service", _("Service or delivery")
    RIVAL = "rival", _("Went to a competitor")
    CREDIT = "credit", _("Credit or payment")
    CLOSED = "closed", _("Closed or changed trade")
    MOVED = "moved", _("Moved away")
    NO_NEED = "no_need", _("No need any more")
    OTHER = "other", _("Other reason")


class CampaignState(Words):
    """States of a campaign that gathers information (W-33)."""

    shape = nonmember("dot")

    PLANNED = "planned", _("Planned"), "ring-off"
    APPROVED = "approved", _("Approved"), "dot-info"
    GATHERING = "gathering", _("Gathering"), "dot-info"
    PROCESSING = "processing", _("Being worked up"), "dot-warn"
    REPORTED = "reported", _("Reported"), "dot-ok"


class GatherWay(Words):
    """Where a campaign gets its information from (R-030, R-031)."""

    shape = nonmember("plain")

    INTERVIEW = "interview", _("Talks with customers")
    PUBLIC = "public_information", _("Public information")
    SHEET = "mailed_form", _("Data sheet filled in by the customer")
    AGENCY = "commissioned_agency", _("Survey commissioned from an agency")
