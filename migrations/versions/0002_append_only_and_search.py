"""The trail becomes append-only; the tables of the search are made

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = ("trail_entry", "trail_seal", "trail_sealed")
# What search.create_ddl made when this was written, said again: history must not change with it.
SEARCHED = ("contact", "customer", "visit_request")
PARTS = ("names", "codes", "phones")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()


def _upgrade_sqlite() -> None:
    for table in KEPT:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    kept = ", ".join(f"{part} UNINDEXED" for part in PARTS)
    for table in SEARCHED:
        op.execute(
            f"CREATE VIRTUAL TABLE search_token_{table} USING "
            f"fts5(tokens, {kept}, detail=none, columnsize=0, tokenize='ascii')"
        )


def _upgrade_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        )
    kept = ", ".join(f"{part} TEXT NOT NULL" for part in PARTS)
    for table in SEARCHED:
        op.execute(
            f"CREATE TABLE search_token_{table} "
            f"(rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, {kept})"
        )
        op.execute(
            f"CREATE INDEX ix_search_token_{table}_tokens ON search_token_{table} USING gin (tokens)"
        )


def downgrade() -> None:
    for table in SEARCHED:
        op.execute(f"DROP TABLE search_token_{table}")
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_rewriting()")
