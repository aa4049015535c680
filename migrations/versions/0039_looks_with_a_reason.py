"""What somebody looked at secret fields for, until when they are open to him, and in which log-in.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NEEDS = ("contact", "keep", "review", "asked", "other")


def upgrade() -> None:
    need = sa.Enum(*NEEDS, native_enum=False, create_constraint=False, length=20, name="need")
    with op.batch_alter_table("record_look") as look:
        look.add_column(sa.Column("need", need, nullable=True))
        look.add_column(sa.Column("reason", sa.String(300), nullable=True))
        look.add_column(sa.Column("until_at", sa.DateTime(timezone=True), nullable=True))
        look.add_column(sa.Column("session_key", sa.String(64), nullable=True))
        said = ", ".join(f"'{each}'" for each in NEEDS)
        look.create_check_constraint(op.f("ck_record_look_need"), f"need IN ({said})")


def downgrade() -> None:
    with op.batch_alter_table("record_look") as look:
        look.drop_constraint(op.f("ck_record_look_need"), type_="check")
        look.drop_column("session_key")
        look.drop_column("until_at")
        look.drop_column("reason")
        look.drop_column("need")
