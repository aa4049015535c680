"""The handle: connections of several processes do not refuse one another."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from app.kernel import db as handle


@pytest.fixture
def busy(tmp_path: Path) -> Any:
    """A new file in whose first journal somebody is writing, as after a restore, and its writer."""
    writer = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    writer.execute("CREATE TABLE line (text TEXT)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO line VALUES ('first')")
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    yield engine, writer
    engine.dispose()
    writer.close()


def test_a_second_process_waits_for_the_first_on_a_new_file(
    busy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, writer = busy
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        writer.execute("COMMIT")

    monkeypatch.setattr(handle, "sleep", pause)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert waited == [handle.PAUSE]


def test_patience_ends(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, _writer = busy
    monkeypatch.setattr(handle, "PATIENCE", -1)
    with pytest.raises(Exception, match="locked"):
        engine.connect()
