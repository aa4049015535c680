"""Finds the administrative division that an address begins with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reference.models import Region

_KIND = re.compile(r"特别行政区|自治[区州县旗]|地区|[省市盟州区县旗]")
# 恩施土家族苗族自治州 is called 恩施, 新疆维吾尔自治区 新疆
_PEOPLES = re.compile(r"(?<=..)(?:[\u4e00-\u9fff]{1,3}族|维吾尔|哈萨克|蒙古|柯尔克孜)+(?=自治.$)")
_TOWN = 4  # digits of the code of a city; a district or county has more


class Place(NamedTuple):
    """A division as the search needs it; ``stem`` is its name without the word for what it is."""

    ident: int
    code: str
    name: str
    stem: str
    parent: int | None


@dataclass(frozen=True)
class Places:
    """All divisions, by what they belong to."""

    below: dict[int | None, list[Place]]
    above: dict[int, int | None]

    @classmethod
    def of(cls, session: Session) -> Self:
        """Read once a session: a file asks for each of its rows."""
        if "places" not in session.info:
            session.info["places"] = cls._read(session)
        found: Self = session.info["places"]
        return found

    @classmethod
    def _read(cls, session: Session) -> Self:
        asked = select(Region.id, Region.code, Region.name, Region.parent_id)
        below: dict[int | None, list[Place]] = defaultdict(list)
        above = {}
        for ident, code, name, parent in session.execute(asked.where(Region.is_active)):
            below[parent].append(Place(ident, code, name, _stem(name), parent))
            above[ident] = parent
        return cls(dict(below), above)

    def named(self, address: str, within: int | None = None) -> int | None:
        """The id of the smallest division the address names, inside ``within`` where that is known.

        An address that names one elsewhere tells nothing; who wrote the division down knew better.
        """
        text = re.sub(r"\s+", "", address)
        found = self._down(text, None)
        if found is None and within is not None:
            return self._down(text, within)
        return found if within is None or within in self._up(found) else None

    def _down(self, text: str, start: int | None) -> int | None:
        """As far as the text leads below ``start``; None where it leads nowhere."""
        at, rest = start, text
        while step := self._step(rest, at):
            at, rest = step
        return at if at != start else None

    def _step(self, text: str, at: int | None) -> tuple[int, str] | None:
        """The next division and what stands behind it; a city or its province may be left out."""
        near = self.below.get(at, ())
        far = [place for each in near for place in self.below.get(each.ident, ())]
        return _begun(text, near, bare=True) or _begun(text, far, bare=False)

    def _up(self, ident: int | None) -> Iterator[int]:
        while ident is not None:
            yield ident
            ident = self.above.get(ident)


def _stem(name: str) -> str:
    short = re.sub(rf"(?:{_KIND.pattern})$", "", _PEOPLES.sub("", name))
    return short if len(short) > 1 else name


def _begun(text: str, places: Sequence[Place], bare: bool) -> tuple[int, str] | None:
    """The division the text begins with. Its bare stem is enough for provinces and cities that are
    asked for in their order: 城关镇 is no district, and 海南 alone may be two places."""
    for place in places:
        if text.startswith(place.name):
            return place.ident, text.removeprefix(place.name)
    for place in places:
        if not text.startswith(place.stem):
            continue
        rest = text.removeprefix(place.stem)
        kind = _KIND.match(rest)
        if kind is not None:
            return place.ident, rest[kind.end() :]
        if bare and len(place.code) <= _TOWN:
            return place.ident, rest
    return None
