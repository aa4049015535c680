"""Files that jobs make for whoever asked: one a job, whole or not at all, gone after some days."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

FOLDER = "results"


def path(job_id: int) -> Path:
    """Where the file of a job lies; nothing else ever lies there."""
    return Path(current_app.config["DATA_DIR"]) / FOLDER / str(int(job_id))


def keep(job_id: int, content: bytes) -> None:
    """Keep a job's file; a job that runs again writes the same place."""
    place = path(job_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_bytes(content)
    draft.chmod(0o600)
    draft.replace(place)


def read(job_id: int) -> bytes | None:
    """The file of a job; None when there is none or it was swept out."""
    try:
        return path(job_id).read_bytes()
    except FileNotFoundError:
        return None


def older_than(before: float) -> Iterator[Path]:
    """Files, drafts of killed workers among them, last written before a moment (seconds since 1970)."""
    folder = path(0).parent
    return (each for each in folder.glob("*") if each.stat().st_mtime < before)
