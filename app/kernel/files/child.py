"""Reads strangers' pictures and documents in a process of its own: `python -I child.py ORDER TYPE LIMITS < file`.

Started by path, so that it imports nothing of the house: no settings, no database, no keys. ``measure`` answers with
the size of a picture, ``preview`` with pictures of the first pages, each as a small and a large PNG.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, ImageSequence

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


def limit(limits: dict[str, Any]) -> None:
    """Hard limits for the rest of this process's life."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))


def opened(source: Any, pixels: int) -> Any:
    """A picture whose size is within the limit; nothing is decoded yet."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit below, with an answer instead of a warning
    picture = Image.open(source, formats=FORMATS)
    if picture.width * picture.height > pixels:
        raise SystemExit(3)
    return picture


def picture_pages(source: Any, limits: dict[str, Any]) -> Iterator[Any]:
    """The frames of a picture, upright and in plain colours."""
    picture = opened(source, limits["pixels"])
    picture.draft("RGB", (limits["large"], limits["large"]))
    several = picture.format == "TIFF"  # a scanner's pages; the frames of a moving picture are none
    for number, frame in enumerate(ImageSequence.Iterator(picture)):
        if number >= (limits["pages"] if several else 1):
            return
        if frame.width * frame.height > limits["pixels"]:
            return
        upright = ImageOps.exif_transpose(frame)
        yield upright.convert("RGBA" if "transparency" in upright.info or upright.mode in ("RGBA", "LA", "PA") else "RGB")  # fmt: skip


def document_pages(source: Any, limits: dict[str, Any]) -> Iterator[Any]:
    """The first pages of a PDF, each drawn no larger than asked; scripts in it are not run."""
    document = pypdfium2.PdfDocument(source.read())
    for number in range(min(len(document), limits["pages"])):
        page = document[number]
        width, height = page.get_size()
        scale = min(limits["large"] / max(width, height, 1), 4)
        yield page.render(scale=scale).to_pil().convert("RGB")


def png(page: Any, side: int) -> bytes:
    """The page as PNG, no side longer than asked."""
    small = page.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(order: str, kind: str, limits: dict[str, Any]) -> None:
    """Answer on standard output; any failure ends the process with a code and no answer."""
    limit(limits)
    source = sys.stdin.buffer
    if order == "measure":
        picture = opened(source, limits["pixels"])
        sys.stdout.write(json.dumps([picture.width, picture.height]))
        return
    pages = document_pages if kind == "pdf" else picture_pages
    for page in pages(source, limits):
        for side in (limits["small"], limits["large"]):
            picture = png(page, side)
            sys.stdout.buffer.write(struct.pack(">Q", len(picture)) + picture)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
