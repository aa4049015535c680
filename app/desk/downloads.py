"""Downloads: files that a browser saves and never shows."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, stream_with_context

from app.kernel import clock

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(body: Iterator[bytes] | bytes, name: str) -> Response:
    """A file that a browser saves and never shows; the day stands in its name."""
    stem, _dot, ending = name.rpartition(".")
    full = f"{stem}-{clock.today():%Y%m%d}.{ending}"
    body = stream_with_context(body) if not isinstance(body, bytes) else body
    response = Response(body, content_type=TYPES[ending])
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(full)}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
