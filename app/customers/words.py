"""Closed words of the customer archive (E- lists of forms.md)."""

from __future__ import annotations

from enum import nonmember

from flask_babel import lazy_gettext as _

from app.kernel.words import Words


class CardState(Words):
    """States of a customer card (W-01)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    SUBMITTED = "submitted", _("Awaiting review"), "dot-info"
    RETURNED = "returned", _("Sent back"), "dot-warn"
    APPROVED = "approved", _("Reviewed"), "dot-ok"
    ENTERED = "entered", _("Entered"), "dot-ok"
    FORWARDED = "forwarded", _("Forwarded to marketing"), "dot-ok"
    FILED = "filed", _("Filed"), "dot-ok"
    INVALID = "invalid", _("Invalid"), "dot-bad"


class MergeState(Words):
    """States of a merge of two cards."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    PROPOSED = "proposed", _("Awaiting decision"), "dot-info"
    MERGED = "merged", _("Merged"), "dot-ok"
    REFUSED = "refused", _("Not merged"), "dot-bad"
    UNDONE = "undone", _("Undone"), "ring-off"


class Lifecycle(Words):
    """Where a customer stands (E-19)."""

    shape = nonmember("dot")

    DRAFT = "draft", _("Draft"), "ring-off"
    PENDING_REVIEW = "pending_review", _("Awaiting review"), "dot-info"
    ACTIVE = "active", _("Current customer"), "dot-ok"
    DORMANT = "dormant", _("Dormant"), "ring-off"
    LOST = "lost", _("Lost"), "dot-bad"
    WATCHED = "watched", _("Watched"), "dot-warn"
    BAD_IN_PROCESS = "bad_in_process", _("Bad-customer case"), "dot-bad"
    REMOVED_ARCHIVED = "removed_archived", _("Removed and archived"), "ring-off"
    INVALID = "invalid", _("Invalid"), "dot-bad"


#: Who is called on regularly: those we trade with, and all the more those we watch (R-252).
SERVED = (Lifecycle.ACTIVE, Lifecycle.WATCHED)


class PartyKind(Words):
    """Individual or organisation (E-01, R-042)."""

    shape = nonmember("plain")

    ORGANISATION = "organisation", _("Organisation")
    INDIVIDUAL = "individual", _("Individual")


class Nature(Words):
    """Nature of a customer (E-02)."""

    shape = nonmember("plain")

    GOVERNMENT = "government", _("Government body")
    SPECIAL_COMPANY = "special_company", _("Special company")
    ORDINARY_COMPANY = "ordinary_company", _("Ordinary company")
    INDIVIDUAL = "individual", _("Buyer (person)")
    TRADING_PARTNER = "trading_partner", _("Trading partner")


class RelationKind(Words):
    """Direct or indirect customer (E-03)."""

    shape = nonmember("plain")

    DIRECT = "direct", _("Direct customer")
    INDIRECT = "indirect", _("Indirect customer")


class TimeClass(Words):
    """Old, new or future customer (E-04)."""

    shape = nonmember("plain")

    OLD = "old", _("Old customer")
    NEW = "new", _("New customer")
    FUTURE = "future", _("Future customer")


class DealStage(Words):
    """Past, current or coming trade (E-05)."""

    shape = nonmember("plain")

    PAST = "past", _("Traded in the past")
    CURRENT = "current", _("Trading now")
    UPCOMING = "upcoming", _("About to trade")


class Tier(Words):
    """Tier of a customer (E-08)."""

    shape = nonmember("tag")

    IMPORTANT = "important", _("Important"), "info"
    SPECIAL = "special", _("Special"), "plum"
    GENERAL = "general", _("General"), "plain"


class AbcGrade(Words):
    """Key-account grade (E-09)."""

    shape = nonmember("grade")

    A1 = "A1", _("A1"), "grade-a1"
    A2 = "A2", _("A2"), "grade-a2"
    B1 = "B1", _("B1"), "grade-b1"
    B2 = "B2", _("B2"), "grade-b2"
    C = "C", _("C"), "grade-c"


class Ownership(Words):
    """Ownership of an enterprise (E-13)."""

    shape = nonmember("plain")

    STATE = "state", _("State-owned")
    COLLECTIVE = "collective", _("Collective")
    PRIVATE = "private", _("Private")
    FOREIGN_INVESTED = "foreign_invested", _("Foreign-invested")


class IndustrySide(Words):
    """Producing or trading enterprise (E-14)."""

    shape = nonmember("plain")

    PRODUCER = "producer", _("Producing enterprise")
    TRADER = "trader", _("Trading enterprise")


class CollectChannel(Words):
    """Where a customer's data came from (E-16, R-029)."""

    shape = nonmember("plain")

    EXHIBITION = "exhibition", _("Industry exhibition")
    TRADE_PRESS = "trade_press", _("Trade press")
    INTERNET = "internet", _("Internet")
    ASSOCIATION = "association", _("Introduced by an industry association")
    MALL_BRAND_NOTE = "mall_brand_note", _("Brand noted in a shopping mall")
    PARTNER = "partner", _("Introduced by a partner")
    CAMPAIGN = "campaign", _("Our marketing campaign")
    MARKETING_DEPT = "marketing_dept", _("Collected by marketing")
    SALESPERSON = "salesperson", _("Told by a salesperson")
    MARKET_FEEDBACK = "market_feedback", _("Market feedback")
    INDUSTRY_PERSON = "industry_person", _("Somebody of the trade")
    WEBSITE = "website", _("Web site")
    INSIDE_NEWS = "inside_news", _("Inside news")
    COMPETITOR = "competitor", _("News of a competitor")
    INTERVIEW = "interview", _("Talk with the customer")
    PUBLIC_INFORMATION = "public_information", _("Public information")


