"""The rows that tasks are about, and the names that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import and_, func, null, select, union_all
from sqlalchemy.orm import Session, joinedload, load_only

from app.desk.frame import full_name
from app.kernel.scope import REACH
from app.kernel.tasks import Step, Task

Key = tuple[str, int]  # table and number


def read(
    session: Session, tasks: Iterable[Task], views: Mapping[str, Any], whole: bool
) -> dict[Key, Any]:
    """The rows of tasks through the gate, by table and number; those beyond reach are not there.

    ``views`` are the archives of their tables. Each kind is joined to the tasks, so that the rows
    of many kinds cost one statement. Of a row whose model says what a headline reads
    (``task_reads``: columns, "relation.column") only that is loaded, unless it is wanted ``whole``.
    """
    models = {table: view.datamodel.obj for table, view in views.items() if view is not None}
    if not models:
        return {}
    query = select(Task.row_table, *models.values()).select_from(Task)
    for table, model in models.items():
        query = query.outerjoin(model, and_(Task.row_table == table, Task.row_id == model.id))
        query = query.options(*_reading(views[table], whole))
    found = session.execute(query.where(Task.id.in_([task.id for task in tasks])))
    return {(table, row.id): row for table, *kinds in found for row in kinds if row is not None}


def _reading(view: Any, whole: bool) -> Iterator[Any]:
    """What of a row is loaded with it: whole, as the view's lists do, or what a headline reads."""
    model = view.datamodel.obj
    if whole or not hasattr(model, "task_reads"):
        relations = [name for name in view.eager if name in model.__mapper__.relationships]
        yield from (joinedload(getattr(model, name)) for name in relations)
        return
    here = model.__mapper__.column_attrs.keys()
    own = {"id", "version", view.flow.column, *(name for name in REACH if name in here)}
    for path in model.task_reads:
        name, _, of_it = path.partition(".")
        if of_it:
            towards = getattr(model, name)
            yield joinedload(towards).load_only(getattr(towards.property.entity.class_, of_it))
        else:
            own.add(name)
    yield load_only(*(getattr(model, name) for name in sorted(own)))


def names(
    session: Session, rows: Iterable[Key], holders: Iterable[int | None]
) -> tuple[dict[Key, str], dict[int, str]]:
    """Who made the last move of each row, by table and row, and the holders' names, by id: one statement."""
    ids = [row_id for _table, row_id in rows]
    if not ids:
        return {}, {}
    last = (
        select(func.max(Step.id))
        .where(Step.row_id.in_(ids), Step.by_id.is_not(None))
        .group_by(Step.row_table, Step.row_id)
    )
    who = (User.id, User.first_name, User.last_name, User.username)
    moved = select(*who, Step.row_table, Step.row_id).join(Step, Step.by_id == User.id)
    held = select(*who, null(), null()).where(User.id.in_(sorted(filter(None, holders))))
    found = session.execute(union_all(moved.where(Step.id.in_(last)), held)).all()
    makers = {(one.row_table, one.row_id): full_name(one) for one in found if one.row_table}
    return makers, {one.id: full_name(one) for one in found}
