"""Files that jobs make for whoever asked: one a job, whole or not at all, gone after some days."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from flask import current_app

FOLDER = "results"


def path(job_id: int) -> Path:
    """Where the file of a job lies; nothing else ever lies there."""
    return Path(current_app.config["DATA_DIR"]) / FOLDER / str(int(job_id))


def keep(job_id: int, content: bytes) -> None:
    """Keep a job's file; a job that runs again writes the same place."""
    keep_pieces(job_id, [content])


def keep_pieces(job_id: int, pieces: Iterable[bytes]) -> None:
    """The same for a file that comes in pieces and is never in memory whole."""
    place = path(job_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        file.writelines(pieces)
    draft.chmod(0o600)
    draft.replace(place)


def read(job_id: int) -> bytes | None:
    """The file of a job; None when there is none or it was swept out."""
    file = opened(job_id)
    if file is None:
        return None
    with file:
        return file.read()


def opened(job_id: int) -> IO[bytes] | None:
    """The same to be read in pieces; the caller closes it."""
    try:
        return path(job_id).open("rb")
    except FileNotFoundError:
        return None


def older_than(before: float) -> Iterator[Path]:
    """Files, drafts of killed workers among them, last written before a moment (seconds since 1970)."""
    folder = path(0).parent
    return (each for each in folder.glob("*") if each.stat().st_mtime < before)
