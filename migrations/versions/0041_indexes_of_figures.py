"""Indexes that the reports on customers count from, and none that tempts a list into the wrong order.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLE, CLOSED, MERGED = "customer", "lifecycle_status", "merged_into_id"
OF_MERGED = f"ix_customer_{MERGED}"
IS_MERGED = sa.text(f"{MERGED} IS NOT NULL")
BY_TIER = ("ix_customer_region_id", "ix_customer_industry_id")
REPORT = "ix_customer_turn_report"


def upgrade() -> None:
    for name, columns in _covering():
        tier = ["tier"] if name in BY_TIER else []
        if columns[0] == CLOSED:
            columns = [CLOSED, "id"]
        _anew(name, [*columns, *tier, MERGED])
    op.drop_index(OF_MERGED, table_name=TABLE)
    op.create_index(
        OF_MERGED, TABLE, [MERGED, "id", CLOSED], sqlite_where=IS_MERGED, postgresql_where=IS_MERGED
    )
    columns = ["turn", "turned_on", "id", "gain_reason", "loss_reason"]
    op.create_index(REPORT, "customer_turn", columns)


def downgrade() -> None:
    op.drop_index(REPORT, table_name="customer_turn")
    op.drop_index(OF_MERGED, table_name=TABLE)
    op.create_index(OF_MERGED, TABLE, [MERGED, "id", CLOSED])
    for name, columns in _covering():
        _anew(name, columns[: 2 if columns[0] == CLOSED else columns.index(CLOSED) + 1])


def _covering() -> list[tuple[str, list[str]]]:
    """The indexes of customers that end with what is closed, by 0027 and after it."""
    found = sa.inspect(op.get_bind()).get_indexes(TABLE)
    kept = [(index["name"], list(index["column_names"])) for index in found if not index["unique"]]
    return [(name, columns) for name, columns in kept if CLOSED in columns and name != OF_MERGED]


def _anew(name: str, columns: list[str]) -> None:
    op.drop_index(name, table_name=TABLE)
    op.create_index(name, TABLE, columns)
