"""Parting from bad customers: cases, duties, responsible persons, decisions; the last trade.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bad_case",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "nominated",
                "submitted",
                "rejected",
                "approved",
                "processing",
                "duties_done",
                "analysed",
                "gm_reviewed",
                "reviewed",
                "accountability",
                "closed",
                "revoked",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("customer_name", sa.String(length=200), nullable=True),
        sa.Column(
            "nominated_by",
            sa.Enum(
                "manual",
                "hint",
                "nightly",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("last_trade_on", sa.Date(), nullable=True),
        sa.Column("arrears_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("overdue_days", sa.Integer(), nullable=True),
        sa.Column("general_measures", sa.JSON(), nullable=False),
        sa.Column("special_measures", sa.JSON(), nullable=False),
        sa.Column("measure_note", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("duties_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lifecycle_before",
            sa.Enum(
                "draft",
                "pending_review",
                "active",
                "dormant",
                "lost",
                "watched",
                "bad_in_process",
                "removed_archived",
                "invalid",
                name="lifecycle",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("causes", sa.Text(), nullable=True),
        sa.Column("prevention", sa.Text(), nullable=True),
        sa.Column("gm_opinion", sa.Text(), nullable=True),
        sa.Column("course", sa.Text(), nullable=True),
        sa.Column("loss_amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("review_conclusion", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
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
            ["approved_by_id"], ["ab_user.id"], name=op.f("fk_bad_case_approved_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_bad_case_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_bad_case_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_bad_case_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_bad_case_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_bad_case_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_bad_case_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_bad_case_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_case")),
        sa.UniqueConstraint("case_no", name=op.f("uq_bad_case_case_no")),
    )
    with op.batch_alter_table("bad_case") as batch_op:
        batch_op.create_index(
            "ix_bad_case_approved_by_id_id", ["approved_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_bad_case_approved_at_id", ["approved_at", "id"], unique=False)
        batch_op.create_index("ix_bad_case_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_bad_case_arrears_amount_id", ["arrears_amount", "id"], unique=False
        )
        batch_op.create_index("ix_bad_case_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_bad_case_closed_at_id", ["closed_at", "id"], unique=False)
        batch_op.create_index("ix_bad_case_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_bad_case_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_bad_case_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_bad_case_duties_due_at_id", ["duties_due_at", "id"], unique=False)
        batch_op.create_index("ix_bad_case_last_trade_on_id", ["last_trade_on", "id"], unique=False)
        batch_op.create_index("ix_bad_case_nominated_by_id", ["nominated_by", "id"], unique=False)
        batch_op.create_index("ix_bad_case_overdue_days_id", ["overdue_days", "id"], unique=False)
        batch_op.create_index("ix_bad_case_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_bad_case_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_bad_case_submitted_at_id", ["submitted_at", "id"], unique=False)
        batch_op.create_index(
            "uq_bad_case_open",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('rejected', 'revoked', 'closed')"),
            postgresql_where=sa.text("state NOT IN ('rejected', 'revoked', 'closed')"),
        )

    op.create_table(
        "bad_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("decision_no", sa.String(length=40), nullable=False),
        sa.Column(
            "bad_case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision_kind",
            sa.Enum(
                "punish_direct",
                "punish_indirect",
                "reward",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
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
        sa.CheckConstraint("amount >= 0", name=op.f("ck_bad_decision_amount")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_bad_decision_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["bad_case_id"],
            ["bad_case.id"],
            name=op.f("fk_bad_decision_bad_case_id_bad_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_bad_decision_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_bad_decision_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_bad_decision_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_bad_decision_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_bad_decision_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_bad_decision_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_decision")),
        sa.UniqueConstraint("decision_no", name=op.f("uq_bad_decision_decision_no")),
    )
    with op.batch_alter_table("bad_decision") as batch_op:
        batch_op.create_index("ix_bad_decision_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_bad_decision_bad_case_id_id", ["bad_case_id", "id"], unique=False)
        batch_op.create_index("ix_bad_decision_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_bad_decision_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_bad_decision_decision_kind_id", ["decision_kind", "id"], unique=False
        )
        batch_op.create_index(
            "ix_bad_decision_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_bad_decision_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bad_decision_user_id"), ["user_id"], unique=False)

    op.create_table(
        "bad_duty",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "bad_case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "side",
            sa.Enum(
                "business",
                "finance",
                "admin",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "duty",
            sa.Enum(
                "contract_clearing",
                "goods_payment_settlement",
                "archive_removal",
                "bank_formalities",
                "instruments",
                "accounting",
                "legal",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                name="dutystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=300), nullable=True),
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
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_bad_duty_area_id_area")),
        sa.ForeignKeyConstraint(
            ["bad_case_id"],
            ["bad_case.id"],
            name=op.f("fk_bad_duty_bad_case_id_bad_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_bad_duty_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_bad_duty_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_bad_duty_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_bad_duty_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["ab_user.id"], name=op.f("fk_bad_duty_done_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_bad_duty_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_duty")),
        sa.UniqueConstraint("bad_case_id", "duty", name=op.f("uq_bad_duty_bad_case_id_duty")),
    )
    with op.batch_alter_table("bad_duty") as batch_op:
        batch_op.create_index("ix_bad_duty_bad_case_id_id", ["bad_case_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_duty_id", ["duty", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_done_by_id_id", ["done_by_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_done_at_id", ["done_at", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_due_at_id", ["due_at", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_side_id", ["side", "id"], unique=False)
        batch_op.create_index("ix_bad_duty_state_id", ["state", "id"], unique=False)

    op.create_table(
        "bad_responsibility",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "bad_case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "directness",
            sa.Enum(
                "direct",
                "indirect",
                name="directness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("degree", sa.String(length=200), nullable=True),
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
            ["area_id"], ["area.id"], name=op.f("fk_bad_responsibility_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["bad_case_id"],
            ["bad_case.id"],
            name=op.f("fk_bad_responsibility_bad_case_id_bad_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_bad_responsibility_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_bad_responsibility_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_bad_responsibility_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_bad_responsibility_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_bad_responsibility_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_bad_responsibility_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bad_responsibility")),
        sa.UniqueConstraint(
            "bad_case_id", "user_id", name=op.f("uq_bad_responsibility_bad_case_id_user_id")
        ),
    )
    with op.batch_alter_table("bad_responsibility") as batch_op:
        batch_op.create_index("ix_bad_responsibility_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_bad_responsibility_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_bad_responsibility_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_bad_responsibility_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_bad_responsibility_user_id"), ["user_id"], unique=False
        )

    with op.batch_alter_table("customer") as batch_op:
        batch_op.add_column(sa.Column("last_trade_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_customer_last_trade_on_id", ["last_trade_on", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("customer", recreate="never") as customer:
        customer.drop_index("ix_customer_last_trade_on_id")
        customer.drop_column("last_trade_on")
    for name in ("bad_responsibility", "bad_duty", "bad_decision", "bad_case"):
        op.drop_table(name)
