"""Import check: judges every row of a file with the rules of the form, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import rules as kernel_rules
from app.kernel.drafts import judged
from app.kernel.exchange import Action, BatchState, Choice, ImportBatch, ImportRow, Outcome
from app.kernel.findings import WARNING, finding, note
from app.kernel.import_links import readers
from app.kernel.imports import AGAIN, CHUNK, Intake, base_twins, cells_of
from app.kernel.many import uncollected, update_many
from app.kernel.persons import standstill
from app.kernel.rules import Broken
from app.kernel.sheets import Sheet

Read = tuple[dict[str, Any], list[Broken]]  # the values of a row and what its cells gave to say

DIFFERENT = _("Its keys mean different records that are here already.")
SEVERAL = _("Several records here have this key; change the one that is meant by hand.")
UNCLEAR = _("It is not clear which record is to be updated.")
MOST_FINDINGS = 30  # of one row; more say nothing new


def check(session: Session, take: Intake, batch: ImportBatch) -> Iterator[int]:
    """Judge every row; writes nothing but the judgement. Yields how many rows are judged, chunk by chunk."""
    judge = _Judge(take, batch)
    counts: Counter[str] = Counter()
    done = 0
    for rows in _chunks(session, batch):
        with uncollected():
            results = judge.chunk(session, rows)
        for result in results:
            counts[result["outcome"].value] += 1
            counts["warned"] += any(found[3] == WARNING for found in result["findings"])
        update_many(session, ImportRow, results)
        done += len(rows)
        yield done
    batch.counts, batch.state, batch.checkpoint = dict(counts), BatchState.CHECKED, 0
    session.flush()


def _chunks(session: Session, batch: ImportBatch) -> Iterator[Sequence[Any]]:
    last = 0
    wanted = (ImportRow.id, ImportRow.line, ImportRow.cells, ImportRow.choice)
    while True:
        standstill.carrying(session)
        rows = session.execute(
            select(*wanted)
            .where(ImportRow.batch_id == batch.id, ImportRow.id > last)
            .order_by(ImportRow.id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        yield rows


def in_reach(session: Session, model: Any, ids: set[int]) -> dict[int, Any]:
    """Those of the records that whoever brings the file may see; the gate decides."""
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def changes(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of the file sets in a record that is here: the filled cells, as the table keeps them."""
    told = {n: v for n, v in values.items() if v is not None and n in sheet.changeable}
    kept = judged(sheet.model, told)
    return {name: kept[name] for name in told}


