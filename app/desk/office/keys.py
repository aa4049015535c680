"""The installation's folders and its signing key, kept where only the service can read."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from flask import Flask

FOLDERS = ("", "files", "keys", "logs")


def kept_secret(folder: Path) -> str:
    """The signing key of this installation: made once, readable by its owner only."""
    path, draft = folder / "secret_key", folder / f"secret_key.{secrets.token_hex(8)}"
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        # Several processes may start at once: the first whole file stays, nobody reads half a key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def init_app(app: Flask) -> None:
    data = Path(app.config["DATA_DIR"])
    for name in FOLDERS:
        (data / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = kept_secret(data / "keys")
