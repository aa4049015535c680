"""Parameters that are tables have typed rows: free texts proposed for them so far hold no more.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PARAMETER = sa.table("parameter", sa.column("id"), sa.column("value_type"))
VALUE = sa.table(
    "parameter_value", sa.column("parameter_id"), sa.column("value"), sa.column("state")
)


def upgrade() -> None:
    tables = sa.select(PARAMETER.c.id).where(PARAMETER.c.value_type == "table")
    free = VALUE.c.parameter_id.in_(tables) & VALUE.c.value.not_like("[%")
    op.execute(VALUE.update().where(free).values(value="[]", state="refused"))


def downgrade() -> None:
    """Rows were free text before, and rows are text."""
