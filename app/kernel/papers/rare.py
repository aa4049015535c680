"""Characters of rare names (𠮷 and about two thousand more beyond the basic plane): a third, small font file.

Cut out of a pinned font collection and redrawn like the two typefaces; the layout engine takes it by itself for a
character the two lack. Without the collection's package papers come out as before, with 〓 for such a character.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WHEEL = "noto-cjk-sans-otc"
MODULE = "noto_cjk_sans_otc"
VERSION = f"{WHEEL} 0.0.1, cut 1"
COLLECTION, FACE = "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"
FILE, MANIFEST = "NotoSansCJKsc-Rare.ttf", "rare.json"
BEYOND_THE_BASIC_PLANE = 0x20000


def load(folder: Path) -> dict[str, Any] | None:
    """What is known of the file in a folder of prepared fonts; None when it is absent or of another version."""
    try:
        known: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        sound = known["version"] == VERSION and (folder / FILE).stat().st_size == known["bytes"]
    except (OSError, ValueError, KeyError):
        return None
    return known if sound else None


def source() -> Path | None:
    """The collection; None when its package is not installed."""
    spec = importlib.util.find_spec(MODULE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / COLLECTION


def make(folder: Path, covered: Iterable[int], converter: Path) -> None:
    """Cut, redraw and describe the file; nothing when the package is not installed.

    `covered` are the characters the two typefaces have. Raises OSError and subprocess.CalledProcessError.
    """
    collection = source()
    if collection is None:
        return
    cut, drawn = folder / f".rare-{os.getpid()}.otf", folder / f".rare-{os.getpid()}.ttf"
    try:
        codes = _cut(collection, cut, frozenset(covered))
        subprocess.run([sys.executable, "-I", str(converter), str(cut), str(drawn)], check=True)
        content = drawn.read_bytes()
        known = {
            "version": VERSION, "bytes": len(content), "codes": codes,
            "sha256": hashlib.sha256(content).hexdigest(),
        }  # fmt: skip
        drawn.replace(folder / FILE)
        (folder / MANIFEST).write_text(json.dumps(known), "utf-8")
    finally:
        for draft in (cut, drawn):
            draft.unlink(missing_ok=True)


def _cut(collection: Path, target: Path, covered: frozenset[int]) -> list[int]:
    """The face with nothing but the rare characters, and which these are."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTCollection

    with TTCollection(collection, lazy=True) as fonts:
        face = next(each for each in fonts if each["name"].getDebugName(4) == FACE)
        codes = sorted(
            code
            for code in face.getBestCmap()
            if code >= BEYOND_THE_BASIC_PLANE and code not in covered
        )
        options = Options(layout_features=[], notdef_outline=True, hinting=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(face)
        face.save(target)
    return codes
