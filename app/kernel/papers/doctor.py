"""Says in plain words what keeps this server from printing; asked by the readiness page and `flask print doctor`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from . import fonts, rare
from .refusal import PaperRefused
from .worker import get_worker

#: A common and a rare character (in the extension planes): both must come out.
PROBE = "客𬭎"
PROBE_HTML = f'<!doctype html><html lang="zh-CN"><title>{PROBE}</title><p style="font-family:Noto Serif SC">{PROBE}'

#: A probe that went well need not be repeated for a while: a readiness page is asked every few seconds.
HOLDS_SECONDS = 300
_sound_until: dict[Path, float] = {}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: "error" means no printing, "warning" means worse printing."""

    level: Literal["error", "warning"]
    message: str | LazyString
    detail: str = ""


def findings(data_dir: Path, *, probe: bool = True) -> list[Finding]:
    """What is wrong with printing here; an empty list when all is well. Never raises.

    `probe=False` looks at the prepared files only; otherwise the fonts' checksums are read, the print process is
    started and one line is printed, at most once in HOLDS_SECONDS while all is well.
    """
    font_set = fonts.load(data_dir)
    if font_set is None:
        return [
            Finding(
                "error",
                _(
                    "The print fonts are not prepared. Run: python -m app.kernel.papers.fonts DATA_DIR"
                ),
            )
        ]
    if not probe or time.monotonic() < _sound_until.get(data_dir, 0):
        return []
    damaged = font_set.damaged()
    if damaged:
        message = _(
            "Print font files are damaged. Delete the folder “fonts” in the data folder and prepare them again."
        )
        return [Finding("error", message, ", ".join(damaged))]
    found = _probe(data_dir)
    if rare.load(font_set.folder) is None:
        message = _(
            "Characters of rare names print as 〓: the font for them is not prepared. Run: python -m app.kernel.papers.fonts DATA_DIR"
        )
        found.append(Finding("warning", message, rare.WHEEL))
    if not found:
        _sound_until[data_dir] = time.monotonic() + HOLDS_SECONDS
    return found


def _probe(data_dir: Path) -> list[Finding]:
    """Print one line with a common and a rare character."""
    found = []
    worker = get_worker(data_dir)
    try:
        if not worker.start():
            message = _(
                "Printing is slow because a library is missing. Run: apt-get install libharfbuzz-subset0"
            )
            found.append(Finding("warning", message))
        result = worker.render(PROBE_HTML)
    except PaperRefused as refused:
        if refused.code == "engine_missing":
            message = _(
                "A system library for printing is missing. Run: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        else:
            message = _("A test line could not be printed.")
        return [*found, Finding("error", message, refused.detail)]
    if result.missing:
        message = _("The print fonts lack characters they should have. Prepare them again.")
        found.append(Finding("error", message, "".join(result.missing)))
    return found
