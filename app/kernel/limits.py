"""What the value of a parameter may be, beyond its type: a range, a closed list, a piece of text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _

NOT_EMPTY = " +"
# where the register says no more, a number is at least that of its unit
RANGES: Mapping[str, str] = {
    "days": "0..3660", "working days": "0..366", "hours": "0..8760", "minutes": "0..1440",
    "months": "0..120", "years": "0..50", "%": "0..1000", "CNY": "0..1000000000000", "per day": "0..1000",
    "per week": "0..1000", "per two weeks": "0..1000", "per month": "0..1000", "marks": "0..1000",
    "items": "0..1000", "steps": "2..100", "people": "0..1000", "number": "0..100000",
    "points": "-100000..100000",
}  # fmt: skip


def of_unit(unit: str) -> str:
    """The range of a number of this unit; empty where any will do."""
    return RANGES.get(unit, "")


def refusal(allowed: str, value: Any) -> Any:
    """Why a typed value is not allowed, as lazy text; None when it is.

    ``allowed`` is a range ``1..10`` of whole or decimal numbers, closed options ``a|b`` for a
    choice, the members of a list or the names of a map (`` +`` at the end: at least one), or
    ``*piece*`` for a text that has to hold a piece.
    """
    if not allowed:
        return None
    if allowed.startswith("*"):
        piece = allowed.strip("*")
        return None if piece in value else _("It must contain %(piece)s.", piece=piece + "}")
    if ".." in allowed:
        return _outside(allowed, value)
    return _strange(allowed, value)


def _outside(allowed: str, value: Any) -> Any:
    low, high = (Decimal(end.rstrip("d")) for end in allowed.split(".."))
    number = Decimal(str(getattr(value, "n", value)))
    if low <= number <= high:
        return None
    return _("Between %(low)s and %(high)s.", low=f"{low:,f}", high=f"{high:,f}")


def _strange(allowed: str, value: Any) -> Any:
    options = allowed.removesuffix(NOT_EMPTY).split("|")
    given = [value] if isinstance(value, str) else list(value)
    if allowed.endswith(NOT_EMPTY) and not given:
        return _("At least one of: %(options)s.", options=", ".join(options))
    strange = [each for each in given if each not in options]
    if strange:
        return _(
            "“%(value)s” is none of: %(options)s.", value=strange[0], options=", ".join(options)
        )
    if len(set(given)) < len(given):
        return _("Named twice.")
    if isinstance(value, Mapping) and min(value.values(), default=0) < 0:
        return _("A number below nought.")
    return None
