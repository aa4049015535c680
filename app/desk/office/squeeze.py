"""Compresses what is text: pages at once, static files once and kept."""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Response, request

TEXT = {
    "text/html", "text/css", "text/javascript", "application/javascript", "application/json",
    "image/svg+xml", "text/plain", "text/csv",
}  # fmt: skip
SMALLEST = 600  # below this the headers weigh more than the gain
_kept: dict[tuple[str, str], bytes] = {}


def squeeze(data: bytes, how: str, thorough: bool) -> bytes:
    if how == "br":
        return bytes(brotli.compress(data, quality=9 if thorough else 4))
    return gzip.compress(data, 9 if thorough else 5)


def _accepted() -> str | None:
    """Brotli where the browser takes it, else gzip."""
    accepted = request.accept_encodings
    return next((how for how in ("br", "gzip") if accepted[how] > 0), None)


def _compress(response: Response) -> Response:
    static = request.endpoint == "static"
    if (
        response.mimetype not in TEXT
        or response.status_code not in (200, 400, 403, 404, 422, 500)
        or "Content-Encoding" in response.headers
        or (response.is_streamed and not static)
    ):
        return response
    response.vary.add("Accept-Encoding")
    how = _accepted()
    if how is None or request.method == "HEAD":
        return response
    response.direct_passthrough = False
    file = response.response  # set_data would forget it without closing it
    key = (request.full_path, how)
    squeezed = _kept.get(key) if static and request.args.get("v") else None
    if squeezed is None:
        data = response.get_data()  # for a file: reads it whole
        if len(data) < SMALLEST:
            return response
        squeezed = squeeze(data, how, thorough=static)
        if static and request.args.get("v") and len(_kept) < 200:
            _kept[key] = squeezed
    response.set_data(squeezed)
    if hasattr(file, "close"):
        file.close()
    response.headers["Content-Encoding"] = how
    if "ETag" in response.headers:
        response.set_etag(response.get_etag()[0] or "", weak=True)
    return response


def init_app(app: Flask) -> None:
    app.after_request_funcs.setdefault(None, []).insert(0, _compress)
