"""Named questions about the reference data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.reference.models import Dictionary, DictionaryEntry, Region


def words_of(code: str) -> ColumnElement[bool]:
    """The condition for the words in use of one dictionary, for pick lists."""
    dictionary = select(Dictionary.id).where(Dictionary.code == code).scalar_subquery()
    return and_(DictionaryEntry.dictionary_id == dictionary, DictionaryEntry.is_active.is_(True))


def word(session: Session, dictionary: str, text: str) -> DictionaryEntry | None:
    """The word of a dictionary by its code or its name, in use or not."""
    statement = (
        select(DictionaryEntry)
        .join(Dictionary)
        .where(
            Dictionary.code == dictionary,
            (DictionaryEntry.code == text)
            | (DictionaryEntry.name == text)
            | (DictionaryEntry.name_en == text),
        )
    )
    return session.scalars(statement.limit(1)).first()


def region(session: Session, code: str) -> Region | None:
    """The region with an administrative code."""
    return session.scalars(select(Region).where(Region.code == code)).one_or_none()


def region_called(session: Session, *names: str | None) -> Region | None:
    """The region with these names from the top down ("四川", "成都"); short forms are known."""
    found: Region | None = None
    for name in filter(None, (_plain(name) for name in names)):
        statement: Any = select(Region).where(Region.name.startswith(name, autoescape=True))
        if found is not None:
            statement = statement.where(Region.parent_id == found.id)
        else:
            statement = statement.where(Region.parent_id.is_(None))
        below = session.scalars(statement.order_by(Region.code).limit(1)).first()
        if below is None:
            return found
        found = below
    return found


def region_meant(session: Session, text: str) -> Region | None:
    """The region a text names: by code, in full, or by its own name; cities before districts."""
    exact = select(Region).where((Region.code == text) | (Region.full_name == text))
    found = session.scalars(exact.limit(1)).first()
    if found is not None:
        return found
    plain = _plain(text)
    near = select(Region).where(Region.name.startswith(plain, autoescape=True))
    # a code is the shorter the higher the region stands
    return (
        session.scalars(near.order_by(func.length(Region.code), Region.code).limit(1)).first()
        if plain
        else None
    )


def _plain(name: str | None) -> str:
    """A region's name without the word for what it is: 四川省 and 四川 are the same."""
    text = (name or "").strip()
    return text[:-1] if len(text) > 2 and text[-1] in "省市区县" else text
