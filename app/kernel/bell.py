"""The bell that wakes workers: a queue in a file of its own; losing a ring costs only the wait for the next look."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask import current_app
from huey import SqliteHuey

log = logging.getLogger(__name__)


class Bell:
    """huey's queue used for one thing: to say that there may be work.

    Its dequeue deletes a message before the work is done, so it can never be the truth; the
    job table is.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._queue = SqliteHuey(
            "kedang", filename=str(folder / "queue.db"), results=False, utc=True
        )
        self._wake = self._queue.task(name="wake")(_nothing)

    def ring(self, kind: str) -> None:
        """Say that a job was committed."""
        self._wake(kind)

    def heard(self) -> bool:
        """True when somebody rang since the last question; takes all rings together."""
        rang = False
        while self._queue.dequeue() is not None:
            rang = True
        return rang

    def pending(self) -> int:
        """How many rings nobody has heard yet."""
        return int(self._queue.pending_count())


def _nothing(kind: str) -> None:
    """huey wants a function; the worker looks at the job table instead."""


def bell() -> Bell:
    """The bell of this process."""
    app: Any = current_app
    if "bell" not in app.extensions:
        app.extensions["bell"] = Bell(Path(app.config["DATA_DIR"]))
    return app.extensions["bell"]


def ring(kind: str) -> None:
    """Wake a worker; never an error for the person whose row is already saved."""
    try:
        bell().ring(kind)
    except Exception:
        log.warning("no worker could be woken; the next look finds the job", exc_info=True)


def check() -> str | None:
    """What is wrong with the queue, or None; for those who watch over the service."""
    try:
        bell().pending()
    except Exception:
        log.exception("the queue cannot be read")
        return "the queue cannot be read"
    return None
