"""Runs the revisions of ``versions/`` against the configured database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from flask_appbuilder import Model

from app.kernel.db import UTCDateTime

target_metadata = Model.metadata


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Search tables are made by their own DDL helper, not from the metadata."""
    return not (kind == "table" and reflected and str(name).startswith("search_"))


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Revisions stand on their own: they name database types, never the app's classes."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def _without_cascades(connection: Any) -> Iterator[None]:
    """SQLite changes a table by making a new one; dropping the old one must not empty its children."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection  # before a transaction, or it has no effect
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _without_cascades(connection):
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=include_object,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
