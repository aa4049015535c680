"""The print log knows lists too, and no copy number is given out twice.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# what did not come out has no copy; what came out is counted anew, since two could get one number
RENUMBER = """
UPDATE print_entry SET copy_no = CASE WHEN pages = 0 THEN NULL ELSE (
  SELECT count(*) FROM print_entry AS other
  WHERE other.row_table = print_entry.row_table AND other.row_id = print_entry.row_id
    AND other.paper = print_entry.paper AND other.pages > 0 AND other.id <= print_entry.id
) END
"""


def upgrade() -> None:
    with op.batch_alter_table("print_entry") as entry:
        entry.add_column(sa.Column("subject", sa.String(300), server_default="", nullable=False))
        entry.add_column(sa.Column("row_count", sa.Integer(), nullable=True))
        entry.alter_column("copy_no", existing_type=sa.Integer(), nullable=True)
        entry.drop_index("ix_print_entry_row")
    op.execute(RENUMBER)
    op.create_index(
        "uq_print_entry_copy",
        "print_entry",
        ["row_table", "row_id", "paper", "copy_no"],
        unique=True,
    )
    op.create_index("ix_print_entry_by_id", "print_entry", ["by_id"])


def downgrade() -> None:
    op.drop_index("ix_print_entry_by_id", "print_entry")
    op.drop_index("uq_print_entry_copy", "print_entry")
    op.execute("DELETE FROM print_entry WHERE row_id = 0")
    op.execute("UPDATE print_entry SET copy_no = 0 WHERE copy_no IS NULL")
    with op.batch_alter_table("print_entry") as entry:
        entry.create_index("ix_print_entry_row", ["row_table", "row_id", "paper"])
        entry.alter_column("copy_no", existing_type=sa.Integer(), nullable=False)
        entry.drop_column("row_count")
        entry.drop_column("subject")
