"""The two typefaces of every paper (宋体 for text, 黑体 for emphasis), prepared once.

`python -m app.kernel.papers.fonts DATA_DIR` makes DATA_DIR/fonts from the pinned font wheel: two static TrueType
files, their licence, a third file for the characters of rare names (`rare`), manifests with checksums and covered
characters, and a fonts.conf that lets no font of the machine in. The work takes most of a minute and is done once; later calls return at once.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import rare

CONVERTER_SCRIPT = Path(__file__).with_name("truetype.py")
WHEEL = "pylopdf-fonts-zh-cn"
#: What the files were made from and by; count the converter up whenever truetype.py writes other bytes.
VERSION = f"{WHEEL} 0.1.1, converter 1"
MODULE = "pylopdf_fonts_zh_cn"
FAMILIES = {"NotoSerifSC-Regular.ttf": "Noto Serif SC", "NotoSansSC-Regular.ttf": "Noto Sans SC"}
MANIFEST = "manifest.json"
#: Characters that leave no mark whether a font knows them or not (format marks; spaces are left out anyway).
_INVISIBLE = frozenset(
    [
        0xAD,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)

_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{folder}/cache</cachedir>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class FontSet:
    """The prepared fonts: where they lie, their checksums and every code point they can draw."""

    folder: Path
    checksums: dict[str, str]
    coverage: frozenset[int]

    @property
    def config(self) -> Path:
        """The file FONTCONFIG_FILE must name before WeasyPrint is first imported."""
        return self.folder / "fonts.conf"

    @property
    def digest(self) -> str:
        """One sha256 over all font files: changes when any glyph may have changed."""
        lines = "".join(f"{name} {value}\n" for name, value in sorted(self.checksums.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def missing(self, text: str) -> set[str]:
        """The characters of `text` that would come out as an empty box."""
        return {
            c
            for c in set(text)
            if ord(c) not in self.coverage and not c.isspace() and ord(c) not in _INVISIBLE
        }

    def damaged(self) -> list[str]:
        """Names of font files that are absent or differ from their checksum (reads every byte)."""
        return [
            name for name, value in self.checksums.items() if _checksum(self.folder / name) != value
        ]


_current: FontSet | None = None


def prepare(dir: Path) -> FontSet:
    """Make `dir`/fonts unless it is there already and return it; two processes may do this at once.

    Raises LookupError when the font wheel is not installed, OSError when `dir` cannot be written and
    subprocess.CalledProcessError when a font cannot be converted.
    """
    ready = load(dir)
    if ready is not None and (rare.load(ready.folder) or rare.source() is None):
        return ready
    dir.mkdir(parents=True, exist_ok=True)
    with _locked(dir / ".fonts.lock"):
        if load(dir) is None:
            _make(dir)
        ready = load(dir)
        if ready is not None and rare.load(ready.folder) is None:
            rare.make(ready.folder, ready.coverage, CONVERTER_SCRIPT)
            ready = load(dir)
    if ready is None:
        raise OSError(f"the fonts prepared in {dir} cannot be read back")
    return ready


def load(dir: Path) -> FontSet | None:
    """The font set prepared in `dir` earlier, or None when it is absent, incomplete or of another version."""
    global _current
    folder = (dir / "fonts").resolve()
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        sound = manifest["version"] == VERSION and all(
            (folder / name).stat().st_size == entry["bytes"]
            for name, entry in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return None
    if not sound:
        return None
    checksums = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    coverage = frozenset(
        code for first, last in manifest["coverage"] for code in range(first, last + 1)
    )
    if (known := rare.load(folder)) is not None:
        checksums[rare.FILE] = known["sha256"]
        coverage |= set(known["codes"])
    fonts = _current = FontSet(folder, checksums, coverage)
    _write_config(fonts)
    return fonts


def missing(text: str) -> set[str]:
    """The characters of `text` that no prepared font has; LookupError before the first `load` or `prepare`."""
    if _current is None:
        raise LookupError("no font set has been loaded in this process")
    return _current.missing(text)


def _sources() -> dict[str, Path]:
    """Wheel file for each file we make; LookupError when the wheel is not installed."""
    spec = importlib.util.find_spec(MODULE)
    if spec is None or spec.origin is None:
        raise LookupError(f"the font package {WHEEL} is not installed")
    folder = Path(spec.origin).parent
    return {name: folder / Path(name).with_suffix(".otf").name for name in FAMILIES}


def _make(dir: Path) -> None:
    """Convert into a fresh folder beside the final one and put it in place in one step."""
    for leftover in dir.glob(".fonts-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".fonts-", dir=dir))
    fresh.chmod(0o755)
    try:
        _convert(_sources(), fresh)
        (fresh / "LICENSE").write_text(_licence(), "utf-8")
        (fresh / MANIFEST).write_text(
            json.dumps(_manifest(fresh), indent=1, sort_keys=True), "utf-8"
        )
        shutil.rmtree(dir / "fonts", ignore_errors=True)
        fresh.rename(dir / "fonts")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _convert(sources: dict[str, Path], target: Path) -> None:
    """Run one converter process a font, side by side."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-I", str(CONVERTER_SCRIPT), str(source), str(target / name)]
        )
        for name, source in sources.items()
    ]
    codes = [run.wait() for run in runs]
    for run, code in zip(runs, codes, strict=True):
        if code:
            raise subprocess.CalledProcessError(code, run.args)


def _licence() -> str:
    """The OFL text that the wheel carries; it must stay beside the fonts."""
    for file in importlib.metadata.files(WHEEL) or []:
        if file.name.upper().startswith(("LICENSE", "OFL")):
            return file.read_text("utf-8")
    return "SIL Open Font License 1.1, https://openfontlicense.org\n"


def _manifest(folder: Path) -> dict[str, Any]:
    """What `load` wants to know, so that it need not open a font."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    files = {}
    for name in FAMILIES:
        with TTFont(folder / name, lazy=True) as font:
            codes.update(font.getBestCmap())
        files[name] = {"bytes": (folder / name).stat().st_size, "sha256": _checksum(folder / name)}
    return {"version": VERSION, "files": files, "coverage": list(_ranges(sorted(codes)))}


def _ranges(codes: Iterable[int]) -> Iterator[list[int]]:
    """Sorted numbers as [first, last] runs."""
    run: list[int] = []
    for code in codes:
        if run and code == run[1] + 1:
            run[1] = code
            continue
        if run:
            yield run
        run = [code, code]
    if run:
        yield run


def _checksum(path: Path) -> str:
    """sha256 of a file, or an empty string when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _write_config(fonts: FontSet) -> None:
    """Keep fonts.conf true to where the folder is now (it may have been moved or restored)."""
    text = _CONFIG.format(folder=fonts.folder)
    if fonts.config.exists() and fonts.config.read_text("utf-8") == text:
        return
    draft = fonts.config.with_suffix(f".{os.getpid()}")
    draft.write_text(text, "utf-8")
    draft.replace(fonts.config)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock file; the kernel lets go of it when the process ends, however it ends."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Command line: prepare the fonts of one data folder; 0 when they are there, 2 on wrong use."""
    if len(arguments) != 1:
        print("usage: python -m app.kernel.papers.fonts DATA_DIR", file=sys.stderr)
        return 2
    if load(Path(arguments[0])) is None:
        print("Preparing the print fonts, once; this takes up to a minute …", flush=True)
    fonts = prepare(Path(arguments[0]))
    print(f"Print fonts ready in {fonts.folder} ({len(fonts.coverage):,} characters).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
