"""Closed words of return visits (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class PlanState(Words):
    """Where a plan of return visits stands (W-10)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    SUBMITTED = "submitted", _("Awaiting approval"), "dot-info"
    APPROVED = "approved", _("Approved"), "dot-ok"


class ReturnState(Words):
    """Where a return visit stands (W-10, W-11)."""

    shape = nonmember("dot")

    PLANNED = "planned", _("To be made"), "dot-info"
    RECORDED = "recorded", _("Recorded"), "dot-warn"
    CHECKED = "checked", _("Checked and signed"), "dot-ok"
    FILED = "filed", _("Filed"), "ring-off"
    CANCELLED = "cancelled", _("Cancelled"), "ring-off"


class RvKind(Words):
    """Routine, or a large customer's own (E-36, R-138)."""

    shape = nonmember("plain")

    ROUTINE = "routine", _("Routine return visit")
    KEY_ACCOUNT = "key_account", _("Return visit to a key account")


class PlanMethod(Words):
    """How a return visit is planned to be made (E-33, R-144)."""

    shape = nonmember("plain")

    PHONE_FIRST = "phone_first", _("By telephone, the first one")
    PHONE_REGULAR = "phone_regular", _("By telephone, regular")
    ONSITE_CORE = "onsite_core", _("On site, core customer")
    ONSITE_NEW = "onsite_new", _("On site, new buyer")
    ONSITE_OLD = "onsite_old", _("On site, old buyer")
    ONSITE_PROBLEM = "onsite_problem", _("On site, about a problem")


class RecordMethod(Words):
    """How a return visit was made (E-32)."""

    shape = nonmember("plain")

    FIRST_PHONE = "first_phone", _("First call")
    REGULAR_PHONE = "regular_phone", _("Regular call")
    ON_SITE = "on_site", _("Visit on site")
    OTHER = "other", _("Another way")


class RvPurpose(Words):
    """What a return visit is for (E-35, R-142)."""

    shape = nonmember("plain")

    SALES_MARKET = "sales_market", _("Learn sales and market")
    RECOGNITION = "archive_service_recognition", _("Complete the archive, extend service")
    EMOTIONAL_TIE = "emotional_tie", _("Build cultural and emotional ties")


class RvContent(Words):
    """What was talked about (E-34)."""

    shape = nonmember("plain")

    PRODUCT_USE = "product_use", _("Use of the product")
    PRODUCT_PROBLEM = "product_problem", _("Problems with the product")
    DAILY_SERVICE = "daily_service", _("Daily service")
    STAFF_CHANGE = "staff_change", _("Changes of staff")
    OTHER_NEED = "other_need", _("Other needs")


class RvSource(Words):
    """Why a return visit is due (R-143, R-162)."""

    shape = nonmember("plain")

    PLAN = "plan", _("Out of a plan")
    VISIT_RECORD = "visit_record", _("After a visit record")
    OWN = "own", _("Of one's own accord")


#: By telephone, as the frequency of calls counts them (R-180).
BY_PHONE = (RecordMethod.FIRST_PHONE, RecordMethod.REGULAR_PHONE)
#: How a planned way is usually recorded.
USUAL = {
    PlanMethod.PHONE_FIRST: RecordMethod.FIRST_PHONE,
    PlanMethod.PHONE_REGULAR: RecordMethod.REGULAR_PHONE,
}
