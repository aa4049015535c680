"""The logs of backups and of erasures

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "backup_run",
        sa.Column("id", big(), nullable=False),
        sa.Column("backed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "state IN ('done', 'verified', 'failed')", name=op.f("ck_backup_run_backupstate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_run")),
    )
    op.create_index(op.f("ix_backup_run_backed_up_at"), "backup_run", ["backed_up_at"])
    op.create_table(
        "erasure",
        sa.Column("id", big(), nullable=False),
        sa.Column("row_table", sa.String(length=80), nullable=False),
        sa.Column("row_id", big(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "ground IN ('withdrawn', 'purpose_over', 'unlawful', 'law')",
            name=op.f("ck_erasure_ground"),
        ),
        sa.CheckConstraint("state IN ('asked', 'done')", name=op.f("ck_erasure_erasurestate")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["ab_user.id"], name=op.f("fk_erasure_asked_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_row", "erasure", ["row_table", "row_id"])


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_table("backup_run")
