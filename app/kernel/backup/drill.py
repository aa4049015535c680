"""The drill: restore a backup into a place of its own, look it over, and throw it away."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from app.kernel.backup import restoring, snapshot
from app.kernel.backup.manifest import Manifest
from app.kernel.backup.refusal import BackupRefused
from app.kernel.backup.restoring import Restored
from app.kernel.files.models import StoredFile


def drill(engine: Engine, path: Path, known: Callable[[str], bool]) -> Restored:
    """Try a restore without touching this installation: tables, contents and trail. Raises BackupRefused."""
    with (
        restoring.checked(path, engine.dialect.name, known) as (archive, made),
        tempfile.TemporaryDirectory(prefix="kedang-") as folder,
    ):
        draft = restoring.unpack(archive, made, Path(folder))
        with _standing(engine, draft, made) as trial:
            said = restoring.look_over(trial, made.tables)
            _compare_contents(trial, made)
    return Restored(made, *said)


@contextmanager
def _standing(engine: Engine, draft: Path, made: Manifest) -> Iterator[Engine]:
    if engine.dialect.name == "sqlite":
        with snapshot.standing(draft) as trial:
            yield trial
        return
    name = f"kedang_drill_{secrets.token_hex(4)}"
    _say(engine, f'CREATE DATABASE "{name}" TEMPLATE template0')
    trial = create_engine(engine.url.set(database=name), hide_parameters=True)
    try:
        restoring.fill_postgresql(trial, draft, made.tables)
        yield trial
    finally:
        trial.dispose()
        _say(engine, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(engine: Engine, statement: str) -> None:
    """A statement that stands outside any transaction. Raises BackupRefused without the right to it."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
    except ProgrammingError:
        raise BackupRefused(
            "A drill needs a database of its own: ALTER ROLE … CREATEDB for the user of DATABASE_URL."
        ) from None


def _compare_contents(trial: Engine, made: Manifest) -> None:
    """Every content that the restored database names is in the backup, and is what it says."""
    with trial.connect() as connection:
        found: Any = connection.execute(select(StoredFile.storage_key, StoredFile.sha256)).all()
    gone = set(made.missing)
    for key, sha256 in found:
        name = f"blobs/{key}"
        if key not in gone and made.parts.get(name) != sha256:
            raise BackupRefused(f"The content {key} is not in the backup.")
