"""Originals.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "original_document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("original_no", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "superseded",
                "void",
                name="originalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "doc_kind",
            sa.Enum(
                "business_licence",
                "legal_person_licence",
                "institution_licence",
                "contract",
                "contract_original_duplicate",
                "change_cancel_agreement",
                "negotiation_record",
                "feasibility_report",
                "approval_document",
                "performance_ability_proof",
                "guarantor_proof",
                "post_certificate",
                "identity_proof",
                "introduction_letter",
                "power_of_attorney",
                "correspondence",
                "audio_visual",
                "authentication_notary",
                "annual_accounts",
                "company_profile",
                "product_guide",
                "product_catalogue",
                "acceptance_record",
                "delivery_payment_voucher",
                name="originalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("doc_title", sa.String(length=200), nullable=False),
        sa.Column("doc_no", sa.String(length=80), nullable=True),
        sa.Column("issued_by", sa.String(length=120), nullable=True),
        sa.Column(
            "doc_copy_kind",
            sa.Enum(
                "original",
                "photocopy",
                "duplicate",
                name="copykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("doc_dated", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "doc_part",
            sa.Enum(
                "base",
                "credit_finance",
                "trade",
                "refund",
                name="archivepart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("doc_catalogue_no", sa.String(length=40), nullable=True),
        sa.Column("volume_no", sa.String(length=40), nullable=True),
        sa.Column("doc_pages", sa.Integer(), nullable=True),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("scan_count", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("branch_id", BIG, nullable=True),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("department_id", BIG, nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_original_document_valid"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_original_document_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_original_document_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["ab_user.id"],
            name=op.f("fk_original_document_changed_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["ab_user.id"],
            name=op.f("fk_original_document_created_by_id_ab_user"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_original_document_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_original_document_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_original_document_owner_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["original_document.id"],
            name=op.f("fk_original_document_replaces_id_original_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_original_document")),
        sa.UniqueConstraint("original_no", name=op.f("uq_original_document_original_no")),
    )
    with op.batch_alter_table("original_document", schema=None) as batch_op:
        batch_op.create_index("ix_original_document_area_id_id", ["area_id", "id"], unique=False)
        batch_op.create_index(
            "ix_original_document_branch_id_id", ["branch_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_created_at_id", ["created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_customer_id_id", ["customer_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_doc_catalogue_no_id", ["doc_catalogue_no", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_doc_copy_kind_id", ["doc_copy_kind", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_doc_dated_id", ["doc_dated", "id"], unique=False
        )
        batch_op.create_index("ix_original_document_doc_kind_id", ["doc_kind", "id"], unique=False)
        batch_op.create_index("ix_original_document_doc_no_id", ["doc_no", "id"], unique=False)
        batch_op.create_index("ix_original_document_doc_part_id", ["doc_part", "id"], unique=False)
        batch_op.create_index("ix_original_document_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_original_document_replaces_id_id", ["replaces_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_original_document_scan_count_id", ["scan_count", "id"], unique=False
        )
        batch_op.create_index("ix_original_document_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_original_document_valid_to_id", ["valid_to", "id"], unique=False)
        batch_op.create_index(
            "ix_original_document_volume_no_id", ["volume_no", "id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("original_document")
