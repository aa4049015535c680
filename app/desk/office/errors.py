"""What is said when something is refused or fails: human, in the reader's language, with a number."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.wrappers import Response

from app.desk.frame import Frame
from app.kernel.db import db
from app.kernel.viewer import current_or_none

log = logging.getLogger("kedang.error")


@dataclass(frozen=True)
class Refusal:
    """One error page; ``again`` is the address where what was refused goes on."""

    status: int
    title: Any
    text: Any
    id: str | None = None
    again: str = ""


REFUSALS = {
    400: (_("The request was not understood"), _("Reload the page and try again.")),
    401: (_("Not logged in"), _("Log in and try again.")),
    403: (_("Not allowed"), _("Your role does not include this page. Ask the administrator if you need it.")),
    404: (_("Not found"), _("There is nothing here, or it is out of your reach.")),
    405: (_("Not possible this way"), _("Open the page from the menu and try again.")),
    409: (_("Changed meanwhile"), _("Somebody else changed this. Reload the page and look again.")),
    413: (_("Too large"), _("The upload is larger than allowed. Choose a smaller file.")),
    429: (_("Too many requests"), _("Wait a moment, then try again.")),
    500: (_("Something went wrong"), _("It is not your fault and it has been noted. Try again; if it happens again, tell the administrator the error number.")),
    503: (_("Not available"), _("The service is being looked after. Try again in a few minutes.")),
}  # fmt: skip
STRANGE = _("This service does not answer to that name.")
EXPIRED = _("The page has expired")
KEPT = _(
    "Nothing was saved yet. Go back and send it again, after logging in where the session has ended: what you typed is kept on this computer."
)

FRAMED = frozenset({403, 404, 405, 409, 413, 429})
BARE = frozenset({"static"})


def wants_data() -> bool:
    """True for scripts: they get a sentence, not a page."""
    return (
        request.headers.get("X-Requested-With") == "fetch"
        or request.accept_mimetypes.best_match(["text/html", "application/json"])
        == "application/json"
    )


def answer(status: int, text: Any = None, error_id: str | None = None) -> Response:
    """The page (or the JSON sentence) of a refusal."""
    title, usual = REFUSALS.get(status) or REFUSALS[500 if status >= 500 else 400]
    refusal = Refusal(status, title, text or usual, error_id)
    if wants_data():
        response = jsonify(error=str(refusal.text), title=str(title), id=error_id)
    else:
        response = make_response(_page(refusal))
    response.status_code = status
    return response


def _page(refusal: Refusal) -> str:
    """Inside the frame for who is logged in, bare for everybody else and where something failed."""
    g.refused = True
    if refusal.status in FRAMED and request.endpoint not in BARE:
        with suppress(SQLAlchemyError), db.session.no_autoflush:  # what is half done stays undone
            if current_user.is_authenticated and current_or_none() is not None:
                g.user = current_user._get_current_object()
                g.frame = Frame()
                return render_template("error.html", error=refusal)
    # the database may be what failed: nobody is asked who is looking, as a page's processors would
    g.frame = Frame(anonymous=True)
    return current_app.jinja_env.get_template("error.html").render(error=refusal)


def _stranger(_error: SecurityError) -> Response:
    """Asked under a name that is not ours: no page, for no address can be built."""
    return Response(f"{STRANGE}\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error  # a redirect of the routing
    if error.code >= 500:
        return _crash(error)
    told = error.description if getattr(error, "shown", False) else None
    response = answer(error.code, told)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _csrf(_error: CSRFError) -> Response:
    if wants_data():
        return answer(400, KEPT)
    response = make_response(_page(Refusal(400, EXPIRED, KEPT, again=_form_left())))
    response.status_code = 400
    return response


def _form_left() -> str:
    """The path of the page the form stood on, where that page is ours."""
    left = urlsplit(request.referrer or "")
    if left.netloc != request.host or not left.path.startswith("/") or left.path.startswith("//"):
        return ""
    return f"{left.path}?{left.query}" if left.query else left.path


def _large(_error: RequestEntityTooLarge) -> Response:
    return answer(413)


def _crash(error: Exception) -> Response:
    error_id = os.urandom(4).hex()
    # the database's errors have a code as well, and it is no status
    status = error.code if isinstance(error, HTTPException) and error.code else 500
    log.error(
        "%s", type(error).__name__, exc_info=error,
        extra={"facts": {"error_id": error_id, "status": status}},
    )  # fmt: skip
    with suppress(Exception):  # what is half done would fail whoever asks the session next
        db.session.rollback()
    return answer(status, error_id=error_id)


def refuse(status: int, text: Any) -> HTTPException:
    """An HTTP error whose text is meant for the reader: ``raise refuse(403, _("…"))``."""
    error = HTTPException(description=str(text))
    error.code = status
    error.shown = True  # type: ignore[attr-defined]
    return error


def init_app(app: Flask) -> None:
    app.register_error_handler(SecurityError, _stranger)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RequestEntityTooLarge, _large)
    app.register_error_handler(HTTPException, _http)
    if not app.config.get("PROPAGATE_EXCEPTIONS"):
        app.register_error_handler(Exception, _crash)
    app.jinja_env.globals.setdefault("gettext", gettext)
