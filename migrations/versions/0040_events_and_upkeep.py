"""Add events and upkeep, and the last states of a slip.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


BEFORE = (
    "draft", "submitted", "rejected", "approved", "attendance", "departed", "returned", "recorded",
    "cancelled",
)  # fmt: skip


def states(slip, words):
    """The CHECK of a slip's state says these words."""
    name = op.f("ck_visit_request_slipstate")
    slip.drop_constraint(name, type_="check")
    slip.create_check_constraint(
        name, "state IN ({})".format(", ".join(f"'{word}'" for word in words))
    )


def upgrade() -> None:
    op.create_table(
        "major_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("event_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "recorded",
                "filed",
                name="eventstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "event_kind",
            sa.Enum(
                "visit",
                "gathering",
                "celebration",
                "conference",
                "other",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("attendees_ours", sa.String(length=300), nullable=True),
        sa.Column("attendees_theirs", sa.String(length=300), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_major_event_cost")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_major_event_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_major_event_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_major_event_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_major_event_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_major_event_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_major_event_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["ab_user.id"], name=op.f("fk_major_event_filed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_major_event_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_major_event")),
        sa.UniqueConstraint("event_no", name=op.f("uq_major_event_event_no")),
    )
    with op.batch_alter_table("major_event", schema=None) as batch_op:
        batch_op.create_index("ix_major_event_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_major_event_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_major_event_cost_id", ["cost", "id"], unique=False)
        batch_op.create_index("ix_major_event_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_major_event_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(
            "ix_major_event_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index("ix_major_event_event_kind_id", ["event_kind", "id"], unique=False)
        batch_op.create_index("ix_major_event_event_on_id", ["event_on", "id"], unique=False)
        batch_op.create_index("ix_major_event_filed_at_id", ["filed_at", "id"], unique=False)
        batch_op.create_index("ix_major_event_filed_by_id_id", ["filed_by_id", "id"], unique=False)
        batch_op.create_index("ix_major_event_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_major_event_state_id", ["state", "id"], unique=False)

    op.create_table(
        "upkeep",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "done",
                "ahead",
                "continued",
                name="upkeepstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("maintained_on", sa.Date(), nullable=False),
        sa.Column("product_name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_upkeep_area_id_area")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_upkeep_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_upkeep_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_upkeep_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_upkeep_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_upkeep_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_upkeep_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["ab_user.id"], name=op.f("fk_upkeep_technician_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep")),
    )
    with op.batch_alter_table("upkeep", schema=None) as batch_op:
        batch_op.create_index("ix_upkeep_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index("ix_upkeep_branch_id_id", ["branch_id", "id"], unique=False)
        batch_op.create_index("ix_upkeep_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_upkeep_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_upkeep_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_upkeep_maintained_on_id", ["maintained_on", "id"], unique=False)
        batch_op.create_index("ix_upkeep_next_on_id", ["next_on", "id"], unique=False)
        batch_op.create_index("ix_upkeep_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index("ix_upkeep_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_upkeep_technician_id_id", ["technician_id", "id"], unique=False)

    with op.batch_alter_table("return_plan_line", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "occasion",
                sa.Enum(
                    "plan",
                    "event",
                    name="occasion",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="plan",
                nullable=False,
            )
        )

    with op.batch_alter_table("visit_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("appointment_place", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        states(batch_op, (*BEFORE, "followed_up", "closed"))
        batch_op.create_index(
            "ix_visit_request_branch_id_planned_from", ["branch_id", "planned_from"], unique=False
        )
        batch_op.create_index(
            "ix_visit_request_visitor_id_planned_from", ["visitor_id", "planned_from"], unique=False
        )
        batch_op.create_index("ix_visit_request_closed_at_id", ["closed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_visit_request_followed_up_at_id", ["followed_up_at", "id"], unique=False
        )


def downgrade() -> None:
    op.execute(
        "UPDATE visit_request SET state = 'recorded' WHERE state IN ('followed_up', 'closed')"
    )
    with op.batch_alter_table("visit_request", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_request_followed_up_at_id")
        batch_op.drop_index("ix_visit_request_visitor_id_planned_from")
        batch_op.drop_index("ix_visit_request_branch_id_planned_from")
        batch_op.drop_index("ix_visit_request_closed_at_id")
        states(batch_op, BEFORE)
        batch_op.drop_column("closed_at")
        batch_op.drop_column("followed_up_at")
        batch_op.drop_column("appointment_place")

    with op.batch_alter_table("return_plan_line", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_return_plan_line_occasion"), type_="check")
        batch_op.drop_column("occasion")

    op.drop_table("upkeep")
    op.drop_table("major_event")
