"""Secrecy of fields: one function decides show, mask or hide, and every door asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from app.kernel.db import Model
from app.kernel.viewer import Viewer

# what holds for a role that the secrecy table does not name (C-24: closed by default)
SENSITIVE = (
    "sensitive",
    "profile",
)  # what stays off papers and files unless the company says otherwise
ASK = "ask"  # masked until a reason is given, for one record and a while
NAMES = "names"  # at a key: the secrecy of the name of the person it points to
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

    A masked or hidden column must not be sorted or filtered by either: that is an oracle. What is
    told only for a reason (``ask``) is masked here; ``opened`` gives the viewer who has given one.
    """
    held = marks(column)
    mark, names = held.get("secret"), held.get(NAMES)
    if (mark is None and names is None) or (viewer is not None and viewer.is_system):
        return "show"
    if viewer is None:
        return "hide"
    if names is not None and _of(names, viewer) != "show":
        return "hide"  # half a name of another row is of no use
    return "show" if mark is None else _of(mark, viewer)


def _of(mark: str, viewer: Viewer) -> str:
    word = word_of(mark, viewer)
    return "mask" if word == ASK else word


def word_of(mark: str, viewer: Viewer) -> str:
    """``show``, ``ask``, ``mask`` or ``hide``: what the secrecy table says of a mark to this viewer."""
    return viewer.secrets.get(mark, CLOSED.get(mark, "hide"))


def asks(column: Any, viewer: Viewer | None) -> bool:
    """True where this viewer may see the column of one record once he has said what for (R-013)."""
    mark = marks(column).get("secret")
    return mark is not None and viewer is not None and word_of(mark, viewer) == ASK


def opened(viewer: Viewer) -> Viewer:
    """The same person where a reason was given, or none is needed: ``ask`` has become ``show``."""
    found = {mark: "show" if word == ASK else word for mark, word in viewer.secrets.items()}
    return replace(viewer, secrets=found) if ASK in viewer.secrets.values() else viewer


@event.listens_for(Mapper, "after_configured")
def _keys_to_persons() -> None:
    """A key to a person is shown as what his row is called: it is as secret as that.

    A row is called by the first of its search names; a firm so is by the firm's, though its row
    is about its legal representative as well.
    """
    tables = {mapper.local_table: mapper.class_ for mapper in Model.registry.mappers}
    for table in tables:
        for column in getattr(table, "columns", ()):
            for key in column.foreign_keys:
                person = tables.get(key.column.table)
                about = getattr(person, "__person__", None)
                if about is None:
                    continue
                search = getattr(person, "__search__", None)
                called = search.names[0] if search is not None else about.name
                if secret := marks(getattr(person, called)).get("secret"):
                    column.info[NAMES] = secret


def outside(viewer: Viewer, is_allowed: bool) -> Viewer:
    """The same person before what leaves the house: sensitive fields stay off it unless allowed (C-24)."""
    if is_allowed:
        return opened(viewer)
    return replace(viewer, secrets={**viewer.secrets, **dict.fromkeys(SENSITIVE, "hide")})


def mask(value: Any) -> str:
    """The value with its middle hidden: enough to recognise, not enough to use."""
    text = "" if value is None else str(value)
    if len(text) <= 2:
        return "*" * len(text)
    if len(text) <= 6:
        return text[0] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 5) + text[-2:]
