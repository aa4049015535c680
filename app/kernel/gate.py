"""The clauses of a viewer for every owned table, as one option of a statement whose key is made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, FromClause, Table, false
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.orm.interfaces import CriteriaOption
from sqlalchemy.sql.cache_key import CacheConst
from sqlalchemy.sql.visitors import anon_map, iterate

from app.kernel.reach import owned_models, reach_clause
from app.kernel.viewer import Viewer

KEPT = 64  # gates of viewers, half a megabyte each; an older one is made anew
SHAPES = 128  # structures of gates, as large: few, since one depends on roles and not on persons
# what a reach clause may not read: it would make a gate for every change of it
NO_REACH = frozenset({"name", "locale", "secrets", "permissions"})

Facts = tuple[tuple[str, Any], ...]


class Gate(CriteriaOption):
    """What `with_loader_criteria` says of each owned table, all together.

    Every statement carries all of them, since nobody can say for sure which tables a statement
    ends in. A list of such options would be walked and hashed with every statement, though a
    viewer's never change: here the statement's key holds one object that stands for their
    structure, and their values beside it, as if they had been walked.
    """

    __slots__ = ("_binds", "_options", "_parts", "_shape")

    propagate_to_loaders = False

    def __init__(self, criteria: Mapping[Any, Any]) -> None:
        """``criteria``: the condition on the rows of each model."""
        self._options = [
            with_loader_criteria(model, clause, include_aliases=True, propagate_to_loaders=False)
            for model, clause in criteria.items()
        ]
        names, self._binds = anon_map(), list[BindParameter[Any]]()
        self._shape = _shape(self._walked(names, self._binds))
        if CacheConst.NO_CACHE in names:
            raise TypeError("a reach clause holds something that has no cache key")
        self._parts = {id(part): part for part in [*self._binds, *_froms(criteria.values())]}

    def _walked(self, names: Any, binds: list[BindParameter[Any]]) -> tuple[Any, ...]:
        return tuple(option._gen_cache_key(names, binds) for option in self._options)

    def _gen_cache_key(self, names: Any, binds: list[BindParameter[Any]]) -> Any:
        """As the library would make it, but for what was walked once.

        A value or an alias that stands in the statement as well must be known as the same: the
        gate's are entered among the ``names``, and walked where one of them is there already.
        """
        if not self._parts.keys().isdisjoint(names):
            return self._walked(names, binds)
        for part in self._parts.values():
            names.get_anon(part)
        binds.extend(self._binds)
        return self._shape

    def process_compile_state(self, compile_state: Any) -> None:
        """Called by the library where a statement is compiled."""
        self.get_global_criteria(compile_state.global_attributes)

    def process_compile_state_replaced_entities(self, compile_state: Any, _entities: Any) -> None:
        """The same for a statement whose columns were replaced."""
        self.process_compile_state(compile_state)

    def get_global_criteria(self, attributes: dict[Any, Any]) -> None:
        """Called by the library for updates and deletes."""
        for option in self._options:
            option.get_global_criteria(attributes)


def _froms(clauses: Any) -> list[FromClause]:
    """The aliases and selects in the clauses: what one statement could share with them."""
    found = (part for clause in clauses for part in iterate(clause))
    return [part for part in found if isinstance(part, FromClause) and not isinstance(part, Table)]


@lru_cache(SHAPES)
def _shape(_walked: tuple[Any, ...]) -> object:
    """One object for equal structures; another for one forgotten meanwhile, which costs compilations."""
    return object()


def gate_of(viewer: Viewer | None) -> Gate:
    """The gate for who is looking; with nobody looking, not a row of any owned table."""
    models = owned_models()
    if viewer is None:
        return _shut(models)
    known: tuple[tuple[Any, ...], Gate] | None = getattr(viewer, "_gate", None)
    if known is None or known[0] is not models:
        known = models, _gate(_facts(viewer), models)
        object.__setattr__(viewer, "_gate", known)
    return known[1]


def _facts(viewer: Viewer) -> Facts:
    """All that a viewer's reach may depend on."""
    said = ((each.name, getattr(viewer, each.name)) for each in fields(Viewer))
    return tuple(
        (name, frozenset(value.items()) if isinstance(value, Mapping) else value)
        for name, value in said
        if name not in NO_REACH
    )


@lru_cache(KEPT)
def _gate(facts: Facts, models: tuple[Any, ...]) -> Gate:
    """Made from the facts alone, so that whoever has the same facts may have the same gate."""
    said: dict[str, Any] = {name: dict(v) if name in _MAPPINGS else v for name, v in facts}
    viewer = Viewer(**said)
    return Gate({model: reach_clause(model, viewer) for model in models})


@lru_cache(1)
def _shut(models: tuple[Any, ...]) -> Gate:
    return Gate({model: false() for model in models})


_MAPPINGS = frozenset(
    each.name for each in fields(Viewer) if isinstance(getattr(Viewer(None), each.name), Mapping)
)
