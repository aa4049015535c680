"""Open dictionaries, the administrative regions, and what the company sells."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Model, Stamped, choice, label
from app.reference.words import RegionLevel


def _in_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


class Dictionary(Stamped, Model):
    """A list of words that the company may lengthen itself (industry, education …)."""

    __tablename__ = "dictionary"
    kind = "reference"

    code: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Dictionary code")))
    name: Mapped[str] = mapped_column(String(60), info=label(_("Dictionary name")))
    name_en: Mapped[str | None] = mapped_column(String(80), info=label(_("English name")))

    entries: Mapped[list[DictionaryEntry]] = relationship(
        back_populates="dictionary",
        order_by="DictionaryEntry.position, DictionaryEntry.id",
        cascade="all, delete-orphan",
    )

    def __str__(self) -> str:
        return (self.name_en if _in_english() else None) or self.name


class DictionaryEntry(Stamped, Model):
    """One word of a dictionary; a word in use is closed, never deleted."""

    __tablename__ = "dictionary_entry"
    __table_args__ = (
        UniqueConstraint("dictionary_id", "code"),
        Index("ix_dictionary_entry_dictionary_id_position", "dictionary_id", "position"),
    )
    kind = "reference"

    dictionary_id: Mapped[int] = mapped_column(
        ForeignKey("dictionary.id", ondelete="CASCADE"), info=label(_("Dictionary"))
    )
    code: Mapped[str] = mapped_column(String(40), info=label(_("Word code")))
    name: Mapped[str] = mapped_column(String(80), index=True, info=label(_("Word")))
    name_en: Mapped[str | None] = mapped_column(String(80), info=label(_("English name")))
    position: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Place in the list")))
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    dictionary: Mapped[Dictionary] = relationship(
        back_populates="entries", info=label(_("Dictionary"))
    )

    def __str__(self) -> str:
        return (self.name_en if _in_english() else None) or self.name


class Region(Stamped, Model):
    """An administrative division of China; the territory of a customer (CF-024, CF-025)."""

    __tablename__ = "region"
    kind = "reference"

    code: Mapped[str] = mapped_column(String(12), unique=True, info=label(_("Region code")))
    name: Mapped[str] = mapped_column(String(60), index=True, info=label(_("Region name")))
    full_name: Mapped[str] = mapped_column(String(120), index=True, info=label(_("Region in full")))
    level: Mapped[RegionLevel] = mapped_column(
        choice(RegionLevel), index=True, info=label(_("Level"))
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), index=True, info=label(_("Belongs to"))
    )
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    parent: Mapped[Region | None] = relationship(
        remote_side="Region.id", info=label(_("Belongs to"))
    )

    def __str__(self) -> str:
        return self.full_name


class Product(Stamped, Model):
    """Something the company sells."""

    __tablename__ = "product"
    kind = "reference"

    code: Mapped[str] = mapped_column(String(40), unique=True, info=label(_("Product code")))
    name: Mapped[str] = mapped_column(String(120), index=True, info=label(_("Product name")))
    category_id: Mapped[int | None] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        index=True,
        info=label(_("Category"), dictionary="product_category"),
    )
    specification: Mapped[str | None] = mapped_column(String(120), info=label(_("Specification")))
    unit: Mapped[str | None] = mapped_column(String(20), info=label(_("Unit")))
    list_price: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("List price"), secret="confidential", money=True)
    )
    is_active: Mapped[bool] = mapped_column(default=True, index=True, info=label(_("In use")))

    category: Mapped[DictionaryEntry | None] = relationship(info=label(_("Category")))

    @hybrid_property
    def full_name(self) -> str:
        """Name and specification, as lists show a product and files name it."""
        return f"{self.name} {self.specification}" if self.specification else self.name

    @full_name.inplace.expression
    @classmethod
    def _full_name(cls) -> ColumnElement[str]:
        return cls.name + func.coalesce(" " + func.nullif(cls.specification, ""), "")

    def __str__(self) -> str:
        return self.full_name
