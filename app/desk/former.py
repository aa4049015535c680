"""What each field of a record has been, from its first value to today's; figures as a line (R-024)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext

from app.desk.history import Former, former
from app.desk.looked import note_look
from app.desk.shown import day
from app.kernel.scope import current_viewer


class FormerFace:
    """``/former/<pk>``: the fields that have changed, and the values of one of them."""

    @expose("/former/<pk>")
    @has_access
    @permission_name("show")
    def former(self, pk: str) -> str:
        """``?field=`` names the column; a field the reader may not read does not exist (404)."""
        view: Any = self
        row = view.row_or_404(pk)
        found = former(row, current_viewer())
        changed = {name: values for name, values in found.items() if len(values) > 1}
        chosen = request.args.get("field", "") or _first(changed)
        if chosen and chosen not in found:
            abort(404)
        values = found.get(chosen, [])
        label = view.label_of(chosen) if chosen else ""
        page: str = view.render_template(
            "archive/former.html", view=self, row=row, title=view._name(row), chosen=chosen,
            label=label, values=values[::-1], island=_island(label, values),
            fields=[(name, view.label_of(name), len(of)) for name, of in changed.items()],
        )  # fmt: skip
        note_look(row)
        return page


def _first(found: Mapping[str, Sequence[Former]]) -> str:
    """A figure that has changed, else whatever changed most."""

    def weight(name: str) -> tuple[bool, int]:
        figures = [each for each in found[name] if each.figure is not None]
        return len(figures) > 1, len(found[name])

    return max(found, key=weight, default="")


def _island(label: Any, values: Sequence[Former]) -> dict[str, Any] | None:
    """What chart.js draws; None where fewer than two values are figures."""
    drawn = [each for each in values if each.figure is not None]
    if len(drawn) < 2:
        return None
    numbers = {
        "name": str(label),
        "values": [each.figure for each in drawn],
        "links": [""] * len(drawn),
    }
    return {
        "kind": "line", "title": str(label), "file": "former", "time": False, "series": [numbers],
        "groups": [day(each.at).striptags() for each in drawn], "links": [""] * len(drawn),
        "empty": gettext("No rows match these filters."),
    }  # fmt: skip
