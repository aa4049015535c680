"""Closed words about what a customer and its people are like (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class BuyerClass(Words):
    """Old, new or dormant buyer, as return visits see it (E-10)."""

    shape = nonmember("plain")

    OLD = "old", _("Old buyer")
    NEW = "new", _("New buyer")
    DORMANT = "dormant", _("Dormant buyer")


class VolumeClass(Words):
    """Volume of trade and place in the market (E-06)."""

    shape = nonmember("plain")

    MAIN = "main", _("Main customer")
    ORDINARY = "ordinary", _("Ordinary customer")
    SCATTERED = "scattered", _("Scattered customer")


class SalesLevel(Words):
    """Level by average sales, the highest first; its bands are in the register (CF-016, R-224)."""

    shape = nonmember("plain")

    L1 = "L1", _("Level 1")
    L2 = "L2", _("Level 2")
    L3 = "L3", _("Level 3")
    L4 = "L4", _("Level 4")
    L5 = "L5", _("Level 5")


class MarkClass(Words):
    """Best and worst customers, by the marks they show (R-229, R-230)."""

    shape = nonmember("dot")

    BEST = "best", _("Best customer"), "dot-ok"
    WORST = "worst", _("Worst customer"), "dot-bad"


class PotentialClass(Words):
    """Existing, potential or future customer (E-11)."""

    shape = nonmember("plain")

    EXISTING = "existing", _("Existing customer")
    POTENTIAL = "potential", _("Potential customer")
    FUTURE = "future", _("Future customer")


class ProspectStage(Words):
    """How far winning the customer has come (E-18)."""

    shape = nonmember("plain")

    LEAD = "lead", _("Lead")
    PROSPECT = "prospect", _("Interested")
    NEGOTIATING = "negotiating", _("Negotiating")
    DEVELOPED = "developed", _("Won")
    OLD = "old", _("Old customer")


class BestMark(Words):
    """What marks the best customers (E-61)."""

    shape = nonmember("plain")

    OUR_BEST = "lets_us_do_our_best", _("Lets us do what we do best")
    VALUES = "values_and_buys", _("Finds it worth its price and buys")
    RAISES = "raises_skill", _("New demands raise our skill")
    STRATEGIC = "strategic_direction", _("Leads where our strategy leads")


class WorstMark(Words):
    """What marks the worst customers (E-62)."""

    shape = nonmember("plain")

    IMPOSSIBLE = "asks_impossible", _("Asks what we cannot do well")
    DISTRACTS = "distracts", _("Distracts us from our strategy")
    COST = "cost_over_income", _("Costs more than it buys")
    EXCESS = "excess_service", _("Asks for too much service")
    NEVER = "never_satisfied", _("Never satisfied")


class Gender(Words):
    """Gender as the paper asks it (F-005)."""

    shape = nonmember("plain")

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class NeedUrgency(Words):
    """How urgent a need is (E-24)."""

    shape = nonmember("plain")

    URGENT = "urgent", _("Urgent")
    NOT_URGENT = "not_urgent", _("Not urgent")


class Consulted(Words):
    """With whom a buyer talks before he buys (F-005)."""

    shape = nonmember("plain")

    SPOUSE = "spouse", _("Spouse")
    FAMILY = "family", _("Other members of the family")
    OTHERS = "others", _("Others")


class LeaseMode(Words):
    """How a yard or shop is held (F-076)."""

    shape = nonmember("plain")

    FIRST = "first_lease", _("First letting")
    SUBLEASE = "sublease", _("Sublease")
    OWNER = "from_owner", _("From the property company")
    OWN = "own", _("Own property")


class DownstreamMode(Words):
    """Where the goods of a trader go (F-076)."""

    shape = nonmember("plain")

    PROJECTS = "projects", _("Supply to projects")
    RETAIL = "retail", _("Market retail")
    ODD = "odd_lots", _("Odd lots")


class UnitKind(Words):
    """What part a unit has in purchasing (E-23)."""

    shape = nonmember("plain")

    USING = "using", _("Using unit")
    PURCHASING = "purchasing", _("Purchasing unit")
    SUPPORTING = "supporting", _("Supporting unit")


class Medium(Words):
    """A means of communication (E-20)."""

    shape = nonmember("plain")

    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    QQ = "qq", _("QQ number")
    WECHAT = "wechat", _("WeChat id")
    EMAIL = "email", _("E-mail")
    POST = "post", _("By post")
    WEBSITE = "website", _("Web site")
    TELEGRAM = "telegram", _("Telegram")
    TELEX = "telex", _("Telex")
    LETTER = "letter", _("Letter")


class SupplyKind(Words):
    """What a supplier is to the customer (F-006, F-076)."""

    shape = nonmember("plain")

    FIXED = "fixed", _("Fixed supplier")
    UPSTREAM = "upstream", _("Upstream channel")


class Say(Words):
    """How much somebody's word counts (F-015)."""

    shape = nonmember("plain")

    MUCH = "much", _("Much")
    SOME = "some", _("Some")
    LITTLE = "little", _("Little")


class Temper(Words):
    """Temper of a contact, for the way of talking (E-25)."""

    shape = nonmember("plain")

    IMPULSIVE = "impulsive", _("Impulsive")
    IRRESOLUTE = "irresolute", _("Irresolute")
    CONTENT = "satisfaction_seeking", _("Seeks satisfaction")


class PaymentMethod(Words):
    """How goods are paid (CF-258)."""

    shape = nonmember("plain")

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Transfer")
    PREPAID = "prepaid", _("Prepaid")
    CREDIT = "credit", _("On account")
    ACCEPTANCE = "acceptance", _("Bill of acceptance")


class AgencyStatus(Words):
    """What the customer is in our distribution (CF-270)."""

    shape = nonmember("plain")

    GENERAL = "general_agent", _("General agent")
    FIRST = "first_agent", _("First-tier agent")
    SPECIAL = "special_dealer", _("Special dealer")
    SECOND = "second_agent", _("Second-tier agent")
    ORDINARY = "ordinary", _("Ordinary cooperation")


class PersonPaper(Words):
    """Papers hung on a contact (F-003, CF-182, CF-184)."""

    shape = nonmember("plain")

    NAME_CARD = "name_card", _("Name card")
    IDENTITY_PROOF = "identity_proof", _("Proof of identity")
    POST_CERTIFICATE = "post_certificate", _("Certificate of post")
    INTRODUCTION_LETTER = "introduction_letter", _("Letter of introduction")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")


class Likeness(Words):
    """How surely two cards are the same customer, the surest first (R-011, R-060)."""

    shape = nonmember("tag")

    SAME = "same", _("The same customer"), "bad"
    PROBABLE = "probable", _("Probably the same"), "warn"
    LOOK = "look", _("Please have a look"), "info"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Likeness).index(self)
