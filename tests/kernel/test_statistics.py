"""Statistics: the database looks at its tables after much came in and every night, and then takes another way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from app.customers.models import Contact, Customer
from app.customers.words import CardState
from app.kernel import jobs, statistics
from app.kernel.db import db
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Worker
from tests.factories.customers import credit_code
from tests.kernel.test_imports import bring, line, write

TOLD = {
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = '{}' LIMIT 1",
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = '{}' AND relkind = 'r'",
}


def told(session: Any, table: str) -> int:
    """How many rows the database believes a table to have."""
    return int(session.scalar(text(TOLD[session.get_bind().dialect.name].format(table))) or 0)


def test_who_is_connected_already_takes_another_way(tmp_path: Path) -> None:
    """SQLite believes that a value of any index is rare, until it has looked."""
    engine = create_engine(f"sqlite:///{tmp_path / 'plan.db'}")
    asked = "SELECT * FROM slip WHERE state = 1 AND day = {}"

    def way(other: Any, day: int) -> str:
        other.execute(text(asked.format(day))).all()
        return str(other.execute(text("EXPLAIN QUERY PLAN " + asked.format(day))).all()[0][-1])

    with engine.connect() as other, Session(engine) as session:
        for words in (
            "CREATE TABLE slip (id INTEGER PRIMARY KEY, state INTEGER, day INTEGER)",
            "CREATE INDEX by_day ON slip (day)", "CREATE INDEX by_state ON slip (state)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
            "INSERT INTO slip SELECT i, i % 2, i FROM n",
        ):  # fmt: skip
            session.execute(text(words))
        session.commit()
        before = way(other, 5)
        other.rollback()
        statistics.refresh(session)
        session.commit()
        assert "by_state" in before and "by_day" in way(other, 6)
    engine.dispose()


@pytest.mark.parametrize(
    ("index", "values"),
    [("ix_customer_state_id", len(CardState) + 1), ("ix_customer_is_core_id", 3)],
)
def test_a_value_of_a_short_list_is_never_taken_for_rare(
    session: Any, as_system: None, monkeypatch: Any, index: str, values: int
) -> None:
    """SQLite reads the beginning of an index alone, where one value stands a thousand times."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL takes its samples everywhere")
    asked = text("SELECT stat FROM sqlite_stat1 WHERE idx = :index")
    monkeypatch.setattr(statistics, "LOOKED_INTO", 2)
    statistics.refresh(session, ["customer"])
    rows, alike = map(int, session.scalar(asked, {"index": index}).split()[:2])
    assert alike >= rows // values > 2


def test_a_loaded_company_is_looked_at(session: Any, as_system: None) -> None:
    """The template of every test was made by set-up and the demo load."""
    there, said = session.scalar(select(func.count(Customer.id))), told(session, "customer")
    if session.get_bind().dialect.name == "sqlite":
        assert said == there
    else:  # an estimate, from the pages of rows that were changed beside; -1 where nobody looked
        assert said > there / 2 > 0


def test_a_large_import_is_looked_at_when_it_is_in(
    session: Any, viewer_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MANY", 3)
    looked: list[Any] = []
    monkeypatch.setattr(statistics, "refresh", lambda _session, tables: looked.append(set(tables)))
    with acting_as(viewer_of("clerk")) as clerk:
        few = bring(session, clerk, *[line(f"少{n}有限公司", credit_code(n)) for n in (1, 2)])
        write(session, few, clerk)
        assert looked == []
        many = bring(session, clerk, *[line(f"多{n}有限公司", credit_code(n)) for n in (3, 4, 5)])
        write(session, many, clerk)
    assert looked == [{"customer"}]


def test_every_night_the_tables_are_looked_at(own_app: Any) -> None:
    with own_app.app_context(), acting_as(SYSTEM):
        spec = jobs.spec("refresh_statistics")
        assert spec.slots is not None
        jobs.enqueue(db.session, spec.kind)
        db.session.add(Contact(customer_id=1, contact_name="某人"))
        db.session.commit()
        there = db.session.scalar(select(func.count(Contact.id)))
        assert told(db.session, "contact") < there
        db.session.remove()
    Worker(own_app).drain()
    with own_app.app_context(), acting_as(SYSTEM):
        assert told(db.session, "contact") == there
        db.session.remove()
        db.engine.dispose()
