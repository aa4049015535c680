"""Restoring a backup: everything is checked first; contents are added, then the database changes in one stroke."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, column, func, inspect, select, table
from sqlalchemy.orm import Session

from app.kernel import sealing
from app.kernel.backup import manifest, programs, snapshot
from app.kernel.backup.manifest import Manifest
from app.kernel.backup.refusal import BackupRefused
from app.kernel.files.store import store
from app.kernel.scope import SYSTEM, acting_as

# Everything an earlier life of the database left; an extension's own things stay.
EMPTY_SQL = """
SET client_min_messages = warning;
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', each.tablename);
  END LOOP;
  FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS %I CASCADE', each.sequencename);
  END LOOP;
  FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = current_schema() AND NOT EXISTS (
        SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', each.name);
  END LOOP;
END $$
"""
# The last words of the transaction that fills: it ends only where every table has the rows of the manifest.
COMPARE_SQL = """
RESET search_path;
SELECT set_config('kedang.tables', :'tables', true);
DO $$ DECLARE each record; number bigint; odd text[] := '{}'; BEGIN
  FOR each IN
    SELECT name, wanted.value::bigint AS value, found.tablename IS NOT NULL AS is_here
    FROM json_each_text(current_setting('kedang.tables')::json) AS wanted(name, value)
    FULL JOIN (SELECT tablename FROM pg_tables WHERE schemaname = current_schema()) found
      ON found.tablename = wanted.name
  LOOP
    IF each.name IS NULL OR NOT each.is_here THEN
      odd := odd || coalesce(each.name, '(one more)');
      CONTINUE;
    END IF;
    EXECUTE format('SELECT count(*) FROM %I', each.name) INTO number;
    IF number <> each.value THEN odd := odd || each.name; END IF;
  END LOOP;
  IF odd <> '{}' THEN
    RAISE EXCEPTION 'The restored tables differ from the manifest: %', odd[1:5];
  END IF;
END $$;
ANALYZE;
"""


@dataclass(frozen=True)
class Restored:
    """What was restored, and what the check of its trail said."""

    manifest: Manifest
    problems: list[str]
    unsealed: int


@contextmanager
def checked(path: Path, dialect: str, known: Callable[[str], bool]) -> Iterator[Any]:
    """The archive and its manifest, every part compared; ``known`` says whether a revision is ours.

    Raises BackupRefused: the target has not been touched.
    """
    with manifest.opened(path) as archive:
        made = manifest.read(archive)
        if made.dialect != dialect:
            raise BackupRefused(
                f"This is a backup of {made.dialect}, but DATABASE_URL is {dialect}."
            )
        if not known(made.revision):
            raise BackupRefused(
                f"The backup's schema ({made.revision or 'none'}) is newer than this program: update first."
            )
        manifest.verify(archive, made)
        yield archive, made


def restore(
    engine: Engine, path: Path, data: Path, known: Callable[[str], bool],
    migrate: Callable[[Engine], None], force: bool = False,
) -> Restored:  # fmt: skip
    """Bring a backup back into this installation; servers and workers stand still meanwhile.

    Refuses a target that holds anything unless ``force``. Contents come first: more of them than
    the database names do no harm, and those that a refused restore brought go again. The database
    is compared with the manifest, and on SQLite brought to this version, before it takes its place.
    Raises BackupRefused. Source: R-311.
    """
    with checked(path, engine.dialect.name, known) as (archive, made):
        if not force and not is_empty(engine):
            raise BackupRefused("There is data here already. --force replaces it.")
        refuse_company(engine)
        into = _into_sqlite if engine.dialect.name == "sqlite" else _into_postgresql
        brought: list[str] = []
        try:
            bring_contents(archive, made, brought)
            found = into(engine, archive, made, migrate)
        except BackupRefused:  # said only as long as the old database stands
            for key in brought:
                store().delete(key)
            raise
        _bring_keys(archive, made, data)
    return found


def is_empty(engine: Engine) -> bool:
    """True when the database has no table and no content lies in the store."""
    with engine.connect() as connection:
        has_tables = bool(inspect(connection).get_table_names())
    return not has_tables and next(store().keys(-60), None) is None


def refuse_company(engine: Engine) -> None:
    """Refuse while anybody else is at the database. Raises BackupRefused."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        _refuse_others(Path(str(engine.url.database)))
        return
    others = (
        select(func.count())
        .select_from(table("pg_stat_activity"))
        .where(
            column("datname") == func.current_database(),
            column("pid") != func.pg_backend_pid(),
            column("backend_type") == "client backend",
        )
    )
    with engine.connect() as connection:
        if connection.scalar(others):
            raise BackupRefused("Others are using the database: stop servers and workers first.")
    engine.dispose()


def _refuse_others(path: Path) -> None:
    """Only the last connection may leave the write-ahead log; then its files are gone as well."""
    if not path.exists():
        return
    raw = sqlite3.connect(path, timeout=1)
    try:
        if raw.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise sqlite3.OperationalError("in use")
    except sqlite3.OperationalError:
        raise BackupRefused(
            "Others are using the database: stop servers and workers first."
        ) from None
    finally:
        raw.close()


def bring_contents(archive: zipfile.ZipFile, made: Manifest, brought: list[str]) -> None:
    """Put every content back under its key, and its pictures; what lies there already stays.

    ``brought`` gets the key of each that was not there, also where it breaks off.
    """
    for name in made.parts:
        kind, _slash, key = name.partition("/")
        if kind == "blobs" and not store().has(key):
            brought.append(key)
            with archive.open(name) as source:
                store().put(key, source)
        elif kind == "previews":
            of, _last, picture = key.rpartition("/")
            store().put_preview(of, picture, archive.read(name))


def look_over(engine: Engine, tables: Mapping[str, int]) -> tuple[list[str], int]:
    """Compare the restored tables with the manifest and verify the trail. Raises BackupRefused."""
    with engine.connect() as connection:
        found = snapshot.counts(connection)
    odd = sorted(name for name in {*found, *tables} if found.get(name) != tables.get(name))
    if odd:
        raise BackupRefused(f"The restored tables differ from the manifest: {odd[:5]}")
    return verify_trail(engine)


def verify_trail(engine: Engine) -> tuple[list[str], int]:
    """What is wrong with the trail of a restored database, and how many entries no seal covers."""
    with acting_as(SYSTEM), Session(engine) as session:
        return sealing.verify(session)


def _into_sqlite(
    engine: Engine, archive: zipfile.ZipFile, made: Manifest, migrate: Callable[[Engine], None]
) -> Restored:
    target = Path(str(engine.url.database))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".kedang-") as folder:
        draft = unpack(archive, made, Path(folder))
        with snapshot.standing(draft) as engine_of_draft:
            said = look_over(engine_of_draft, made.tables)
            migrate(engine_of_draft)
        os.replace(draft, target)
    return Restored(made, *said)


