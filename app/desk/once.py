"""A form that makes something makes it once: a double click or a replay leads to what is there already."""

from __future__ import annotations

import hashlib
import re
import uuid
from urllib.parse import parse_qsl, urlencode

from flask import Flask, flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.kernel.db import db
from app.kernel.scope import current_viewer
from app.kernel.submissions import LONGEST, Submission, claim

FIELD = "once"
_TOKEN = re.compile(r"[0-9a-f]{32}")
# what the same form may say otherwise when it is sent again
_ASIDE = {FIELD, "csrf_token", "then", "next_pk"}
# of an address only what names no one is kept
_KEPT = {"_saved", "_picked", "tab", "view"}


class Sent:
    """A form as it came. ``earlier`` is where the same one led before; empty when this is the first."""

    def __init__(self, *also: str) -> None:
        self.earlier = ""
        self._mine: Submission | None = None
        token = request.form.get(FIELD, "")
        if not _TOKEN.fullmatch(token):
            return  # a form without a token counts as new each time
        found, is_first = claim(db.session, _key(token, also))
        if is_first:
            self._mine = found
        else:
            self.earlier = found.led_to or "/"

    def again(self) -> Response:
        """To what the same form made before."""
        flash(gettext("Saved"), "success")
        return redirect(self.earlier)

    def leads(self, url: str) -> None:
        """Remember where this form leads; before the commit that makes the row."""
        if self._mine is not None:
            path, _mark, query = url.partition("?")
            kept = urlencode([pair for pair in parse_qsl(query) if pair[0] in _KEPT])
            self._mine.led_to = f"{path}?{kept}".rstrip("?")[:LONGEST]


def _key(token: str, also: tuple[str, ...]) -> str:
    """Who sent what from which page: the same token with other words is another form."""
    said = [pair for pair in request.form.items(multi=True) if pair[0] not in _ASIDE]
    whole = [current_viewer().user_id, request.path, token, sorted(said), also]
    return hashlib.sha256(repr(whole).encode(errors="backslashreplace")).hexdigest()


def token() -> str:
    """A new token, for the hidden field of a page."""
    return uuid.uuid4().hex


def init_app(app: Flask) -> None:
    app.jinja_env.globals["once_token"] = token
