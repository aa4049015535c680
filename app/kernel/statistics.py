"""Statistics: what the database knows of its tables, so that between two indexes it takes the one that helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Boolean, Enum, Index, text
from sqlalchemy.orm import Session

from app.kernel.db import Model

MANY = 5_000  # rows brought in at once from which on it is worth while to look at once
LOOKED_INTO = (
    1_000  # rows of each index that SQLite reads: enough to choose, whatever the table holds
)
# only a change of the schema makes those who are connected to SQLite read its statistics anew
ANEW = ("CREATE TABLE statistics_anew (id INTEGER)", "DROP TABLE statistics_anew")


def refresh(session: Session, tables: Iterable[str] = ()) -> None:
    """Look at tables anew, at all when none is named; in the caller's writing transaction.

    PostgreSQL does so by itself a while after many rows changed, SQLite never.
    """
    session.flush()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    quote = session.get_bind().dialect.identifier_preparer.quote
    if is_sqlite:
        session.execute(text(f"PRAGMA analysis_limit={LOOKED_INTO}"))
    look = "ANALYZE" if is_sqlite else "ANALYZE (SKIP_LOCKED)"  # somebody else is at it just now
    for name in sorted(tables) or [""]:
        session.execute(text(f"{look} {quote(name) if name else ''}"))
    if is_sqlite:
        _tell_short_lists(session)
    for words in ANEW if is_sqlite else ():
        session.execute(text(words))


def _tell_short_lists(session: Session) -> None:
    """Say how many rows a value of a short list has at the least: in a thousand alike SQLite sees no other.

    It would take half of three million visits for a thousand, and look into each for the one day asked for.
    """
    found = session.execute(text("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL"))
    told = [(table, index, str(stat).split()) for table, index, stat in found]
    rows = {table: int(numbers[0]) for table, _index, numbers in told}
    known = {
        index.name: index for table in Model.metadata.tables.values() for index in table.indexes
    }
    mend = text("UPDATE sqlite_stat1 SET stat = :stat WHERE tbl = :tbl AND idx = :idx")
    for table, name, numbers in told:
        values = _values(known[name], rows) if name in known else 0
        least = rows[table] // values if values else 0
        if len(numbers) > 1 and int(numbers[1]) < least:
            stat = " ".join([numbers[0], str(least), *numbers[2:]])
            session.execute(mend, {"stat": stat, "tbl": table, "idx": name})


def _values(index: Index, rows: Mapping[str, int]) -> int:
    """How many values the first column of an index can have, nothing among them; 0: nobody knows."""
    column: Any = next(iter(index.columns), None)
    if column is None or index.dialect_kwargs:
        return 0  # part of the table alone stands in it
    if isinstance(column.type, Enum):
        return len(column.type.enums) + 1
    if isinstance(column.type, Boolean):
        return 3
    there = [rows.get(key.column.table.name, 0) for key in column.foreign_keys]
    return there[0] + 1 if there and there[0] else 0
