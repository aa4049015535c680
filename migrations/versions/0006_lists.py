"""Whatever the lists of the big tables may be filtered or sorted by stands in an index

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# without one, a rare value reads a million rows: 1.0 to 2.1 s on SQLite
INDEXED = {
    "customer": (
        "short_name", "credit_code", "party_kind", "relation_kind", "time_class", "is_core",
        "collect_mode", "is_entered_late", "founded_on", "registered_capital", "qualification_ok",
    ),
    "contact": (
        "contact_name", "contact_post", "level", "is_key_person", "has_project_decision",
        "is_influencer", "is_active", "created_at",
    ),
    "visit_request": (
        "recorder_id", "planned_to", "appointment_confirmed", "approved_by_id", "approved_at",
        "departed_at", "returned_at", "recorded_at", "is_recorded_late", "created_at",
    ),
}  # fmt: skip


def upgrade() -> None:
    for table, columns in INDEXED.items():
        for name in columns:
            op.create_index(f"ix_{table}_{name}_id", table, [name, "id"])


def downgrade() -> None:
    for table, columns in INDEXED.items():
        for name in columns:
            op.drop_index(f"ix_{table}_{name}_id", table_name=table)
