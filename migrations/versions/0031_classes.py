"""Classes of customers: history, settings, runs over all; sales level and best or worst mark.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CUSTOMER = (
    "sales_level VARCHAR(40) CONSTRAINT ck_customer_saleslevel CHECK (sales_level IN"
    " ('L1', 'L2', 'L3', 'L4', 'L5'))",
    "mark_class VARCHAR(40) CONSTRAINT ck_customer_markclass CHECK (mark_class IN"
    " ('best', 'worst'))",
)
INDEXED = ("deal_stage", "mark_class", "sales_level")


def upgrade() -> None:
    op.create_table(
        "class_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "counting",
                "previewed",
                "applying",
                "applied",
                "dropped",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("axes", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("seen_count", sa.Integer(), nullable=True),
        sa.Column("change_count", sa.Integer(), nullable=True),
        sa.Column("found", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_class_run_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_class_run_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_run")),
        sa.UniqueConstraint("run_no", name=op.f("uq_class_run_run_no")),
    )
    with op.batch_alter_table("class_run", schema=None) as batch_op:
        batch_op.create_index("ix_class_run_applied_on_id", ["applied_on", "id"], unique=False)
        batch_op.create_index("ix_class_run_change_count_id", ["change_count", "id"], unique=False)
        batch_op.create_index("ix_class_run_counted_at_id", ["counted_at", "id"], unique=False)
        batch_op.create_index("ix_class_run_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_class_run_seen_count_id", ["seen_count", "id"], unique=False)
        batch_op.create_index("ix_class_run_state_id", ["state", "id"], unique=False)

    op.create_table(
        "class_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column(
            "axis",
            sa.Enum(
                "tier",
                "grade",
                "core",
                "first_tier",
                "volume",
                "sales",
                "time",
                "deal",
                "buyer",
                "potential",
                "marks",
                "nature",
                name="classaxis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("old_value", sa.String(length=60), nullable=True),
        sa.Column("new_value", sa.String(length=60), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "rule",
                "hand",
                "override",
                "lapsed",
                "revision",
                name="classsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("because", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_class_change_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_class_change_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_class_change_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_class_change_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_class_change_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_class_change_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_class_change_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_change")),
    )
    with op.batch_alter_table("class_change", schema=None) as batch_op:
        batch_op.create_index("ix_class_change_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_class_change_axis_id", ["axis", "id"], unique=False)
        batch_op.create_index("ix_class_change_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_class_change_changed_on_id", ["changed_on", "id"], unique=False)
        batch_op.create_index("ix_class_change_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_class_change_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_class_change_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_class_change_new_value_id", ["new_value", "id"], unique=False)
        batch_op.create_index("ix_class_change_old_value_id", ["old_value", "id"], unique=False)
        batch_op.create_index("ix_class_change_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_class_change_source_id", ["source", "id"], unique=False)

    op.create_table(
        "class_override",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("override_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "in_force",
                "ended",
                "refused",
                name="overridestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "axis",
            sa.Enum(
                "tier",
                "grade",
                "core",
                "first_tier",
                "volume",
                "sales",
                "time",
                "deal",
                "buyer",
                "potential",
                "marks",
                "nature",
                name="classaxis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("chosen", sa.String(length=60), nullable=False),
        sa.Column("former", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("set_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_class_override_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_class_override_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_class_override_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_class_override_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_class_override_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_class_override_decided_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_class_override_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_class_override_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_override")),
        sa.UniqueConstraint("override_no", name=op.f("uq_class_override_override_no")),
    )
    with op.batch_alter_table("class_override", schema=None) as batch_op:
        batch_op.create_index("ix_class_override_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_class_override_axis_id", ["axis", "id"], unique=False)
        batch_op.create_index("ix_class_override_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_class_override_chosen_id", ["chosen", "id"], unique=False)
        batch_op.create_index("ix_class_override_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_class_override_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_class_override_decided_by_id_id", ["decided_by_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_class_override_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_class_override_ended_on_id", ["ended_on", "id"], unique=False)
        batch_op.create_index("ix_class_override_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_class_override_set_on_id", ["set_on", "id"], unique=False)
        batch_op.create_index("ix_class_override_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_class_override_valid_until_id", ["valid_until", "id"], unique=False
        )

    for column in CUSTOMER:
        op.execute(f"ALTER TABLE customer ADD COLUMN {column}")
    for name in INDEXED:
        op.create_index(f"ix_customer_{name}_id", "customer", [name, "id", "lifecycle_status"])


def downgrade() -> None:
    for name in reversed(INDEXED):
        op.drop_index(f"ix_customer_{name}_id", "customer")
    for column in reversed(CUSTOMER):
        op.execute(f"ALTER TABLE customer DROP COLUMN {column.split()[0]}")
    op.drop_table("class_override")
    op.drop_table("class_change")
    op.drop_table("class_run")
