"""What every request passes first: who is looking, may it write, and one id for its trail."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_login import current_user

from app.desk.posted import PlainRequest
from app.kernel import db as kernel_db
from app.kernel import trail, viewer
from app.kernel.reach import closed_rows
from app.kernel.scope import owned_models
from app.kernel.viewer import Viewer

READING = {"GET", "HEAD", "OPTIONS"}


def reads_only(view: Any) -> Any:
    """Marks a view that is posted to but writes nothing: it takes no writer's place in SQLite."""
    view.reads_only = True
    return view


def init_app(app: Flask, viewer_for: Callable[[int, Any], Viewer]) -> None:
    """Install the doors; ``viewer_for(user_id, session)`` is organization's."""
    app.request_class = PlainRequest

    def viewer_of_request() -> Viewer | None:
        if not has_request_context():
            return None
        if "viewer" not in g:
            g.viewer = None  # the query for the viewer itself has none
            if current_user and current_user.is_authenticated:
                g.viewer = _at_the_door(
                    viewer_for(int(current_user.get_id()), kernel_db.db.session)
                )
        return g.viewer

    @app.before_request
    def open_door() -> None:
        # contextvars outlive a request in a thread pool: each request sets them anew
        view = app.view_functions.get(request.endpoint or "")
        reads = request.method in READING or getattr(view, "reads_only", False)
        kernel_db._writing.set(not reads)
        trail.request_id.set(uuid.uuid4().hex)

    viewer.provide(viewer_of_request)
    app.extensions["viewer_for"] = viewer_for  # letters are written with their reader's eyes


def _at_the_door(viewer: Viewer) -> Viewer:
    """The viewer as this request has him (C-01).

    Nothing finds a record of the closed store. Who may read it opens one by its address, or lists
    the store by asking for just its rows.
    """
    if not viewer.may_open_closed or request.method not in READING:
        return viewer
    return replace(viewer, opens_closed=_is_closable_record() or _asks_for_closed())


def _is_closable_record() -> bool:
    """A record is asked for by its address, and its kind lies in the closed store or outlives it.

    One of another kind may list closed rows beside itself, as a campaign its customers.
    """
    if "pk" not in (request.view_args or {}):
        return False
    views = current_app.extensions["appbuilder"].baseviews
    view = next((each for each in views if each.endpoint == request.blueprint), None)
    model: Any = getattr(getattr(view, "datamodel", None), "obj", None)
    if model not in owned_models():
        return False
    return bool(model.outlives_closing) or closed_rows(model) is not None


def _asks_for_closed() -> bool:
    """The list's own filter names the mark of the closed store: ``f.lifecycle_status.is=…``."""
    marks = (model.closed_by for model in owned_models() if model.closed_by is not None)
    return any(request.args.get(f"f.{column}.is") == value.value for column, value in marks)
