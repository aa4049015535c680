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
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(full, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
