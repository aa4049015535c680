"""What `make bundle` packed is installed and serves on a machine that reaches no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALONE = Path(__file__).with_name("alone.py")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="the database is its own SQLite"),
]


def without_network() -> list[str]:
    """The command that runs another in a network namespace of its own."""
    tries = (["unshare", "--net"], ["unshare", "--net", "--map-root-user"])
    for command in tries:
        if not subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
            return command
    pytest.skip("this machine allows no network namespace")


def need_no_other(packages: Path) -> None:
    """The system packages stand on nothing that is not among them."""
    nothing = packages.parent / "nothing"
    (nothing / "status").parent.mkdir()
    (nothing / "status").touch()
    # A machine that has no package at all and knows no list of any.
    done = subprocess.run(
        [*without_network(), "apt-get", "install", "--simulate", "--no-download",
         "--no-install-recommends", "-o", f"Dir::State::status={nothing}/status",
         "-o", f"Dir::State::Lists={nothing}/lists", "-o", f"Dir::Cache={nothing}/cache",
         *(f"./{file.name}" for file in packages.glob("*.deb"))],
        cwd=packages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    subprocess.run(["scripts/bundle", tmp_path], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    (archive,) = tmp_path.glob("kedang-*.tar")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "there", filter="tar")
    (folder,) = (tmp_path / "there").iterdir()
    return folder


def test_it_installs_and_serves_without_a_network(unpacked: Path) -> None:
    keep = {"PATH", "HOME", "LANG", "LC_ALL"}
    done = subprocess.run(
        [*without_network(), sys.executable, str(ALONE)],
        cwd=unpacked, capture_output=True, text=True, check=False, timeout=600,
        env={name: value for name, value in os.environ.items() if name in keep},
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    # the server may say good-bye after it
    told = json.loads(
        next(line for line in done.stdout.splitlines() if line.startswith('{"ready"'))
    )
    assert told["ready"] == {
        "status": "ready",
        "parts": dict.fromkeys(["database", "migrations", "printing", "queue", "storage"], "ok"),
    }
    assert told["login"] == 200
    assert set(told["assets"].values()) == {200}
    assert len(told["assets"]) > 3

    if (packages := unpacked / "offline" / "debs").is_dir():  # packed on a Debian
        need_no_other(packages)