@dataclass
class _Judge:
    """Remembers the rows it has seen: a later one may be the same."""

    take: Intake
    batch: ImportBatch
    seen: dict[Any, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What holds for all rows is asked once."""
        self.blank = _blank(self.take.sheet.model)
        self.rules = list(self.take.rules)

    def chunk(self, session: Session, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """What becomes of each row, as columns of it."""
        sheet, only_here = self.take.sheet, self.batch.action is Action.UPDATE
        links = readers(session, sheet, self.batch, rows)
        cells = [cells_of(self.batch, row.cells, not only_here) for row in rows]
        read = sheet.read_all(cells, links)
        twins = base_twins(session, sheet, [values for values, _findings in read])
        here: dict[int, Any] = {}
        if self.batch.action is not Action.ADD:
            here = in_reach(session, sheet.model, {i for found in twins for i in found.values()})
        self._together(session, read, twins)
        likes = self._likes(session, rows, read, twins, here)
        return [
            self._row(row, values, findings, twin, here) | {"alike_id": like}
            for row, (values, findings), twin, like in zip(rows, read, twins, likes, strict=True)
        ]

    def _likes(
        self, session: Session, rows: Sequence[Any], read: Sequence[Read],
        twins: Sequence[dict[str, int]], here: dict[int, Any],
    ) -> list[int | None]:  # fmt: skip
        """The one record within reach that a new row is like; who chose to update means that one."""
        chosen = [row.choice is Choice.UPDATE for row in rows]
        about = [
            set() if twin else {f.about for f in findings if f.about is not None}
            for (_values, findings), twin in zip(read, twins, strict=True)
        ]
        known = {
            i for wants, twin in zip(chosen, twins, strict=True) if wants for i in twin.values()
        }
        here |= in_reach(session, self.take.sheet.model, known.union(*about) - here.keys())
        near = [found & here.keys() for found in about]
        likes = [next(iter(found)) if len(found) == 1 else None for found in near]
        for wants, twin, like in zip(chosen, twins, likes, strict=True):
            if wants and like is not None:
                twin[""] = like
        return likes

    def _together(
        self, session: Session, read: Sequence[Read], twins: Sequence[Mapping[str, int]]
    ) -> None:
        """Add what is found about all new rows at once."""
        ask, action = self.take.sheet.together, self.batch.action
        if ask is None or action is Action.UPDATE:
            return
        new = [
            one for one, twin in zip(read, twins, strict=True) if not twin or action is Action.ADD
        ]
        told = ask(session, [values for values, _findings in new])
        for (_values, findings), more in zip(new, told, strict=True):
            findings += more

    def _row(
        self, row: Any, values: dict[str, Any], findings: list[Broken], twin: dict[str, int],
        here: Mapping[int, Any],
    ) -> dict[str, Any]:  # fmt: skip
        """Exactly one outcome for a row; a refused row is nobody's twin."""
        result: dict[str, Any] = {
            "id": row.id, "twin_line": None, "twin_id": None, "twin_version": None, "row_id": None,
            "before": None, "row_version": None,
        }  # fmt: skip
        if row.choice is Choice.SKIP:
            return result | {"outcome": Outcome.SKIPPED, "findings": []}
        action = Action.BOTH if row.choice is Choice.UPDATE else self.batch.action
        more: dict[str, Any] = {}
        if row.choice is Choice.UPDATE and not twin:
            told, outcome = [Broken("", UNCLEAR)], Outcome.REFUSED
        elif twin and action is Action.ADD:  # never created, so no rule of a new record is asked
            told, outcome = [], Outcome.DUPLICATE_OF_BASE
            more = {"twin_id": next(iter(twin.values()))}
        elif twin:
            told, outcome, more = self._known(row, values, twin, here)
        elif action is Action.UPDATE:
            told, outcome = [], Outcome.NOT_FOUND
        else:
            told, outcome = self._new(values, findings), Outcome.NEW
        findings = [*findings, *told]
        kept = [finding(broken) for broken in findings[:MOST_FINDINGS]]
        if any(not broken.warning for broken in findings):
            return result | {"outcome": Outcome.REFUSED, "findings": kept}
        known = more.get("twin_id") if action is not Action.ADD else None
        earlier = self._earlier(row, values, known)
        if earlier:
            said = _("The same as line %(line)s of this file.", line=earlier[1])
            kept.append(note(earlier[0], said))
            more, outcome = {"twin_line": earlier[1]}, Outcome.DUPLICATE_IN_FILE
        elif outcome is Outcome.DUPLICATE_OF_BASE:
            apart = action is not Action.ADD
            said = _("Already here, but not yours to change.") if apart else _("Already here.")
            kept.append(note(next(iter(twin)), said))
        return result | more | {"outcome": outcome, "findings": kept}

    def _earlier(
        self, row: Any, values: Mapping[str, Any], twin_id: int | None
    ) -> tuple[str, int] | None:
        """The earlier row that is the same, and the field that says so; else this one is remembered."""
        keys = self.take.sheet.keys
        marks: dict[Any, str] = {(k.name, m): k.name for k in keys if (m := k.mark(values))}
        if twin_id is not None:
            marks[("", twin_id)] = ""
        found = next(((name, self.seen[m]) for m, name in marks.items() if m in self.seen), None)
        for mark in marks:
            self.seen.setdefault(mark, row.line)
        return found

    def _new(self, values: dict[str, Any], findings: Sequence[Broken]) -> list[Broken]:
        """What the form would say of a new record."""
        lacking = self.take.sheet.lacking(values, findings)
        whole = self.blank | {n: v for n, v in values.items() if v is not None}
        told = lacking + self._fresh([*findings, *lacking], whole, None)
        for col in self.take.sheet.importable:
            if col.is_key and values.get(col.field):
                message = _("No record is called %(text)s; a new one gets its own number.",
                            text=str(values[col.field]))  # fmt: skip
                told.append(Broken(col.field, message, warning=True))
        return told

    def _known(
        self, row: Any, values: Mapping[str, Any], twin: Mapping[str, int], here: Mapping[int, Any]
    ) -> tuple[list[Broken], Outcome, dict[str, Any]]:
        """What becomes of a row whose record is here already and may be changed."""
        ident = next(iter(twin.values()))
        if len(set(twin.values())) > 1:
            message = SEVERAL if AGAIN in twin else DIFFERENT
            return [Broken(next(iter(twin)), message)], Outcome.REFUSED, {}
        record = here.get(ident)
        if record is None:
            return [], Outcome.DUPLICATE_OF_BASE, {"twin_id": ident}
        if not self.take.is_open(record):
            return [Broken("", locked(self.take, record))], Outcome.REFUSED, {}
        own = cells_of(self.batch, row.cells, with_fixed=False)
        empty = {name for name in self.batch.fixed if own.get(name) in (None, "")}
        new = changes(self.take.sheet, {n: v for n, v in values.items() if n not in empty})
        held = (
            record.__dict__
        )  # what is loaded is read past the ORM: a wide row has hundreds of columns
        now = {n: held[n] if n in held else getattr(record, n) for n in self.blank}
        more = {"twin_id": ident, "twin_version": record.version}
        if all(now[name] == value for name, value in new.items()):
            return [], Outcome.UNCHANGED, more
        told = self._fresh([], now | new, record)
        if any(not broken.warning for broken in told):  # a fault it had before is not the file's
            before = {_sense(broken) for broken in self._fresh([], now, record)}
            told = [broken for broken in told if _sense(broken) not in before]
        return told, Outcome.UPDATE, more

    def _fresh(
        self, already: Sequence[Broken], values: Mapping[str, Any], record: Any
    ) -> list[Broken]:
        """What the rules find besides what is said already."""
        errors, warnings = kernel_rules.check(self.rules, values, record)
        if not already or not (errors or warnings):
            return [*errors, *warnings]
        said = {_sense(broken) for broken in already}
        return [broken for broken in (*errors, *warnings) if _sense(broken) not in said]


def locked(take: Intake, record: Any) -> Any:
    """Why a record cannot be changed now."""
    assert take.flow is not None
    now = take.flow.states(take.flow.state_of(record))
    return _("This record is “%(now)s” and cannot be changed now.", now=now)


def _sense(broken: Broken) -> tuple[str, str]:
    return broken.field, str(broken.message)


def _blank(model: Any) -> dict[str, Any]:
    """An empty record as its form would show it: every column, with the defaults."""
    whole: dict[str, Any] = {}
    for attribute in model.__mapper__.column_attrs:
        default = attribute.columns[0].default
        whole[attribute.key] = default.arg if default is not None and default.is_scalar else None
    return whole
