"""How the customer card and its people are laid out: the paper's sections and its repeating parts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers import rules
from app.customers.models import (
    Contact,
    CustomerBrand,
    CustomerChannel,
    CustomerFlow,
    CustomerMedium,
    CustomerResult,
    CustomerRival,
    CustomerSupplier,
    CustomerUnit,
    FundsDeclaration,
    TradingDeclaration,
)
from app.desk.sections import Lines, Section

# a person is asked other things than an organisation, a producer other things than a trader
PERSON = {"party_kind": ["individual"]}
UNIT = {"party_kind": ["organisation"]}
PRODUCER = {**UNIT, "industry_side": ["producer"]}
TRADER = {**UNIT, "industry_side": ["trader"]}

CARD = [
    Section("classes", _("File and class"), [
        "customer_code!", "archive_no!", "lifecycle_status!",
        "party_kind", "nature", "relation_kind", "through_id", "is_final_consumer", "is_core", "is_first_tier!",
        "tier", "abc_grade", "volume_class", "sales_level!", "mark_class!", "potential_class", "prospect_stage", "buyer_class",
        "time_class!", "deal_stage!", "cooperation_started_on!", "cooperation_years!", "last_trade_on",
        "lost_on!", "loss_reason!", "loss_note!:4", "best_marks:3", "worst_marks:3",
    ]),
    Section("unit", _("Unit and address"), [
        "customer_name:4", "short_name", "former_name:4", "credit_code", "code_state!",
        "industry_id", "trade_id", "industry_side", "region_id", "business_place_id",
        "address:4", "postcode", "phone", "office_phone", "mobile", "home_phone", "fax",
        "email", "website", "qq", "wechat", "mailing_allowed",
    ]),
    Section("trade", _("Business and qualification"), [
        "main_business", "business_scope", "local_network", "qualification_ok",
        "qualification_note:4",
    ]),
    Section("person", _("Individual customer"), [
        "gender", "born_on", "native_place", "ethnicity_id", "education_id", "occupation",
        "home_address:4", "home_postcode", "employer_name:4", "employer_phone",
        "employer_address:4", "employer_postcode", "working_hours:3", "days_off:3",
        "social_experience:3", "ability:3", "personality:3", "hobbies:3", "leisure:3",
        "social_relations:3", "family_situation:3", "health_info:3",
        "personal_income", "family_income", "income_per_head",
    ], when=PERSON),
    Section("wants", _("What the person needs"), [
        "need_urgency", "need_quantity", "need_unit", "has_purchase_decision", "consults_with:4",
        "need_kind_spec:3", "problems_needs_wishes:3", "product_purchased_on",
    ], when=PERSON),
    Section("enterprise", _("Enterprise"), [
        "ownership_nature", "organisation_form_id", "founded_on", "legal_representative",
        "owner_person", "operator", "responsible_person", "opened_on", "scale",
        "registered_capital", "fixed_assets", "assets", "business_area_m2", "bank_name",
        "bank_account", "development_plan:3", "company_history:3", "company_profile:3",
        "system_change:3",
    ], when=UNIT),
    Section("staff", _("Staff of the enterprise"), [
        "staff_total", "staff_workers", "staff_technicians", "staff_senior_engineers",
        "staff_economists", "staff_accountants", "staff_quality",
    ], when=UNIT),
    Section("market", _("Operation"), [
        "market_share_pct", "monthly_sales", "annual_sales", "export_oriented",
        "downstream_mode:4", "sales_region_covered:3", "product_kinds:3",
        "product_composition:3", "service_quality:3", "pr_advertising:3", "profit_situation:3",
        "purchase_procedure:3", "market_area_policy:3", "purchase_approver_units:6",
    ], when=UNIT),
    Section("production", _("Production"), [
        "output_quantity", "product_cost", "selling_price", "production_equipment:3",
        "technology_process:3", "energy_material_use:3", "output_quality:3",
    ], when=PRODUCER, help=_("Asked of producing enterprises")),
    Section("trading", _("Buying and selling"), [
        "monthly_purchases", "monthly_wholesale", "monthly_retail", "stock_quantity",
        "wholesale_price", "retail_price", "warehouse_area_m2", "lease_mode", "lease_price",
        "lease_years:2", "public_image:4", "stock_backlog",
    ], when=TRADER, help=_("Asked of trading enterprises")),
    Section("features", _("Customer features"), [
        "operating_features:3", "industry_position:3", "industry_influence:3",
        "distribution_ability:3", "capital_strength:3", "commercial_reputation:3",
        "cooperation_intention:3", "development_potential:3", "service_area:3",
        "sales_capability:3", "business_concept:3", "business_direction:3", "business_policy:3",
        "company_culture:3", "management_features:3", "market_potential:3",
        "market_capacity", "market_capacity_unit", "influence_in_society",
        "product_competitiveness:3", "area_potential:3", "area_culture:3", "area_customs:3",
        "self_perceived_needs:3", "self_perceived_problems:3",
    ]),
    Section("business", _("Business situation"), [
        "management_quality:3", "sales_staff_quality:3", "competitor_relation:3",
        "our_relation:3", "cooperation_attitude:3", "market_competition:3",
        "competitive_strength:3", "customer_attention_to_rivals:3", "staff_of_dealer:3",
        "dealer_background:3", "current_brand",
    ]),
    Section("origin", _("Ownership and source"), [
        "owner!", "standin_id", "branch!", "area!", "department!", "assigned_on!",
        "collect_channel", "collect_mode", "campaign_id", "introducer", "collected_by_id", "collected_on",
        "recorded_at!", "service_store", "route_no", "route_seq", "latitude", "longitude",
    ]),
    Section("essence", _("Key points and remark"), ["key_point_feedback", "remark"]),
    Section("filing", _("Review and filing"), [
        "reviewed_by!", "reviewed_at!", "review_opinion!", "entry_due_at!", "entered_at!",
        "is_entered_late!", "forwarded_at!", "filed_by!", "archive_opened_on!",
        "archive_part", "catalogue_no", "volume_no", "last_revised_on!", "next_revision_due",
        "merged_into!:4", "former_codes!:2",
    ]),
]  # fmt: skip

CARD_LINES = [
    Lines(Contact, "contacts", [
        "contact_name", "contact_post", "position", "level", "mobile", "phone", "wechat",
        "is_key_person", "has_project_decision",
    ], title=_("Contacts"), rules=[rules.contact]),
    Lines(CustomerBrand, "brands", ["brand:4", "share_pct"], title=_("Similar brands")),
    Lines(CustomerChannel, "channels", ["channel_id", "remark:4"], title=_("Channels")),
    Lines(CustomerResult, "results", ["period", "amount"], title=_("Results")),
    Lines(TradingDeclaration, "declared", [
        "valid_from", "annual_purchase_amount", "payment_method", "sales_activity:2",
        "existing_problems:2", "advantages_kept:2", "future_measures:2", "credit_status:2",
        "trading_terms:2",
    ], title=_("State of trade")),
    Lines(FundsDeclaration, "funds", [
        "valid_from", "sales_income", "profit", "arrears_amount", "deficit_amount",
        "overdue_since", "unwilling_to_pay", "fund_turnover:2",
    ], title=_("Funds and arrears")),
    Lines(CustomerUnit, "units", ["org_unit", "org_unit_kind", "org_unit_duty:4"],
          title=_("Organisation units"), when=UNIT),
    Lines(CustomerSupplier, "suppliers", ["supplier", "supply_kind", "supply_mode", "price", "service"],
          title=_("Suppliers"), when=UNIT),
    Lines(CustomerRival, "rivals", ["rival", "note:4"], title=_("Main competitors"), when=UNIT),
    Lines(CustomerFlow, "flows", ["order_no", "destination", "note:2"], title=_("Market flow")),
    Lines(CustomerMedium, "media", ["medium", "number:4", "remark"],
          title=_("Further means of communication")),
]  # fmt: skip

CONTACT = [
    Section("person", _("Person"), [
        "customer_id:4", "contact_name", "contact_post", "contact_department", "position",
        "level", "is_key_person", "has_project_decision", "is_influencer", "technical_say",
        "uses_product", "card_received_on", "same_as_id:4", "is_active", "left_on", "staff_change",
    ]),
    Section("means", _("How to reach"), [
        "phone", "mobile", "fax", "email", "qq", "wechat", "remark:6",
    ]),
    Section("background", _("Personal background"), [
        "gender", "born_on", "education_id", "native_place", "birthplace", "temper",
        "home_address:6", "personality:3", "social_relations:3", "family_background:3",
        "relatives_friends:3", "rival_relation",
    ], help=_("Asked of key persons")),
    Section("profile", _("Personal profile"), [
        "pp_home_town", "pp_university", "pp_startup_time", "pp_sports:3", "pp_books:3",
        "pp_restaurants:3", "pp_food:3", "pp_pets", "pp_last_holiday:4", "pp_next_holiday:6",
        "pp_family:3", "pp_itinerary:3", "pp_role_in_org:3", "pp_colleague_relations:3",
        "pp_goals_this_year:3", "pp_ambitions:3",
    ], help=_("Only for whom it helps to find real needs")),
]  # fmt: skip

# one person at several customers: each of them has a contact of its own
CONTACT_LINES = [
    Lines(Contact, "elsewhere", ["customer_id:4", "contact_name", "contact_post", "position"],
          title=_("Also at these customers"), key="same_as_id"),
]  # fmt: skip

TRADING = [
    Section("state", _("State of trade"), [
        "customer_id:4", "valid_from", "source:4", "agency_status",
        "sales_activity:3", "existing_problems:3", "advantages_kept:3", "future_measures:3",
        "image:3", "reputation:3", "distribution_state:3", "trading_habits:3",
        "product_preference",
    ]),
    Section("terms", _("Terms and credit"), [
        "payment_method", "account_period_days", "settlement_day", "fund_release_time:3",
        "first_collection_amount:3", "trading_terms:3", "credit_status:3", "credit_problems",
    ]),
    Section("plan", _("Amounts and plans"), [
        "annual_purchase_amount:3", "contract_target:3", "purchase_plan_time:3",
        "purchase_plan_quantity:3", "order_plan:3", "promotion_plan:3", "investment_intention",
    ]),
]  # fmt: skip

FUNDS = [
    Section("funds", _("Funds and arrears"), [
        "customer_id:4", "valid_from", "source:6", "sales_income", "profit", "deficit_amount",
        "arrears_amount", "overdue_since", "unwilling_to_pay", "unwilling_evidence:6",
        "fund_turnover",
    ]),
]  # fmt: skip
