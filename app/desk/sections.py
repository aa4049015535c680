"""How an archive's form and record are laid out: sections of cells, and child rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Text

from app.desk.columns import Named, named
from app.kernel.grids import Column

SPANS = (2, 3, 4, 6)


@dataclass(frozen=True)
class Cell:
    """One field's place: ``span`` columns of the six-column grid, read-only or not."""

    name: str
    span: int = 2
    readonly: bool = False


def fits(when: Mapping[str, Collection[str]], value: Callable[[str], Any]) -> bool:
    """True when each named field has one of its values; words count by what is stored."""
    return all(
        str(getattr(value(name), "value", value(name))) in wanted for name, wanted in when.items()
    )


def plain(when: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """The same with lists; a collection may look its values up each time it is asked."""
    return {name: list(wanted) for name, wanted in when.items()}


@dataclass(frozen=True)
class Section:
    """A titled block of fields: ``"name:4"`` spans four of six columns, ``"name!"`` is read-only.

    ``states`` keeps it out of the form until the row is in one of them; without any it always
    stands there. The record page shows it in every state. ``when`` names fields and the values
    with which the section is asked; otherwise form and record leave it out of sight.
    """

    name: str
    title: Any
    fields: Sequence[str]
    help: Any = ""
    states: Collection[str] = ()
    when: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def conditions(self) -> dict[str, list[str]]:
        """``when`` for the script of the form."""
        return plain(self.when)

    def fits(self, value: Callable[[str], Any]) -> bool:
        """True when the section is asked of a record with these values."""
        return fits(self.when, value)

    def cells(self, model: Any) -> list[Cell]:
        """The declared fields as cells; long text takes the whole line unless told otherwise."""
        return [_cell(model, entry) for entry in self.fields]

    def names(self) -> list[str]:
        """The bare names of the fields."""
        return [entry.replace("!", "").split(":")[0] for entry in self.fields]


def _cell(model: Any, entry: str) -> Cell:
    readonly = "!" in entry
    name, _colon, span = entry.replace("!", "").partition(":")
    if span and int(span) not in SPANS:
        raise ValueError(f"{model.__name__}: {entry!r} spans none of {SPANS}")
    column = named(model, name).column
    wide = column is not None and isinstance(column.type, Text)
    return Cell(name, int(span) if span else 6 if wide else 2, readonly)


@dataclass(frozen=True)
class Lines:
    """Child rows edited inside the parent's form.

    ``name`` is the part's name in the form and on the record, ``columns`` the child's fields
    (``"remark:4"`` gives a wide column), ``key`` the child's foreign key (found when left out),
    ``order`` the child's column that keeps the rows' order, ``when`` and ``states`` as of a section.
    """

    model: Any
    name: str
    columns: Sequence[str]
    title: Any = ""
    key: str = ""
    order: str = ""
    least: int = 0
    help: Any = ""
    rules: Sequence[Any] = field(default_factory=tuple)
    when: Mapping[str, Collection[str]] = field(default_factory=dict)
    states: Collection[str] = ()

    @property
    def conditions(self) -> dict[str, list[str]]:
        """``when`` for the script of the form."""
        return plain(self.when)

    def fits(self, value: Callable[[str], Any]) -> bool:
        """True when the rows are asked of a record with these values."""
        return fits(self.when, value)

    def cells(self) -> list[Cell]:
        """The child's fields as cells; a span of 4 or 6 makes a wide column."""
        return [_cell(self.model, entry) for entry in self.columns]

    def parent_key(self, parent: Any) -> str:
        """The child's foreign key to ``parent``.

        Raises ValueError when the child has none.
        """
        if self.key:
            return self.key
        reach = getattr(self.model, "reach", None)
        if reach is not None and reach.table == parent.__table__.name:
            return str(reach.key)
        for attribute in self.model.__mapper__.column_attrs:
            keys = attribute.columns[0].foreign_keys
            if any(key.column.table is parent.__table__ for key in keys):
                return str(attribute.key)
        raise ValueError(f"{self.model.__name__} has no foreign key to {parent.__name__}")


@dataclass(frozen=True)
class Grid:
    """Rows that one text column keeps (``app.kernel.grids``), edited like child rows.

    ``name`` is the part's name in the form, ``column`` the text column, whose own field the grid
    stands in for while ``when`` (as of a section) fits.
    """

    name: str
    column: str
    cells: Sequence[Column]
    title: Any = ""
    when: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def conditions(self) -> dict[str, list[str]]:
        """``when`` for the script of the form."""
        return plain(self.when)

    def fits(self, value: Callable[[str], Any]) -> bool:
        """True when the rows are asked of a record with these values."""
        return fits(self.when, value)


def check_sections(view: Any, model: Any, sections: Sequence[Section]) -> None:
    """Refuse at start what would only fail in front of a person (T9).

    Raises ValueError for an unknown name, a name used twice, or a collection.
    """
    seen: set[str] = set()
    for section in sections:
        for name in section.names():
            found: Named = named(model, name)
            if name in seen:
                raise ValueError(f"{view}: {name} stands in two sections")
            seen.add(name)
            if found.column is None and not hasattr(model, name):
                raise ValueError(f"{view}: {model.__name__} has no {name}")
            if found.column is None and found.relation is not None:
                raise ValueError(f"{view}: {name} is a collection; declare it in lines")
