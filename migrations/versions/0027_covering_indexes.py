"""Every index of the customers ends with what the gate asks of each row.

Revision ID: 0027
Revises: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ALONE = (
    "business_place_id code_state collect_channel collected_by_id collected_on core_key "
    "entry_due_at industry_id lost_on merged_into_id name_key nature next_revision_due phone "
    "phone_key region_id sound_key standin_id trade_id"
).split()
WITH_KEY = (
    "abc_grade area_id branch_id buyer_class collect_mode completeness_pct created_at "
    "credit_code customer_name department_id export_oriented founded_on is_core "
    "is_entered_late is_first_tier last_trade_on mailing_allowed owner_id party_kind "
    "potential_class prospect_stage qualification_ok registered_capital relation_kind "
    "route_no short_name state tier time_class volume_class"
).split()


def upgrade() -> None:
    for column in ALONE:
        _anew(f"ix_customer_{column}", column, "id", "lifecycle_status")
    for column in WITH_KEY:
        _anew(f"ix_customer_{column}_id", column, "id", "lifecycle_status")


def downgrade() -> None:
    for column in ALONE:
        _anew(f"ix_customer_{column}", column)
    for column in WITH_KEY:
        _anew(f"ix_customer_{column}_id", column, "id")


def _anew(name: str, *columns: str) -> None:
    op.drop_index(name, table_name="customer")
    op.create_index(name, "customer", list(columns))
