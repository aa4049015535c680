"""The threshold of a point of the standard for dealers; who uses our products, and since when we hold his card.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("qualification_point", sa.Column("threshold", sa.String(100), nullable=True))
    op.add_column(
        "contact",
        sa.Column("uses_product", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("contact", sa.Column("card_received_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "card_received_on")
    op.drop_column("contact", "uses_product")
    op.drop_column("qualification_point", "threshold")
