"""PostgreSQL's own programs: found in the version that fits the server, run without a password in sight."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo

from app.kernel.backup.refusal import BackupRefused

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")

# of an address; our driver knows more words than an older pg_dump understands
WORDS = (
    "dbname",
    "host",
    "hostaddr",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
)


def program(name: str, server: int) -> str:
    """Path of ``name`` in the lowest version that is not older than the server's. Raises BackupRefused.

    An older pg_dump refuses a newer server; a much newer one may write what the server cannot read.
    """
    found = {shutil.which(name)}
    for place in PLACES:
        found |= {str(path / name) for path in Path("/").glob(place[1:])}
    versions = {path: _major(path) for path in found if path and Path(path).is_file()}
    fitting = {path: major for path, major in versions.items() if major >= server}
    if fitting:
        return min(fitting, key=lambda path: (fitting[path], path))
    has = ", ".join(f"version {major}" for major in sorted(set(versions.values()))) or "none"
    raise BackupRefused(
        f"{name} of PostgreSQL {server} is needed (found: {has}). "
        f"Install it, e.g. apt install postgresql-client-{server}."
    )


def major_of(connection: Any) -> int:
    """The server's version, as far as it decides which programs fit."""
    return int(connection.dialect.server_version_info[0])


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)(\.\d+)?", said)
    return int(number[1]) if number else 0


@contextmanager
def address(connection: Any) -> Iterator[str]:
    """How to reach the database of an open connection; the password stands in a file of ours, for so long."""
    info = connection.connection.dbapi_connection.info
    with tempfile.NamedTemporaryFile("w", prefix="kedang-", encoding="utf-8") as file:  # mode 0600
        password = str(info.password or "").replace("\\", "\\\\").replace(":", "\\:")
        file.write(f"*:*:*:*:{password}\n")
        file.flush()
        said = {name: text for name, text in info.get_parameters().items() if name in WORDS}
        extra = {"passfile": file.name} if info.password else {}
        yield make_conninfo(**said, **extra)


def run(command: Sequence[str]) -> None:
    """Run a program to its end. Raises BackupRefused with the first line it complained with."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        # only the first line: those after it may quote rows
        raise BackupRefused(f"{Path(command[0]).name} failed: {lines[0] if lines else 'no reason'}")
