"""Cooperation archives, customers gained and lost, campaigns, and through whom a customer is reached.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

CUSTOMER = (
    "through_id {big} CONSTRAINT fk_customer_through_id_customer REFERENCES customer (id)",
    "loss_reason VARCHAR(40) CONSTRAINT ck_customer_lossreason CHECK (loss_reason IN"
    " ('price', 'quality', 'service', 'rival', 'credit', 'closed', 'moved', 'no_need', 'other'))",
    "loss_note VARCHAR(500)",
    "campaign_id {big} CONSTRAINT fk_customer_campaign_id_campaign REFERENCES campaign (id)",
)
INDEXED = ("campaign_id", "cooperation_started_on", "loss_reason", "through_id")

# who counts already was gained when he was assigned; who is gone went on the day that is kept
TURNS = (
    ("gained", "lifecycle_status NOT IN ('draft', 'pending_review', 'invalid')",
     "COALESCE(assigned_on, collected_on, {day})"),
    ("lost", "lifecycle_status = 'lost'", "COALESCE(lost_on, {day})"),
    ("removed", "lifecycle_status = 'removed_archived'", "COALESCE(lost_on, {day})"),
)  # fmt: skip
TURNED = """
INSERT INTO customer_turn (customer_id, turned_on, turn, gain_reason, created_at, changed_at, version,
                           owner_id, branch_id, area_id, department_id)
SELECT id, {day}, '{turn}', CASE '{turn}' WHEN 'gained' THEN collect_channel END, CURRENT_TIMESTAMP,
       CURRENT_TIMESTAMP, 1, owner_id, branch_id, area_id, department_id
