"""Import check: judges every row of a file with the rules of the form, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import rules as kernel_rules
from app.kernel.db import update_many
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.imports import CHUNK, ERROR, NOTE, WARNING, Intake, base_twins, values_of
from app.kernel.rules import Broken, Rule
from app.kernel.sheets import Sheet

MOST_FINDINGS = 30  # of one row; more say nothing new


def check(session: Session, take: Intake, batch: ImportBatch) -> Iterator[int]:
    """Judge every row; writes nothing but the judgement. Yields how many rows are judged, chunk by chunk."""
    seen: dict[tuple[str, str], int] = {}
    counts: Counter[str] = Counter()
    done = 0
    for rows in _chunks(session, batch):
        judged = _judge(session, take, batch, rows)
        twins = base_twins(session, take.sheet, [values for values, _findings in judged])
        results = []
        for row, (values, findings), twin in zip(rows, judged, twins, strict=True):
            result = _settle(take.sheet, row, values, findings, seen, twin)
            results.append(result)
            counts[result["outcome"].value] += 1
            counts["warned"] += any(found[3] == WARNING for found in result["findings"])
        update_many(session, ImportRow, results)
        done += len(rows)
        yield done
    batch.counts, batch.state, batch.checkpoint = dict(counts), BatchState.CHECKED, 0
    session.flush()


def _chunks(session: Session, batch: ImportBatch) -> Iterator[Sequence[Any]]:
    last = 0
    wanted = (ImportRow.id, ImportRow.line, ImportRow.cells)
    while True:
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


Judged = tuple[dict[str, Any], list[Broken]]


def _judge(session: Session, take: Intake, batch: ImportBatch, rows: Sequence[Any]) -> list[Judged]:
    """The values of each row and every finding about it: of its cells, of the form's rules, of all rows together."""
    empty, rules = _empty_form(take.sheet.model), list(take.rules)
    judged = [_judge_row(take.sheet, batch, row, empty, rules) for row in rows]
    if take.sheet.together:
        asked = take.sheet.together(session, [values for values, _findings in judged])
        for (_values, findings), more in zip(judged, asked, strict=True):
            findings += more
    return judged


def _judge_row(
    sheet: Sheet, batch: ImportBatch, row: Any, empty: dict[str, Any], rules: list[Rule]
) -> Judged:
    values, findings = values_of(sheet, batch, row.cells)
    form = empty | {name: value for name, value in values.items() if value is not None}
    errors, warnings = kernel_rules.check(rules, form)
    if not findings:
        return values, [*errors, *warnings]
    told = {(broken.field, str(broken.message)) for broken in findings}
    findings += [b for b in (*errors, *warnings) if (b.field, str(b.message)) not in told]
    return values, findings


def _empty_form(model: Any) -> dict[str, Any]:
    """A row as its form would show it before anything is typed: every column, with the defaults."""
    defaults = {each.key: each.columns[0].default for each in model.__mapper__.column_attrs}
    return {
        name: default.arg if default is not None and default.is_scalar else None
        for name, default in defaults.items()
    }


def _settle(
    sheet: Sheet, row: Any, values: Mapping[str, Any], findings: Sequence[Broken],
    seen: dict[tuple[str, str], int], twin: tuple[str, int] | None,
) -> dict[str, Any]:  # fmt: skip
    """Exactly one outcome for a row; a refused row is nobody's twin."""
    told = [_told(broken) for broken in findings[:MOST_FINDINGS]]
    result: dict[str, Any] = {
        "id": row.id,
        "findings": told,
        "twin_line": None,
        "twin_id": None,
        "row_id": None,
    }
    if any(not broken.warning for broken in findings):
        return result | {"outcome": Outcome.REFUSED}
    marks = {key.name: (key.name, value) for key in sheet.keys if (value := key.of(values))}
    earlier = next(((name, seen[mark]) for name, mark in marks.items() if mark in seen), None)
    for mark in marks.values():
        seen.setdefault(mark, row.line)
    if earlier:
        said = _("The same as line %(line)s of this file.", line=earlier[1])
        told.append([earlier[0], str(said), "", NOTE])
        return result | {"outcome": Outcome.DUPLICATE_IN_FILE, "twin_line": earlier[1]}
    if twin:
        told.append([twin[0], str(_("Already here.")), "", NOTE])
        return result | {"outcome": Outcome.DUPLICATE_OF_BASE, "twin_id": twin[1]}
    return result | {"outcome": Outcome.NEW}


def _told(broken: Broken) -> list[Any]:
    return [broken.field, str(broken.message), broken.rule, WARNING if broken.warning else ERROR]
