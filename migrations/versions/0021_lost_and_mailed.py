"""When a customer was lost; lists of those who may be written to.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in batch mode: SQLite would make the table anew and lose its CHECKs
    op.execute("ALTER TABLE customer ADD COLUMN lost_on DATE")
    op.create_index(op.f("ix_customer_lost_on"), "customer", ["lost_on"])
    op.create_index("ix_customer_mailing_allowed_id", "customer", ["mailing_allowed", "id"])


def downgrade() -> None:
    op.drop_index("ix_customer_mailing_allowed_id", "customer")
    op.drop_index(op.f("ix_customer_lost_on"), "customer")
    op.execute("ALTER TABLE customer DROP COLUMN lost_on")
