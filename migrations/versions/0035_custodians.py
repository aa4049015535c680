"""Custodians of the archive.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "custodian",
        sa.Column("id", BIG, nullable=False),
        sa.Column("appointment_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "checked",
                "appointed",
                "ended",
                name="custodianstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tenure_months", sa.Integer(), nullable=True),
        sa.Column(
            "loyalty",
            sa.Enum(
                "good",
                "fair",
                "poor",
                name="quality",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "analysis_ability",
            sa.Enum(
                "good",
                "fair",
                "poor",
                name="quality",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "overall_knowledge",
            sa.Enum(
                "good",
                "fair",
                "poor",
                name="quality",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("opinion", sa.String(length=500), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_custodian_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_custodian_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_custodian_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custodian")),
        sa.UniqueConstraint("appointment_no", name=op.f("uq_custodian_appointment_no")),
    )
    with op.batch_alter_table("custodian", schema=None) as batch_op:
        batch_op.create_index(
            "ix_custodian_analysis_ability_id", ["analysis_ability", "id"], unique=False
        )
        batch_op.create_index("ix_custodian_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_custodian_from_on_id", ["from_on", "id"], unique=False)
        batch_op.create_index("ix_custodian_loyalty_id", ["loyalty", "id"], unique=False)
        batch_op.create_index(
            "ix_custodian_overall_knowledge_id", ["overall_knowledge", "id"], unique=False
        )
        batch_op.create_index("ix_custodian_signed_on_id", ["signed_on", "id"], unique=False)
        batch_op.create_index("ix_custodian_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_custodian_tenure_months_id", ["tenure_months", "id"], unique=False
        )
        batch_op.create_index("ix_custodian_to_on_id", ["to_on", "id"], unique=False)
        batch_op.create_index("ix_custodian_user_id_id", ["user_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("custodian")
