"""Statistics: what the database knows of its tables, so that between two indexes it takes the one that helps."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

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
    for words in ANEW if is_sqlite else ():
        session.execute(text(words))
