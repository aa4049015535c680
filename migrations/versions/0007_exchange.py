"""Exchange: sheets that hang together, updates by key, mappings a person, rows removed after a time

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = ("new", "duplicate_in_file", "duplicate_of_base", "refused")
SINCE = (
    "new", "update", "unchanged", "duplicate_in_file", "duplicate_of_base", "not_found", "refused",
)  # fmt: skip


def big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def outcomes(words):
    """The CHECK of the outcome says these words."""
    name = op.f("ck_import_row_outcome")
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(
            name, "outcome IN ({})".format(", ".join(f"'{word}'" for word in words))
        )


def upgrade() -> None:
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", big(), nullable=True))
        batch_op.add_column(
            sa.Column("sheet_name", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("action", sa.String(length=40), nullable=False, server_default="add")
        )
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column("locale")
        batch_op.create_foreign_key(
            op.f("fk_import_batch_parent_id_import_batch"),
            "import_batch",
            ["parent_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_check_constraint(
            op.f("ck_import_batch_action"), "action IN ('add', 'update', 'both')"
        )
        batch_op.create_index(op.f("ix_import_batch_parent_id"), ["parent_id"])
    op.add_column("import_row", sa.Column("twin_version", sa.Integer()))
    op.add_column("import_row", sa.Column("before", sa.JSON()))
    op.add_column("import_row", sa.Column("row_version", sa.Integer()))
    outcomes(SINCE)
    with op.batch_alter_table("import_shape", schema=None) as batch_op:
        batch_op.add_column(sa.Column("user_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("uq_import_shape_table_name_shape"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_import_shape_table_name_shape_user_id"), ["table_name", "shape", "user_id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_import_shape_user_id_ab_user"), "ab_user", ["user_id"], ["id"]
        )
        batch_op.create_index("ix_import_shape_user_id", ["user_id"])
    op.add_column("export_entry", sa.Column("row_count", sa.Integer()))


def downgrade() -> None:
    op.drop_column("export_entry", "row_count")
    op.execute("DELETE FROM import_shape WHERE user_id IS NOT NULL")
    with op.batch_alter_table("import_shape", schema=None) as batch_op:
        batch_op.drop_index("ix_import_shape_user_id")
        batch_op.drop_constraint(op.f("fk_import_shape_user_id_ab_user"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_import_shape_table_name_shape_user_id"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_import_shape_table_name_shape"), ["table_name", "shape"]
        )
        batch_op.drop_column("user_id")
    op.execute(
        "UPDATE import_row SET outcome = 'duplicate_of_base' "
        "WHERE outcome IN ('update', 'unchanged', 'not_found')"
    )
    outcomes(BEFORE)
    for name in ("row_version", "before", "twin_version"):
        op.drop_column("import_row", name)
    op.execute("DELETE FROM import_batch WHERE parent_id IS NOT NULL")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_import_batch_parent_id"))
        batch_op.drop_constraint(op.f("ck_import_batch_action"), type_="check")
        batch_op.drop_constraint(op.f("fk_import_batch_parent_id_import_batch"), type_="foreignkey")
        batch_op.add_column(
            sa.Column("locale", sa.String(length=5), nullable=False, server_default="zh")
        )
        for name in ("purged_at", "action", "sheet_name", "parent_id"):
            batch_op.drop_column(name)
