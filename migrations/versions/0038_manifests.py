"""Manifests count what every wing has hung on a customer.

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("transfer_item") as batch:
        batch.add_column(sa.Column("hanging", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("transfer_item") as batch:
        batch.alter_column("hanging", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("transfer_item") as batch:
        batch.drop_column("hanging")
