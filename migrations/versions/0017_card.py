"""The whole customer card: all fields of the paper, its repeating parts, dated declarations.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)
Money = sa.Numeric(precision=18, scale=2)

CUSTOMER = (
    "core_key VARCHAR(200)",
    "sound_key VARCHAR(600)",
    "phone_key VARCHAR(80)",
    "buyer_class VARCHAR(40) CONSTRAINT ck_customer_buyerclass CHECK (buyer_class IN ('old', 'new', 'dormant'))",
    "volume_class VARCHAR(40) CONSTRAINT ck_customer_volumeclass CHECK (volume_class IN ('main', 'ordinary', 'scattered'))",
    "is_first_tier BOOLEAN",
    "best_marks JSON",
    "worst_marks JSON",
    "potential_class VARCHAR(40) CONSTRAINT ck_customer_potentialclass CHECK (potential_class IN ('existing', 'potential', 'future'))",
    "service_store VARCHAR(100)",
    "route_no VARCHAR(40)",
    "route_seq INTEGER",
    "latitude NUMERIC(9, 6)",
    "longitude NUMERIC(9, 6)",
    "prospect_stage VARCHAR(40) CONSTRAINT ck_customer_prospectstage CHECK (prospect_stage IN ('lead', 'prospect', 'negotiating', 'developed', 'old'))",
    "last_revised_on DATE",
    "gender VARCHAR(40) CONSTRAINT ck_customer_gender CHECK (gender IN ('male', 'female'))",
    "born_on DATE",
    "native_place VARCHAR(100)",
    "ethnicity_id {big} CONSTRAINT fk_customer_ethnicity_id_dictionary_entry REFERENCES dictionary_entry (id)",
    "education_id {big} CONSTRAINT fk_customer_education_id_dictionary_entry REFERENCES dictionary_entry (id)",
    "occupation VARCHAR(100)",
    "social_experience TEXT",
    "ability TEXT",
    "family_situation TEXT",
    "social_relations TEXT",
    "personality TEXT",
    "hobbies TEXT",
    "leisure TEXT",
    "personal_income NUMERIC(18, 2)",
    "family_income NUMERIC(18, 2)",
    "income_per_head NUMERIC(18, 2)",
    "need_urgency VARCHAR(40) CONSTRAINT ck_customer_needurgency CHECK (need_urgency IN ('urgent', 'not_urgent'))",
    "need_quantity NUMERIC(18, 3)",
    "need_unit VARCHAR(20)",
    "need_kind_spec TEXT",
    "has_purchase_decision BOOLEAN",
    "consults_with JSON",
    "working_hours VARCHAR(100)",
    "days_off VARCHAR(100)",
    "employer_name VARCHAR(200)",
    "employer_address VARCHAR(300)",
    "employer_phone VARCHAR(50)",
    "employer_postcode VARCHAR(12)",
    "home_address VARCHAR(300)",
    "home_postcode VARCHAR(12)",
    "problems_needs_wishes TEXT",
    "product_purchased_on DATE",
    "health_info TEXT",
    "owner_person VARCHAR(100)",
    "operator VARCHAR(100)",
    "responsible_person VARCHAR(100)",
    "opened_on DATE",
    "fixed_assets NUMERIC(18, 2)",
    "assets NUMERIC(18, 2)",
    "business_area_m2 NUMERIC(18, 3)",
    "development_plan TEXT",
    "company_history TEXT",
    "company_profile TEXT",
    "system_change TEXT",
    "bank_name VARCHAR(100)",
    "bank_account VARCHAR(60)",
    "staff_workers INTEGER",
    "staff_technicians INTEGER",
    "staff_senior_engineers INTEGER",
    "staff_economists INTEGER",
    "staff_accountants INTEGER",
    "staff_quality TEXT",
    "production_equipment TEXT",
    "technology_process TEXT",
    "energy_material_use TEXT",
    "output_quantity NUMERIC(18, 3)",
    "output_quality TEXT",
    "product_cost NUMERIC(18, 2)",
    "selling_price NUMERIC(18, 2)",
    "monthly_purchases NUMERIC(18, 3)",
    "monthly_wholesale NUMERIC(18, 2)",
    "monthly_retail NUMERIC(18, 2)",
    "wholesale_price NUMERIC(18, 2)",
    "retail_price NUMERIC(18, 2)",
    "stock_backlog TEXT",
    "stock_quantity NUMERIC(18, 3)",
    "public_image TEXT",
    "warehouse_area_m2 NUMERIC(18, 3)",
    "lease_mode VARCHAR(40) CONSTRAINT ck_customer_leasemode CHECK (lease_mode IN ('first_lease', 'sublease', 'from_owner', 'own'))",
    "lease_price NUMERIC(18, 2)",
    "lease_years INTEGER",
    "market_share_pct NUMERIC(5, 2)",
    "monthly_sales NUMERIC(18, 3)",
    "annual_sales NUMERIC(18, 3)",
    "service_quality TEXT",
    "pr_advertising TEXT",
    "downstream_mode JSON",
    "sales_region_covered VARCHAR(300)",
    "product_kinds VARCHAR(300)",
    "profit_situation TEXT",
    "product_composition TEXT",
    "export_oriented BOOLEAN",
    "purchase_procedure TEXT",
    "purchase_approver_units VARCHAR(300)",
    "service_area TEXT",
    "sales_capability TEXT",
    "development_potential TEXT",
    "business_concept TEXT",
    "business_direction TEXT",
    "business_policy TEXT",
    "company_culture TEXT",
    "operating_features TEXT",
    "management_features TEXT",
    "industry_position TEXT",
    "industry_influence TEXT",
    "distribution_ability TEXT",
    "capital_strength TEXT",
    "commercial_reputation TEXT",
    "cooperation_intention TEXT",
    "market_potential TEXT",
    "market_capacity NUMERIC(18, 3)",
    "market_capacity_unit VARCHAR(20)",
    "product_competitiveness TEXT",
    "area_culture TEXT",
    "area_customs TEXT",
    "area_potential TEXT",
    "market_area_policy TEXT",
    "self_perceived_needs TEXT",
    "self_perceived_problems TEXT",
    "influence_in_society BOOLEAN",
    "management_quality TEXT",
    "sales_staff_quality TEXT",
    "competitor_relation TEXT",
    "our_relation TEXT",
    "cooperation_attitude TEXT",
    "current_brand VARCHAR(100)",
    "market_competition TEXT",
    "competitive_strength TEXT",
    "customer_attention_to_rivals TEXT",
    "staff_of_dealer TEXT",
    "dealer_background TEXT",
)

CONTACT = (
    "same_as_id {big} CONSTRAINT fk_contact_same_as_id_contact REFERENCES contact (id)",
    "technical_say VARCHAR(40) CONSTRAINT ck_contact_say CHECK (technical_say IN ('much', 'some', 'little'))",
    "rival_relation TEXT",
    "temper VARCHAR(40) CONSTRAINT ck_contact_temper CHECK (temper IN ('impulsive', 'irresolute', 'satisfaction_seeking'))",
    "staff_change VARCHAR(300)",
    "left_on DATE",
    "gender VARCHAR(40) CONSTRAINT ck_contact_gender CHECK (gender IN ('male', 'female'))",
    "born_on DATE",
    "native_place VARCHAR(100)",
    "education_id {big} CONSTRAINT fk_contact_education_id_dictionary_entry REFERENCES dictionary_entry (id)",
    "personality TEXT",
    "social_relations TEXT",
    "home_address VARCHAR(300)",
    "birthplace VARCHAR(100)",
    "family_background TEXT",
    "relatives_friends TEXT",
    "pp_family TEXT",
    "pp_home_town VARCHAR(100)",
    "pp_university VARCHAR(100)",
    "pp_sports VARCHAR(200)",
    "pp_restaurants VARCHAR(200)",
    "pp_food VARCHAR(200)",
    "pp_pets VARCHAR(100)",
    "pp_books VARCHAR(200)",
    "pp_last_holiday VARCHAR(200)",
    "pp_next_holiday VARCHAR(300)",
    "pp_itinerary TEXT",
    "pp_role_in_org TEXT",
    "pp_colleague_relations TEXT",
    "pp_goals_this_year TEXT",
    "pp_ambitions TEXT",
    "pp_startup_time DATE",
)

PARTS: dict[str, tuple[sa.Column, ...]] = {
    "customer_unit": (
        sa.Column("org_unit", sa.String(100), nullable=False),
        sa.Column("org_unit_duty", sa.String(300)),
        sa.Column(
            "org_unit_kind",
            sa.String(40),
            info={"called": "unitkind", "words": ("using", "purchasing", "supporting")},
        ),
    ),
    "customer_medium": (
        sa.Column(
            "medium",
            sa.String(40),
            nullable=False,
            info={
                "called": "medium",
                "words": (
                    "phone",
                    "fax",
                    "qq",
                    "wechat",
                    "email",
                    "post",
                    "website",
                    "telegram",
                    "telex",
                    "letter",
                ),
            },
        ),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("remark", sa.String(200)),
    ),
    "customer_supplier": (
        sa.Column("supplier", sa.String(200), nullable=False),
        sa.Column(
            "supply_kind",
            sa.String(40),
            info={"called": "supplykind", "words": ("fixed", "upstream")},
        ),
        sa.Column("supply_mode", sa.String(100)),
        sa.Column("price", sa.String(100)),
        sa.Column("service", sa.String(200)),
    ),
    "customer_rival": (
        sa.Column("rival", sa.String(200), nullable=False),
        sa.Column("note", sa.String(300)),
    ),
    "customer_flow": (
        sa.Column("order_no", sa.String(60)),
        sa.Column("destination", sa.String(200), nullable=False),
        sa.Column("note", sa.Text()),
    ),
}
DECLARED: dict[str, tuple[tuple[sa.Column, ...], tuple[str, ...]]] = {
    "trading_declaration": (
        (
            sa.Column("annual_purchase_amount", Money),
            sa.Column("sales_activity", sa.Text()),
            sa.Column("existing_problems", sa.Text()),
            sa.Column("advantages_kept", sa.Text()),
            sa.Column("future_measures", sa.Text()),
            sa.Column("image", sa.Text()),
            sa.Column("reputation", sa.Text()),
            sa.Column("credit_status", sa.Text()),
            sa.Column("trading_terms", sa.Text()),
            sa.Column("credit_problems", sa.Text()),
            sa.Column("contract_target", Money),
            sa.Column("distribution_state", sa.Text()),
            sa.Column(
                "payment_method",
                sa.String(40),
                info={
                    "called": "paymentmethod",
                    "words": ("cash", "transfer", "prepaid", "credit", "acceptance"),
                },
            ),
            sa.Column("account_period_days", sa.Integer()),
            sa.Column("fund_release_time", sa.String(100)),
            sa.Column("settlement_day", sa.String(60)),
            sa.Column("purchase_plan_time", sa.String(100)),
            sa.Column("purchase_plan_quantity", sa.String(100)),
            sa.Column("order_plan", sa.Text()),
            sa.Column("promotion_plan", sa.Text()),
            sa.Column("investment_intention", sa.Text()),
            sa.Column("trading_habits", sa.Text()),
            sa.Column("product_preference", sa.Text()),
            sa.Column("first_collection_amount", Money),
            sa.Column(
                "agency_status",
                sa.String(40),
                info={
                    "called": "agencystatus",
                    "words": (
                        "general_agent",
                        "first_agent",
                        "special_dealer",
                        "second_agent",
                        "ordinary",
                    ),
                },
            ),
        ),
        ("payment_method", "agency_status", "annual_purchase_amount"),
    ),
    "funds_declaration": (
        (
            sa.Column("fund_turnover", sa.Text()),
            sa.Column("sales_income", Money),
            sa.Column("profit", Money),
            sa.Column("arrears_amount", Money),
            sa.Column("deficit_amount", Money),
            sa.Column("overdue_since", sa.Date()),
            sa.Column("unwilling_to_pay", sa.Boolean()),
            sa.Column("unwilling_evidence", sa.String(300)),
        ),
        ("arrears_amount", "overdue_since", "unwilling_to_pay"),
    ),
}

# what a list may be filtered by
INDEXED = (
    "volume_class", "potential_class", "prospect_stage", "buyer_class", "is_first_tier",
    "export_oriented", "route_no",
)  # fmt: skip

# by what a card is compared with others; `flask setup` fills them for the cards there are
COMPARED = ("core_key", "sound_key", "phone_key")


def upgrade() -> None:
    # not in batch mode: SQLite would make the tables anew and lose their CHECKs
    big = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table, columns in (("customer", CUSTOMER), ("contact", CONTACT)):
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(big=big)}")
    for name in INDEXED:
        op.create_index(f"ix_customer_{name}_id", "customer", [name, "id"])
    for name in COMPARED:
        op.create_index(op.f(f"ix_customer_{name}"), "customer", [name])
    op.create_index(op.f("ix_contact_same_as_id"), "contact", ["same_as_id"])
    for table, columns in PARTS.items():
        _child(table, *columns)
        op.create_index(f"ix_{table}_customer_id_id", table, ["customer_id", "id"])
    for table, (columns, indexed) in DECLARED.items():
        day = sa.Column("valid_from", sa.Date(), nullable=False)
        source = sa.Column("source", sa.String(100))
        _child(table, day, source, *columns)
        op.create_index(f"ix_{table}_customer_id_valid_from", table, ["customer_id", "valid_from"])
        for name in ("valid_from", *indexed):
            op.create_index(f"ix_{table}_{name}_id", table, [name, "id"])


def _child(table: str, *columns: sa.Column) -> None:
    """A table of rows that hang below a customer, with who, when and whose."""
    owners = {
        "owner_id": "ab_user",
        "branch_id": "branch",
        "area_id": "area",
        "department_id": "department",
    }
    authors = ("created_by_id", "changed_by_id")
    keys = {**owners, **dict.fromkeys(authors, "ab_user")}
    checks = [
        sa.CheckConstraint(
            f"{column.name} IN ({', '.join(repr(word) for word in column.info['words'])})",
            name=op.f(f"ck_{table}_{column.info['called']}"),
        )
        for column in columns
        if column.info
    ]
    op.create_table(
        table,
        sa.Column("id", Big, nullable=False),
        sa.Column("customer_id", Big, nullable=False),
        *(sa.Column(each.name, each.type, nullable=each.nullable) for each in columns),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        *(sa.Column(name, sa.Integer()) for name in authors),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer() if name == "owner_id" else Big) for name in owners),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], ondelete="CASCADE",
            name=op.f(f"fk_{table}_customer_id_customer"),
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))
            for name, to in keys.items()
        ),
        *checks,
    )  # fmt: skip
    for name in owners:
        op.create_index(f"ix_{table}_{name}_id", table, [name, "id"])


def downgrade() -> None:
    for table in (*DECLARED, *PARTS):
        op.drop_table(table)
    op.drop_index(op.f("ix_contact_same_as_id"), "contact")
    for name in COMPARED:
        op.drop_index(op.f(f"ix_customer_{name}"), "customer")
    for name in INDEXED:
        op.drop_index(f"ix_customer_{name}_id", "customer")
    for table, columns in (("customer", CUSTOMER), ("contact", CONTACT)):
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
