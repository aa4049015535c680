"""Manifests: what hangs on a record that changes hands; each wing names its own tables, or says why it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.kernel.reach import model_of
from app.kernel.tasks import Task
from app.kernel.viewer import everything

BATCH = 500  # keys of one statement
Counts = dict[str, list[int]]  # table → how many rows, how many of them unfinished


@dataclass(frozen=True)
class Listed:
    """A table that a manifest counts.

    ``unfinished`` gives the condition of rows that are still to be done; ``follows`` names the
    columns of these that hold the person to do it: the old owner's become the new one's. ``by``
    is the column that leads to the record, where reach does not say it.
    """

    model: Any
    label: Any
    unfinished: Callable[[], ColumnElement[bool]] | None = None
    follows: Sequence[str] = ()
    by: str = ""

    @property
    def key(self) -> Any:
        """The column that leads to the record it hangs on."""
        return getattr(self.model, self.by or (self.model.reach or self.model.moves_with).key)

    @property
    def above(self) -> Any:
        """What it hangs on."""
        (key,) = self.key.property.columns[0].foreign_keys
        return model_of(key.column.table.name)


_listed: dict[str, Listed] = {}
_left_out: dict[str, str] = {
    "job": "work of the machine for whoever asked",
    "late_work": "what was late stays the lateness of who was late",
}


def hands_over(
    model: Any, label: Any, unfinished: Callable[[], ColumnElement[bool]] | None = None, *,
    follows: Sequence[str] = (), by: str = "",
) -> None:  # fmt: skip
    """Let manifests count the rows of a table; said once, where the wing names its tables."""
    _listed[model.__tablename__] = Listed(model, label, unfinished, tuple(follows), by)


def left_out(reason: str, *models: Any) -> None:
    """Say why manifests do not count these tables; they go along all the same."""
    _left_out.update({model.__tablename__: reason for model in models})


def listed() -> Mapping[str, Listed]:
    """All tables that manifests count, by name."""
    return dict(_listed)


def reasons() -> Mapping[str, str]:
    """Why the other tables are not counted, by name."""
    return dict(_left_out)


def hanging(session: Session, above: Any, ids: Sequence[int]) -> dict[int, Counts]:
    """What hangs on each of these records, whoever asks; nothing is told of a table without a row."""
    found: dict[int, Counts] = {ident: {} for ident in ids}
    with everything():
        for name, each in _listed.items():
            if each.above is not above:
                continue
            opened = each.unfinished() if each.unfinished is not None else None
            number = func.sum(case((opened, 1), else_=0)) if opened is not None else func.sum(0)
            for at in range(0, len(ids), BATCH):
                asked = select(each.key, func.count(), number).group_by(each.key)
                for ident, rows, unfinished in session.execute(
                    asked.where(each.key.in_(ids[at : at + BATCH]))
                ):
                    found[ident][name] = [rows, int(unfinished or 0)]
    return found


def waiting(session: Session, above: Any, ids: Sequence[int]) -> Counter[int]:
    """Open tasks about each of these records and about what hangs on it, whoever asks."""
    found: Counter[int] = Counter()
    opened = Task.closed_at.is_(None)
    with everything():
        for at in range(0, len(ids), BATCH):
            some = ids[at : at + BATCH]
            own = select(Task.row_id, func.count()).where(
                Task.row_table == above.__tablename__, Task.row_id.in_(some), opened
            )
            _add(found, session.execute(own.group_by(Task.row_id)))
            for name, each in _listed.items():
                if each.above is above:
                    about = (Task.row_table == name) & (Task.row_id == each.model.id)
                    asked = select(each.key, func.count()).join(Task, about).group_by(each.key)
                    _add(found, session.execute(asked.where(each.key.in_(some), opened)))
    return found


def _add(found: Counter[int], rows: Iterable[Any]) -> None:
    for ident, number in rows:
        found[ident] += number


def follow(
    session: Session, above: Any, owners: Mapping[int, int | None], to_id: int
) -> Counter[str]:
    """What is still to be done by the old owner of these records is the new one's; how many, by table.

    ``owners``: the records and who has had them. The caller commits. Source: R-066.
    """
    done: Counter[str] = Counter()
    with everything():
        for name, each in _listed.items():
            if each.follows and each.above is above:
                done[name] += sum(
                    _to(session, each, some, owners, to_id) for some in _batches(owners)
                )
    return +done


def _to(
    session: Session, each: Listed, ids: Sequence[int], owners: Mapping[int, int | None], to_id: int
) -> int:
    opened = [each.unfinished()] if each.unfinished is not None else []
    rows = session.scalars(select(each.model).where(each.key.in_(ids), *opened)).all()
    changed = 0
    for row in rows:
        old = owners[getattr(row, each.key.key)]
        his = [name for name in each.follows if old is not None and getattr(row, name) == old]
        for name in his:
            setattr(row, name, to_id)
        changed += bool(his)
    session.flush()
    return changed


def _batches(ids: Collection[int]) -> list[list[int]]:
    every = list(ids)
    return [every[at : at + BATCH] for at in range(0, len(every), BATCH)]
