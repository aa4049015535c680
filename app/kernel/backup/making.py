"""Making a backup: the snapshot first, then the contents it names, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from app.kernel.backup import manifest, snapshot
from app.kernel.backup.manifest import Manifest
from app.kernel.backup.refusal import BackupRefused
from app.kernel.backup.snapshot import Content, Snapshot
from app.kernel.db import utcnow
from app.kernel.files.models import StoredFile
from app.kernel.files.previews import SIZES, picture_name
from app.kernel.files.store import store

OWN = re.compile(r"kedang-\d{8}T\d{6}Z\.zip")
ATTEMPTS = 3


class _Swept(Exception):
    """A content went away after the snapshot: the snapshot is older than the files are."""


@dataclass(frozen=True)
class Made:
    """A backup that is in its place."""

    path: Path
    size: int
    manifest: Manifest
    removed: int


def make(engine: Engine, target: Path, data: Path, version: str, keep: int = 0) -> Made:
    """Back up database, files of the store and keys of ``data`` into ``target``.

    ``target`` is a new file, or a folder that gets one with the time in its name; then, with
    ``keep``, only that many stay there. The server may run: the snapshot is one moment, and
    contents are never changed, only let go of. Raises BackupRefused. Source: R-311.
    """
    path = _place(target)
    if path.exists():
        raise BackupRefused(f"{path} is there already; it was left alone.")
    if keep and not target.is_dir():
        raise BackupRefused("--keep needs a folder: it chooses among the backups in it.")
    for attempt in range(ATTEMPTS):
        # all drafts lie in one folder that nobody else can read, and go with it
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".kedang-") as folder:
            try:
                made = _write(engine, Path(folder), data, version)
            except _Swept:
                if attempt + 1 < ATTEMPTS:
                    continue
                raise BackupRefused("Contents are being removed all the time; try later.") from None
            draft = Path(folder) / "backup.zip"
            size = draft.stat().st_size
            os.replace(draft, path)
            _sync(path.parent)
            break
    return Made(path, size, made, _tidy(path.parent, keep) if keep else 0)


def _place(target: Path) -> Path:
    if target.is_dir():
        return target / f"kedang-{utcnow():%Y%m%dT%H%M%SZ}.zip"
    if not target.parent.is_dir():
        raise BackupRefused(f"There is no folder {target.parent}.")
    return target


def _write(engine: Engine, folder: Path, data: Path, version: str) -> Manifest:
    seen = snapshot.take(engine, folder)
    made = Manifest(
        utcnow().isoformat(), version, seen.dialect, seen.server, seen.revision, seen.path.name,
        seen.tables,
    )  # fmt: skip
    draft = folder / "backup.zip"
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", compresslevel=6) as archive:
            packed = zipfile.ZIP_DEFLATED if seen.dialect == "sqlite" else zipfile.ZIP_STORED
            with seen.path.open("rb") as database:
                manifest.add(archive, made, seen.path.name, database, compress=packed)
            seen.path.unlink()
            manifest.add(archive, made, "parameters.csv", _parameters(seen))
            for key in sorted((data / "keys").iterdir()):
                with key.open("rb") as part:
                    manifest.add(archive, made, f"keys/{key.name}", part)
            for content in seen.contents:
                _add_content(engine, archive, made, content)
            archive.writestr(manifest.NAME, made.text())
        file.flush()
        os.fsync(file.fileno())
    return made


def _parameters(seen: Snapshot) -> io.BytesIO:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["key", "default", "value", "valid_from", "state"])
    lines.writerows(seen.parameters)
    return io.BytesIO(text.getvalue().encode())


def _add_content(
    engine: Engine, archive: zipfile.ZipFile, made: Manifest, content: Content
) -> None:
    """A content and its pictures; one that was missing before is said to be, one that goes now is not."""
    with ExitStack() as files:
        try:
            source = files.enter_context(store().open(content.key))
        except FileNotFoundError:
            if not _is_named(engine, content.key):
                raise _Swept from None
            made.missing.append(content.key)
            return
        if manifest.add(archive, made, f"blobs/{content.key}", source) != content.sha256:
            made.missing.append(content.key)
        for number in range(1, content.pages + 1):
            for size in SIZES:
                name = picture_name(size, number)
                try:
                    picture = files.enter_context(store().open_preview(content.key, name))
                except FileNotFoundError:
                    continue  # drawn anew when it is lost; no reason to lose the backup
                manifest.add(archive, made, f"previews/{content.key}/{name}", picture)


def _is_named(engine: Engine, key: str) -> bool:
    with engine.connect() as connection:
        found = select(StoredFile.id).where(StoredFile.storage_key == key)
        return connection.scalar(found) is not None


def _tidy(folder: Path, keep: int) -> int:
    """Remove all but the newest backups of ours; other files are not touched."""
    ours = sorted((p for p in folder.iterdir() if OWN.fullmatch(p.name)), reverse=True)
    for path in ours[keep:]:
        path.unlink()
    return len(ours[keep:])


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
