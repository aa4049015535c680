"""Who is looking: one frozen value that says what a person may see and do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType

EMPTY: Mapping[str, frozenset[str]] = MappingProxyType({})
EMPTY_PLACES: Mapping[str, frozenset[int]] = MappingProxyType({})
EMPTY_DUTIES: Mapping[int, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Viewer:
    """A person (or the system) as the gate, the fields and the flows see them.

    ``breadths`` maps a record kind to how far the viewer reaches into it:
    ``own``, ``area``, ``department``, ``branch``, ``all`` or a clause a model names.
    ``secrets`` maps a secrecy mark to ``show``, ``ask`` (for a reason), ``mask`` or ``hide``.
    ``permissions`` holds pairs of permission and view name. ``acts_for`` names those whose
    deputy the viewer is today, with their roles; ``own_roles`` are the viewer's without them.
    ``branches_by_kind`` says for a deputy in which branches he reads records of a kind: his own
    count only where his own roles read by branch, those of the one he acts for where that one's do.
    ``may_open_closed`` says that the closed store is his to read, ``opens_closed`` that he is
    doing so now: looking at one record by its address, or at the store's own list (C-01).
    ``stands_in`` names the tables with a row whose stand-in he is: hardly ever one, and the gate
    need not ask for them beside his own, which would keep a list from its index.
    Source: roles.md sections 2 and 3.
    """

    user_id: int | None
    name: str = ""
    roles: frozenset[str] = frozenset()
    breadths: Mapping[str, frozenset[str]] = field(default_factory=lambda: EMPTY)
    owner_ids: frozenset[int] = frozenset()
    branch_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()
    secrets: Mapping[str, str] = field(default_factory=dict)
    permissions: frozenset[tuple[str, str]] = frozenset()
    locale: str = "zh"
    is_system: bool = False
    own_roles: frozenset[str] = frozenset()
    acts_for: Mapping[int, frozenset[str]] = field(default_factory=lambda: EMPTY_DUTIES)
    branches_by_kind: Mapping[str, frozenset[int]] = field(default_factory=lambda: EMPTY_PLACES)
    may_open_closed: bool = False
    opens_closed: bool = False
    stands_in: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """A place for the gate of this viewer, which is found at first use."""
        object.__setattr__(self, "_gate", None)

    def may(self, permission: str, view: str) -> bool:
        """True when one of the viewer's roles grants ``permission`` on ``view``."""
        return self.is_system or (permission, view) in self.permissions

    def breadth_of(self, kind: str) -> frozenset[str]:
        """How far the viewer reaches into records of ``kind``; empty means not at all."""
        return frozenset({"all"}) if self.is_system else self.breadths.get(kind, frozenset())

    def branches_of(self, kind: str) -> frozenset[int]:
        """The branches in which the viewer reads records of ``kind`` that he reads by branch."""
        return self.branches_by_kind.get(kind, self.branch_ids)


SYSTEM = Viewer(user_id=None, name="system", is_system=True)

_current: ContextVar[Viewer | None] = ContextVar("viewer", default=None)
_open: ContextVar[bool] = ContextVar("everything", default=False)
_providers: list[Callable[[], Viewer | None]] = []


def provide(source: Callable[[], Viewer | None]) -> None:
    """Let an upper floor say who is looking when no ``acting_as`` block does."""
    _providers[:] = [source]


def current_or_none() -> Viewer | None:
    """The viewer in force, or None when nobody is looking."""
    viewer = _current.get()
    if viewer is None and _providers:
        viewer = _providers[0]()
    return viewer


def is_open() -> bool:
    """True inside an ``everything()`` block."""
    return _open.get()


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[Viewer]:
    """Run a block as ``viewer`` (commands, jobs, tests)."""
    token = _current.set(viewer)
    try:
        yield viewer
    finally:
        _current.reset(token)


@contextmanager
def everything() -> Iterator[None]:
    """Lift the gate for a block; a test lists the few places that may."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)
