"""Exporting: the rows of a list as cells, read in pieces and treated as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import Select, select

from app.desk import listing
from app.desk.asked import Asked
from app.desk.interface import Field, Rows
from app.desk.picks import naming
from app.kernel import clock, policy, workbook
from app.kernel.db import db
from app.kernel.secrets import outside
from app.kernel.sheet_files import csv_stream
from app.kernel.sheets import treated
from app.kernel.viewer import Viewer

PIECE = 1_000


@dataclass(frozen=True)
class Line:
    """One column of an export: the field, its heading, and how its values leave the house."""

    field: Field
    heading: str
    how: str


def lines(rows: Rows, names: Sequence[str], labels: dict[str, Any], viewer: Viewer) -> list[Line]:
    """The columns this viewer may take along: hidden ones are left out, heading and all; sensitive
    ones as well unless the register says otherwise (C-24)."""
    found, viewer = [], outside(viewer, bool(policy.value("privacy.sensitive_export")))
    for name in dict.fromkeys(names):
        field = rows.field(name)
        if field is None or field.column is None:
            continue
        how = field.treatment(viewer)
        if how != "hide":
            found.append(Line(field, str(labels.get(name) or field.label), how))
    return found


def which_rows(asked: Asked) -> str:
    """What narrows a list, as a person says it; nothing where all rows are meant."""
    said = [
        " ".join(filter(None, (str(chip.label), str(chip.word), chip.text)))
        for chip in listing.chips(asked, db.session)
    ]
    if asked.q:
        said.append(gettext("search for “%(text)s”", text=asked.q))
    return gettext("; ").join(said)


def body(
    fmt: str, title: str, wanted: Sequence[Line], rows: Iterable[list[Any]]
) -> Iterator[bytes]:
    """The file piece by piece, as csv or xlsx."""
    headings = [line.heading for line in wanted]
    if fmt == "csv":
        return csv_stream(headings, rows)
    return workbook.xlsx_stream(headings, rows, title)


class Counted:
    """Rows on their way out; ``count`` says how many have passed."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def cells(statement: Select[Any], rows: Rows, wanted: Sequence[Line]) -> Iterator[list[Any]]:
    """The rows of a gated select as cells, a piece at a time along the key: memory stays flat."""
    columns = [line.field.column for line in wanted]
    known: dict[tuple[Any, Any], str] = {}
    last = None
    while True:
        piece: Any = statement.with_only_columns(rows.key, *columns).order_by(None)
        if last is not None:
            piece = piece.where(rows.key > last)
        found = db.session.execute(piece.order_by(rows.key).limit(PIECE)).all()
        if not found:
            return
        last = found[-1][0]
        for at, line in enumerate(wanted, start=1):
            if line.field.target is not None:
                _name(line.field.target, {row[at] for row in found}, known)
        for row in found:
            yield [_cell(line, value, known) for line, value in zip(wanted, row[1:], strict=True)]


def _name(target: Any, ids: set[Any], known: dict[tuple[Any, Any], str]) -> None:
    """Names of the rows that foreign keys point to; one out of reach has none."""
    missing = [ident for ident in ids if ident is not None and (target, ident) not in known]
    if missing:
        found = db.session.scalars(select(target).where(target.id.in_(missing)))
        known.update({(target, row.id): naming(row) for row in found})


def _cell(line: Line, value: Any, known: dict[tuple[Any, Any], str]) -> Any:
    if value is None:
        return None
    if line.field.target is not None:
        value = known.get((line.field.target, value))
    elif line.field.kind == "instant":
        value = value.astimezone(clock.zone()).replace(tzinfo=None)
    elif isinstance(value, list) and line.field.marks.get("words"):
        words = line.field.marks["words"]
        value = "、".join(str(words.of(each) or each) for each in value)
    return treated(value, line.how)
