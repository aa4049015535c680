"""Competitors and what they do at customers.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "competitor",
        sa.Column("id", BIG, nullable=False),
        sa.Column("comp_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("comp_brands", sa.String(length=300), nullable=True),
        sa.Column("comp_company_background", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_competitor_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_competitor_created_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
        sa.UniqueConstraint("name_key", name=op.f("uq_competitor_name_key")),
    )
    with op.batch_alter_table("competitor", schema=None) as batch_op:
        batch_op.create_index("ix_competitor_comp_name_id", ["comp_name", "id"], unique=False)
        batch_op.create_index("ix_competitor_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_competitor_is_active_id", ["is_active", "id"], unique=False)

    op.create_table(
        "customer_competitor",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("competitor_id", BIG, nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("comp_product", sa.String(length=120), nullable=True),
        sa.Column("comp_quantity", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("comp_unit", sa.String(length=20), nullable=True),
        sa.Column("comp_product_use", sa.Text(), nullable=False),
        sa.Column(
            "comp_satisfaction",
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
        sa.Column("comp_product_traits", sa.Text(), nullable=True),
        sa.Column("comp_rep_name", sa.String(length=100), nullable=True),
        sa.Column("comp_rep_style", sa.Text(), nullable=True),
        sa.Column("comp_rep_relation", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("comp_quantity >= 0", name=op.f("ck_customer_competitor_comp_quantity")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_customer_competitor_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_customer_competitor_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_customer_competitor_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["competitor_id"],
            ["competitor.id"],
            name=op.f("fk_customer_competitor_competitor_id_competitor"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_customer_competitor_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_competitor_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_customer_competitor_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_customer_competitor_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_competitor")),
    )
    with op.batch_alter_table("customer_competitor", schema=None) as batch_op:
        batch_op.create_index("ix_customer_competitor_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_competitor_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_comp_satisfaction_id", ["comp_satisfaction", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_competitor_id_id", ["competitor_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_noted_on_id", ["noted_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_competitor_owner_id_id", ["owner_id", "id"], unique=False
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_competitor USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_competitor (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_competitor_tokens ON search_token_competitor USING gin (tokens)"
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_customer_competitor USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_customer_competitor (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_customer_competitor_tokens ON search_token_customer_competitor USING gin (tokens)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE search_token_customer_competitor")
    op.execute("DROP TABLE search_token_competitor")
    with op.batch_alter_table("customer_competitor", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_competitor_owner_id_id")
        batch_op.drop_index("ix_customer_competitor_noted_on_id")
        batch_op.drop_index("ix_customer_competitor_department_id_id")
        batch_op.drop_index("ix_customer_competitor_customer_id_id")
        batch_op.drop_index("ix_customer_competitor_created_at_id")
        batch_op.drop_index("ix_customer_competitor_competitor_id_id")
        batch_op.drop_index("ix_customer_competitor_comp_satisfaction_id")
        batch_op.drop_index("ix_customer_competitor_branch_id_id")
        batch_op.drop_index("ix_customer_competitor_area_id_id")

    op.drop_table("customer_competitor")
    with op.batch_alter_table("competitor", schema=None) as batch_op:
        batch_op.drop_index("ix_competitor_is_active_id")
        batch_op.drop_index("ix_competitor_created_at_id")
        batch_op.drop_index("ix_competitor_comp_name_id")

    op.drop_table("competitor")