class CollectMode(Words):
    """How the data were obtained (E-17, C-33)."""

    shape = nonmember("plain")

    SALES_REP_SURVEY = "sales_rep_survey", _("Survey and visits of sales representatives")
    MAILED_FORM = "mailed_form", _("Form mailed to the customer")
    COMMISSIONED_AGENCY = "commissioned_agency", _("Survey commissioned from an agency")
    PHONE_INTERVIEW = "phone_interview", _("Telephone interview")
    EMAIL_INTERVIEW = "email_interview", _("E-mail interview")


class CodeState(Words):
    """What the register code of a customer is worth."""

    shape = nonmember("tag")

    VALID = "valid", _("Valid"), "plain"
    OLD = "old", _("Old 15-digit number"), "warn"
    WRONG = "wrong", _("Wrong code"), "bad"


class ArchivePart(Words):
    """Part of the archive (E-66)."""

    shape = nonmember("plain")

    BASE = "base", _("Part 1: base data")
    CREDIT_FINANCE = "credit_finance", _("Part 2: credit and finance")
    TRADE = "trade", _("Part 3: trade")
    REFUND = "refund", _("Part 4: refunds")


class ContactPosition(Words):
    """Post of a contact: the five expected ones first (E-21, R-050)."""

    shape = nonmember("plain")

    HEAD = "head", _("Person in charge")
    PURCHASING = "purchasing", _("Purchasing")
    RECEIVING_INSPECTION = "receiving_inspection", _("Goods receiving and inspection")
    CASHIER = "cashier", _("Cashier")
    ACCOUNTANT = "accountant", _("Accountant")
    OFFICE_HEAD = "office_head", _("Office head")
    PURCHASING_MANAGER = "purchasing_manager", _("Purchasing manager")
    FACTORY_DIRECTOR = "factory_director_or_deputy", _("Factory director or deputy")
    MANAGER = "manager", _("Manager")
    GOODS_DEPARTMENT_HEAD = "goods_department_head", _("Head of goods department")
    COUNTER_HEAD = "counter_head", _("Counter head")
    PURCHASING_SECTION_CHIEF = "purchasing_section_chief", _("Purchasing section chief")
    EQUIPMENT_ENGINEER = "equipment_engineer", _("Equipment engineer")


class ContactLevel(Words):
    """Level of a contact (E-22)."""

    shape = nonmember("plain")

    HANDLING_CONTACT = "handling_contact", _("Handling contact")
    HANDLING_HEAD = "handling_head", _("Handling head")
    BUSINESS_HEAD = "business_head", _("Business head")
    KEY_DECISION_MAKER = "key_decision_maker", _("Key decision maker")
    USER = "user", _("User of the goods")
    MANAGEMENT = "management", _("Management")
    TOP = "top", _("Top management")


class OriginalKind(Words):
    """Original papers of all dealings with a customer (E-64, R-025)."""

    shape = nonmember("plain")

    BUSINESS_LICENCE = "business_licence", _("Copy of the business licence")
    LEGAL_PERSON_LICENCE = "legal_person_licence", _("Copy of the legal person's business licence")
    INSTITUTION_LICENCE = "institution_licence", _("Copy of the institution's business licence")
    CONTRACT = "contract", _("Contract")
    CONTRACT_ORIGINAL = "contract_original_duplicate", _("Contract, original and duplicate")
    CHANGE_AGREEMENT = "change_cancel_agreement", _("Agreement to change or cancel a contract")
    NEGOTIATION_RECORD = "negotiation_record", _("Record of negotiations")
    FEASIBILITY_REPORT = "feasibility_report", _("Feasibility report")
    APPROVAL_DOCUMENT = "approval_document", _("Application and approval")
    PERFORMANCE_PROOF = "performance_ability_proof", _("Proof of ability to perform")
    GUARANTOR_PROOF = "guarantor_proof", _("Proof of the guarantor's means and standing")
    POST_CERTIFICATE = "post_certificate", _("Certificate of post")
    IDENTITY_PROOF = "identity_proof", _("Proof of identity")
    INTRODUCTION_LETTER = "introduction_letter", _("Letter of introduction")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")
    CORRESPONDENCE = "correspondence", _("Telegrams, letters, notes of calls")
    AUDIO_VISUAL = "audio_visual", _("Sound and pictures")
    NOTARY = "authentication_notary", _("Visas and notarial papers")
    ANNUAL_ACCOUNTS = "annual_accounts", _("Latest annual accounts")
    COMPANY_PROFILE = "company_profile", _("Company profile")
    PRODUCT_GUIDE = "product_guide", _("Product guide")
    PRODUCT_CATALOGUE = "product_catalogue", _("Product catalogue")
    ACCEPTANCE_RECORD = "acceptance_record", _("Record of acceptance")
    DELIVERY_VOUCHER = "delivery_payment_voucher", _("Vouchers of delivery and payment")


# CF-184: identity, post and authority papers speak of a person
PERSONS_PAPERS = (
    OriginalKind.IDENTITY_PROOF, OriginalKind.POST_CERTIFICATE, OriginalKind.INTRODUCTION_LETTER,
    OriginalKind.POWER_OF_ATTORNEY,
)  # fmt: skip
