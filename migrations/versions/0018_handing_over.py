"""Hand-overs, conflicts and the pool.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("transfer_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "opened",
                "listed",
                "checked",
                "accepted",
                "closed",
                "cancelled",
                name="transferstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "transfer_reason",
            sa.Enum(
                "overdue",
                "departure",
                "post_change",
                "manager",
                name="transferreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("supervised_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("customer_count", sa.Integer(), nullable=False),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("unsigned", sa.Integer(), nullable=False),
        sa.Column("counted_before", sa.JSON(), nullable=False),
        sa.Column("counted_after", sa.JSON(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("from_user_id <> to_user_id", name=op.f("ck_transfer_other")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_transfer_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_transfer_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_transfer_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["ab_user.id"], name=op.f("fk_transfer_checked_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_transfer_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_transfer_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["ab_user.id"], name=op.f("fk_transfer_from_user_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_transfer_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["supervised_by_id"], ["ab_user.id"], name=op.f("fk_transfer_supervised_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["ab_user.id"], name=op.f("fk_transfer_to_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("transfer_no", name=op.f("uq_transfer_transfer_no")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_accepted_at_id", ["accepted_at", "id"], unique=False)
        batch_op.create_index("ix_transfer_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_closed_at_id", ["closed_at", "id"], unique=False)
        batch_op.create_index("ix_transfer_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_transfer_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_from_user_id_id", ["from_user_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_handed_on_id", ["handed_on", "id"], unique=False)
        batch_op.create_index("ix_transfer_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_transfer_supervised_by_id_id", ["supervised_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_transfer_to_user_id_id", ["to_user_id", "id"], unique=False)
        batch_op.create_index(
            "ix_transfer_transfer_reason_id", ["transfer_reason", "id"], unique=False
        )

    op.create_table(
        "conflict",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conflict_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "proposed",
                "decided",
                name="conflictstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("customer_name", sa.String(length=200), nullable=True),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("other_name", sa.String(length=200), nullable=True),
        sa.Column("claimant_id", sa.Integer(), nullable=True),
        sa.Column("claimed_first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("held_first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_owner_id", sa.Integer(), nullable=True),
        sa.Column("decided_owner_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_conflict_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_conflict_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_conflict_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["ab_user.id"], name=op.f("fk_conflict_claimant_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_conflict_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_conflict_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_conflict_decided_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_owner_id"], ["ab_user.id"], name=op.f("fk_conflict_decided_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_conflict_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["ab_user.id"], name=op.f("fk_conflict_holder_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["customer.id"],
            name=op.f("fk_conflict_other_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_conflict_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_owner_id"],
            ["ab_user.id"],
            name=op.f("fk_conflict_proposed_owner_id_ab_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("conflict_no", name=op.f("uq_conflict_conflict_no")),
        sa.UniqueConstraint(
            "customer_id", "other_id", name=op.f("uq_conflict_customer_id_other_id")
        ),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_claimant_id_id", ["claimant_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_conflict_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_decided_at_id", ["decided_at", "id"], unique=False)
        batch_op.create_index(
            "ix_conflict_decided_owner_id_id", ["decided_owner_id", "id"], unique=False
        )
        batch_op.create_index("ix_conflict_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_holder_id_id", ["holder_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_other_id_id", ["other_id", "id"], unique=False)
        batch_op.create_index("ix_conflict_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_conflict_proposed_owner_id_id", ["proposed_owner_id", "id"], unique=False
        )
        batch_op.create_index("ix_conflict_state_id", ["state", "id"], unique=False)

    op.create_table(
        "pool_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "waiting",
                "claimed",
                "withdrawn",
                name="poolstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("customer_name", sa.String(length=200), nullable=True),
        sa.Column("region_id", BIG, nullable=True),
        sa.Column("industry_id", BIG, nullable=True),
        sa.Column(
            "tier",
            sa.Enum(
                "important",
                "special",
                "general",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("previous_owner_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_pool_entry_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_pool_entry_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_pool_entry_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["ab_user.id"], name=op.f("fk_pool_entry_claimed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_pool_entry_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_pool_entry_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_pool_entry_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["industry_id"],
            ["dictionary_entry.id"],
            name=op.f("fk_pool_entry_industry_id_dictionary_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_pool_entry_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["previous_owner_id"],
            ["ab_user.id"],
            name=op.f("fk_pool_entry_previous_owner_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_pool_entry_region_id_region")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_entry")),
    )
    with op.batch_alter_table("pool_entry", schema=None) as batch_op:
        batch_op.create_index("ix_pool_entry_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_pool_entry_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_pool_entry_claimed_at_id", ["claimed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_pool_entry_claimed_by_id_id", ["claimed_by_id", "id"], unique=False
        )
        batch_op.create_index("ix_pool_entry_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_pool_entry_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_pool_entry_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_pool_entry_entered_at_id", ["entered_at", "id"], unique=False)
        batch_op.create_index("ix_pool_entry_industry_id", ["industry_id"], unique=False)
        batch_op.create_index("ix_pool_entry_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_pool_entry_previous_owner_id_id", ["previous_owner_id", "id"], unique=False
        )
        batch_op.create_index("ix_pool_entry_region_id", ["region_id"], unique=False)
        batch_op.create_index("ix_pool_entry_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_pool_entry_tier_id", ["tier", "id"], unique=False)
        batch_op.create_index(
            "uq_pool_entry_customer_id",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'waiting')"),
            postgresql_where=sa.text("state IN ('draft', 'waiting')"),
        )

    op.create_table(
        "transfer_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("transfer_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "listed",
                "given",
                "received",
                "missing",
                name="itemstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("customer_name", sa.String(length=200), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("open_slips", sa.Integer(), nullable=False),
        sa.Column("open_tasks", sa.Integer(), nullable=False),
        sa.Column("promises", sa.Integer(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("missing_note", sa.String(length=300), nullable=True),
        sa.Column("is_moved", sa.Boolean(), nullable=False),
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
            ["area_id"], ["area.id"], name=op.f("fk_transfer_item_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_transfer_item_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_transfer_item_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_transfer_item_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_transfer_item_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_transfer_item_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_transfer_item_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["ab_user.id"], name=op.f("fk_transfer_item_to_user_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["transfer.id"],
            name=op.f("fk_transfer_item_transfer_id_transfer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_item")),
        sa.UniqueConstraint(
            "transfer_id", "customer_id", name=op.f("uq_transfer_item_transfer_id_customer_id")
        ),
    )
    with op.batch_alter_table("transfer_item", schema=None) as batch_op:
        batch_op.create_index("ix_transfer_item_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_item_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_item_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "ix_transfer_item_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_transfer_item_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_transfer_item_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_transfer_item_state_id", ["state", "id"], unique=False)
        batch_op.create_index(
            "ix_transfer_item_to_user_id_transfer_id", ["to_user_id", "transfer_id"], unique=False
        )
        batch_op.create_index(
            "ix_transfer_item_transfer_id_id", ["transfer_id", "id"], unique=False
        )

    op.create_table(
        "transfer_signature",
        sa.Column("id", BIG, nullable=False),
        sa.Column("transfer_id", BIG, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["transfer.id"],
            name=op.f("fk_transfer_signature_transfer_id_transfer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_transfer_signature_user_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_signature")),
        sa.UniqueConstraint(
            "transfer_id", "user_id", name=op.f("uq_transfer_signature_transfer_id_user_id")
        ),
    )
    with op.batch_alter_table("transfer_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transfer_signature_user_id"), ["user_id"], unique=False
        )

    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_allocation_candidate_allocation_id_place", ["allocation_id", "place"], unique=False
        )
        batch_op.create_index(
            "ix_allocation_candidate_load_after_id", ["load_after", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("allocation_candidate", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_candidate_load_after_id")
        batch_op.drop_index("ix_allocation_candidate_allocation_id_place")

    with op.batch_alter_table("transfer_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_signature_user_id"))

    op.drop_table("transfer_signature")
    with op.batch_alter_table("transfer_item", schema=None) as batch_op:
        batch_op.drop_index("ix_transfer_item_transfer_id_id")
        batch_op.drop_index("ix_transfer_item_to_user_id_transfer_id")
        batch_op.drop_index("ix_transfer_item_state_id")
        batch_op.drop_index("ix_transfer_item_owner_id_id")
        batch_op.drop_index("ix_transfer_item_department_id_id")
        batch_op.drop_index("ix_transfer_item_customer_id_id")
        batch_op.drop_index("ix_transfer_item_created_at_id")
        batch_op.drop_index("ix_transfer_item_branch_id_id")
        batch_op.drop_index("ix_transfer_item_area_id_id")

    op.drop_table("transfer_item")
    with op.batch_alter_table("pool_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pool_entry_customer_id",
            sqlite_where=sa.text("state IN ('draft', 'waiting')"),
            postgresql_where=sa.text("state IN ('draft', 'waiting')"),
        )
        batch_op.drop_index("ix_pool_entry_tier_id")
        batch_op.drop_index("ix_pool_entry_state_id")
        batch_op.drop_index("ix_pool_entry_region_id")
        batch_op.drop_index("ix_pool_entry_previous_owner_id_id")
        batch_op.drop_index("ix_pool_entry_owner_id_id")
        batch_op.drop_index("ix_pool_entry_industry_id")
        batch_op.drop_index("ix_pool_entry_entered_at_id")
        batch_op.drop_index("ix_pool_entry_department_id_id")
        batch_op.drop_index("ix_pool_entry_customer_id_id")
        batch_op.drop_index("ix_pool_entry_created_at_id")
        batch_op.drop_index("ix_pool_entry_claimed_by_id_id")
        batch_op.drop_index("ix_pool_entry_claimed_at_id")
        batch_op.drop_index("ix_pool_entry_branch_id_id")
        batch_op.drop_index("ix_pool_entry_area_id_id")

    op.drop_table("pool_entry")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_state_id")
        batch_op.drop_index("ix_conflict_proposed_owner_id_id")
        batch_op.drop_index("ix_conflict_owner_id_id")
        batch_op.drop_index("ix_conflict_other_id_id")
        batch_op.drop_index("ix_conflict_holder_id_id")
        batch_op.drop_index("ix_conflict_department_id_id")
        batch_op.drop_index("ix_conflict_decided_owner_id_id")
        batch_op.drop_index("ix_conflict_decided_at_id")
        batch_op.drop_index("ix_conflict_customer_id_id")
        batch_op.drop_index("ix_conflict_created_at_id")
        batch_op.drop_index("ix_conflict_claimant_id_id")
        batch_op.drop_index("ix_conflict_branch_id_id")
        batch_op.drop_index("ix_conflict_area_id_id")

    op.drop_table("conflict")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index("ix_transfer_transfer_reason_id")
        batch_op.drop_index("ix_transfer_to_user_id_id")
        batch_op.drop_index("ix_transfer_supervised_by_id_id")
        batch_op.drop_index("ix_transfer_state_id")
        batch_op.drop_index("ix_transfer_owner_id_id")
        batch_op.drop_index("ix_transfer_handed_on_id")
        batch_op.drop_index("ix_transfer_from_user_id_id")
        batch_op.drop_index("ix_transfer_department_id_id")
        batch_op.drop_index("ix_transfer_created_at_id")
        batch_op.drop_index("ix_transfer_closed_at_id")
        batch_op.drop_index("ix_transfer_branch_id_id")
        batch_op.drop_index("ix_transfer_area_id_id")
        batch_op.drop_index("ix_transfer_accepted_at_id")

    op.drop_table("transfer")
