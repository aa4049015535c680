"""The name of a related record leads to its page, for those who may open it."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from markupsafe import Markup

from app.desk.frame import may_open, views_by_name
from app.desk.picks import naming
from app.desk.shown import EMPTY
from app.kernel import scope
from app.kernel.db import db
from app.kernel.scope import Owned
from app.kernel.successors import merged_by


def linked(row: Any) -> Any:
    """The name of a record in reach as a link to it; of words, places and people the name alone."""
    return led(row, naming(row) or EMPTY)


def led(row: Any, name: Any) -> Any:
    """Any text as a link to a record, unless it is one already."""
    base = page_of(type(row))
    if isinstance(name, Markup) and "<a " in name:
        return name
    return Markup('<a href="{}/{}">{}</a>').format(base, row.id, name) if base else name


def merged_into(row: Any) -> Markup:
    """Where a merged row went, as a mark with a link."""
    said = Markup('<span class="kd-tag m-warn">{}</span> {}')
    return said.format(gettext("Merged into"), linked(row))


def went(row: Any) -> Markup | None:
    """Where this row went, if it was merged into one within reach."""
    merged = merged_by(type(row))
    ident = getattr(row, merged.key) if merged is not None else None
    stays = scope.get(db.session, type(row), ident)
    return merged_into(stays) if stays is not None else None


def page_of(model: Any) -> str:
    """Where the records of a table have their pages; empty where this reader opens none."""
    known: dict[Any, str] = g.setdefault("record_pages", {})
    if model not in known:
        known[model] = _page(model) if _is_record(model) else ""
    return known[model]


def _is_record(model: Any) -> bool:
    """What people keep records of; not what they choose from."""
    return issubclass(model, Owned) or getattr(model, "__search__", None) is not None


def _page(model: Any) -> str:
    for view in views_by_name().values():
        rows = getattr(view, "datamodel", None)
        if rows is not None and rows.obj is model and hasattr(view, "show"):
            return f"{view.route_base}/show" if may_open(view, "show") else ""
    return ""
