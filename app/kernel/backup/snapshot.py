"""One moment of the database as a file, with what stands in it; nobody has to stop working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, column, create_engine, func, inspect, select, table
from sqlalchemy.orm import Session

from app.kernel.backup import programs
from app.kernel.files.models import StoredFile
from app.kernel.parameters import Parameter, ParameterValue

SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")  # of SQLite's search tables


@dataclass(frozen=True)
class Content:
    """A stored content that the database names: its key, fingerprint and number of pictured pages."""

    key: str
    sha256: str
    pages: int


@dataclass
class Snapshot:
    """A database file and what it holds."""

    path: Path
    dialect: str
    server: str
    revision: str
    tables: dict[str, int] = field(default_factory=dict)
    contents: list[Content] = field(default_factory=list)
    parameters: list[list[str]] = field(default_factory=list)


def take(engine: Engine, folder: Path) -> Snapshot:
    """Write the database as it is at one moment into ``folder``. Raises BackupRefused."""
    return (_sqlite if engine.dialect.name == "sqlite" else _postgresql)(engine, folder)


def _sqlite(engine: Engine, folder: Path) -> Snapshot:
    """VACUUM INTO reads in one transaction, and what was deleted is not in the copy."""
    path = folder / "database.sqlite"
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        raw.close()
    with standing(path) as copy, copy.connect() as connection:
        return _look(connection, path)


def _postgresql(engine: Engine, folder: Path) -> Snapshot:
    """pg_dump looks through the same window as we do: an exported snapshot."""
    path = folder / "database.pgdump"
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        window = connection.scalar(select(func.pg_export_snapshot()))
        major = programs.major_of(connection)
        seen = _look(connection, path)
        with programs.address(connection) as where:
            programs.run([
                programs.program("pg_dump", major), "--format=custom", "--no-owner",
                "--no-privileges", f"--snapshot={window}", f"--file={path}", f"--dbname={where}",
            ])  # fmt: skip
    return seen


@contextmanager
def standing(path: Path) -> Iterator[Engine]:
    """An engine on a SQLite file, closed at the end of the block."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()


def counts(connection: Any) -> dict[str, int]:
    """Every table of the database and how many rows it has."""
    return {
        name: connection.scalar(select(func.count()).select_from(table(name)))
        for name in sorted(inspect(connection).get_table_names())
        if not (name.startswith("search_token_") and name.endswith(SHADOWS))
    }


def revision(connection: Any) -> str:
    """The version of the schema; empty where there is none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _look(connection: Any, path: Path) -> Snapshot:
    dialect = connection.dialect
    seen = Snapshot(
        path, dialect.name, ".".join(map(str, dialect.server_version_info or ())),
        revision(connection), counts(connection),
    )  # fmt: skip
    if StoredFile.__tablename__ in seen.tables:
        columns = StoredFile.storage_key, StoredFile.sha256, StoredFile.pages
        found = connection.execute(select(*columns).order_by(StoredFile.id))
        seen.contents = [Content(*row) for row in found]
    if ParameterValue.__tablename__ in seen.tables:
        seen.parameters = _parameters(Session(connection))
    return seen


def _parameters(session: Session) -> list[list[str]]:
    """Every parameter with its default and each value that was ever said: to be read without a database."""
    names = Parameter.key, Parameter.default_value
    said = ParameterValue.value, ParameterValue.valid_from, ParameterValue.state
    statement: Any = (
        select(*names, *said)
        .join(ParameterValue, ParameterValue.parameter_id == Parameter.id, isouter=True)
        .order_by(Parameter.key, column("valid_from"))
    )
    return [
        [key, default, value or "", str(day or ""), state.value if state else ""]
        for key, default, value, day, state in session.execute(statement)
    ]
