"""Static files with their content's hash in the address, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for
from markupsafe import Markup, escape

FOR_EVER = "public, max-age=31536000, immutable"
_hashes: dict[Path, tuple[int, str]] = {}


def content_hash(path: Path) -> str:
    """Twelve signs of the content's SHA-256; read again only when the file was touched."""
    touched = path.stat().st_mtime_ns
    known = _hashes.get(path)
    if known is None or known[0] != touched:
        known = (touched, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        _hashes[path] = known
    return known[1]


def url_static(path: str) -> str:
    """The address of a file under app/static, changed whenever its content changes."""
    file = Path(current_app.static_folder or "") / path
    version = content_hash(file) if file.is_file() else None
    return url_for("static", filename=path, v=version)


def icon(name: str) -> Markup:
    """A line icon of the sprite; decoration, so that screen readers pass it by."""
    if "sprite" not in g:  # a page has dozens of icons, all of one file
        g.sprite = url_static("vendor/icons.svg")
    href = f"{escape(g.sprite)}#{escape(name)}"
    return Markup(f'<svg class="icon" aria-hidden="true"><use href="{href}"></use></svg>')


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        response.headers["Cache-Control"] = FOR_EVER if request.args.get("v") else "no-cache"
    return response


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(url_static=url_static, icon=icon)
    app.after_request(_keep)
