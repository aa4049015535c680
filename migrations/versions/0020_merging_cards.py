"""Two cards of one customer become one.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LED = ("area_id", "branch_id", "created_at", "customer_id", "decided_at", "decided_by_id",
       "department_id", "goes_id", "owner_id", "state")  # fmt: skip


def upgrade() -> None:
    # not in batch mode: SQLite would make the table anew and lose its CHECKs
    big = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    key = "CONSTRAINT fk_customer_merged_into_id_customer REFERENCES customer (id)"
    op.execute(f"ALTER TABLE customer ADD COLUMN merged_into_id {big} {key}")
    op.execute("ALTER TABLE customer ADD COLUMN former_codes TEXT")
    op.create_index(op.f("ix_customer_merged_into_id"), "customer", ["merged_into_id"])
    op.create_table(
        "customer_merge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("merge_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "proposed", "merged", "refused", "undone",
                name="mergestate", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("goes_id", BIG, nullable=False),
        sa.Column("goes_name", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("carried_count", sa.Integer(), nullable=True),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_customer_merge_{name}_{table}")
            )
            for name, table in (
                ("customer_id", "customer"), ("goes_id", "customer"), ("decided_by_id", "ab_user"),
                ("created_by_id", "ab_user"), ("changed_by_id", "ab_user"), ("owner_id", "ab_user"),
                ("branch_id", "branch"), ("area_id", "area"), ("department_id", "department"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
        sa.UniqueConstraint("merge_no", name=op.f("uq_customer_merge_merge_no")),
    )  # fmt: skip
    with op.batch_alter_table("customer_merge", schema=None) as batch_op:
        for name in LED:
            batch_op.create_index(f"ix_customer_merge_{name}_id", [name, "id"], unique=False)


def downgrade() -> None:
    op.drop_table("customer_merge")
    op.drop_index(op.f("ix_customer_merged_into_id"), "customer")
    op.execute("ALTER TABLE customer DROP COLUMN former_codes")
    op.execute("ALTER TABLE customer DROP COLUMN merged_into_id")
