"""Files: contents, attachments with their versions, and who took what along

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BigKey = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("file_type", sa.String(20), nullable=False),
        sa.Column("storage_key", sa.String(120), nullable=False),
        sa.Column("stored_at", Instant, nullable=False),
        sa.Column("checked_at", Instant, nullable=False),
        sa.Column("state", _choice("filestate", "sound", "broken", "missing"), nullable=False),
        sa.Column(
            "preview", _choice("previewstate", "none", "waiting", "made", "failed"), nullable=False
        ),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_file_sha256")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_stored_file_storage_key")),
    )
    op.create_index("ix_stored_file_checked_at_id", "stored_file", ["checked_at", "id"])
    op.create_index("ix_stored_file_state_id", "stored_file", ["state", "id"])
    op.create_table(
        "attachment",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("row_table", sa.String(80), nullable=False),
        sa.Column("row_id", BigKey, nullable=False),
        sa.Column("file_kind", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("removed_at", Instant, nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_because", sa.String(500), nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], ["ab_user.id"], name=op.f(f"fk_attachment_{name}_ab_user")
            )
            for name in ("removed_by_id", "created_by_id", "changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_row", "attachment", ["row_table", "row_id", "id"])
    _create_versions()
    op.create_table(
        "file_access",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("row_table", sa.String(80), nullable=False),
        sa.Column("row_id", BigKey, nullable=False),
        sa.Column("attachment_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_file_access_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_access")),
    )
    op.create_index("ix_file_access_row", "file_access", ["row_table", "row_id", "id"])
    op.create_index("ix_file_access_user_id_id", "file_access", ["user_id", "id"])


def _create_versions() -> None:
    op.create_table(
        "attachment_version",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("attachment_id", BigKey, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_file_id", BigKey, nullable=True),
        sa.Column("uploaded_at", Instant, nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"],
            name=op.f("fk_attachment_version_attachment_id_attachment"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"],
            name=op.f("fk_attachment_version_stored_file_id_stored_file"), ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["ab_user.id"],
            name=op.f("fk_attachment_version_uploaded_by_id_ab_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_version")),
        sa.UniqueConstraint(
            "attachment_id", "number", name=op.f("uq_attachment_version_attachment_id_number")
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_attachment_version_stored_file_id"), "attachment_version", ["stored_file_id"]
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    for table in ("file_access", "attachment_version", "attachment", "stored_file"):
        op.drop_table(table)