def unpack(archive: zipfile.ZipFile, made: Manifest, folder: Path) -> Path:
    """The database of the archive as a file that only we can read."""
    draft = folder / Path(made.database).name
    with archive.open(made.database) as source, draft.open("xb") as target:
        os.chmod(draft, 0o600)
        shutil.copyfileobj(source, target, manifest.PIECE)
        target.flush()
        os.fsync(target.fileno())
    return draft


def _into_postgresql(
    engine: Engine, archive: zipfile.ZipFile, made: Manifest, migrate: Callable[[Engine], None]
) -> Restored:
    with tempfile.TemporaryDirectory(prefix="kedang-") as folder:
        fill_postgresql(engine, unpack(archive, made, Path(folder)), made.tables)
    said = verify_trail(engine)
    migrate(engine)
    return Restored(made, *said)


def fill_postgresql(engine: Engine, dump: Path, tables: Mapping[str, int]) -> None:
    """Empty the database and fill it from a dump: one transaction, so never half.

    Raises BackupRefused where the dump is broken or holds other rows than ``tables`` says:
    then everything is as it was.
    """
    with engine.connect() as connection:
        major = programs.major_of(connection)
        with programs.address(connection) as where:
            connection.rollback()
            script, compare = dump.with_suffix(".sql"), dump.with_suffix(".compare.sql")
            compare.write_text(COMPARE_SQL, "utf-8")
            programs.run([
                programs.program("pg_restore", major), "--no-owner", "--no-privileges",
                f"--file={script}", str(dump),
            ])  # fmt: skip
            programs.run([
                programs.program("psql", major), "--no-psqlrc", "--quiet", "--single-transaction",
                "--set=ON_ERROR_STOP=1", f"--dbname={where}", f"--command={EMPTY_SQL}",
                f"--file={script}", f"--set=tables={json.dumps(dict(tables))}",
                f"--file={compare}", "--output=/dev/null",
            ])  # fmt: skip
    engine.dispose()


def _bring_keys(archive: zipfile.ZipFile, made: Manifest, data: Path) -> None:
    """The keys last: each is written beside and renamed, so that it is whole or the old one."""
    folder = data / "keys"
    for name in made.parts:
        if not name.startswith("keys/"):
            continue
        draft = folder / f"restored.{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(archive.read(name))
        os.replace(draft, folder / Path(name).name)
