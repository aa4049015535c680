"""The search box of the top bar: what is typed, looked up in every archive the reader may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from markupsafe import Markup
from sqlalchemy import select

from app.desk.frame import item_name, may_open, menu, views_by_name
from app.desk.office.profile import signed_in
from app.desk.shown import shown
from app.kernel import search
from app.kernel.db import db
from app.kernel.scope import current_viewer
from app.kernel.secrets import treatment

EACH = 6  # rows of one archive; more are behind its own list
LONGEST = 80


class FindView(BaseView):
    """Name, pinyin, initials, code, phone tail, document number; grouped by archive."""

    route_base = "/find"
    default_view = "find"

    @expose("/")
    @signed_in
    def find(self) -> dict[str, Any]:
        text = request.args.get("q", "").strip()[:LONGEST]
        groups = [group for group in _groups(text) if group["rows"]] if text else []
        return {"groups": groups}


def _groups(text: str) -> Iterator[dict[str, Any]]:
    views = views_by_name()
    for item in [item for group in menu() for item in group.items]:
        view = views.get(item_name(item))
        model = getattr(getattr(view, "datamodel", None), "obj", None)
        if model is None or not hasattr(model, "__search__") or not may_open(view, "show"):
            continue
        yield {"label": str(item.label), "rows": [_line(view, row) for row in _rows(model, text)]}


def _rows(model: Any, text: str) -> list[Any]:
    """The rows found, best first, through the gate."""
    ids = search.ids(db.session, model, text, EACH)
    if not ids:
        return []
    found = {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}
    return [found[ident] for ident in ids if ident in found]


def _line(view: Any, row: Any) -> dict[str, str]:
    return {
        "text": _plain(shown(row, view.name_column)),
        "side": _code(row),
        "url": url_for(f"{view.endpoint}.show", pk=row.id),
    }


def _code(row: Any) -> str:
    """The first code the reader may see, to tell namesakes apart."""
    viewer = current_viewer()
    for name in type(row).__search__.codes:
        value = getattr(row, name, None)
        if value and treatment(getattr(type(row), name), viewer) == "show":
            return str(value)
    return ""


def _plain(value: Any) -> str:
    return value.striptags() if isinstance(value, Markup) else str(value)
