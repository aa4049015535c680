"""Records of visits by kind, minutes, opinions, first contacts.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SLIP = (
    "occasion VARCHAR(40) DEFAULT 'plan' NOT NULL CONSTRAINT ck_visit_request_occasion CHECK (occasion IN ('plan', 'event'))",
    "purposes JSON DEFAULT '[]' NOT NULL",
    "day_seq INTEGER",
    "second_contact_reason VARCHAR(300)",
    "carried_problems TEXT",
    "carried_into_id {big} CONSTRAINT fk_visit_request_carried_into_id_visit_request REFERENCES visit_request (id)",
    "had_talk BOOLEAN DEFAULT true NOT NULL",
    "talk_place VARCHAR(200)",
    "other_background TEXT",
    "other_result TEXT",
    "customer_problems TEXT",
    "our_proposals TEXT",
    "prospect_stage VARCHAR(40) CONSTRAINT ck_visit_request_prospectstage CHECK (prospect_stage IN ('lead', 'prospect', 'negotiating', 'developed', 'old'))",
    "next_step TEXT",
    "next_on DATE",
    "distribution_state TEXT",
    "contract_target NUMERIC(14, 2)",
    "contract_done NUMERIC(14, 2)",
    "contract_unit VARCHAR(20)",
    "order_plan TEXT",
    "promotion_plan TEXT",
    "investment_intention TEXT",
    "recent_moves TEXT",
    "survey_address VARCHAR(200)",
    "survey_person VARCHAR(100)",
    "survey_phone VARCHAR(40)",
    "survey_mobile VARCHAR(40)",
    "survey_office_phone VARCHAR(40)",
    "survey_home_phone VARCHAR(40)",
    "outlet_opened_on DATE",
    "business_area_m2 NUMERIC(12, 2)",
    "current_brand VARCHAR(200)",
    "business_scope TEXT",
    "period_from DATE",
    "period_to DATE",
    "situation TEXT",
    "suggestions TEXT",
)


def upgrade() -> None:
    op.create_table(
        "material_dispatch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("dispatch_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "confirmed",
                "appointed",
                "no_answer",
                name="dispatchstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "fax",
                "email",
                "post",
                "website",
                "phone",
                "seminar",
                "roadshow",
                name="firstchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("receiver_name", sa.String(length=100), nullable=True),
        sa.Column("purpose_note", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("receipt_confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirm_note", sa.Text(), nullable=True),
        sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_request_id", BIG, nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_material_dispatch_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_material_dispatch_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_material_dispatch_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_material_dispatch_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_material_dispatch_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_material_dispatch_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_material_dispatch_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_material_dispatch_visit_request_id_visit_request"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_dispatch")),
        sa.UniqueConstraint("dispatch_no", name=op.f("uq_material_dispatch_dispatch_no")),
    )
    with op.batch_alter_table("material_dispatch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_material_dispatch_appointment_at_id", ["appointment_at", "id"], unique=False
        )
        batch_op.create_index("ix_material_dispatch_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_material_dispatch_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index("ix_material_dispatch_channel_id", ["channel", "id"], unique=False)
        batch_op.create_index(
            "ix_material_dispatch_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_material_dispatch_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_material_dispatch_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_material_dispatch_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_material_dispatch_receipt_confirmed_on_id",
            ["receipt_confirmed_on", "id"],
            unique=False,
        )
        batch_op.create_index("ix_material_dispatch_sent_on_id", ["sent_on", "id"], unique=False)
        batch_op.create_index("ix_material_dispatch_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_material_dispatch_visit_request_id_id", ["visit_request_id", "id"], unique=False
        )

    op.create_table(
        "minutes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("minutes_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "minutes_written",
                "minutes_reviewed",
                "sent",
                "receipt",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("visit_request_id", BIG, nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("attendees_ours", sa.String(length=300), nullable=True),
        sa.Column("attendees_theirs", sa.String(length=300), nullable=True),
        sa.Column("topics", sa.Text(), nullable=True),
        sa.Column("open_points", sa.Text(), nullable=True),
        sa.Column("minutes_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_written_late", sa.Boolean(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guidance", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column(
            "sent_way",
            sa.Enum(
                "fax",
                "email",
                "post",
                "hand",
                name="sentway",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("receipt_confirmed_on", sa.Date(), nullable=True),
        sa.Column("receipt_confirmed_by", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_minutes_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_minutes_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_minutes_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_minutes_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_minutes_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_minutes_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["ab_user.id"], name=op.f("fk_minutes_reviewed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_minutes_visit_request_id_visit_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("minutes_no", name=op.f("uq_minutes_minutes_no")),
        sa.UniqueConstraint("visit_request_id", name=op.f("uq_minutes_visit_request_id")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index("ix_minutes_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_minutes_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_minutes_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_minutes_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index(
            "ix_minutes_is_written_late_id", ["is_written_late", "id"], unique=False
        )
        batch_op.create_index("ix_minutes_met_at_id", ["met_at", "id"], unique=False)
        batch_op.create_index(
            "ix_minutes_minutes_due_at_id", ["minutes_due_at", "id"], unique=False
        )
        batch_op.create_index("ix_minutes_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_minutes_receipt_confirmed_on_id", ["receipt_confirmed_on", "id"], unique=False
        )
        batch_op.create_index("ix_minutes_reviewed_at_id", ["reviewed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_minutes_reviewed_by_id_id", ["reviewed_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_minutes_sent_on_id", ["sent_on", "id"], unique=False)
        batch_op.create_index("ix_minutes_sent_way_id", ["sent_way", "id"], unique=False)
        batch_op.create_index("ix_minutes_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_minutes_written_at_id", ["written_at", "id"], unique=False)

    op.create_table(
        "opinion_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("opinion_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "summarised",
                "decided",
                "fixing",
                "fixed",
                "revisited",
                "filed",
                name="opinionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("customer_name", sa.String(length=200), nullable=True),
        sa.Column("visit_request_id", BIG, nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column(
            "opinion_kind",
            sa.Enum(
                "opinion",
                "suggestion",
                "complaint",
                "claim",
                "repair",
                "special_service",
                "request",
                "idea",
                name="opinionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("is_major", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("responsible_department_id", BIG, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("fix_result", sa.Text(), nullable=True),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("revisit_result", sa.Text(), nullable=True),
        sa.Column("is_satisfied", sa.Boolean(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_opinion_item_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_opinion_item_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_opinion_item_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_opinion_item_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_opinion_item_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_opinion_item_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_opinion_item_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_department_id"],
            ["department.id"],
            name=op.f("fk_opinion_item_responsible_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_opinion_item_visit_request_id_visit_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_item")),
        sa.UniqueConstraint("opinion_no", name=op.f("uq_opinion_item_opinion_no")),
    )
    with op.batch_alter_table("opinion_item", schema=None) as batch_op:
        batch_op.create_index("ix_opinion_item_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_opinion_item_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_opinion_item_due_on_id", ["due_on", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_filed_at_id", ["filed_at", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_fixed_at_id", ["fixed_at", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_is_major_id", ["is_major", "id"], unique=False)
        batch_op.create_index(
            "ix_opinion_item_is_satisfied_id", ["is_satisfied", "id"], unique=False
        )
        batch_op.create_index(
            "ix_opinion_item_opinion_kind_id", ["opinion_kind", "id"], unique=False
        )
        batch_op.create_index("ix_opinion_item_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_raised_on_id", ["raised_on", "id"], unique=False)
        batch_op.create_index(
            "ix_opinion_item_responsible_department_id_id",
            ["responsible_department_id", "id"],
            unique=False,
        )
        batch_op.create_index("ix_opinion_item_revisit_on_id", ["revisit_on", "id"], unique=False)
        batch_op.create_index("ix_opinion_item_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_opinion_item_visit_request_id_id", ["visit_request_id", "id"], unique=False
        )

    op.create_table(
        "visit_opinion",
        sa.Column("id", BIG, nullable=False),
        sa.Column("visit_request_id", BIG, nullable=False),
        sa.Column(
            "opinion_kind",
            sa.Enum(
                "opinion",
                "suggestion",
                "complaint",
                "claim",
                "repair",
                "special_service",
                "request",
                "idea",
                name="opinionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("is_major", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
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
            ["area_id"], ["area.id"], name=op.f("fk_visit_opinion_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_visit_opinion_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_visit_opinion_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_visit_opinion_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_visit_opinion_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_visit_opinion_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_visit_opinion_visit_request_id_visit_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_opinion")),
    )
    with op.batch_alter_table("visit_opinion", schema=None) as batch_op:
        batch_op.create_index("ix_visit_opinion_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_visit_opinion_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_opinion_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_visit_opinion_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_opinion_visit_request_id_id", ["visit_request_id", "id"], unique=False
        )

    op.create_table(
        "visit_stock",
        sa.Column("id", BIG, nullable=False),
        sa.Column("visit_request_id", BIG, nullable=False),
        sa.Column("product_name", sa.String(length=120), nullable=False),
        sa.Column("monthly_sales", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("stock_quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("stock_unit", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("monthly_sales >= 0", name=op.f("ck_visit_stock_monthly_sales")),
        sa.CheckConstraint("stock_quantity >= 0", name=op.f("ck_visit_stock_stock_quantity")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_stock_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_visit_stock_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_visit_stock_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_visit_stock_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_visit_stock_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_visit_stock_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_visit_stock_visit_request_id_visit_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_stock")),
    )
    with op.batch_alter_table("visit_stock", schema=None) as batch_op:
        batch_op.create_index("ix_visit_stock_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_visit_stock_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_stock_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_visit_stock_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_stock_visit_request_id_id", ["visit_request_id", "id"], unique=False
        )

    op.create_table(
        "visit_term",
        sa.Column("id", BIG, nullable=False),
        sa.Column("visit_request_id", BIG, nullable=False),
        sa.Column(
            "term",
            sa.Enum(
                "price",
                "rebate",
                "area",
                "target",
                "payment",
                "support",
                "other",
                name="term",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("our_offer", sa.String(length=200), nullable=True),
        sa.Column("their_demand", sa.String(length=200), nullable=True),
        sa.Column("agreed", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_visit_term_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_visit_term_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_visit_term_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_visit_term_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_visit_term_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_visit_term_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_visit_term_visit_request_id_visit_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_term")),
    )
    with op.batch_alter_table("visit_term", schema=None) as batch_op:
        batch_op.create_index("ix_visit_term_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_visit_term_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_term_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_visit_term_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_term_visit_request_id_id", ["visit_request_id", "id"], unique=False
        )

    op.create_table(
        "minutes_agreement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("minutes_id", BIG, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=100), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_minutes_agreement_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_minutes_agreement_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_minutes_agreement_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_minutes_agreement_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_minutes_agreement_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["minutes.id"],
            name=op.f("fk_minutes_agreement_minutes_id_minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_minutes_agreement_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_agreement")),
    )
    with op.batch_alter_table("minutes_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_minutes_agreement_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_minutes_agreement_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_minutes_agreement_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_minutes_agreement_minutes_id_id", ["minutes_id", "id"], unique=False
        )
        batch_op.create_index("ix_minutes_agreement_owner_id_id", ["owner_id", "id"], unique=False)

    # not in batch mode: SQLite would make the table anew and lose its CHECKs
    big = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for column in SLIP:
        op.execute(f"ALTER TABLE visit_request ADD COLUMN {column.format(big=big)}")
    op.create_index("ix_visit_request_occasion_id", "visit_request", ["occasion", "id"])
    op.create_index(op.f("ix_visit_request_carried_into_id"), "visit_request", ["carried_into_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_request_carried_into_id"), "visit_request")
    op.drop_index("ix_visit_request_occasion_id", "visit_request")
    # in batch mode: 0040 made the table anew, so that its CHECKs stand behind the columns
    with op.batch_alter_table("visit_request") as batch:
        for check in ("occasion", "prospectstage"):
            batch.drop_constraint(op.f(f"ck_visit_request_{check}"), type_="check")
        for column in reversed(SLIP):
            batch.drop_column(column.split()[0])
    op.drop_table("minutes_agreement")
    op.drop_table("visit_term")
    op.drop_table("visit_stock")
    op.drop_table("visit_opinion")
    op.drop_table("opinion_item")
    op.drop_table("minutes")
    op.drop_table("material_dispatch")
