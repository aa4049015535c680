"""Duties, tasks beside the flow, escalation, and for whom a deputy acted.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BESIDE = (
    "UPDATE flow_task SET flow = 'visit_slip', duty = 'emergency', is_beside = {true} "
    "WHERE flow = 'visit_emergency'"
)
APART = "UPDATE flow_task SET flow = 'visit_emergency' WHERE duty = 'emergency'"


def upgrade() -> None:
    with op.batch_alter_table("flow_step") as step:
        step.add_column(sa.Column("for_id", sa.Integer(), nullable=True))
        step.create_foreign_key(op.f("fk_flow_step_for_id_ab_user"), "ab_user", ["for_id"], ["id"])
    with op.batch_alter_table("flow_task") as task:
        task.add_column(sa.Column("duty", sa.String(40), server_default="", nullable=False))
        task.add_column(
            sa.Column("is_beside", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        task.add_column(sa.Column("above_role", sa.String(40), nullable=True))
        task.add_column(sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(BESIDE.format(true="true" if op.get_bind().dialect.name != "sqlite" else "1"))


def downgrade() -> None:
    op.execute(APART)
    with op.batch_alter_table("flow_task") as task:
        for name in ("escalated_at", "above_role", "is_beside", "duty"):
            task.drop_column(name)
    with op.batch_alter_table("flow_step") as step:
        step.drop_constraint(op.f("fk_flow_step_for_id_ab_user"), type_="foreignkey")
        step.drop_column("for_id")
