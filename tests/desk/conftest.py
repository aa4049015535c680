"""What tests of the desk share: how many statements an answer costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from app.kernel.db import db


@pytest.fixture
def counted(session: Any) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """``counted(lambda: client.get(url))``: SELECTs and the like, savepoints left out."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(" ", 1)[0] not in ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN"):
            seen.append(statement)

    engine = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)

    def count(answer: Callable[[], Any]) -> int:
        seen.clear()
        answer()
        return len(seen)

    yield count
    event.remove(engine, "before_cursor_execute", note)
