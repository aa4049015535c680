"""Drafts: what the validators of a model make of values, without a row, its events or a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple


class Shape(NamedTuple):
    """What is to know of a model for filling its rows: its columns in order, their defaults, what is validated."""

    columns: Mapping[str, Any]
    defaults: tuple[tuple[str, Any], ...]
    validators: Mapping[str, Callable[[Any, str, Any], Any]]


@cache
def shape_of(model: Any) -> Shape:
    """Looked up once, not once a row."""
    columns = {each.key: each.columns[0] for each in model.__mapper__.column_attrs}
    defaults = tuple((n, col.default) for n, col in columns.items() if col.default is not None)
    judges = {n: judge for n, (judge, _how) in model.__mapper__.validators.items() if n in columns}
    return Shape(columns, defaults, judges)


class _Draft:
    """Stands where a validator expects its row: a column nobody set is empty, one that is set is judged."""

    def __init__(self, shape: Shape, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values, _shape=shape)

    def __getattr__(self, name: str) -> Any:
        if name in self.__dict__["_shape"].columns:
            return None
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        judge = self._shape.validators.get(name)
        self.__dict__[name] = value if judge is None else judge(self, name, value)


def judged(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a row would hold them once they were set: with what the validators change and add.

    Raises TypeError for a name that is no column.
    """
    shape = shape_of(model)
    if not values.keys() <= shape.columns.keys():
        raise TypeError(f"{model.__name__} has no columns {sorted(values.keys() - shape.columns)}")
    asked = [name for name in shape.validators if name in values]
    if not asked:
        return dict(values)
    draft = _Draft(shape, values)
    for name in asked:
        setattr(draft, name, values[name])
    return {name: value for name, value in draft.__dict__.items() if name in shape.columns}
