"""The records before and after one in the list somebody came from: its filters, its search, its order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Response, abort, jsonify
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.desk import paging
from app.kernel.db import db
from app.kernel.scope import current_viewer


class WalkFace:
    """``/beside/<pk>`` with the address of a list behind it; asked only where its page ends."""

    @expose("/beside/<pk>")
    @has_access
    @permission_name("list")
    def neighbours(self, pk: str) -> Response:
        """The keys of the two records beside this one, each "" where the list ends.

        A place in the order, not a number: it costs the same on the first and the last page.
        """
        view: Any = self
        row, viewer = view.row_or_404(pk), current_viewer()
        asked = replace(view._asked(viewer), after="", before="", last=False)
        field = view.datamodel.field(asked.order) or abort(404)
        value = getattr(row, field.column.key) if field.column is not None else None
        key = view.datamodel.key
        place = paging.Place(value, getattr(row, key.key))
        tally = view._narrowed(asked, viewer)
        statement = tally.statement.options(*view._loading([], field))
        found = {}
        for name, backwards in (("previous", True), ("next", False)):
            turn = paging.Turn(
                field, key, asked.down, 1, place, backwards, not view._sees_all(viewer)
            )
            rows = paging.fetch(turn, statement, partial(tally.run, db.session)).rows
            found[name] = str(getattr(rows[0], key.key)) if rows else ""
        return jsonify(found)
