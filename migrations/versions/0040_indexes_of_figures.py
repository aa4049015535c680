"""Indexes that the reports on customers count from, and none that tempts a list into the wrong order.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MERGED, COLUMNS = "ix_customer_merged_into_id", ["merged_into_id", "id", "lifecycle_status"]
IS_MERGED = sa.text("merged_into_id IS NOT NULL")
COUNTED_BY = ("region_id", "industry_id")
REPORT = "ix_customer_turn_report"


def upgrade() -> None:
    op.drop_index(MERGED, table_name="customer")
    op.create_index(MERGED, "customer", COLUMNS, sqlite_where=IS_MERGED, postgresql_where=IS_MERGED)
    for column in COUNTED_BY:
        _anew(column, "tier")
    columns = ["turn", "turned_on", "id", "gain_reason", "loss_reason"]
    op.create_index(REPORT, "customer_turn", columns)


def downgrade() -> None:
    op.drop_index(REPORT, table_name="customer_turn")
    for column in COUNTED_BY:
        _anew(column)
    op.drop_index(MERGED, table_name="customer")
    op.create_index(MERGED, "customer", COLUMNS)


def _anew(column: str, *more: str) -> None:
    name = f"ix_customer_{column}"
    op.drop_index(name, table_name="customer")
    op.create_index(name, "customer", [column, "id", "lifecycle_status", *more])
