"""Marks drawn by us and put into a paper as they are: codes that lead from the sheet back to the record."""

from __future__ import annotations

import segno
from markupsafe import Markup, escape


def qr(text: str, title: str) -> Markup:
    """A QR code as inline SVG; `title` is what a screen reader says. ValueError when `text` is too long for a code."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    head, mark, body = svg.partition(">")
    return Markup(f"{head}{mark}<title>{escape(title)}</title>{body}")
