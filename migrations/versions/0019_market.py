"""What surrounds a customer.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "market_area",
        sa.Column("id", BIG, nullable=False),
        sa.Column("region_id", BIG, nullable=True),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("ma_population", sa.Integer(), nullable=True),
        sa.Column("ma_environment", sa.Text(), nullable=True),
        sa.Column("ma_market_overview", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("ma_population >= 0", name=op.f("ck_market_area_ma_population")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_market_area_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_market_area_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_market_area_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_market_area_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_market_area_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_market_area_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_market_area_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_area")),
        sa.UniqueConstraint("area_id", name=op.f("uq_market_area_area_id")),
    )
    with op.batch_alter_table("market_area", schema=None) as batch_op:
        batch_op.create_index("ix_market_area_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_market_area_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_market_area_collected_on_id", ["collected_on", "id"], unique=False
        )
        batch_op.create_index("ix_market_area_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_market_area_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_market_area_ma_population_id", ["ma_population", "id"], unique=False
        )
        batch_op.create_index("ix_market_area_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_market_area_region_id_id", ["region_id", "id"], unique=False)

    op.create_table(
        "customer_background",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("similar_products_year", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("similar_products_unit", sa.String(length=20), nullable=True),
        sa.Column("industry_basics", sa.Text(), nullable=True),
        sa.Column("customer_characteristics", sa.Text(), nullable=True),
        sa.Column("consumption_behaviour", sa.Text(), nullable=True),
        sa.Column("special_needs", sa.Text(), nullable=True),
        sa.Column("service_opinion", sa.Text(), nullable=True),
        sa.Column("customer_requirement", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint(
            "similar_products_year >= 0", name=op.f("ck_customer_background_similar_products_year")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_customer_background_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_customer_background_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_customer_background_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_customer_background_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_background_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_customer_background_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_customer_background_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_background")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_customer_background_customer_id")),
    )
    with op.batch_alter_table("customer_background", schema=None) as batch_op:
        batch_op.create_index("ix_customer_background_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_background_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_background_changed_at_id", ["changed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_background_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_background_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_background_owner_id_id", ["owner_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_background_similar_products_year_id",
            ["similar_products_year", "id"],
            unique=False,
        )

    op.create_table(
        "customer_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column(
            "change_kind",
            sa.Enum(
                "business",
                "people",
                "organisation",
                "finance",
                "place",
                "other",
                name="changekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "change_source",
            sa.Enum(
                "exhibition",
                "trade_press",
                "internet",
                "association",
                "mall_brand_note",
                "partner",
                "campaign",
                "marketing_dept",
                "salesperson",
                "market_feedback",
                "industry_person",
                "website",
                "inside_news",
                "competitor",
                "interview",
                "public_information",
                name="collectchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_customer_change_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_customer_change_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_customer_change_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_customer_change_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_change_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_customer_change_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_customer_change_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_change")),
    )
    with op.batch_alter_table("customer_change", schema=None) as batch_op:
        batch_op.create_index("ix_customer_change_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_customer_change_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_change_change_kind_id", ["change_kind", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_change_change_source_id", ["change_source", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_change_changed_on_id", ["changed_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_change_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_change_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_change_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_customer_change_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "demand",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("demand_no", sa.String(length=40), nullable=False),
        sa.Column("demand_subject", sa.String(length=120), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column(
            "need_degree",
            sa.Enum(
                "high",
                "medium",
                "low",
                name="needdegree",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("need_volume", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("need_unit", sa.String(length=20), nullable=True),
        sa.Column("product_id", BIG, nullable=True),
        sa.Column(
            "need_mode",
            sa.Enum(
                "tender",
                "order",
                "spot",
                "framework",
                "other",
                name="needmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("existing_need", sa.Text(), nullable=True),
        sa.Column("latent_need", sa.Text(), nullable=True),
        sa.Column("need_features", sa.Text(), nullable=True),
        sa.Column(
            "demand_state",
            sa.Enum(
                "open",
                "in_hand",
                "met",
                "declined",
                name="demandstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handling_result", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("need_volume >= 0", name=op.f("ck_demand_need_volume")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_demand_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_demand_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_demand_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_demand_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_demand_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_demand_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["ab_user.id"], name=op.f("fk_demand_handled_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_demand_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_demand_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("demand_no", name=op.f("uq_demand_demand_no")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index("ix_demand_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_demand_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_demand_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_demand_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_demand_demand_state_id", ["demand_state", "id"], unique=False)
        batch_op.create_index("ix_demand_demand_subject_id", ["demand_subject", "id"], unique=False)
        batch_op.create_index("ix_demand_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_demand_handled_by_id_id", ["handled_by_id", "id"], unique=False)
        batch_op.create_index("ix_demand_handled_on_id", ["handled_on", "id"], unique=False)
        batch_op.create_index("ix_demand_need_degree_id", ["need_degree", "id"], unique=False)
        batch_op.create_index("ix_demand_need_mode_id", ["need_mode", "id"], unique=False)
        batch_op.create_index("ix_demand_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_demand_product_id_id", ["product_id", "id"], unique=False)
        batch_op.create_index("ix_demand_raised_on_id", ["raised_on", "id"], unique=False)

    op.create_table(
        "market_brand",
        sa.Column("id", BIG, nullable=False),
        sa.Column("market_id", BIG, nullable=False),
        sa.Column("brand", sa.String(length=100), nullable=False),
        sa.Column("price", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_market_brand_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_market_brand_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_market_brand_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_market_brand_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_market_brand_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["market_id"],
            ["market_area.id"],
            name=op.f("fk_market_brand_market_id_market_area"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_market_brand_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_brand")),
    )
    with op.batch_alter_table("market_brand", schema=None) as batch_op:
        batch_op.create_index("ix_market_brand_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_market_brand_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_market_brand_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_market_brand_market_id_id", ["market_id", "id"], unique=False)
        batch_op.create_index("ix_market_brand_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "market_dealer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("market_id", BIG, nullable=False),
        sa.Column("dealer", sa.String(length=120), nullable=False),
        sa.Column("is_top", sa.Boolean(), nullable=False),
        sa.Column("agency_brands", sa.String(length=200), nullable=True),
        sa.Column("market_share_pct", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("annual_sales", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("monthly_sales", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("stock_quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("staff_of_dealer", sa.Integer(), nullable=True),
        sa.Column("dealer_background", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint(
            "market_share_pct >= 0 AND market_share_pct <= 100",
            name=op.f("ck_market_dealer_market_share_pct"),
        ),
        sa.CheckConstraint(
            "monthly_sales >= 0 AND stock_quantity >= 0", name=op.f("ck_market_dealer_stock")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_market_dealer_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_market_dealer_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_market_dealer_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_market_dealer_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_market_dealer_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["market_id"],
            ["market_area.id"],
            name=op.f("fk_market_dealer_market_id_market_area"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_market_dealer_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_dealer")),
    )
    with op.batch_alter_table("market_dealer", schema=None) as batch_op:
        batch_op.create_index("ix_market_dealer_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_market_dealer_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_market_dealer_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_market_dealer_market_id_id", ["market_id", "id"], unique=False)
        batch_op.create_index("ix_market_dealer_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "market_township",
        sa.Column("id", BIG, nullable=False),
        sa.Column("market_id", BIG, nullable=False),
        sa.Column("township", sa.String(length=60), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("population >= 0", name=op.f("ck_market_township_population")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_market_township_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_market_township_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_market_township_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_market_township_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_market_township_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["market_id"],
            ["market_area.id"],
            name=op.f("fk_market_township_market_id_market_area"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_market_township_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_township")),
    )
    with op.batch_alter_table("market_township", schema=None) as batch_op:
        batch_op.create_index("ix_market_township_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_market_township_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_market_township_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_market_township_market_id_id", ["market_id", "id"], unique=False)
        batch_op.create_index("ix_market_township_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("project_no", sa.String(length=40), nullable=False),
        sa.Column("project_name", sa.String(length=120), nullable=False),
        sa.Column(
            "project_stage",
            sa.Enum(
                "noted",
                "pursued",
                "won",
                "lost",
                "dropped",
                name="projectstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "project_will_buy",
            sa.Enum(
                "yes",
                "no",
                "undecided",
                name="willbuy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("project_buy_on", sa.Date(), nullable=True),
        sa.Column("project_budget", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("project_purchase_plan", sa.Text(), nullable=False),
        sa.Column("project_problem", sa.Text(), nullable=False),
        sa.Column("project_timetable", sa.Text(), nullable=True),
        sa.Column("project_process", sa.Text(), nullable=True),
        sa.Column("key_point_feedback", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("project_budget >= 0", name=op.f("ck_project_project_budget")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_project_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_project_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_project_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_project_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_project_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_project_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_project_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("project_no", name=op.f("uq_project_project_no")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index("ix_project_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_project_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_project_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_project_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_project_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_project_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_project_project_budget_id", ["project_budget", "id"], unique=False
        )
        batch_op.create_index(
            "ix_project_project_buy_on_id", ["project_buy_on", "id"], unique=False
        )
        batch_op.create_index("ix_project_project_name_id", ["project_name", "id"], unique=False)
        batch_op.create_index("ix_project_project_stage_id", ["project_stage", "id"], unique=False)
        batch_op.create_index(
            "ix_project_project_will_buy_id", ["project_will_buy", "id"], unique=False
        )

    op.create_table(
        "qualification_check",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_qualified", sa.Boolean(), nullable=True),
        sa.Column("qualification_note", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_qualification_check_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_qualification_check_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_qualification_check_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["ab_user.id"],
            name=op.f("fk_qualification_check_checked_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_qualification_check_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_qualification_check_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_qualification_check_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_qualification_check_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_check")),
    )
    with op.batch_alter_table("qualification_check", schema=None) as batch_op:
        batch_op.create_index("ix_qualification_check_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_qualification_check_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_checked_by_id_id", ["checked_by_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_checked_on_id", ["checked_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_is_qualified_id", ["is_qualified", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_check_owner_id_id", ["owner_id", "id"], unique=False
        )

    op.create_table(
        "retail_outlet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("outlet_name", sa.String(length=120), nullable=False),
        sa.Column(
            "outlet_class",
            sa.Enum(
                "KA",
                "A",
                "B",
                "C",
                name="storeclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outlet_is_hypermarket", sa.Boolean(), nullable=False),
        sa.Column("region_id", BIG, nullable=True),
        sa.Column("outlet_address", sa.String(length=200), nullable=True),
        sa.Column("outlet_phone", sa.String(length=50), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=False),
        sa.Column("outlet_listing_rate", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("outlet_stockout_rate", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("outlet_display_share", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("outlet_weighted_share", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("outlet_activity_rate", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("outlet_display_area", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column(
            "outlet_price_tags",
            sa.Enum(
                "complete",
                "missing",
                "wrong",
                name="pricetags",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outlet_suggestions", sa.Text(), nullable=True),
        sa.Column("outlet_market_info", sa.Text(), nullable=True),
        sa.Column("key_point_feedback", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint(
            "outlet_activity_rate >= 0 AND outlet_activity_rate <= 100",
            name=op.f("ck_retail_outlet_outlet_activity_rate"),
        ),
        sa.CheckConstraint(
            "outlet_display_area >= 0", name=op.f("ck_retail_outlet_outlet_display_area")
        ),
        sa.CheckConstraint(
            "outlet_display_share >= 0 AND outlet_display_share <= 100",
            name=op.f("ck_retail_outlet_outlet_display_share"),
        ),
        sa.CheckConstraint(
            "outlet_listing_rate >= 0 AND outlet_listing_rate <= 100",
            name=op.f("ck_retail_outlet_outlet_listing_rate"),
        ),
        sa.CheckConstraint(
            "outlet_stockout_rate >= 0 AND outlet_stockout_rate <= 100",
            name=op.f("ck_retail_outlet_outlet_stockout_rate"),
        ),
        sa.CheckConstraint(
            "outlet_weighted_share >= 0 AND outlet_weighted_share <= 100",
            name=op.f("ck_retail_outlet_outlet_weighted_share"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_retail_outlet_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_retail_outlet_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_retail_outlet_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_retail_outlet_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_retail_outlet_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_retail_outlet_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_retail_outlet_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_retail_outlet_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retail_outlet")),
    )
    with op.batch_alter_table("retail_outlet", schema=None) as batch_op:
        batch_op.create_index("ix_retail_outlet_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_retail_outlet_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_retail_outlet_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_retail_outlet_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_retail_outlet_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_retail_outlet_is_active_id", ["is_active", "id"], unique=False)
        batch_op.create_index(
            "ix_retail_outlet_outlet_class_id", ["outlet_class", "id"], unique=False
        )
        batch_op.create_index(
            "ix_retail_outlet_outlet_is_hypermarket_id",
            ["outlet_is_hypermarket", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_retail_outlet_outlet_name_id", ["outlet_name", "id"], unique=False
        )
        batch_op.create_index(
            "ix_retail_outlet_outlet_price_tags_id", ["outlet_price_tags", "id"], unique=False
        )
        batch_op.create_index("ix_retail_outlet_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_retail_outlet_region_id_id", ["region_id", "id"], unique=False)
        batch_op.create_index(
            "ix_retail_outlet_surveyed_on_id", ["surveyed_on", "id"], unique=False
        )

    op.create_table(
        "installed_product",
        sa.Column("id", BIG, nullable=False),
        sa.Column("background_id", BIG, nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("since", sa.String(length=20), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_installed_product_quantity")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_installed_product_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["background_id"],
            ["customer_background.id"],
            name=op.f("fk_installed_product_background_id_customer_background"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_installed_product_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_installed_product_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_installed_product_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_installed_product_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_installed_product_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installed_product")),
    )
    with op.batch_alter_table("installed_product", schema=None) as batch_op:
        batch_op.create_index("ix_installed_product_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_installed_product_background_id_id", ["background_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_installed_product_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_installed_product_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_installed_product_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "outlet_sale",
        sa.Column("id", BIG, nullable=False),
        sa.Column("outlet_id", BIG, nullable=False),
        sa.Column("product_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("sales_quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("sales_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("outlet_retail_price", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint(
            "sales_quantity >= 0 AND sales_amount >= 0", name=op.f("ck_outlet_sale_sales")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_outlet_sale_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_outlet_sale_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_outlet_sale_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_outlet_sale_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_outlet_sale_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"],
            ["retail_outlet.id"],
            name=op.f("fk_outlet_sale_outlet_id_retail_outlet"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_outlet_sale_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_outlet_sale_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_sale")),
        sa.UniqueConstraint(
            "outlet_id",
            "product_id",
            "period",
            name=op.f("uq_outlet_sale_outlet_id_product_id_period"),
        ),
    )
    with op.batch_alter_table("outlet_sale", schema=None) as batch_op:
        batch_op.create_index("ix_outlet_sale_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_outlet_sale_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_outlet_sale_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_outlet_sale_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_outlet_sale_product_id_id", ["product_id", "id"], unique=False)

    op.create_table(
        "project_decider",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("contact_id", BIG, nullable=False),
        sa.Column(
            "decider_role",
            sa.Enum(
                "decider",
                "influencer",
                name="deciderrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_project_decider_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_project_decider_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_project_decider_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_project_decider_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_project_decider_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_project_decider_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_project_decider_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_project_decider_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_decider")),
    )
    with op.batch_alter_table("project_decider", schema=None) as batch_op:
        batch_op.create_index("ix_project_decider_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_project_decider_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_project_decider_contact_id_id", ["contact_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_project_decider_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_project_decider_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_project_decider_project_id_id", ["project_id", "id"], unique=False
        )

    op.create_table(
        "qualification_point",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("criterion_id", BIG, nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_qualification_point_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_qualification_point_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_qualification_point_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["qualification_check.id"],
            name=op.f("fk_qualification_point_check_id_qualification_check"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_qualification_point_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["dictionary_entry.id"],
            name=op.f("fk_qualification_point_criterion_id_dictionary_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_qualification_point_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_qualification_point_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_point")),
        sa.UniqueConstraint(
            "check_id", "criterion_id", name=op.f("uq_qualification_point_check_id_criterion_id")
        ),
    )
    with op.batch_alter_table("qualification_point", schema=None) as batch_op:
        batch_op.create_index("ix_qualification_point_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_qualification_point_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_point_criterion_id_id", ["criterion_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_point_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_qualification_point_owner_id_id", ["owner_id", "id"], unique=False
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_demand USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_demand (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_demand_tokens ON search_token_demand USING gin (tokens)"
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_project USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_project (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_project_tokens ON search_token_project USING gin (tokens)"
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_retail_outlet USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_retail_outlet (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_retail_outlet_tokens ON search_token_retail_outlet USING gin (tokens)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE search_token_retail_outlet")
    op.execute("DROP TABLE search_token_project")
    op.execute("DROP TABLE search_token_demand")
    op.drop_table("qualification_point")
    op.drop_table("project_decider")
    op.drop_table("outlet_sale")
    op.drop_table("installed_product")
    op.drop_table("retail_outlet")
    op.drop_table("qualification_check")
    op.drop_table("project")
    op.drop_table("market_township")
    op.drop_table("market_dealer")
    op.drop_table("market_brand")
    op.drop_table("demand")
    op.drop_table("customer_change")
    op.drop_table("customer_background")
    op.drop_table("market_area")
