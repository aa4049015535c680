"""What a list, chart or form knows about a table: its fields, their kinds, and how rows load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import Select, func, inspect, select
from sqlalchemy import types as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.orm.attributes import InstrumentedAttribute

from app.desk.columns import Named, named
from app.kernel.secrets import treatment
from app.kernel.viewer import Viewer
from app.kernel.words import Words

# beyond this a list says "10,000+": counting on costs more than anybody reads out of it
COUNT_CAP = 10_000

KINDS: tuple[tuple[type, str], ...] = (
    (sql.Boolean, "bool"),
    (sql.Enum, "words"),
    (sql.DateTime, "instant"),
    (sql.Date, "day"),
    (sql.Integer, "whole"),
    (sql.Numeric, "number"),
    (sql.String, "text"),
)


@dataclass(frozen=True)
class Field:
    """One column, many-to-one relationship or property of a model, as the desk sees it.

    ``kind`` is text, words, bool, whole, number, day, instant, row (many-to-one), person
    (a row of ab_user) or plain (a property: shown, never sorted or filtered).
    """

    name: str
    label: Any
    kind: str
    column: InstrumentedAttribute[Any] | None = None
    target: Any = None
    words: type[Words] | None = None
    relation: str = ""
    nullable: bool = True
    pixels: int = 0  # of a property that says itself how wide it is

    def treatment(self, viewer: Viewer | None) -> str:
        """show, mask or hide for this viewer; a property carries no mark."""
        return "show" if self.column is None else treatment(self.column, viewer)

    @property
    def marks(self) -> dict[str, Any]:
        """What is said about the column where it stands: meter, due, money …"""
        return dict(self.column.info) if self.column is not None else {}

    @property
    def shape(self) -> str:
        """tag, dot, grade or plain for words; empty otherwise."""
        return getattr(self.words, "shape", "tag") if self.words else ""


class Rows(SQLAInterface):
    """The framework's datamodel with its counting, writing and guessing taken out (T9, T13)."""

    @cached_property
    def key(self) -> InstrumentedAttribute[Any]:
        """The primary key column, on which paging breaks ties."""
        return getattr(self.obj, inspect(self.obj).primary_key[0].key)

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self.session.get_bind().dialect.name

    def every(self) -> Select[Any]:
        """All rows of the table, as an ORM select."""
        return select(self.obj)

    def field(self, name: str) -> Field | None:
        """The field called ``name``, or None when the model has no such attribute."""
        if name not in self._fields:
            self._fields[name] = self._describe(name)
        return self._fields[name]

    @cached_property
    def _fields(self) -> dict[str, Field | None]:
        return {}  # facts about the class, the same for every request

    def _describe(self, name: str) -> Field | None:
        found = named(self.obj, name)
        if found.target is not None:
            if found.column is None or self._is_collection(name):
                return None  # a collection is no column of a list
            return Field(
                name, found.label, row_kind(found.target), getattr(self.obj, found.key), found.target,
                relation=found.relation or "", nullable=bool(found.column.nullable),
            )  # fmt: skip
        if found.column is None:
            return self._describe_property(name, found)
        kind = column_kind(found.column.type)
        return Field(
            name, found.label, kind, getattr(self.obj, name),
            nullable=bool(getattr(found.column, "nullable", True)),
            words=found.column.type.enum_class if kind == "words" else None,
        )  # fmt: skip

    def _is_collection(self, name: str) -> bool:
        return bool(self.is_relation(name) and self.list_properties[name].uselist)

    def _describe_property(self, name: str, found: Named) -> Field | None:
        if found.attribute is None or name.startswith("_"):
            return None
        label = getattr(getattr(found.attribute, "fget", found.attribute), "label", None)
        pixels = getattr(getattr(found.attribute, "fget", None), "pixels", 0)
        shown = label or (found.label if found.label != name else pretty(name))
        return Field(name, shown, "plain", pixels=pixels)

    def loading(
        self, shown: Iterable[Field], eager: Sequence[str], also: Iterable[str]
    ) -> list[Any]:
        """Loader options: the relationships a page reads, and no column it does not read."""
        fields = [*shown]
        relations = dict.fromkeys([*eager, *(field.relation for field in fields if field.relation)])
        options = [self._load(name) for name in relations]
        if any(field.kind == "plain" for field in fields):
            return options  # a property may read any column of its row
        names = {field.column.key for field in fields if field.column is not None}
        marks = [field.marks.get(mark) for field in fields for mark in ("kept", "due")]
        names |= {
            column for column in marks if isinstance(column, str)
        }  # read beside the field's own
        names |= {name for name in also if name in inspect(self.obj).column_attrs}
        local = [
            c for name in relations for c in inspect(self.obj).relationships[name].local_columns
        ]
        names |= {inspect(self.obj).get_property_by_column(c).key for c in local}
        names |= {self.key.key}
        return [*options, load_only(*(getattr(self.obj, name) for name in sorted(names)))]

    def _load(self, name: str) -> Any:
        relation = inspect(self.obj).relationships[name]
        return (selectinload if relation.uselist else joinedload)(getattr(self.obj, name))

    def capped(self, statement: Select[Any], cap: int = COUNT_CAP) -> Any:
        """How many rows ``statement`` has, counted no further than one past ``cap``."""
        inner = statement.with_only_columns(self.key).order_by(None).limit(cap + 1).subquery()
        return select(func.count()).select_from(inner).scalar_subquery()

    def query_count(self, query: Any, filters: Any = None, select_columns: Any = None) -> int:
        """The framework's count, capped: it wrapped all columns of all rows."""
        inner = filters.apply_all(query) if filters else query
        capped = inner.with_entities(self.key).order_by(None).limit(COUNT_CAP + 1).subquery()
        return int(self.session.execute(select(func.count()).select_from(capped)).scalar_one())

    def add(self, item: Any, commit: bool = True) -> None:
        """Insert, or roll back and raise: nothing is flashed and nothing half-done stays (T14)."""
        self._write(lambda: self.session.add(item), commit)

    def edit(self, item: Any, commit: bool = True) -> None:
        """Update, or roll back and raise."""
        self._write(lambda: None, commit)

    def delete(self, item: Any, commit: bool = True) -> None:
        """Delete, or roll back and raise."""
        self._write(lambda: self.session.delete(item), commit)

    def delete_all(self, items: list[Any]) -> None:
        """Delete several in one transaction, or roll back and raise."""
        self._write(lambda: [self.session.delete(item) for item in items], True)

    def _write(self, change: Any, commit: bool) -> None:
        try:
            change()
            self.session.commit() if commit else self.session.flush()
        except SQLAlchemyError:
            self.session.rollback()
            raise


def rows_of(model: Any) -> Rows:
    """The datamodel of a view: ``datamodel = rows_of(Customer)``."""
    return Rows(model)


def column_kind(kind: Any) -> str:
    """The desk's name for a column type, seen through decorators such as UTCDateTime."""
    impl = kind.impl if isinstance(kind, sql.TypeDecorator) else kind
    if isinstance(impl, sql.Enum) and impl.enum_class is None:
        return "text"
    return next((name for base, name in KINDS if isinstance(impl, base)), "plain")


def row_kind(target: Any) -> str:
    """person for accounts, row for everything else a foreign key may lead to."""
    return "person" if target.__table__.name == "ab_user" else "row"


def pretty(name: str) -> str:
    """A readable name for an attribute nobody labelled; the census names such columns."""
    return name.replace("_", " ").capitalize()
