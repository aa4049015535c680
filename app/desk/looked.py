"""Writing down that somebody opened a record that shows him personal data."""

from __future__ import annotations

from typing import Any

from flask import request

from app.kernel import looks
from app.kernel.db import db, writing
from app.kernel.scope import current_viewer


def note_look(row: Any) -> None:
    """Note a look in a transaction of its own, once the page is made (C-24); posts are no looks."""
    viewer = current_viewer()
    if request.method != "GET" or not looks.is_watched(type(row), viewer):
        return
    table, ident = row.__table__.name, row.id
    db.session.close()  # the read ends before the write begins (SQLite queues writers)
    with writing():
        looks.note(db.session, table, ident, viewer)
        db.session.commit()
