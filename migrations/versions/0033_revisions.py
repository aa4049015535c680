"""Revisions of archives and checks of cards.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "card_check",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("check_no", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "check_way",
            sa.Enum(
                "papers",
                "phone",
                "field",
                "questionnaire",
                name="checkway",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("immediate", sa.Boolean(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.Column("complete_pct", sa.Integer(), nullable=True),
        sa.Column("used_and_accurate", sa.Boolean(), nullable=True),
        sa.Column("viewed_before_visit", sa.Boolean(), nullable=True),
        sa.Column(
            "truth",
            sa.Enum(
                "true",
                "incomplete",
                "false",
                name="truth",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_card_check_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_card_check_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_card_check_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["ab_user.id"], name=op.f("fk_card_check_checked_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_card_check_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_card_check_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_card_check_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_card_check_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_check")),
        sa.UniqueConstraint("check_no", name=op.f("uq_card_check_check_no")),
    )
    with op.batch_alter_table("card_check", schema=None) as batch_op:
        batch_op.create_index("ix_card_check_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_card_check_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_card_check_check_way_id", ["check_way", "id"], unique=False)
        batch_op.create_index(
            "ix_card_check_checked_by_id_id", ["checked_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_card_check_checked_on_id", ["checked_on", "id"], unique=False)
        batch_op.create_index("ix_card_check_complete_id", ["complete", "id"], unique=False)
        batch_op.create_index("ix_card_check_complete_pct_id", ["complete_pct", "id"], unique=False)
        batch_op.create_index("ix_card_check_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_card_check_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_card_check_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_card_check_immediate_id", ["immediate", "id"], unique=False)
        batch_op.create_index("ix_card_check_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_card_check_truth_id", ["truth", "id"], unique=False)
        batch_op.create_index(
            "ix_card_check_used_and_accurate_id", ["used_and_accurate", "id"], unique=False
        )
        batch_op.create_index(
            "ix_card_check_viewed_before_visit_id", ["viewed_before_visit", "id"], unique=False
        )

    op.create_table(
        "revision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("revision_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "revising",
                "analysed",
                "tiered",
                "reported",
                "done",
                name="revisionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=True),
        sa.Column("is_updated", sa.Boolean(), nullable=False),
        sa.Column(
            "base_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("base_note", sa.String(length=300), nullable=True),
        sa.Column(
            "product_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("product_note", sa.String(length=300), nullable=True),
        sa.Column(
            "competition_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("competition_note", sa.String(length=300), nullable=True),
        sa.Column(
            "trade_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("trade_note", sa.String(length=300), nullable=True),
        sa.Column(
            "people_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("people_note", sa.String(length=300), nullable=True),
        sa.Column(
            "features_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("features_note", sa.String(length=300), nullable=True),
        sa.Column(
            "papers_check",
            sa.Enum(
                "as_is",
                "updated",
                "lacking",
                "untrue",
                name="checkresult",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("papers_note", sa.String(length=300), nullable=True),
        sa.Column("growth_pct", sa.Integer(), nullable=True),
        sa.Column(
            "revision_flag",
            sa.Enum(
                "fast_growth",
                "lost",
                "normal",
                name="revisionflag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("loss_cause", sa.Text(), nullable=True),
        sa.Column("observe_until", sa.Date(), nullable=True),
        sa.Column("observe_result", sa.Text(), nullable=True),
        sa.Column(
            "tier",
            sa.Enum(
                "important",
                "special",
                "general",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("tier_reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_revision_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_revision_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_revision_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_revision_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_revision_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_revision_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_revision_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("revision_no", name=op.f("uq_revision_revision_no")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index("ix_revision_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_revision_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_revision_changed_count_id", ["changed_count", "id"], unique=False)
        batch_op.create_index("ix_revision_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_revision_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_revision_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_revision_done_on_id", ["done_on", "id"], unique=False)
        batch_op.create_index("ix_revision_due_on_id", ["due_on", "id"], unique=False)
        batch_op.create_index("ix_revision_observe_until_id", ["observe_until", "id"], unique=False)
        batch_op.create_index("ix_revision_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_revision_revision_flag_id", ["revision_flag", "id"], unique=False)
        batch_op.create_index("ix_revision_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_revision_tier_id", ["tier", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("revision")
    op.drop_table("card_check")
