"""Downloads: files that a browser saves and never shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response

from app.kernel import clock

IN_MEMORY = 4 * 1024 * 1024
PIECE = 64 * 1024
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(body: Iterable[bytes], name: str) -> Response:
    """A file that a browser saves and never shows; the day stands in its name.

    It is made whole before the first byte leaves: a fault half-way is an error page and not half a
    file, and no slow line holds a database transaction open. Beyond a few MB it waits on disk.
    """
    stem, _dot, ending = name.rpartition(".")
    full = f"{stem}-{clock.today():%Y%m%d}.{ending}"
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed when sent)
    file.writelines(body)
    size = file.tell()
    file.seek(0)
    response = Response(_pieces(file), content_type=TYPES[ending])
    response.content_length = size
    response.call_on_close(file.close)
    response.headers["Content-Disposition"] = disposition(full, f"export.{ending}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def stored(file: IO[bytes], media_type: str, name: str, size: int) -> Response:
    """A stranger's file to be saved: never shown, never run, never guessed at by the browser."""
    plain = f"file.{name.rpartition('.')[2]}" if name.rpartition(".")[2].isascii() else "file"
    response = _sealed(file, media_type, size)
    response.headers["Content-Disposition"] = disposition(name, plain)
    return response


def picture(file: IO[bytes], size: int) -> Response:
    """A picture that the house has drawn itself: the only thing of a file that is shown in a page."""
    response = _sealed(file, "image/png", size)
    response.headers["Content-Disposition"] = "inline"
    return response


def _sealed(file: IO[bytes], media_type: str, size: int) -> Response:
    response = Response(_pieces(file), content_type=media_type)
    response.content_length = size
    response.call_on_close(file.close)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str, plain: str) -> str:
    """Save under ``name`` (RFC 5987), or under ``plain`` where only ASCII is understood."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
