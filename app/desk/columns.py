"""What a name in a declaration stands for: its column, its label, the table it points to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Column, Label, ScalarSelect
from sqlalchemy.orm import RelationshipProperty

from app.kernel.secrets import treatment
from app.kernel.viewer import Viewer

# columns every table has get their words here, once
COMMON = {
    "id": _("No."),
    "owner": _("Owner"),
    "owner_id": _("Owner"),
    "branch": _("Branch"),
    "branch_id": _("Branch"),
    "area": _("Area"),
    "area_id": _("Area"),
    "department": _("Department"),
    "department_id": _("Department"),
    "created_at": _("Created"),
    "created_by": _("Created by"),
    "created_by_id": _("Created by"),
    "changed_at": _("Changed"),
    "changed_by": _("Changed by"),
    "changed_by_id": _("Changed by"),
    "version": _("Version"),
    "state": _("State"),
}


@dataclass(frozen=True)
class Named:
    """A declared name resolved against a model.

    ``key`` is the mapped attribute that is written (the foreign key for a relationship),
    ``target`` the model a foreign key points to, ``relation`` the relationship that loads it.
    """

    name: str
    model: Any
    key: str
    column: Column[Any] | None = None
    relation: str | None = None
    target: Any = None

    @property
    def info(self) -> dict[str, Any]:
        """The marks written at the column."""
        of = self.attribute if isinstance(self.column, ScalarSelect | Label) else self.column
        return dict(of.info) if of is not None else {}

    @cached_property
    def label(self) -> Any:
        """The label of the column; that of the reach and stamp columns comes from here."""
        attribute = self.attribute
        told = attribute.fget if isinstance(attribute, property) else attribute
        texts = (
            self.info.get("label"),
            COMMON.get(self.name),
            COMMON.get(self.key),
            getattr(told, "label", None) if told is not attribute else None,
            getattr(told, "info", {}).get("label"),
        )
        # not "or": to ask a lazy text whether it is empty translates it
        return next((text for text in texts if text is not None), self.name)

    @property
    def attribute(self) -> Any:
        """The class attribute of that name, for properties without a column."""
        return getattr(self.model, self.name, None)

    def treatment(self, viewer: Viewer | None) -> str:
        """show, mask or hide for this viewer."""
        return treatment(self.column, viewer) if self.column is not None else "show"


@lru_cache(
    4_096
)  # a model does not change once the application stands; a form asks a thousand times
def named(model: Any, name: str) -> Named:
    """Resolve ``name`` (column, foreign key, relationship or plain property) on ``model``."""
    mapper = model.__mapper__
    if name in mapper.relationships:
        return _of_relation(model, name, mapper.relationships[name])
    if name not in mapper.column_attrs:
        return Named(name, model, name)
    column = mapper.column_attrs[name].columns[0]
    relation = _relation_over(mapper, column) if column.foreign_keys else None
    target = relation.mapper.class_ if relation is not None else _model_behind(model, column)
    return Named(name, model, name, column, relation.key if relation is not None else None, target)


def _of_relation(model: Any, name: str, relation: RelationshipProperty[Any]) -> Named:
    local: Any = next(iter(relation.local_columns), None)
    if relation.direction.name != "MANYTOONE" or local is None:
        return Named(name, model, name, relation=name, target=relation.mapper.class_)
    key = model.__mapper__.get_property_by_column(local).key
    return Named(name, model, key, local, name, relation.mapper.class_)


def _relation_over(mapper: Any, column: Column[Any]) -> RelationshipProperty[Any] | None:
    return next(
        (
            relation
            for relation in mapper.relationships
            if relation.direction.name == "MANYTOONE" and column in relation.local_columns
        ),
        None,
    )


def _model_behind(model: Any, column: Column[Any]) -> Any:
    """The model a foreign key points to when no relationship says so."""
    if not column.foreign_keys:
        return None
    table = next(iter(column.foreign_keys)).column.table
    mappers = [m for m in model.registry.mappers if m.local_table is table]
    return mappers[0].class_ if mappers else None
