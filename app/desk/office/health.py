"""Is the service alive, and can it work? For those who watch over it; tells no secrets."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify
from sqlalchemy import literal, select
from werkzeug.wrappers import Response

from app.kernel.db import db
from app.kernel.papers import doctor

log = logging.getLogger("kedang.health")
health = Blueprint("health", __name__)


def database() -> str | None:
    db.session.execute(select(literal(1)))
    return None


def migrations() -> str | None:
    config = current_app.extensions["migrate"].migrate.get_config()
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    return None if wanted == present else "not at the newest version"


def storage() -> str | None:
    folder = Path(current_app.config["DATA_DIR"]) / "files"
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"ready")
        file.flush()
        os.fsync(file.fileno())
    return None


def queue() -> str | None:
    check = current_app.extensions.get("queue_check")
    return check() if check else None


def printing() -> str | None:
    bad = [f for f in doctor.findings(current_app.config["DATA_DIR"]) if f.level == "error"]
    return "; ".join(str(finding.message) for finding in bad) or None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database,
    "migrations": migrations,
    "storage": storage,
    "queue": queue,
    "printing": printing,
}


@health.get("/healthz")
def healthz() -> Response:
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when every part works, 503 with the parts that do not; the reasons stand in the log."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            problem = check()
        except Exception:
            log.exception("readiness: %s", name)
            problem = "failed"
        if problem and problem != "failed":
            log.warning("readiness: %s: %s", name, problem)
        found[name] = "failed" if problem else "ok"
    ready = set(found.values()) == {"ok"}
    return jsonify(status="ready" if ready else "not ready", parts=found), 200 if ready else 503


def init_app(app: Flask) -> None:
    app.register_blueprint(health)
