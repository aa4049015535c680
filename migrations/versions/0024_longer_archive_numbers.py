"""An archive number has room for every pattern that the register takes.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# SQLite keeps texts of any length: only what the schema says changes (sqlite.org/lang_altertable.html).
# Batch mode would write a million cards anew, without their CHECKs and partial indexes.
SCHEMA = sa.text(
    "UPDATE sqlite_schema SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'customer'"
)


def upgrade() -> None:
    _resize(60, 100)


def downgrade() -> None:
    _resize(100, 60)


def _resize(before: int, after: int) -> None:
    if op.get_bind().dialect.name != "sqlite":
        was, becomes = sa.String(length=before), sa.String(length=after)
        op.alter_column("customer", "archive_no", existing_type=was, type_=becomes)
        return
    said = {name: f"archive_no VARCHAR({n})" for name, n in (("before", before), ("after", after))}
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema=ON")
    op.get_bind().execute(SCHEMA, said)
    op.execute(f"PRAGMA schema_version={version + 1}")  # whoever is connected reads it anew
    op.execute("PRAGMA writable_schema=OFF")
