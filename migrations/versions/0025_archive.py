"""Original papers of customers; how complete each archive is.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ARCHIVE_SCORE = (
    "area_id",
    "band",
    "branch_id",
    "breadth",
    "completeness_pct",
    "created_at",
    "department_id",
    "due_on",
    "missing_count",
    "nature",
    "owner_id",
    "party_kind",
    "tier",
)
ORIGINAL_DOCUMENT = (
    "area_id",
    "branch_id",
    "created_at",
    "customer_id",
    "department_id",
    "doc_catalogue_no",
    "doc_copy_kind",
    "doc_dated",
    "doc_kind",
    "doc_no",
    "doc_part",
    "owner_id",
    "replaces_id",
    "scan_count",
    "state",
    "valid_to",
    "volume_no",
)


def upgrade() -> None:
    op.create_table(
        "archive_score",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("completeness_pct", sa.Integer(), nullable=False),
        sa.Column(
            "band",
            sa.Enum(
                "full",
                "enough",
                "lacking",
                "poor",
                name="band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("missing_count", sa.Integer(), nullable=False),
        sa.Column("wanted_count", sa.Integer(), nullable=False),
        sa.Column("base_pct", sa.Integer(), nullable=True),
        sa.Column("people_pct", sa.Integer(), nullable=True),
        sa.Column("product_pct", sa.Integer(), nullable=True),
        sa.Column("competition_pct", sa.Integer(), nullable=True),
        sa.Column("trade_pct", sa.Integer(), nullable=True),
        sa.Column("features_pct", sa.Integer(), nullable=True),
        sa.Column("papers_pct", sa.Integer(), nullable=True),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "breadth",
            sa.Enum(
                "short",
                "standard",
                "full",
                name="breadth",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "party_kind",
            sa.Enum(
                "organisation",
                "individual",
                name="partykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "government",
                "special_company",
                "ordinary_company",
                "individual",
                "trading_partner",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
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
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
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
            ["area_id"], ["area.id"], name=op.f("fk_archive_score_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_archive_score_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["ab_user.id"], name=op.f("fk_archive_score_changed_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["ab_user.id"], name=op.f("fk_archive_score_created_by_id_ab_user")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_archive_score_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_archive_score_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["ab_user.id"], name=op.f("fk_archive_score_owner_id_ab_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_score")),
        sa.UniqueConstraint("customer_id", name=op.f("uq_archive_score_customer_id")),
    )
    _lead("archive_score", ARCHIVE_SCORE)

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
    _lead("original_document", ORIGINAL_DOCUMENT)
    # not in batch mode: SQLite would make the table anew and lose its CHECKs
    op.execute("ALTER TABLE customer ADD COLUMN completeness_pct INTEGER")
    op.create_index("ix_customer_completeness_pct_id", "customer", ["completeness_pct", "id"])


def _lead(table: str, columns: tuple[str, ...]) -> None:
    for name in columns:
        op.create_index(f"ix_{table}_{name}_id", table, [name, "id"])


def downgrade() -> None:
    op.drop_index("ix_customer_completeness_pct_id", "customer")
    op.execute("ALTER TABLE customer DROP COLUMN completeness_pct")
    op.drop_table("original_document")
    op.drop_table("archive_score")
