"""Closed words of the parting from bad customers (E-52…E-56)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class CaseState(Words):
    """States of a bad-customer case (W-17)."""

    shape = nonmember("dot")

    NOMINATED = "nominated", _("Nominated"), "ring-off"
    SUBMITTED = "submitted", _("Presented"), "dot-info"
    REJECTED = "rejected", _("Not agreed"), "ring-off"
    APPROVED = "approved", _("Parting approved"), "dot-warn"
    PROCESSING = "processing", _("Duties under way"), "dot-warn"
    DUTIES_DONE = "duties_done", _("Duties done"), "dot-info"
    ANALYSED = "analysed", _("Causes analysed"), "dot-info"
    GM_REVIEWED = "gm_reviewed", _("Read by the general manager"), "dot-info"
    REVIEWED = "reviewed", _("Reviewed internally"), "dot-ok"
    ACCOUNTABILITY = "accountability", _("Rewards and punishments decided"), "dot-ok"
    CLOSED = "closed", _("Case filed"), "dot-ok"
    REVOKED = "revoked", _("Nomination revoked"), "ring-off"


class Origin(Words):
    """How a customer came to be nominated (R-259)."""

    shape = nonmember("tag")

    MANUAL = "manual", _("By the business department"), "plain"
    HINT = "hint", _("Hint of a salesperson"), "plain"
    NIGHTLY = "nightly", _("Nightly check"), "info"


class Criterion(Words):
    """What makes a customer a bad one (E-52)."""

    shape = nonmember("plain")

    NO_TRADE = "no_trade_over_1y", _("No trade for over a year")
    OVERDUE = "overdue_1y_unwilling", _("A year overdue and unwilling to pay")
    BANKRUPT = "bankrupt_closed_heavy_loss", _("Bankrupt, closed down or heavy losses")
    ILLEGAL = "illegal_improper", _("Grave breach of law or improper business")
    HARM = "other_grave_harm", _("Other grave harm to our image or business")


class GeneralMeasure(Words):
    """General measures (E-53, R-260)."""

    shape = nonmember("plain")

    STOP_BUSINESS = "stop_business", _("Stop business")
    CLAIM_DEBT = "claim_debt", _("Claim debts")
    STOP_DELIVERY = "stop_delivery", _("Stop sending goods")
    REMOVE = "remove_from_archive", _("Remove from the customer archive")
    OTHER = "other", _("Other necessary measures")


class SpecialMeasure(Words):
    """Special measures (E-54, R-261)."""

    shape = nonmember("plain")

    DECLARE_BREAK = "declare_break", _("Declare the end of business relations")
    LAWSUIT = "lawsuit_claim_recovery", _("Lawsuit, claim, recovery")
    FREEZE = "freeze_accounts", _("Freeze accounts")
    OTHER = "other", _("Other necessary measures")


class Side(Words):
    """The departments that have duties in a case (E-55)."""

    shape = nonmember("tag")

    BUSINESS = "business", _("Business department"), "plain"
    FINANCE = "finance", _("Finance department"), "plain"
    ADMIN = "admin", _("Administration department"), "plain"


class Duty(Words):
    """What the departments do once the parting is approved (E-55, R-262…R-264)."""

    shape = nonmember("plain")

    CONTRACTS = "contract_clearing", _("Clear the contracts")
    SETTLEMENT = "goods_payment_settlement", _("Settle goods and payments")
    ARCHIVE = "archive_removal", _("Remove the archive")
    BANK = "bank_formalities", _("Bank formalities")
    INSTRUMENTS = "instruments", _("Financial instruments")
    ACCOUNTS = "accounting", _("Reckon the accounts")
    LEGAL = "legal", _("Legal affairs")


class DutyState(Words):
    """Whether a duty is done."""

    shape = nonmember("dot")

    OPEN = "open", _("To be done"), "ring-off"
    DONE = "done", _("Done"), "dot-ok"


class Directness(Words):
    """How somebody is responsible for what happened (F-143)."""

    shape = nonmember("plain")

    DIRECT = "direct", _("Directly responsible")
    INDIRECT = "indirect", _("Indirectly responsible")


class DecisionKind(Words):
    """What follows for a person (E-56, R-267)."""

    shape = nonmember("tag")

    PUNISH_DIRECT = "punish_direct", _("Punishment, direct responsibility"), "bad"
    PUNISH_INDIRECT = "punish_indirect", _("Punishment, indirect responsibility"), "warn"
    REWARD = "reward", _("Reward, losses saved"), "ok"
