"""The erasure plan, made from the metadata: how every column that may hold a person's data is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum as Kind
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Text

from app.kernel.db import Model
from app.kernel.persons.models import Erasure
from app.kernel.scope import Owned, Within
from app.kernel.secrets import marks
from app.kernel.trail import PERSONAL, TrailEntry, TrailSeal, TrailSealed, TrailSecret


@dataclass(frozen=True)
class Person:
    """A table whose rows are natural persons; written at the model as ``__person__``.

    ``name`` is the column of the name, ``also`` further columns that say something about the
    person without being secret; ``purpose`` and ``ground`` say why the company holds it (PIPL
    articles 6 and 13); ``erasable`` is False where the law or the archive keeps the row.
    """

    title: Any
    name: str
    purpose: Any
    ground: Any
    also: Sequence[str] = ()
    erasable: bool = True


class Way(Kind):
    """How a column is reached when a person is erased."""

    OWN = "own"  # it stands in the person's own row
    COPY = "copy"  # it speaks of the person that its mark ``person`` names a foreign key to
    HUNG = "hung"  # it hangs on the person's row by row_table and row_id
    WORDS = "words"  # the person's words are looked for in it and struck out


# the trail has its own way (secret values go, the sealed chain stays); erasures hold no value
APART = {
    model.__tablename__ for model in (TrailEntry, TrailSeal, TrailSealed, TrailSecret, Erasure)
}
# the engines' own books, where copies of what stands on records come and go
ENGINES = ("app.kernel.", "app.desk.")


def models() -> list[Any]:
    """Every mapped model, by the name of its table."""
    found = {mapper.class_.__table__.name: mapper.class_ for mapper in Model.registry.mappers}
    return [found[name] for name in sorted(found)]


def persons() -> list[Any]:
    """The models whose rows are persons."""
    return [model for model in models() if hasattr(model, "__person__")]


def own_columns(model: Any) -> list[str]:
    """The columns of a person's own row that hold personal data."""
    secret = [name for name, column in columns(model) if marks(column).get("secret") in PERSONAL]
    return list(dict.fromkeys([*secret, *model.__person__.also]))


def texts(model: Any) -> list[str]:
    """The columns of a model in which words can stand: text and JSON, no closed lists."""
    return [name for name, column in columns(model) if is_text(column.type)]


def is_text(kind: Any) -> bool:
    return isinstance(kind, JSON | String | Text) and not isinstance(kind, Enum)


def copies(model: Any, person: Any) -> list[tuple[str, str]]:
    """Pairs of foreign key and column: the key points to ``person``, the column speaks of that person."""
    known = dict(columns(model))
    return [
        (key, name)
        for name, column in known.items()
        if (key := column.info.get("person")) and _points_to(known[key], person)
    ]


def hangs(model: Any) -> bool:
    """True for tables whose rows hang on any record by table and id."""
    return {"row_table", "row_id"} <= {name for name, _column in columns(model)}


def is_engine(model: Any) -> bool:
    """True for the tables of kernel and desk."""
    return str(model.__module__).startswith(ENGINES)


def scrubbed() -> list[Any]:
    """The models in which a person's words are looked for: records and engines, not the company's own lists."""
    return [
        model for model in models()
        if model.__table__.name not in APART and (is_engine(model) or issubclass(model, Owned))
    ]  # fmt: skip


def is_secret(model: Any, name: str) -> bool:
    """True for a column that holds personal data."""
    return marks(model.__mapper__.columns[name]).get("secret") in PERSONAL


def way(model: Any, column: str) -> Way | None:
    """How a column is reached; None says that no plan covers it (the census forbids that)."""
    if hasattr(model, "__person__") and column in own_columns(model):
        return Way.OWN
    if any(column == kept for person in persons() for _key, kept in copies(model, person)):
        return Way.COPY
    if hangs(model) and marks(model.__mapper__.columns[column]).get("secret") in PERSONAL:
        return Way.HUNG
    if model in scrubbed() and column in texts(model):
        return Way.WORDS
    return None


def circle(row: Any) -> Iterator[tuple[Any, str]]:
    """Models and the column that ties their rows to the record the person belongs to.

    A contact belongs to a customer: the customer's own row, its parts and its visits are the
    circle in which the name means this person. A person of the company has none.
    """
    table = _root(row)[0]
    if table is None:
        return
    for model in models():
        reach = getattr(model, "reach", None) if issubclass(model, Owned) else None
        if model.__table__.name == table:
            yield model, "id"
        elif isinstance(reach, Within) and reach.table == table:
            yield model, reach.key
        elif issubclass(model, Owned) and not isinstance(reach, Within):
            keys = [key for key, column in columns(model) if _names(column, table)]
            if keys:
                yield model, keys[0]


def root_id(row: Any) -> int | None:
    """The id of the record that a person belongs to."""
    return _root(row)[1]


def _root(row: Any) -> tuple[str | None, int | None]:
    model: Any = type(row)
    place = getattr(model, "reach", None)
    if isinstance(place, Within):
        return place.table, getattr(row, place.key)
    return (model.__table__.name, row.id) if issubclass(model, Owned) else (None, None)


def columns(model: Any) -> list[tuple[str, Any]]:
    """The columns of the table; what a mapper reckons from others is none."""
    found = [(each.key, each.columns[0]) for each in model.__mapper__.column_attrs]
    return [(name, column) for name, column in found if isinstance(column, Column)]


def _points_to(column: Any, model: Any) -> bool:
    return _names(column, model.__table__.name)


def _names(column: Any, table: str) -> bool:
    return any(key.target_fullname.split(".")[0] == table for key in column.foreign_keys)
