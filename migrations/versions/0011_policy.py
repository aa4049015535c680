"""One place for a person's language; the customer's name on the slip; what a parameter may be.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STAFF = sa.table("staff", sa.column("user_id"), sa.column("locale"))
ACCOUNT = sa.table(
    "account",
    *(sa.column(name) for name in ("user_id", "locale", "auth_version", "must_change")),
)
SLIP = sa.table(
    "visit_request",
    *(sa.column(name) for name in ("customer_id", "customer_name", "submitted_at")),
)
CUSTOMER = sa.table("customer", sa.column("id"), sa.column("customer_name"))


def upgrade() -> None:
    _one_language()
    with op.batch_alter_table("staff") as batch:
        batch.drop_constraint(op.f("ck_staff_locale"), type_="check")
        batch.drop_column("locale")
    op.add_column("visit_request", sa.Column("customer_name", sa.String(length=200), nullable=True))
    name = sa.select(CUSTOMER.c.customer_name).where(CUSTOMER.c.id == SLIP.c.customer_id)
    op.execute(
        SLIP.update()
        .where(SLIP.c.submitted_at.is_not(None))
        .values(customer_name=name.scalar_subquery())
    )
    op.add_column(
        "parameter",
        sa.Column("allowed", sa.String(length=300), server_default="", nullable=False),
    )
    op.add_column(
        "parameter",
        sa.Column("is_in_use", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index("ix_parameter_is_in_use", "parameter", ["is_in_use"], unique=False)


def _one_language() -> None:
    """What a person chose stands at the account; English known only to the staff table moves."""
    english = sa.select(STAFF.c.user_id).where(STAFF.c.locale == "en")
    op.execute(
        ACCOUNT.update()
        .where(ACCOUNT.c.locale.is_(None), ACCOUNT.c.user_id.in_(english))
        .values(locale="en")
    )
    without = english.where(STAFF.c.user_id.not_in(sa.select(ACCOUNT.c.user_id)))
    for (user_id,) in op.get_bind().execute(without).all():
        op.execute(
            ACCOUNT.insert().values(
                user_id=user_id, locale="en", auth_version=1, must_change=sa.false()
            )
        )


def downgrade() -> None:
    op.drop_index("ix_parameter_is_in_use", "parameter")
    op.drop_column("parameter", "is_in_use")
    op.drop_column("parameter", "allowed")
    op.drop_column("visit_request", "customer_name")
    op.add_column(
        "staff", sa.Column("locale", sa.String(length=40), server_default="zh", nullable=False)
    )
    english = sa.select(ACCOUNT.c.user_id).where(ACCOUNT.c.locale == "en")
    op.execute(STAFF.update().where(STAFF.c.user_id.in_(english)).values(locale="en"))
    with op.batch_alter_table("staff") as batch:
        batch.alter_column("locale", existing_type=sa.String(length=40), server_default=None)
        batch.create_check_constraint(op.f("ck_staff_locale"), "locale IN ('zh', 'en')")