FROM customer WHERE {counted}
"""


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_no", sa.String(length=40), nullable=False),
        sa.Column("campaign_name", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "approved",
                "gathering",
                "processing",
                "reported",
                name="campaignstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("gather_ways", sa.JSON(), nullable=False),
        sa.Column("person_in_charge_id", sa.Integer(), nullable=True),
        sa.Column("division", sa.Text(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("methods", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("conclusions", sa.Text(), nullable=True),
        sa.Column("suggestions", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_campaign_budget")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_campaign_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_campaign_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["person_in_charge_id"],
            ["ab_user.id"],
            name=op.f("fk_campaign_person_in_charge_id_ab_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("campaign_no", name=op.f("uq_campaign_campaign_no")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_budget_id", ["budget", "id"], unique=False)
        batch_op.create_index("ix_campaign_campaign_name_id", ["campaign_name", "id"], unique=False)
        batch_op.create_index("ix_campaign_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_campaign_from_on_id", ["from_on", "id"], unique=False)
        batch_op.create_index(
            "ix_campaign_person_in_charge_id_id", ["person_in_charge_id", "id"], unique=False
        )
        batch_op.create_index("ix_campaign_reported_on_id", ["reported_on", "id"], unique=False)
        batch_op.create_index("ix_campaign_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_campaign_to_on_id", ["to_on", "id"], unique=False)

    op.create_table(
        "cooperation_matter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("matter_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "confirmed",
                "filed",
                name="matterstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("matter_kind_id", BIG, nullable=False),
        sa.Column("matter_on", sa.Date(), nullable=False),
        sa.Column("paper_no", sa.String(length=60), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("key_point_feedback", sa.Text(), nullable=True),
        sa.Column("opens_archive", sa.Boolean(), nullable=False),
        sa.Column("catalogue_no", sa.String(length=60), nullable=True),
        sa.Column("volume_no", sa.String(length=60), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_cooperation_matter_amount")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_cooperation_matter_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_cooperation_matter_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_cooperation_matter_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_cooperation_matter_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_cooperation_matter_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_cooperation_matter_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["ab_user.id"], name=op.f("fk_cooperation_matter_filed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"],
            ["ab_user.id"],
            name=op.f("fk_cooperation_matter_handled_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["matter_kind_id"],
            ["dictionary_entry.id"],
            name=op.f("fk_cooperation_matter_matter_kind_id_dictionary_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_cooperation_matter_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperation_matter")),
        sa.UniqueConstraint("matter_no", name=op.f("uq_cooperation_matter_matter_no")),
    )
    with op.batch_alter_table("cooperation_matter", schema=None) as batch_op:
        batch_op.create_index("ix_cooperation_matter_amount_id", ["amount", "id"], unique=False)
        batch_op.create_index("ix_cooperation_matter_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_cooperation_matter_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_handled_by_id_id", ["handled_by_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_matter_kind_id_id", ["matter_kind_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_matter_on_id", ["matter_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cooperation_matter_opens_archive_id", ["opens_archive", "id"], unique=False
        )
        batch_op.create_index("ix_cooperation_matter_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_cooperation_matter_paper_no_id", ["paper_no", "id"], unique=False)
        batch_op.create_index("ix_cooperation_matter_state_id", ["state", "id"], unique=False)

    op.create_table(
        "customer_turn",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("turned_on", sa.Date(), nullable=False),
        sa.Column(
            "turn",
            sa.Enum(
                "gained",
                "returned",
                "lost",
                "removed",
                "merged",
                name="turn",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "gain_reason",
            sa.Enum(
                "exhibition",
                "trade_press",
                "internet",
                "association",
                "mall_brand_note",
                "partner",
                "campaign",
                "marketing_dept",
                "salesperson",
                "market_feedback",
                "industry_person",
                "website",
                "inside_news",
                "competitor",
                "interview",
                "public_information",
                name="collectchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "loss_reason",
            sa.Enum(
                "price",
                "quality",
                "service",
                "rival",
                "credit",
                "closed",
                "moved",
                "no_need",
                "other",
                name="lossreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_customer_turn_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_customer_turn_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_customer_turn_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_customer_turn_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_turn_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_customer_turn_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_customer_turn_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_turn")),
    )
    with op.batch_alter_table("customer_turn", schema=None) as batch_op:
        batch_op.create_index("ix_customer_turn_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_customer_turn_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_customer_turn_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_turn_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_turn_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_turn_gain_reason_id", ["gain_reason", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customer_turn_loss_reason_id", ["loss_reason", "id"], unique=False
        )
        batch_op.create_index("ix_customer_turn_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_customer_turn_turn_id", ["turn", "id"], unique=False)
        batch_op.create_index("ix_customer_turn_turned_on_id", ["turned_on", "id"], unique=False)

    # not in batch mode: SQLite would make the table anew and lose its CHECKs
    dialect = op.get_bind().dialect.name
    big = "BIGINT" if dialect != "sqlite" else "INTEGER"
    for column in CUSTOMER:
        op.execute(f"ALTER TABLE customer ADD COLUMN {column.format(big=big)}")
    for name in INDEXED:
        op.create_index(f"ix_customer_{name}_id", "customer", [name, "id", "lifecycle_status"])
    day = "date(created_at)" if dialect == "sqlite" else "CAST(created_at AS DATE)"
    for turn, counted, on in TURNS:
        op.execute(TURNED.format(turn=turn, counted=counted, day=on.format(day=day)))

    if dialect == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS search_token_campaign USING fts5(tokens, names UNINDEXED, codes UNINDEXED, phones UNINDEXED, detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE TABLE IF NOT EXISTS search_token_campaign (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, names TEXT NOT NULL, codes TEXT NOT NULL, phones TEXT NOT NULL)"
        )
        op.execute(
            "CREATE INDEX IF NOT EXISTS ix_search_token_campaign_tokens ON search_token_campaign USING gin (tokens)"
        )


def downgrade() -> None:
    op.execute("DROP TABLE search_token_campaign")
    for name in reversed(INDEXED):
        op.drop_index(f"ix_customer_{name}_id", "customer")
    for column in reversed(CUSTOMER):
        op.execute(f"ALTER TABLE customer DROP COLUMN {column.split()[0]}")
    op.drop_table("customer_turn")
    op.drop_table("cooperation_matter")
    op.drop_table("campaign")
