"""Closed words of customer visits (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class SlipState(Words):
    """States of a visit slip (W-07); the minutes run beside it with states of their own."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    SUBMITTED = "submitted", _("Awaiting approval"), "dot-info"
    REJECTED = "rejected", _("Not approved"), "dot-bad"
    APPROVED = "approved", _("Approved"), "dot-ok"
    ATTENDANCE = "attendance", _("Handed to attendance"), "dot-ok"
    DEPARTED = "departed", _("Out visiting"), "dot-info"
    RETURNED = "returned", _("Returned"), "dot-warn"
    RECORDED = "recorded", _("Recorded"), "dot-ok"
    FOLLOWED_UP = "followed_up", _("Customer asked again"), "dot-ok"
    CLOSED = "closed", _("Visit filed"), "ring-off"
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


class Occasion(Words):
    """Why the visit is made (F-043, R-096)."""

    shape = nonmember("plain")

    PLAN = "plan", _("By the work plan")
    EVENT = "event", _("Sudden matter")


class KeyAccountPurpose(Words):
    """What a visit to a large customer is for (E-37, R-101)."""

    shape = nonmember("plain")

    INFORMATION = "information", _("Gather information")
    RELATIONSHIP = "relationship", _("Keep up the relationship")
    NEW_CUSTOMER = "new_customer", _("Develop a new customer")
    NEW_PRODUCT = "new_product", _("Introduce a new product")
    MARKET_SHARE = "market_share", _("Raise the market share")


class Term(Words):
    """A term that touches both sides' interests (F-026, R-117)."""

    shape = nonmember("plain")

    PRICE = "price", _("Price")
    REBATE = "rebate", _("Rebate")
    AREA = "area", _("Sales area")
    TARGET = "target", _("Sales target")
    PAYMENT = "payment", _("Payment terms")
    SUPPORT = "support", _("Support")
    OTHER = "other", _("Other term")


class OpinionKind(Words):
    """Kind of opinion (E-41); the claim is ours, until complaints have their own wing."""

    shape = nonmember("tag")

    OPINION = "opinion", _("Opinion"), "plain"
    SUGGESTION = "suggestion", _("Suggestion"), "plain"
    COMPLAINT = "complaint", _("Complaint"), "bad"
    CLAIM = "claim", _("Claim"), "bad"
    REPAIR = "repair", _("Repair"), "warn"
    SPECIAL_SERVICE = "special_service", _("Special service"), "plain"
    REQUEST = "request", _("Request"), "plain"
    IDEA = "idea", _("Idea"), "plain"


class OpinionState(Words):
    """Where the handling of an opinion stands (W-09 from the summary on)."""

    shape = nonmember("dot")

    SUMMARISED = "summarised", _("In the summary"), "dot-info"
    DECIDED = "decided", _("Decided on"), "dot-info"
    FIXING = "fixing", _("Being handled"), "dot-warn"
    FIXED = "fixed", _("Handled"), "dot-ok"
    REVISITED = "revisited", _("Customer asked again"), "dot-ok"
    FILED = "filed", _("Opinion filed"), "ring-off"


class MinutesState(Words):
    """Where the minutes stand (W-07)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("To be written"), "ring-off"
    WRITTEN = "minutes_written", _("Minutes written"), "dot-info"
    REVIEWED = "minutes_reviewed", _("Minutes reviewed"), "dot-info"
    SENT = "sent", _("Sent to the customer"), "dot-warn"
    RECEIPT = "receipt", _("Receipt confirmed"), "dot-ok"


class SentWay(Words):
    """How minutes reach the customer (F-046)."""

    shape = nonmember("plain")

    FAX = "fax", _("By fax")
    EMAIL = "email", _("By e-mail")
    POST = "post", _("By post")
    HAND = "hand", _("By hand")


class FirstChannel(Words):
    """Way of the first contact (E-28)."""

    shape = nonmember("plain")

    FAX = "fax", _("By fax")
    EMAIL = "email", _("By e-mail")
    POST = "post", _("By post")
    WEBSITE = "website", _("By naming our website")
    PHONE = "phone", _("By telephone")
    SEMINAR = "seminar", _("By inviting to a seminar")
    ROADSHOW = "roadshow", _("By inviting to a travelling exhibition")


class DispatchState(Words):
    """Where a first contact stands (W-03)."""

    shape = nonmember("dot")

    PLANNED = "planned", _("Planned to be sent"), "ring-off"
    SENT = "sent", _("Material on its way"), "dot-info"
    CONFIRMED = "confirmed", _("Arrival confirmed"), "dot-info"
    APPOINTED = "appointed", _("Meeting agreed"), "dot-ok"
    NO_ANSWER = "no_answer", _("No answer"), "ring-off"


class Direction(Words):
    """Who called whom (E-30, R-121)."""

    shape = nonmember("plain")

    INCOMING = "incoming", _("The customer called")
    OUTGOING = "outgoing", _("We called")


class CallState(Words):
    """Whether something is still to be done after a call (W-11)."""

    shape = nonmember("dot")

    NOTED = "noted", _("Nothing to do"), "ring-off"
    FOLLOWING = "following", _("To be followed up"), "dot-warn"
    FOLLOWED = "followed", _("Followed up"), "dot-ok"


class EventKind(Words):
    """Kind of a major event with a customer (F-057, R-136; the list is ours)."""

    shape = nonmember("plain")

    VISIT = "visit", _("Visit of leaders")
    GATHERING = "gathering", _("Social gathering")
    CELEBRATION = "celebration", _("Celebration")
    CONFERENCE = "conference", _("Conference of customers")
    OTHER = "other", _("Other event")


class EventState(Words):
    """Where the record of a major event stands (R-136)."""

    shape = nonmember("dot")

    RECORDED = "recorded", _("To be filed"), "dot-warn"
    FILED = "filed", _("Event filed"), "dot-ok"


class UpkeepState(Words):
    """Whether a product is to be looked after again (F-058)."""

    shape = nonmember("dot")

    DONE = "done", _("Looked after"), "ring-off"
    AHEAD = "ahead", _("Next upkeep ahead"), "dot-info"
    CONTINUED = "continued", _("Looked after again"), "dot-ok"
