"""What a backup says of itself: versions, counts, and a fingerprint of each part."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from app.kernel.backup.refusal import BackupRefused

FORMAT = 1
NAME = "manifest.json"
PIECE = 1024 * 1024


@dataclass
class Manifest:
    """The first thing a restore reads. ``parts`` maps every file in the archive to its sha256."""

    made_at: str
    app_version: str
    dialect: str
    server: str
    revision: str
    database: str
    tables: dict[str, int]
    parts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def moment(self) -> dt.datetime:
        """When the backup was made."""
        return dt.datetime.fromisoformat(self.made_at)

    def text(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @property
    def sha256(self) -> str:
        """The fingerprint of the whole backup."""
        return hashlib.sha256(self.text()).hexdigest()


def add(archive: zipfile.ZipFile, made: Manifest, name: str, source: IO[bytes], **how: Any) -> str:
    """Put a part into the archive and its fingerprint into the manifest."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o600 << 16
    entry.compress_type = how.get("compress", zipfile.ZIP_STORED)
    digest = hashlib.sha256()
    with archive.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
    made.parts[name] = digest.hexdigest()
    return made.parts[name]


def read(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of an archive. Raises BackupRefused when it is none of ours or of a later format."""
    try:
        said: Mapping[str, Any] = json.loads(archive.read(NAME))
        if said["format"] > FORMAT:
            raise BackupRefused("This backup was made by a newer version of Kedang: update first.")
        return Manifest(**said)
    except (KeyError, TypeError, ValueError):
        raise BackupRefused("This is not a backup of Kedang, or its manifest is damaged.") from None


def opened(path: Path) -> zipfile.ZipFile:
    """The archive at ``path``. Raises BackupRefused."""
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupRefused(f"{path} cannot be read as a backup: {error}") from None


def verify(archive: zipfile.ZipFile, made: Manifest) -> None:
    """Read every part and compare it with its fingerprint. Raises BackupRefused."""
    there = set(archive.namelist()) - {NAME}
    if there != set(made.parts):
        odd = sorted(there ^ set(made.parts))
        raise BackupRefused(f"Parts are missing from the backup or were added to it: {odd[:3]}")
    for name, wanted in made.parts.items():
        if _fingerprint(archive, name) != wanted:
            raise BackupRefused(f"The backup is damaged: {name} is not what it was.")


def _fingerprint(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as part:
            while piece := part.read(PIECE):
                digest.update(piece)
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError):  # type: ignore[attr-defined]
        return ""
    return digest.hexdigest()
