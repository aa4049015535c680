"""Notices by mail: wishes of people, leases of letters; notes on records.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice_wish",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("notice_kind", sa.String(length=40), nullable=False),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_notice_wish_user_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_wish")),
        sa.UniqueConstraint(
            "user_id", "notice_kind", name=op.f("uq_notice_wish_user_id_notice_kind")
        ),
    )
    op.create_table(
        "record_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("row_table", sa.String(length=80), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentioned", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_record_note_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_record_note_changed_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_note")),
    )
    op.create_index("ix_record_note_row", "record_note", ["row_table", "row_id", "id"])
    op.create_index("ix_notice_user_id_notice_kind_id", "notice", ["user_id", "notice_kind", "id"])
    op.create_index("ix_notice_read_at", "notice", ["read_at"])
    with op.batch_alter_table("mail_outbox") as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("lease_until", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("error", sa.String(length=200), nullable=True))
        batch_op.create_index(op.f("ix_mail_outbox_key"), ["key"], unique=True)
        batch_op.create_index(op.f("ix_mail_outbox_user_id"), ["user_id"])
        batch_op.create_index(op.f("ix_mail_outbox_notice_id"), ["notice_id"])


def downgrade() -> None:
    with op.batch_alter_table("mail_outbox") as batch_op:
        batch_op.drop_index(op.f("ix_mail_outbox_notice_id"))
        batch_op.drop_index(op.f("ix_mail_outbox_user_id"))
        batch_op.drop_index(op.f("ix_mail_outbox_key"))
        for name in ("error", "lease_until", "message_id", "key"):
            batch_op.drop_column(name)
    op.drop_index("ix_notice_read_at", table_name="notice")
    op.drop_index("ix_notice_user_id_notice_kind_id", table_name="notice")
    op.drop_index("ix_record_note_row", table_name="record_note")
    op.drop_table("record_note")
    op.drop_table("notice_wish")
