"""Closed words of customer visits (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class SlipState(Words):
    """States of a visit slip (W-07); the later ones come with the minutes."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    SUBMITTED = "submitted", _("Awaiting approval"), "dot-info"
    REJECTED = "rejected", _("Not approved"), "dot-bad"
    APPROVED = "approved", _("Approved"), "dot-ok"
    ATTENDANCE = "attendance", _("Handed to attendance"), "dot-ok"
    DEPARTED = "departed", _("Out visiting"), "dot-info"
    RETURNED = "returned", _("Returned"), "dot-warn"
    RECORDED = "recorded", _("Recorded"), "dot-ok"
    CANCELLED = "cancelled", _("Cancelled"), "ring-off"


class EmergencyState(Words):
    """Where the approval of an emergency departure stands (C-31)."""

    shape = nonmember("tag")

    PLANNED = "planned", _("Planned visit"), "plain"
    PENDING = "pending", _("Approval asked afterwards"), "warn"
    CONFIRMED = "confirmed", _("Approved afterwards"), "ok"
    REFUSED = "refused", _("Refused afterwards"), "bad"


class VisitKind(Words):
    """Kind of visit (E-39)."""

    shape = nonmember("plain")

    NEW_CUSTOMER = "new_customer", _("New customer")
    OLD_CUSTOMER = "old_customer", _("Old customer")
    RETAIL = "retail", _("Retail outlet")
    KEY_ACCOUNT = "key_account", _("Key account")
    RETURN_VISIT = "return_visit", _("Routine return visit")
    MARKET = "market", _("Market visit")
    ONSITE_SERVICE = "onsite_service", _("On-site service")
    COMPLAINT = "complaint", _("Complaint follow-up")


class Material(Words):
    """Material taken along (E-29)."""

    shape = nonmember("plain")

    IMAGE_BROCHURE = "image_brochure", _("Company brochure")
    PRODUCT_BROCHURE = "product_brochure", _("Product brochure")
    FIRST_INTUITION = "first_intuition", _("First Intuition magazine")
    CORPORATE_FILM = "corporate_film", _("Company film")
    WECHAT_ACCOUNT = "wechat_account", _("WeChat account card")
    STRONG_PRODUCT_CATALOGUE = "strong_product_catalogue", _("Catalogue of strong products")
    SAMPLE = "sample", _("Samples")


class EvidenceKind(Words):
    """What proves a visit (R-108)."""

    shape = nonmember("plain")

    NAME_CARD = "name_card", _("Name card")
    TALK_RECORD = "talk_record", _("Record of the talk")
    PHOTO = "photo", _("Photo on site")
    OTHER = "other", _("Other evidence")
