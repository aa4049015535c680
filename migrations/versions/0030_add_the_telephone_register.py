"""Add the telephone register.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "phone_call",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "noted",
                "following",
                "followed",
                name="callstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "incoming",
                "outgoing",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("our_person_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("their_person", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("phone_key", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("stage", sa.String(length=100), nullable=True),
        sa.Column("key_point_feedback", sa.Text(), nullable=True),
        sa.Column("follow_up", sa.String(length=300), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_result", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_phone_call_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_phone_call_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_phone_call_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_phone_call_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_phone_call_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_phone_call_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_phone_call_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["our_person_id"], ["ab_user.id"], name=op.f("fk_phone_call_our_person_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_phone_call_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
    )
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.create_index("ix_phone_call_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_phone_call_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_phone_call_called_at_id", ["called_at", "id"], unique=False)
        batch_op.create_index("ix_phone_call_contact_id_id", ["contact_id", "id"], unique=False)
        batch_op.create_index("ix_phone_call_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_phone_call_customer_id_called_at", ["customer_id", "called_at"], unique=False
        )
        batch_op.create_index(
            "ix_phone_call_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_phone_call_direction_id", ["direction", "id"], unique=False)
        batch_op.create_index("ix_phone_call_follow_up_on_id", ["follow_up_on", "id"], unique=False)
        batch_op.create_index(
            "ix_phone_call_followed_up_at_id", ["followed_up_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_phone_call_our_person_id_id", ["our_person_id", "id"], unique=False
        )
        batch_op.create_index("ix_phone_call_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_phone_call_phone_key_called_at", ["phone_key", "called_at"], unique=False
        )
        batch_op.create_index("ix_phone_call_state_id", ["state", "id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_phone_call USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_phone_call (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_phone_call_tokens ON search_token_phone_call USING gin (tokens)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE search_token_phone_call")
    op.drop_table("phone_call")
