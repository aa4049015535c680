"""Which complaint a return visit has opened, so that a record handed in again opens no second one.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("return_visit") as batch:
        batch.add_column(
            sa.Column(
                "complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch.create_foreign_key(
            op.f("fk_return_visit_complaint_id_opinion_item"), "opinion_item", ["complaint_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
        batch.create_index(op.f("ix_return_visit_complaint_id"), ["complaint_id"])


def downgrade() -> None:
    with op.batch_alter_table("return_visit") as batch:
        batch.drop_index(op.f("ix_return_visit_complaint_id"))
        batch.drop_constraint(op.f("fk_return_visit_complaint_id_opinion_item"), type_="foreignkey")
        batch.drop_column("complaint_id")
