"""Classing customers: every change of a class is written down; all are worked out anew by job (C-03)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session, attributes

from app.archive import standings, verdicts
from app.archive.axes import AUTOMATIC, AXIS_OF, COLUMN, ClassAxis, ClassValue, code, enabled, meant
from app.archive.models import ClassChange, ClassOverride
from app.archive.operations import scoring
from app.archive.required import DECIDING
from app.archive.verdicts import Facts, Verdict
from app.archive.words import ClassSource
from app.customers.models import Customer
from app.kernel import clock, trail
from app.kernel.bulk import bulk_write
from app.kernel.db import is_changed
from app.kernel.many import update_many
from app.kernel.reach import REACH
from app.kernel.scope import everything

_SOURCE = "class_source"
# classes that follow from other columns of the same card, at once
_INPUTS = {
    ClassAxis.FIRST: ("tier", "abc_grade", "is_core"),
    ClassAxis.MARKS: ("best_marks", "worst_marks"),
}


class Change(NamedTuple):
    """A class that is to be another one, and why."""

    card: Any
    axis: ClassAxis
    old: Any
    verdict: Verdict


# -- as cards change -------------------------------------------------------------------------------
def follow(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """Before a flush: what follows at once is set, and a class that changes is written down."""
    for row in [each for each in (*session.new, *session.dirty) if isinstance(each, Customer)]:
        with session.no_autoflush:
            for axis, names in _INPUTS.items():
                if any(is_changed(row, name) for name in names):
                    _derive(session, row, axis)
            if row.id is not None and row.lifecycle_status not in standings.UNBORN:
                session.add_all(_written(session, row))


def _derive(session: Session, row: Customer, axis: ClassAxis) -> None:
    found = verdicts.verdict(axis, Facts(row, clock.today()))
    if found is None or (getattr(row, COLUMN[axis]) or None) == (found.value or None):
        return
    if row.id is None or axis not in _held(session, row.id):
        setattr(row, COLUMN[axis], found.value)


def _held(session: Session, ident: int) -> set[ClassAxis]:
    with everything():
        return standings.set_otherwise(session, [ident]).get(ident, set())


def _written(session: Session, row: Customer) -> Iterator[ClassChange]:
    """A line of the history for each class of the card that is another one now (R-024)."""
    for name, axis in AXIS_OF.items():
        history = attributes.get_history(row, name, attributes.PASSIVE_NO_INITIALIZE)
        if not history.added or (row.merged_into_id is not None):
            continue
        old = history.deleted[0] if history.deleted else _stored(session, row, name)
        before, after = code(axis, old), code(axis, history.added[0])
        if before == after or (old or None) == (history.added[0] or None):
            continue
        source, because, note = _cause(session, row, axis)
        yield ClassChange(
            customer_id=row.id, axis=axis, old_value=ClassValue.of(before), changed_on=clock.today(),
            new_value=ClassValue.of(after), source=source, because=because, note=note,
            **{each: getattr(row, each) for each in REACH},
        )  # fmt: skip


def _stored(session: Session, row: Customer, name: str) -> Any:
    with everything():
        return session.scalar(select(getattr(Customer, name)).where(Customer.id == row.id))


def _cause(session: Session, row: Customer, axis: ClassAxis) -> tuple[ClassSource, Any, str | None]:
    """By whom or what a class came about: a setting, a rule, or a hand on the card."""
    said = session.info.get(_SOURCE)
    if said is not None and said[0] is axis:
        return said[1], None, said[2]
    found = verdicts.verdict(axis, Facts(row, clock.today(), None, row.last_trade_on))
    if axis in AUTOMATIC and found is not None and found.value == getattr(row, COLUMN[axis]):
        return ClassSource.RULE, found.kept, None
    return ClassSource.HAND, None, None


@contextmanager
def caused(session: Session, axis: ClassAxis, source: ClassSource, note: str) -> Iterator[None]:
    """Whatever class of this axis changes meanwhile came about so."""
    session.flush()
    session.info[_SOURCE] = (axis, source, note)
    try:
        yield
        session.flush()
    finally:
        del session.info[_SOURCE]


# -- set otherwise ---------------------------------------------------------------------------------
def set_class(session: Session, row: ClassOverride, by_id: int | None, now: dt.datetime) -> None:
    """The customer is in the chosen class until the day of the setting (C-03)."""
    card = session.get_one(Customer, row.customer_id)
    name = COLUMN[row.axis]
    row.former = ClassValue.of(code(row.axis, getattr(card, name)))
    row.decided_by_id, row.set_on = by_id, clock.day_of(now)
    with caused(session, row.axis, ClassSource.OVERRIDE, row.reason):
        setattr(card, name, meant(row.chosen.value))


def end_class(session: Session, row: ClassOverride, now: dt.datetime) -> None:
    """The rules decide again; where none says a class, it is the one from before."""
    row.ended_on = clock.day_of(now)
    card = session.get_one(Customer, row.customer_id)
    found = verdicts.verdict(row.axis, standings.about(session, card)[0])
    value = found.value if found is not None else meant(getattr(row.former, "value", None))
    with caused(session, row.axis, ClassSource.LAPSED, row.override_no):
        setattr(
            card, COLUMN[row.axis], False if value is None and row.axis is ClassAxis.CORE else value
        )


# -- all of them -----------------------------------------------------------------------------------
def worked_out(
    session: Session, ids: Sequence[int], axes: Sequence[ClassAxis], floor: Decimal | None = None
) -> list[Change]:
    """The classes of these customers that the rules would have otherwise; nothing is written."""
    with everything():
        found = standings.cards(session, ids)
        known = standings.facts(session, found, floor)
        held = standings.set_otherwise(session, ids)
    used = set(enabled(axes))
    return [
        change for facts in known for change in _changes(facts, used - held.get(facts.card.id, set()))
    ]  # fmt: skip


def _changes(facts: Facts, axes: set[ClassAxis]) -> Iterator[Change]:
    """Axis by axis; the first tier after the core mark it rests on."""
    card = SimpleNamespace(**facts.card._mapping)
    facts = Facts(card, facts.today, facts.amount, facts.traded_on, facts.floor)
    for axis in sorted(axes, key=lambda one: one is ClassAxis.FIRST):
        found, old = verdicts.verdict(axis, facts), getattr(card, COLUMN[axis])
        if found is not None and (found.value or None) != (old or None):
            setattr(card, COLUMN[axis], found.value)
            yield Change(card, axis, old, found)


def apply(session: Session, changes: Sequence[Change]) -> int:
    """Write the classes worked out: card, history and trail together; how many customers it concerns."""
    by_card: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    told: defaultdict[int, dict[str, list[Any]]] = defaultdict(dict)
    for change in changes:
        name, value = COLUMN[change.axis], change.verdict.value
        by_card[change.card.id][name] = value
        told[change.card.id][name] = [trail.plain(change.old), trail.plain(value)]
    update_many(session, Customer, [{"id": i, **by_card[i]} for i in sorted(by_card)])
    with everything():
        # a form opened before meets the question what is to stand, instead of writing the old class back
        newer = update(Customer).where(Customer.id.in_(sorted(by_card)))
        session.execute(
            newer.values(version=Customer.version + 1),
            execution_options={"synchronize_session": False},
        )
        bulk_write(session, ClassChange, [_line(change) for change in changes])
        trail.write(session, Customer, [(i, "update", told[i]) for i in sorted(told)])
    _forget(session, by_card)
    asked_otherwise = [i for i in sorted(by_card) if by_card[i].keys() & set(DECIDING)]
    scoring.recount(session, asked_otherwise)
    return len(by_card)


def _line(change: Change) -> dict[str, Any]:
    return {
        "customer_id": change.card.id, "axis": change.axis, "source": ClassSource.RULE,
        "old_value": ClassValue.of(code(change.axis, change.old)),
        "new_value": ClassValue.of(code(change.axis, change.verdict.value)),
        "changed_on": clock.today(), "because": change.verdict.kept,
    }  # fmt: skip


def _forget(session: Session, changed: dict[int, dict[str, Any]]) -> None:
    """What the session remembers of the cards is older than what was written past it."""
    known: list[Any] = list(session.identity_map.values())
    for row in known:
        if type(row) is Customer and row.id in changed:
            session.expire(row, [*changed[row.id], "version"])
