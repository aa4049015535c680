"""Papers as a person gets them from the desk, and what a reader can copy out of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.kernel.papers import fonts

VAR = Path(__file__).parents[2] / "var"
#: Prepared once for all runs.
DATA_DIR = VAR / "test-fonts"
HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Printed:
    """One printed document."""

    pdf: bytes
    text: str
    pages: int

    @property
    def run_on(self) -> str:
        """The text without spaces and line ends, for values that are broken over lines."""
        return re.sub(r"\s+", "", self.text)


def prepared() -> fonts.FontSet:
    """The tests' fonts: those that set-up made, copied, or else made here, which takes most of a minute."""
    if fonts.load(DATA_DIR) is None and fonts.load(VAR) is not None:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        copy = Path(tempfile.mkdtemp(dir=DATA_DIR))
        shutil.copytree(VAR / "fonts", copy / "fonts")
        with suppress(OSError):  # another process was first
            (copy / "fonts").rename(DATA_DIR / "fonts")
        shutil.rmtree(copy)
    return fonts.prepare(DATA_DIR)


def use_fonts(app: Any, monkeypatch: Any) -> None:
    """Let an application print with the tests' fonts."""
    prepared()
    monkeypatch.setitem(app.config, "DATA_DIR", DATA_DIR)


def printed(client: Any, address: str) -> Printed:
    """Ask for a paper as the browser does."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    assert answer.mimetype == "application/pdf", answer.text[:2000]
    text = _run("pdftotext", "-layout", "-", "-", pdf=answer.data)
    return Printed(answer.data, text, text.count("\f"))


def labels(html: str) -> list[str]:
    """What the form itself says: titles, labels, options; not what somebody filled in."""
    found = re.findall(r"<(?:th|h1|h2|b)\b[^>]*>(.*?)</(?:th|h1|h2|b)>", html, re.S)
    found += re.findall(r"</svg>([^<]+)</span>", html)
    return [label for each in found if (label := re.sub(r"<[^>]*>", "", each).strip())]


def _run(*command: str, pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
