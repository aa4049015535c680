"""The main criterion of a bad-customer case, and since when a payment is overdue.

Revision ID: 0037
Revises: 0036
"""

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

CRITERIA = (
    "no_trade_over_1y", "overdue_1y_unwilling", "bankrupt_closed_heavy_loss", "illegal_improper",
    "other_grave_harm",
)  # fmt: skip
CASE = sa.table(
    "bad_case",
    sa.column("id"),
    sa.column("criteria"),
    sa.column("overdue_days"),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("main_criterion", sa.String),
    sa.column("overdue_since", sa.Date),
)


def upgrade() -> None:
    held = ", ".join(f"'{each}'" for each in CRITERIA)
    op.execute(
        "ALTER TABLE bad_case ADD COLUMN main_criterion VARCHAR(40)"
        f" CONSTRAINT ck_bad_case_criterion CHECK (main_criterion IN ({held}))"
    )
    op.execute("ALTER TABLE bad_case ADD COLUMN overdue_since DATE")
    op.create_index("ix_bad_case_main_criterion_id", "bad_case", ["main_criterion", "id"])
    _fill(op.get_bind())


def _fill(bind: sa.Connection) -> None:
    """What the cases there are say already: their criteria, and how long they were overdue."""
    kept = sa.select(CASE.c.id, CASE.c.criteria, CASE.c.overdue_days, CASE.c.created_at)
    for ident, criteria, days, at in bind.execute(kept).all():
        chosen = json.loads(criteria) if isinstance(criteria, str) else criteria
        found = {
            "main_criterion": next((each for each in CRITERIA if each in (chosen or ())), None),
            "overdue_since": at.date() - dt.timedelta(days=days) if days else None,
        }
        bind.execute(sa.update(CASE).where(CASE.c.id == ident).values(**found))


def downgrade() -> None:
    op.drop_index("ix_bad_case_main_criterion_id", "bad_case")
    op.execute("ALTER TABLE bad_case DROP COLUMN overdue_since")
    op.execute("ALTER TABLE bad_case DROP COLUMN main_criterion")
