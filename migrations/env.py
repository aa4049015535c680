"""Runs the revisions of ``versions/`` against the configured database."""

from __future__ import annotations

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


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
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
