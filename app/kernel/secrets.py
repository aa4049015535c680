"""Secrecy of fields: one function decides show, mask or hide, and every door asks it."""

from __future__ import annotations

from typing import Any

from app.kernel.viewer import Viewer

# what holds for a role that the secrecy table does not name (C-24: closed by default)
CLOSED = {"personal": "mask", "confidential": "mask", "sensitive": "hide", "profile": "hide"}


def marks(column: Any) -> dict[str, Any]:
    """The marks written at a column with ``label(...)``."""
    info = getattr(column, "info", None)
    if not info:
        prop = getattr(column, "property", None)
        info = prop.columns[0].info if prop is not None and hasattr(prop, "columns") else {}
    return dict(info or {})


def treatment(column: Any, viewer: Viewer | None) -> str:
    """``show``, ``mask`` or ``hide`` for this column and viewer (R-048, C-24).

    A masked or hidden column must not be sorted or filtered by either: that is an oracle.
    """
    mark = marks(column).get("secret")
    if mark is None or (viewer is not None and viewer.is_system):
        return "show"
    if viewer is None:
        return "hide"
    return viewer.secrets.get(mark, CLOSED.get(mark, "hide"))


def mask(value: Any) -> str:
    """The value with its middle hidden: enough to recognise, not enough to use."""
    text = "" if value is None else str(value)
    if len(text) <= 2:
        return "*" * len(text)
    if len(text) <= 6:
        return text[0] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 5) + text[-2:]
