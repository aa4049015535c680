"""Files for tests: honest ones of each kind, and those that strangers send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image


def picture(side: int = 40, kind: str = "PNG", colour: str = "#1661ab") -> bytes:
    """A small picture; another colour is another content."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    return out.getvalue()


def document(pages: int = 2) -> bytes:
    """A PDF of empty pages."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _number in range(pages):
            pdf.add_blank_page()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def packed(**parts: Any) -> bytes:
    """A zip of parts; ``packed(**{"word/document.xml": b"…"})`` passes for a docx."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def huge_picture(side: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 3.6 thousand million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )  # fmt: skip


DOCX = packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
BOMB = packed(**{"word/document.xml": b"\0" * (60 * 1024 * 1024)})
HOSTILE = {
    "page.html": b"<!DOCTYPE html><script>alert(1)</script>",
    "page.pdf": b"<html><script>alert(1)</script></html>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "drawing.txt": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
    "contract.pdf": b"MZ\x90\x00" + b"\0" * 200,
    "run.txt": b"#!/bin/sh\nrm -rf /\n",
    "run.js": b"alert(1)",
    "archive.zip": packed(**{"a.txt": b"a"}),
    "macro.docx": packed(**{"word/document.xml": b"", "word/vbaProject.bin": b"x"}),
    "bomb.docx": BOMB,
    "broken.docx": b"PK\x03\x04" + b"\0" * 60,
    "huge.png": huge_picture(),
    "broken.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40,
    "empty.pdf": b"",
}
"""Name to content of what must never be taken."""
