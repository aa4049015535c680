"""Rates are counted in the database, whichever process is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import select

from app import create_app
from app.desk.office import rates
from app.desk.office.models import RateCount
from app.kernel.db import db
from config import TestConfig

NOW = 1_000_000


@pytest.fixture
def counters(own_app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(rates.time, "time", lambda: NOW)
    with own_app.app_context():
        yield storage_from_string("database://")


def test_what_one_process_counted_another_knows(counters: Any) -> None:
    here, there = (FixedWindowRateLimiter(each) for each in (counters, rates.DatabaseStorage()))
    three = parse("3 per minute")
    asked = [limiter.hit(three, "who") for limiter in (here, there, here, there)]
    assert asked == [True, True, True, False]
    assert here.hit(three, "somebody else")


def test_a_window_ends_and_old_counters_go(counters: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counters.incr("old", 10)
    counters.incr("mine", 60)
    assert (counters.incr("mine", 60), counters.get("mine")) == (2, 2)
    assert counters.get_expiry("mine") == NOW + 60
    monkeypatch.setattr(rates.time, "time", lambda: NOW + 61)
    assert counters.get("mine") == 0 and counters.incr("mine", 60) == 1
    assert len(db.session.scalars(select(RateCount)).all()) == 1


def test_no_count_is_lost_when_many_ask_at_once(own_app: Any, counters: Any) -> None:
    def ask(_number: int) -> int:
        with own_app.app_context():
            return counters.incr("all", 60)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(ask, range(40))) == list(range(1, 41))


def test_the_table_tells_no_addresses(counters: Any) -> None:
    counters.incr("LIMITER/203.0.113.7/login", 60)
    (row,) = db.session.scalars(select(RateCount)).all()
    assert "203" not in row.key and len(row.key) == 64


def test_nothing_that_was_written_is_taken_back_by_a_count(counters: Any) -> None:
    db.session.add(RateCount(key="typed", asked=1, ends_at=1))
    with pytest.raises(RuntimeError):
        counters.incr("all", 60)


def test_counters_can_be_dropped(counters: Any) -> None:
    for key in "abc":
        counters.incr(key, 60)
    counters.clear("a")
    assert (counters.get("a"), counters.get("b"), counters.reset()) == (0, 1, 2)
    assert counters.check()


def test_two_servers_refuse_the_log_in_together(own_app: Any) -> None:
    limits = {
        "RATELIMIT_ENABLED": True, "RATELIMIT_STORAGE_URI": "database://",
        "AUTH_RATE_LIMIT": "3 per hour",
        "SQLALCHEMY_DATABASE_URI": own_app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA_DIR": own_app.config["DATA_DIR"],
    }  # fmt: skip
    servers = [create_app(type("Limited", (TestConfig,), limits)) for _ in range(2)]
    typed = {"username": "nobody", "password": "wrong"}
    said = [
        server.test_client().post("/login/", data=typed).status_code
        for server in (*servers, *servers)
    ]
    assert said == [401, 401, 401, 429]
    for server in servers:
        with server.app_context():
            db.engine.dispose()
