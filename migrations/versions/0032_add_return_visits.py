"""Add return visits.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "return_plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_return_plan_period")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["ab_user.id"], name=op.f("fk_return_plan_approved_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_return_plan_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_return_plan_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_return_plan_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_return_plan_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_return_plan_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_return_plan_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_plan")),
        sa.UniqueConstraint("plan_no", name=op.f("uq_return_plan_plan_no")),
    )
    with op.batch_alter_table("return_plan", schema=None) as batch_op:
        batch_op.create_index("ix_return_plan_approved_at_id", ["approved_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_plan_approved_by_id_id", ["approved_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_return_plan_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_return_plan_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_return_plan_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_plan_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_return_plan_from_on_id", ["from_on", "id"], unique=False)
        batch_op.create_index("ix_return_plan_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_return_plan_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_return_plan_to_on_id", ["to_on", "id"], unique=False)

    op.create_table(
        "return_plan_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column(
            "plan_method",
            sa.Enum(
                "phone_first",
                "phone_regular",
                "onsite_core",
                "onsite_new",
                "onsite_old",
                "onsite_problem",
                name="planmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "rv_purpose",
            sa.Enum(
                "sales_market",
                "archive_service_recognition",
                "emotional_tie",
                name="rvpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_return_plan_line_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_return_plan_line_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_return_plan_line_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_return_plan_line_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_return_plan_line_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_return_plan_line_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_return_plan_line_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["return_plan.id"],
            name=op.f("fk_return_plan_line_plan_id_return_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["ab_user.id"], name=op.f("fk_return_plan_line_visitor_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_plan_line")),
    )
    with op.batch_alter_table("return_plan_line", schema=None) as batch_op:
        batch_op.create_index("ix_return_plan_line_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_return_plan_line_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_return_plan_line_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_return_plan_line_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_return_plan_line_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_return_plan_line_plan_id_id", ["plan_id", "id"], unique=False)

    op.create_table(
        "return_visit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("visit_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "recorded",
                "checked",
                "filed",
                "cancelled",
                name="returnstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "rv_kind",
            sa.Enum(
                "routine",
                "key_account",
                name="rvkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "plan",
                "visit_record",
                "own",
                name="rvsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("visit_request_id", BIG, nullable=True),
        sa.Column("plan_line_id", BIG, nullable=True),
        sa.Column(
            "rv_purpose",
            sa.Enum(
                "sales_market",
                "archive_service_recognition",
                "emotional_tie",
                name="rvpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("topic", sa.String(length=200), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visitor_id", sa.Integer(), nullable=True),
        sa.Column(
            "record_method",
            sa.Enum(
                "first_phone",
                "regular_phone",
                "on_site",
                "other",
                name="recordmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("person_name", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("service_store", sa.String(length=100), nullable=True),
        sa.Column(
            "buyer_class",
            sa.Enum(
                "old",
                "new",
                "dormant",
                name="buyerclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("product_purchased_on", sa.Date(), nullable=True),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("health_info", sa.Text(), nullable=True),
        sa.Column("basics_checked", sa.Boolean(), nullable=True),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.Column(
            "service_rating",
            sa.Enum(
                "very_satisfied",
                "fairly_satisfied",
                "basically_satisfied",
                "rather_dissatisfied",
                "dissatisfied",
                name="satisfaction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("content_record", sa.Text(), nullable=True),
        sa.Column("is_complaint", sa.Boolean(), nullable=False),
        sa.Column("functional_department_id", BIG, nullable=True),
        sa.Column("handling_result", sa.Text(), nullable=True),
        sa.Column("reply_record", sa.Text(), nullable=True),
        sa.Column("key_point_feedback", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_recorded_late", sa.Boolean(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guidance", sa.Text(), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_return_visit_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_return_visit_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_return_visit_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["ab_user.id"], name=op.f("fk_return_visit_checked_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_return_visit_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_return_visit_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_return_visit_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_return_visit_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["functional_department_id"],
            ["department.id"],
            name=op.f("fk_return_visit_functional_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_return_visit_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["plan_line_id"],
            ["return_plan_line.id"],
            name=op.f("fk_return_visit_plan_line_id_return_plan_line"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visit_request_id"],
            ["visit_request.id"],
            name=op.f("fk_return_visit_visit_request_id_visit_request"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["ab_user.id"], name=op.f("fk_return_visit_visitor_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_visit")),
        sa.UniqueConstraint("visit_no", name=op.f("uq_return_visit_visit_no")),
    )
    with op.batch_alter_table("return_visit", schema=None) as batch_op:
        batch_op.create_index("ix_return_visit_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_return_visit_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_return_visit_checked_at_id", ["checked_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_visit_checked_by_id_id", ["checked_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_return_visit_contact_id_id", ["contact_id", "id"], unique=False)
        batch_op.create_index("ix_return_visit_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_visit_customer_id_visited_at", ["customer_id", "visited_at"], unique=False
        )
        batch_op.create_index(
            "ix_return_visit_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_return_visit_due_at_id", ["due_at", "id"], unique=False)
        batch_op.create_index("ix_return_visit_filed_at_id", ["filed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_visit_is_complaint_id", ["is_complaint", "id"], unique=False
        )
        batch_op.create_index(
            "ix_return_visit_is_recorded_late_id", ["is_recorded_late", "id"], unique=False
        )
        batch_op.create_index("ix_return_visit_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_return_visit_plan_line_id"), ["plan_line_id"], unique=False
        )
        batch_op.create_index("ix_return_visit_planned_at_id", ["planned_at", "id"], unique=False)
        batch_op.create_index(
            "ix_return_visit_record_method_id", ["record_method", "id"], unique=False
        )
        batch_op.create_index("ix_return_visit_rv_kind_id", ["rv_kind", "id"], unique=False)
        batch_op.create_index("ix_return_visit_rv_purpose_id", ["rv_purpose", "id"], unique=False)
        batch_op.create_index(
            "ix_return_visit_service_rating_id", ["service_rating", "id"], unique=False
        )
        batch_op.create_index("ix_return_visit_source_id", ["source", "id"], unique=False)
        batch_op.create_index("ix_return_visit_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_return_visit_visit_request_id"), ["visit_request_id"], unique=False
        )
        batch_op.create_index("ix_return_visit_visited_at_id", ["visited_at", "id"], unique=False)
        batch_op.create_index("ix_return_visit_visitor_id_id", ["visitor_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("return_visit")
    op.drop_table("return_plan_line")
    op.drop_table("return_plan")
