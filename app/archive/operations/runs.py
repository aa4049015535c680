"""A run over the classes of all customers, piece by piece: what would change, then the change (C-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.archive.axes import ClassAxis, code, enabled
from app.archive.models import ClassRun
from app.archive.operations.classing import Change
from app.archive.verdicts import judged

EXAMPLES = 5

Found = dict[str, list[Any]]
"""``axis|before|after`` → how many, and a few customer codes."""


def axes_of(row: ClassRun) -> list[ClassAxis]:
    """The axes a run works out: those it names, else all that rules work out."""
    named = [ClassAxis(axis) for axis in row.axes or ()]
    return enabled([axis for axis in judged() if not named or axis in named])


def add(found: Found, changes: Iterable[Change]) -> int:
    """Count changes into what was found so far; how many there were."""
    number = 0
    for change in changes:
        number += 1
        parts = (
            change.axis.value,
            code(change.axis, change.old),
            code(change.axis, change.verdict.value),
        )
        line = found.setdefault("|".join(part or "" for part in parts), [0, []])
        line[0] += 1
        if len(line[1]) < EXAMPLES:
            line[1].append(change.card.customer_code)
    return number


def summed(found: Mapping[str, Sequence[Any]]) -> list[list[Any]]:
    """As the run keeps it: axis, before, after, number, codes; axis by axis, the largest first."""
    order = {axis.value: place for place, axis in enumerate(ClassAxis)}
    lines = [[*(part or None for part in key.split("|")), *said] for key, said in found.items()]
    return sorted(lines, key=lambda line: (order[line[0]], -line[3]))
