"""Holds: what of a person must stay for the time being, and why; wings say so, an erasure obeys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Hold:
    """A reason to keep a person's data: a duty of the law, or business that is still under way.

    ``columns`` of the person's own row stay; without any the whole person stays. ``rule`` is the
    source (R-, C- id or a law's article).
    """

    why: Any
    rule: str = ""
    columns: Sequence[str] = ()


Source = Callable[[Session, Any], Iterator[Hold]]
_sources: list[Source] = []


def declare(source: Source) -> Source:
    """Let a wing say what must stay: (session, row of a person) → holds. Once, at start."""
    if source not in _sources:
        _sources.append(source)
    return source


def of(session: Session, row: Any) -> list[Hold]:
    """Everything that keeps a person, or some columns, now."""
    return [hold for source in _sources for hold in source(session, row)]
