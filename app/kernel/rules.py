"""How a rule speaks: it yields what is broken, by field, and decides nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Rule = Callable[..., Iterator["Broken"]]


@dataclass(frozen=True)
class Broken:
    """One finding of a rule: where, what to say, and which rule says it.

    ``field`` is "" when the finding is about the whole record. A warning is shown and kept
    but does not stop the save. ``about`` is the id of another row of the table that it speaks of.
    """

    field: str
    message: Any
    rule: str = ""
    warning: bool = False
    about: int | None = None


def check(
    rules: list[Rule], values: Mapping[str, Any], row: Any = None
) -> tuple[list[Broken], list[Broken]]:
    """Run all rules and give back all errors and all warnings, in that order."""
    found = [broken for rule in rules for broken in rule(values, row)]
    return [b for b in found if not b.warning], [b for b in found if b.warning]
