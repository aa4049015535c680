"""The permission matrix as it really is: read from the database, not from the code."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import lazy_gettext as _

from app.desk.office import rolebook
from app.kernel.db import db
from app.kernel.words import listed

LETTERS = {
    "can_list": "R", "can_show": "R", "can_chart": "R", "can_add": "C", "can_edit": "E",
    "can_delete": "D", "can_print": "P", "can_export": "X", "can_import": "I",
}  # fmt: skip


class MatrixView(BaseView):
    """Role × view × permission."""

    kind = "account"
    title = _("Permission matrix")
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        roles = rolebook.assignable(db.session)
        granted = rolebook.granted(db.session)
        labels = rolebook.view_labels()
        views = [*labels, *sorted({v for of in granted.values() for v in of} - set(labels))]
        rows = [
            (
                labels.get(view, view),
                [self._cell(granted[role.id].get(view, set())) for role in roles],
            )
            for view in views
        ]
        return render_template(
            "office/matrix.html", title=self.title, rows=rows,
            roles=[(role.name, rolebook.label_of(role.name)) for role in roles],
        )  # fmt: skip

    def _cell(self, permissions: set[str]) -> dict[str, Any]:
        """Letters for the eye, words for the hand that rests on them."""
        letters = "".join(
            letter for letter in "RCEDPXI" if letter in {LETTERS.get(p) for p in permissions}
        )
        moves = len(permissions - LETTERS.keys())
        words = listed(rolebook.sorted_words(permissions))
        return {"letters": letters, "moves": moves, "words": words}
