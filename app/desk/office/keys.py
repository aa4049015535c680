"""The installation's folders and its signing key, kept where only the service can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from flask import Flask

FOLDERS = ("", "files", "keys", "logs")


def kept_secret(folder: Path) -> str:
    """The signing key of this installation: made once, readable by its owner only."""
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key


def init_app(app: Flask) -> None:
    data = Path(app.config["DATA_DIR"])
    for name in FOLDERS:
        (data / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = kept_secret(data / "keys")
