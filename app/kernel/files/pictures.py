"""The house's side of the picture process: starts it with limits, and believes nothing it says."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from flask import current_app
from flask_babel import lazy_gettext as _

from app.kernel.files.refusal import FileRefused

_CHILD = Path(__file__).with_name("child.py")
_SIGN = b"\x89PNG\r\n\x1a\n"
MOST_ANSWER = 64 * 1024 * 1024
TOO_MANY_PIXELS = 3  # the process's way of saying so


@dataclass(frozen=True)
class Limits:
    """How much one file may take of the machine; sides in pixels, memory in bytes."""

    pixels: int = 120_000_000
    pages: int = 5
    small: int = 320
    large: int = 1400
    memory: int = 1_500_000_000
    seconds: int = 30


def limits() -> Limits:
    """The limits of this installation (setting FILE_MAX_PIXELS)."""
    return Limits(pixels=int(current_app.config["FILE_MAX_PIXELS"]))


def measure(path: Path, kind: str) -> tuple[int, int]:
    """Width and height of a picture in pixels.

    Raises FileRefused when it is damaged or too large to be looked at.
    """
    with path.open("rb") as file:
        code, said = _ask("measure", kind, file, limits())
    if code == TOO_MANY_PIXELS:
        most = limits().pixels // 1_000_000
        raise FileRefused(_("The picture has more than %(most)s million pixels.", most=most))
    try:
        width, height = json.loads(said)
    except ValueError as fault:
        raise FileRefused(_("The picture is damaged.")) from fault
    return int(width), int(height)


def draw(file: IO[bytes], kind: str) -> list[tuple[bytes, bytes]]:
    """A small and a large PNG of each of the first pages; empty when none can be made."""
    wanted = limits()
    code, said = _ask("preview", kind, file, wanted)
    found: list[bytes] = []
    at = 0
    while code == 0 and at + 8 <= len(said):
        (size,) = struct.unpack_from(">Q", said, at)
        found.append(said[at + 8 : at + 8 + size])
        at += 8 + size
    if any(not picture.startswith(_SIGN) for picture in found) or len(found) % 2:
        return []
    return list(zip(found[::2], found[1::2], strict=True))[: wanted.pages]


def _ask(order: str, kind: str, file: IO[bytes], wanted: Limits) -> tuple[int, bytes]:
    """Exit code and answer of the process; it is ended when it takes longer or says more than it may."""
    command = [sys.executable, "-I", str(_CHILD), order, kind, json.dumps(asdict(wanted))]
    process: Any = subprocess.Popen(
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
        start_new_session=True,
    )  # fmt: skip
    timer = threading.Timer(wanted.seconds * 2, process.kill)
    timer.start()
    try:
        said = process.stdout.read(MOST_ANSWER + 1)
        if len(said) > MOST_ANSWER:
            process.kill()
        return process.wait(), said
    finally:
        timer.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
