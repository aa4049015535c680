"""Clocks: what a deadline is counted from, when it is looked at, late work, who says how a day is worked

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("flow_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("start_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("parameter", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
        batch_op.alter_column(
            "because",
            existing_type=sa.String(length=200),
            type_=sa.String(length=600),
            existing_nullable=False,
        )
        batch_op.create_index("ix_flow_task_wake_at", ["wake_at"], unique=False)
    op.execute("UPDATE flow_task SET wake_at = due_at WHERE closed_at IS NULL")
    # not in batch mode: SQLite would make the table anew and lose the CHECK of day_kind
    op.execute(
        "ALTER TABLE calendar_day ADD COLUMN origin VARCHAR(40) DEFAULT 'company' NOT NULL "
        "CONSTRAINT ck_calendar_day_dayorigin CHECK (origin IN ('published', 'company'))"
    )
    op.create_table(
        "late_work",
        sa.Column("id", big(), nullable=False),
        sa.Column("task_id", big(), nullable=False),
        sa.Column("row_table", sa.String(length=80), nullable=False),
        sa.Column("row_id", big(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                name="latestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("days_late", sa.Numeric(precision=8, scale=1), nullable=False),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", big(), nullable=True),
        sa.Column("area_id", big(), nullable=True),
        sa.Column("department_id", big(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["flow_task.id"],
            name=op.f("fk_late_work_task_id_flow_task"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_late_work_user_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_late_work_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_late_work_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_late_work_area_id_area")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_late_work_department_id_department"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_work")),
        sa.UniqueConstraint("task_id", name=op.f("uq_late_work_task_id")),
    )
    with op.batch_alter_table("late_work", schema=None) as batch_op:
        batch_op.create_index("ix_late_work_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_late_work_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index(
            "ix_late_work_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_late_work_due_at"), ["due_at"], unique=False)
        batch_op.create_index("ix_late_work_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_late_work_row", ["row_table", "row_id"], unique=False)
        batch_op.create_index("ix_late_work_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_late_work_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("late_work")
    op.execute("DELETE FROM calendar_day WHERE origin = 'published'")
    op.execute("ALTER TABLE calendar_day DROP COLUMN origin")
    op.execute("UPDATE flow_task SET because = substr(because, 1, 200)")
    with op.batch_alter_table("flow_task", schema=None) as batch_op:
        batch_op.drop_index("ix_flow_task_wake_at")
        batch_op.alter_column(
            "because",
            existing_type=sa.String(length=600),
            type_=sa.String(length=200),
            existing_nullable=False,
        )
        batch_op.drop_column("told")
        batch_op.drop_column("wake_at")
        batch_op.drop_column("parameter")
        batch_op.drop_column("start_at")
