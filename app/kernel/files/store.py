"""Where contents lie: an interface, and behind it the folder files/ of the installation."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from flask import current_app
from flask_babel import lazy_gettext as _

from app.kernel.files.refusal import FileRefused

PIECE = 1024 * 1024
FOLDERS = ("blobs", "previews", "incoming")


@dataclass(frozen=True)
class Received:
    """A content that has come in and is not kept yet."""

    path: Path
    sha256: str
    size: int


class Store(Protocol):
    """What the house asks of a place for contents; keys are made by the store."""

    def receive(self, source: IO[bytes], most: int) -> contextlib.AbstractContextManager[Received]:
        """Take a stream in; what is not kept by the end of the block is gone."""

    def keep(self, received: Received) -> str:
        """Keep what came in for good, whole or not at all; its key."""

    def put(self, key: str, source: IO[bytes]) -> None:
        """Put a content back under the key it had (a restore)."""

    def open(self, key: str) -> IO[bytes]:
        """Read a content. Raises FileNotFoundError."""

    def has(self, key: str) -> bool:
        """True when a content lies under this key."""

    def delete(self, key: str) -> None:
        """Remove a content and its previews; nothing happens when it is gone already."""

    def keys(self, seconds: float) -> Iterator[str]:
        """The keys of all contents that lie here longer than so many seconds."""

    def put_preview(self, key: str, name: str, picture: bytes) -> None:
        """Keep a picture of a content."""

    def open_preview(self, key: str, name: str) -> IO[bytes]:
        """Read a picture. Raises FileNotFoundError."""

    def tidy(self, seconds: float) -> int:
        """Remove what came in so many seconds ago and was never kept; how many."""


class Folder:
    """A local folder; every file is written beside, synced, and renamed into its place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextlib.contextmanager
    def receive(self, source: IO[bytes], most: int) -> Iterator[Received]:
        """A stream on disk with its fingerprint. Raises FileRefused when it is longer than ``most`` bytes."""
        path = self.root / "incoming" / secrets.token_hex(16)
        digest, size = hashlib.sha256(), 0
        try:
            with path.open("xb") as file:
                os.chmod(file.fileno(), 0o600)
                while piece := source.read(PIECE):
                    size += len(piece)
                    if size > most:
                        raise FileRefused(
                            _("The file is larger than %(most)s MB.", most=most >> 20)
                        )
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            yield Received(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, received: Received) -> str:
        """Rename into place; the row that names the key is committed afterwards, never before."""
        key = f"{received.sha256[:2]}/{received.sha256}-{secrets.token_hex(6)}"
        place = self._place("blobs", key)
        self._folder(place.parent)
        os.replace(received.path, place)
        _sync(place.parent)
        return key

    def put(self, key: str, source: IO[bytes]) -> None:
        """Write beside and rename, like what comes in by the door."""
        place = self._place("blobs", key)
        self._folder(place.parent)
        with self.receive(source, sys.maxsize) as received:
            os.replace(received.path, place)
        _sync(place.parent)

    def open(self, key: str) -> IO[bytes]:
        """Read a content. Raises FileNotFoundError."""
        return self._place("blobs", key).open("rb")

    def has(self, key: str) -> bool:
        """True when a content lies under this key."""
        return self._place("blobs", key).is_file()

    def delete(self, key: str) -> None:
        """Remove a content and its pictures."""
        self._place("blobs", key).unlink(missing_ok=True)
        place = self._place("previews", key)
        for picture in place.parent.glob(f"{place.name}.*"):
            picture.unlink(missing_ok=True)

    def keys(self, seconds: float) -> Iterator[str]:
        """The keys of contents older than so many seconds."""
        before = time.time() - seconds
        for path in self._old("blobs", before):
            yield f"{path.parent.name}/{path.name}"

    def put_preview(self, key: str, name: str, picture: bytes) -> None:
        """Write a picture beside, then rename: a reader sees all of it or none."""
        place = self._place("previews", f"{key}.{name}")
        self._folder(place.parent)
        draft = self.root / "incoming" / secrets.token_hex(16)
        draft.write_bytes(picture)
        os.replace(draft, place)

    def open_preview(self, key: str, name: str) -> IO[bytes]:
        """Read a picture. Raises FileNotFoundError."""
        return self._place("previews", f"{key}.{name}").open("rb")

    def tidy(self, seconds: float) -> int:
        """Remove old drafts: what a killed process left."""
        before, count = time.time() - seconds, 0
        for path in list((self.root / "incoming").iterdir()):
            if _age(path) < before:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _old(self, kind: str, before: float) -> Iterator[Path]:
        for folder in sorted((self.root / kind).iterdir()):
            for path in sorted(folder.iterdir()):
                if _age(path) < before:
                    yield path

    def _place(self, kind: str, key: str) -> Path:
        folder, _slash, name = key.partition("/")
        if not folder.isalnum() or not name.replace("-", "").replace(".", "").isalnum():
            raise FileNotFoundError(key)  # no key of ours: never a path out of the folder
        return self.root / kind / folder / name

    @staticmethod
    def _folder(folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync(folder.parent)


def _age(path: Path) -> float:
    """When a file was written; now when it is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _sync(folder: Path) -> None:
    """A rename holds after a power cut only when its folder is synced as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> Store:
    """The store of this installation."""
    app: Any = current_app
    if "file_store" not in app.extensions:
        app.extensions["file_store"] = Folder(Path(app.config["DATA_DIR"]) / "files")
    return app.extensions["file_store"]
