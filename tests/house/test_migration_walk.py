"""The revisions go down and up again over a database in which every table holds rows."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_appbuilder import Model
from sqlalchemy import Enum, Table, func, inspect, select
from sqlalchemy.exc import IntegrityError

from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from tests.house import rows

FIRST = "0002"  # the ground: what stands on it goes and comes back


def fill() -> None:
    """A row in every table, and one for every word that a column can hold."""
    session = db.session
    for mapper in sorted(Model.registry.mappers, key=lambda mapper: mapper.local_table.name):
        model = mapper.class_
        rows.first(session, model)
        for attribute in mapper.column_attrs:
            kind = attribute.columns[0].type
            for word in kind.enum_class or () if isinstance(kind, Enum) else ():
                try:
                    with session.begin_nested():
                        rows.make(session, model, **{attribute.key: word})
                except IntegrityError:
                    continue  # one row of this table is all it holds
    session.commit()


def counts() -> dict[str, int]:
    """How many rows each table holds."""
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        tables = {name: Table(name, db.MetaData()) for name in names}
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in tables.items()
            if not name.startswith(("search_", "alembic_"))
        }


@pytest.mark.filterwarnings("ignore:Did not recognize type:sqlalchemy.exc.SAWarning")
def test_every_revision_goes_down_and_up_with_rows_in_the_tables(own_app: Any) -> None:
    def go(*words: str) -> None:
        with own_app.app_context():
            db.session.remove()
            db.engine.dispose()
        done = own_app.test_cli_runner().invoke(args=["db", *words])
        assert done.exit_code == 0, (done.output, done.exception)

    with own_app.app_context(), acting_as(SYSTEM), writing():
        fill()
        before = counts()
        mapped = {mapper.local_table.name for mapper in Model.registry.mappers}
        assert [name for name in mapped if not before[name]] == []
    go("downgrade", FIRST)
    with own_app.app_context():
        below = counts()
    assert 0 < len(below) < len(before)
    go("upgrade")
    with own_app.app_context():
        after = counts()
        with db.engine.connect() as connection:
            opts = {"compare_type": True, "include_object": _ours}
            context = MigrationContext.configure(connection, opts=opts)
            assert compare_metadata(context, Model.metadata) == []
        assert after.keys() == before.keys()
        for name in ("customer", "contact", "ab_user", "visit_request", "flow_step", "trail_entry"):
            assert (below[name], after[name]) == (before[name], before[name]), name
        db.session.remove()
        db.engine.dispose()


def _ours(_item: Any, label: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    return not (kind == "table" and str(label).startswith("search_"))
