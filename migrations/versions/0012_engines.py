"""Who decides after this one; what is done with a single row of a file; who looked at a record.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def big():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


BEFORE = (
    "new", "update", "unchanged", "duplicate_in_file", "duplicate_of_base", "not_found", "refused",
)  # fmt: skip


def outcomes(row, words):
    """The CHECK of the outcome says these words."""
    name = op.f("ck_import_row_outcome")
    row.drop_constraint(name, type_="check")
    row.create_check_constraint(
        name, "outcome IN ({})".format(", ".join(f"'{word}'" for word in words))
    )


def upgrade() -> None:
    with op.batch_alter_table("flow_task") as task:
        task.add_column(sa.Column("chain", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("import_row") as row:
        row.add_column(sa.Column("choice", sa.String(40), nullable=True))
        row.create_check_constraint(
            op.f("ck_import_row_choice"), "choice IN ('create', 'update', 'skip')"
        )
        row.add_column(sa.Column("alike_id", sa.BigInteger(), nullable=True))
        outcomes(row, (*BEFORE, "skipped"))
    op.create_table(
        "record_look",
        sa.Column("id", big(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("row_table", sa.String(length=80), nullable=False),
        sa.Column("row_id", big(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["ab_user.id"], name=op.f("fk_record_look_by_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_look")),
    )
    op.create_index("ix_record_look_row", "record_look", ["row_table", "row_id", "id"])


def downgrade() -> None:
    op.drop_table("record_look")
    op.execute("UPDATE import_row SET outcome = 'not_found' WHERE outcome = 'skipped'")
    with op.batch_alter_table("import_row") as row:
        row.drop_constraint(op.f("ck_import_row_choice"), type_="check")
        row.drop_column("choice")
        row.drop_column("alike_id")
        outcomes(row, BEFORE)
    with op.batch_alter_table("flow_task") as task:
        task.drop_column("chain")
