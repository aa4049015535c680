"""The rows that tasks are about, and the names that stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload, load_only

from app.kernel.accounts import full_name
from app.kernel.scope import REACH
from app.kernel.tasks import Step, Task


class Person(NamedTuple):
    """What a name is made of."""

    first_name: str
    last_name: str
    username: str


class Around(NamedTuple):
    """The row of a task, who moved it last and who has the task; names are empty for nobody."""

    row: Any
    by: str
    holder: str


def read(
    session: Session, tasks: Iterable[Task], views: Mapping[str, Any], whole: bool
) -> dict[int, Around]:
    """What stands around tasks, by their id; those whose row is beyond reach are not there.

    ``views`` are the archives of their tables. Each kind is joined to the tasks, through the gate,
    so that the rows of many kinds cost one statement, with all names. Of a row whose model says
    what a headline reads (``task_reads``: columns, "relation.column") only that is loaded, unless
    it is wanted ``whole``.
    """
    models = {table: view.datamodel.obj for table, view in views.items() if view is not None}
    if not models:
        return {}
    mover, holder = aliased(User), aliased(User)
    query = (
        select(Task.id, *_named(mover), *_named(holder), *models.values())
        .select_from(Task)
        .outerjoin(Step, Step.id == _last_step())
        .outerjoin(mover, mover.id == Step.by_id)
        .outerjoin(holder, holder.id == Task.user_id)
    )
    for table, model in models.items():
        query = query.outerjoin(model, and_(Task.row_table == table, Task.row_id == model.id))
        query = query.options(*_reading(views[table], whole))
    found = {}
    for ident, *rest in session.execute(query.where(Task.id.in_([task.id for task in tasks]))):
        row = next((each for each in rest[6:] if each is not None), None)
        if row is not None:
            found[ident] = Around(row, _name(*rest[:3]), _name(*rest[3:6]))
    return found


def _named(user: Any) -> tuple[Any, ...]:
    return user.first_name, user.last_name, user.username


def _name(first: str | None, last: str | None, login: str | None) -> str:
    return full_name(Person(first or "", last or "", login)) if login else ""


def _last_step() -> Any:
    """The last step that a person made of a task's row."""
    steps = select(func.max(Step.id)).where(
        Step.row_table == Task.row_table, Step.row_id == Task.row_id, Step.by_id.is_not(None)
    )
    return steps.correlate(Task).scalar_subquery()


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
