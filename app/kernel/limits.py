"""What the value of a parameter may be, beyond its type: a range, a closed list, a piece of text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _

NOT_EMPTY = " +"
LONGEST_PLAIN = 12  # signs of a number's pattern beside its parts: the number has to fit its column
MOST = 1_000_000_000  # of a number in a map: minutes, points of load, yuan
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
    ``{seq}{yyyy}`` for the pattern of a number: the parts it may hold, the first of which it must.
    """
    if not allowed:
        return None
    if allowed.startswith("{"):
        return _misshapen(re.findall(r"{(\w+)}", allowed), value)
    if ".." in allowed:
        return _outside(allowed, value)
    return _strange(allowed, value)


def _misshapen(parts: Sequence[str], pattern: str) -> Any:
    """A number is written by it without a stumble, and is no longer than its column."""
    held = re.findall(r"{(\w+)(?::\d)?}", pattern)
    if parts[0] not in held:
        return _("It must contain %(piece)s.", piece="{" + parts[0] + "}")
    plain = re.sub(r"{(\w+)(:\d)?}", "", pattern)
    widths = set(re.findall(r"{(\w+):\d}", pattern)) - {parts[0]}
    if set(held) - set(parts) or len(set(held)) < len(held) or widths or set(plain) & set("{}"):
        known = ", ".join("{" + part + "}" for part in parts)
        return _(
            "Each of these once, the number with one digit for its width: %(parts)s.", parts=known
        )
    if len(plain) > LONGEST_PLAIN or not re.fullmatch(r"[\w./-]*", plain):
        return _("Beside them at most %(n)s letters, digits and - . / _", n=LONGEST_PLAIN)
    return None


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
    if isinstance(value, Mapping) and max(value.values(), default=0) > MOST:
        return _("Between %(low)s and %(high)s.", low="0", high=f"{MOST:,}")
    return None
