"""Runs the revisions of ``versions/`` against the configured database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.autogenerate import renderers
from alembic.operations import ops
from flask import current_app
from flask_appbuilder import Model
from sqlalchemy import BigInteger

from app.kernel.db import UTCDateTime
from app.kernel.search_store import searchable, statements

target_metadata = Model.metadata


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Search tables are made by their own DDL helper, not from the metadata."""
    return not (kind == "table" and reflected and str(name).startswith("search_"))


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Revisions stand on their own: they name database types, never the app's classes."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, BigInteger):
        autogen.imports.add('BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")')
        return "BIG"
    return False


class SearchStore(ops.MigrateOperation):
    """Make the token table of a searched table; it is no table of the metadata."""

    def __init__(self, table: str, gone: bool = False) -> None:
        self.table, self.gone = table, gone

    def reverse(self) -> SearchStore:
        return SearchStore(self.table, not self.gone)


@renderers.dispatch_for(SearchStore)
def render_store(_autogen: Any, op: SearchStore) -> list[str]:
    """The statements themselves: history must not change when the search does."""
    if op.gone:
        return [f'op.execute("DROP TABLE search_token_{op.table}")']
    said = {name: [f"op.execute({sql!r})" for sql in statements(op.table, name)] for name in
            ("sqlite", "postgresql")}  # fmt: skip
    head = 'if op.get_bind().dialect.name == "sqlite":'
    return [head, *said["sqlite"], "else:", *said["postgresql"], ""]


def add_stores(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """A new table with ``__search__`` brings its token table; what goes with a table is not said."""
    searched = {model.__table__.name for model in searchable()}
    for script in directives:
        up, down = script.upgrade_ops.ops, script.downgrade_ops.ops
        made = [op.table_name for op in up if isinstance(op, ops.CreateTableOp)]
        gone = {op.table_name for op in down if isinstance(op, ops.DropTableOp)}
        script.downgrade_ops.ops = down = [  # a table takes its indexes along
            op for op in down if not (isinstance(op, ops.ModifyTableOps) and op.table_name in gone)
        ]
        for store in [SearchStore(name) for name in made if name in searched]:
            up.append(store)
            down.insert(0, store.reverse())


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
            process_revision_directives=add_stores,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
