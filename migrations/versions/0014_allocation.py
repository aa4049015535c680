"""Who owns a customer: allocations, their weighing, the owner history

Revision ID: 0014
Revises: 0013

"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allocation_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unassigned",
                "proposed",
                "assigned",
                "contacted",
                "overdue",
                "transferred",
                name="allocationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "lead_source",
            sa.Enum(
                "own",
                "campaign",
                "marketing",
                "ownerless",
                name="leadsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "why",
            sa.Enum(
                "collected",
                "allocated",
                "overdue",
                "departure",
                "post_change",
                "manager",
                "conflict",
                "pooled",
                "claimed",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "collector",
                "territory",
                "balance",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("proposed_to_id", sa.Integer(), nullable=True),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("current_count", sa.Integer(), nullable=True),
        sa.Column("ability_score", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("contact_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_contact_on", sa.Date(), nullable=True),
        sa.Column(
            "first_contact_medium",
            sa.Enum(
                "visit",
                "phone",
                "wechat",
                "email",
                "letter",
                "other",
                name="medium",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("first_contact_note", sa.String(length=300), nullable=True),
        sa.Column("is_contacted_late", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_allocation_area_id_area")),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["ab_user.id"], name=op.f("fk_allocation_assigned_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["ab_user.id"], name=op.f("fk_allocation_assigned_to_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_allocation_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_allocation_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_allocation_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_allocation_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_allocation_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_allocation_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_to_id"], ["ab_user.id"], name=op.f("fk_allocation_proposed_to_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("allocation_no", name=op.f("uq_allocation_allocation_no")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_assigned_by_id_id", ["assigned_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_assigned_on_id", ["assigned_on", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_assigned_to_id_id", ["assigned_to_id", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_contact_due_at_id", ["contact_due_at", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_allocation_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_allocation_first_contact_on_id", ["first_contact_on", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_ground_id", ["ground", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_is_contacted_late_id", ["is_contacted_late", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_lead_source_id", ["lead_source", "id"], unique=False)
        batch_op.create_index("ix_allocation_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_proposed_to_id_id", ["proposed_to_id", "id"], unique=False
        )
        batch_op.create_index("ix_allocation_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_allocation_why_id", ["why", "id"], unique=False)

    op.create_table(
        "owner_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "collected",
                "allocated",
                "overdue",
                "departure",
                "post_change",
                "manager",
                "conflict",
                "pooled",
                "claimed",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_owner_change_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_owner_change_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ab_user.id"], name=op.f("fk_owner_change_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_owner_change_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_owner_change_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_owner_change_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_owner_change_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["ab_user.id"], name=op.f("fk_owner_change_from_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_owner_change_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["ab_user.id"], name=op.f("fk_owner_change_to_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_change")),
    )
    with op.batch_alter_table("owner_change", schema=None) as batch_op:
        batch_op.create_index("ix_owner_change_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_at_id", ["at", "id"], unique=False)
        batch_op.create_index("ix_owner_change_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_by_id_id", ["by_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_owner_change_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_owner_change_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_owner_change_from_id_id", ["from_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_to_id_id", ["to_id", "id"], unique=False)
        batch_op.create_index("ix_owner_change_why_id", ["why", "id"], unique=False)

    op.create_table(
        "allocation_candidate",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("grade_load", sa.Integer(), nullable=False),
        sa.Column("open_work", sa.Integer(), nullable=False),
        sa.Column("ability_score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("load", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("load_after", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("area_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"],
            ["allocation.id"],
            name=op.f("fk_allocation_candidate_allocation_id_allocation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_allocation_candidate_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_allocation_candidate_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_allocation_candidate_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_allocation_candidate_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_allocation_candidate_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_allocation_candidate_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_allocation_candidate_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_candidate")),
        sa.UniqueConstraint(
            "allocation_id", "user_id", name=op.f("uq_allocation_candidate_allocation_id_user_id")
        ),
    )
    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_candidate_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_allocation_candidate_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_allocation_candidate_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_allocation_candidate_owner_id_id", ["owner_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_allocation_candidate_user_id"), ["user_id"], unique=False
        )


def downgrade():
    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_candidate_user_id"))
        batch_op.drop_index("ix_allocation_candidate_owner_id_id")
        batch_op.drop_index("ix_allocation_candidate_department_id_id")
        batch_op.drop_index("ix_allocation_candidate_branch_id_id")
        batch_op.drop_index("ix_allocation_candidate_area_id_id")

    op.drop_table("allocation_candidate")
    with op.batch_alter_table("owner_change", schema=None) as batch_op:
        batch_op.drop_index("ix_owner_change_why_id")
        batch_op.drop_index("ix_owner_change_to_id_id")
        batch_op.drop_index("ix_owner_change_owner_id_id")
        batch_op.drop_index("ix_owner_change_from_id_id")
        batch_op.drop_index("ix_owner_change_department_id_id")
        batch_op.drop_index("ix_owner_change_customer_id_id")
        batch_op.drop_index("ix_owner_change_created_at_id")
        batch_op.drop_index("ix_owner_change_by_id_id")
        batch_op.drop_index("ix_owner_change_branch_id_id")
        batch_op.drop_index("ix_owner_change_at_id")
        batch_op.drop_index("ix_owner_change_area_id_id")

    op.drop_table("owner_change")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_why_id")
        batch_op.drop_index("ix_allocation_state_id")
        batch_op.drop_index("ix_allocation_proposed_to_id_id")
        batch_op.drop_index("ix_allocation_owner_id_id")
        batch_op.drop_index("ix_allocation_lead_source_id")
        batch_op.drop_index("ix_allocation_is_contacted_late_id")
        batch_op.drop_index("ix_allocation_ground_id")
        batch_op.drop_index("ix_allocation_first_contact_on_id")
        batch_op.drop_index("ix_allocation_department_id_id")
        batch_op.drop_index("ix_allocation_customer_id_id")
        batch_op.drop_index("ix_allocation_created_at_id")
        batch_op.drop_index("ix_allocation_contact_due_at_id")
        batch_op.drop_index("ix_allocation_branch_id_id")
        batch_op.drop_index("ix_allocation_assigned_to_id_id")
        batch_op.drop_index("ix_allocation_assigned_on_id")
        batch_op.drop_index("ix_allocation_assigned_by_id_id")
        batch_op.drop_index("ix_allocation_area_id_id")

    op.drop_table("allocation")
