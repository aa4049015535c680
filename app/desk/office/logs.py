"""The service's log: one JSON object a line, rotated, with no secret and no personal data in it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import inspect
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import InstanceState

MEBIBYTE = 1024 * 1024
LOGGERS = ("kedang", "app", "flask_appbuilder", "werkzeug.error")
LINKS, FRAMES = 10, 30  # of a chain of faults, and of places in each
# what must not stand in a log, wherever it comes from: database details, secrets, people
SCRUBS = [
    (re.compile(r"DETAIL:.*", re.DOTALL), "DETAIL: [left out]"),
    (re.compile(r"\[parameters:.*?\](?=\n|$)", re.DOTALL), "[parameters left out]"),
    (re.compile(r"(?i)(password|passwd|secret|token|cookie|authorization)(['\"]?\s*[=:]\s*)\S+"),
     r"\1\2[left out]"),
    (re.compile(r"(?i)(\w+://[^:/\s]+):[^@/\s]+@"), r"\1:[left out]@"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "[mail]"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[number]"),
    (re.compile(r"(?<!\d)1\d{10}(?!\d)"), "[phone]"),
]  # fmt: skip


def scrub(text: str) -> str:
    for pattern, instead in SCRUBS:
        text = pattern.sub(instead, text)
    return text


# faults of the code, whose text names code; any other fault may quote what somebody typed
OF_THE_CODE = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError)


def told(error: BaseException) -> str:
    """What a fault was, without its text: kind, place in the database, statement without values."""
    said = [type(error).__qualname__]
    if isinstance(error, OF_THE_CODE):
        said.append(scrub(str(error)))
    if isinstance(error, OSError) and error.errno is not None:
        said.append(os.strerror(error.errno))
    if isinstance(error, StatementError) and error.statement:
        said.append(scrub(error.statement))  # values stand in its parameters
    diagnosis = getattr(error, "diag", None)  # of PostgreSQL; SQLite has no such thing
    said += [
        str(found)
        for name in ("sqlstate", "table_name", "column_name", "constraint_name")
        if (found := getattr(diagnosis, name, None))
    ]
    return ": ".join(said)


def trace_of(error: BaseException) -> str:
    """The places a fault came through, and those it came from, oldest first."""
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None and len(lines) < LINKS:
        frames = traceback.extract_tb(link.__traceback__)[-FRAMES:]
        places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        lines.append(" < ".join([told(link), *reversed(places)]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(reversed(lines))


class JsonLines(logging.Formatter):
    """Who (by number), where, what; never with which values."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        entry.update(getattr(record, "facts", {}))
        if has_request_context():
            entry.setdefault("request", g.get("request_id"))
            entry.setdefault("endpoint", request.endpoint)
        if record.exc_info and record.exc_info[1] is not None:
            entry["trace"] = trace_of(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False, default=str)


class SharedFile(logging.Handler):
    """A file that several worker processes append to and that one of them rotates."""

    def __init__(self, path: Path, largest: int = 10 * MEBIBYTE, keep: int = 10) -> None:
        super().__init__()
        self.path, self.largest, self.keep = path, largest, keep

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = (self.format(record) + "\n").encode()
            self._rotate(len(line))
            # one write to a file opened for appending does not mix with other processes' lines
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except Exception:
            self.handleError(record)

    def _full(self, more: int) -> bool:
        return self.path.exists() and self.path.stat().st_size + more > self.largest

    def _rotate(self, more: int) -> None:
        if not self._full(more):
            return
        with open(self.path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._full(more):
                return
            for number in range(self.keep - 1, 0, -1):
                older = self.path.with_suffix(f".{number}.log")
                if older.exists():
                    older.replace(self.path.with_suffix(f".{number + 1}.log"))
            self.path.replace(self.path.with_suffix(".1.log"))


def _begin() -> None:
    g.request_id = os.urandom(8).hex()
    g.began = time.perf_counter()


def _who() -> int | None:
    """Id of the person, when the request asked for him: the log must not cause a query."""
    state = inspect(g.get("_login_user"), raiseerr=False)
    return state.identity[0] if isinstance(state, InstanceState) and state.identity else None


def _end(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    spent = time.perf_counter() - g.get("began", time.perf_counter())
    facts = {
        "method": request.method,
        "status": response.status_code,
        "ms": round(spent * 1000),
        "user": _who(),
    }
    logging.getLogger("kedang.request").info("answered", extra={"facts": facts})
    return response


def write_into(data: Path, level: str) -> None:
    """Let what is logged from now on stand in the log of this data folder, and in no other."""
    handler = SharedFile(data / "logs" / "kedang.log")
    handler.setFormatter(JsonLines())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for old in [h for h in logger.handlers if isinstance(h, SharedFile)]:
            logger.removeHandler(old)
        logger.addHandler(handler)
        logger.setLevel(level)
    logging.getLogger("flask_appbuilder").setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    write_into(Path(app.config["DATA_DIR"]), app.config.get("LOG_LEVEL", "INFO"))
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)
