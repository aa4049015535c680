"""Turns the CFF outlines of a font wheel into a static TrueType file that every PDF reader understands.

Why: WeasyPrint writes glyph ids as CIDs; in a CID-keyed CFF font whose CIDs differ from its glyph ids
some readers then show no Chinese at all and PDF/A validators fail. TrueType has no such second numbering,
subsets faster and gives smaller files. This file needs nothing but fontTools, so it also runs as a script:
`python truetype.py SOURCE.otf TARGET.ttf`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

#: How far, in font units, a quadratic curve may stray from the cubic one it replaces.
TOLERANCE = 1.0

_READ_BEFORE_THE_OUTLINES_GO = ("cmap", "GSUB", "GPOS", "GDEF", "VORG", "BASE", "vmtx", "hmtx")
_MAXP_ZEROES = (
    "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions "
    "maxComponentElements maxPoints maxContours maxCompositePoints maxCompositeContours maxComponentDepth"
).split()


def convert(source: Path, target: Path) -> None:
    """Write `source` (OpenType with CFF outlines) as TrueType to `target`; same input, same bytes.

    Raises OSError when a file cannot be read or written, and fontTools' own errors on a broken font.
    """
    font = TTFont(source, recalcTimestamp=False)
    for tag in _READ_BEFORE_THE_OUTLINES_GO:
        if tag in font:
            font[tag]
    _install(font, _quadratic_glyphs(font))
    _drop_cff(font)
    font.save(target)


def _quadratic_glyphs(font: TTFont) -> dict[str, Any]:
    """Every glyph of the font redrawn with quadratic curves, by name."""
    glyph_set, glyphs = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    return glyphs


def _install(font: TTFont, glyphs: dict[str, Any]) -> None:
    """Put the redrawn glyphs into the font and set the side bearings they imply."""
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), glyphs
    metrics = font["hmtx"]
    for name, glyph in glyphs.items():
        glyph.recalcBounds(glyf)
        left = glyph.xMin if glyph.numberOfContours else 0
        metrics[name] = (metrics[name][0], left)


def _drop_cff(font: TTFont) -> None:
    """Remove what only CFF needs and declare the file to be TrueType."""
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for key in _MAXP_ZEROES:
        setattr(maxp, key, 0)
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    post = font["post"]
    post.formatType, post.extraNames, post.mapping = 3.0, [], {}
    font.sfntVersion = "\x00\x01\x00\x00"


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
