"""Numbers: in order, no gap, no twin."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from app.kernel import numbering
from app.kernel.db import db, writing

DAY = dt.date(2026, 11, 22)


def test_numbers_follow_one_another(session) -> None:
    taken = [numbering.take(session, "x", pattern="X-{seq:03d}", on=DAY) for _ in range(3)]
    assert taken == ["X-001", "X-002", "X-003"]


def test_counting_starts_again_in_a_new_period(session) -> None:
    pattern = "ZF-{yyyy}{mm}-{seq:04d}"
    assert numbering.take(session, "y", pattern=pattern, on=DAY) == "ZF-202611-0001"
    assert numbering.take(session, "y", pattern=pattern, on=DAY) == "ZF-202611-0002"
    later = DAY.replace(month=12)
    assert numbering.take(session, "y", pattern=pattern, on=later) == "ZF-202612-0001"


def test_a_number_not_kept_leaves_no_gap(session) -> None:
    with session.begin_nested() as inner:
        numbering.take(session, "z", pattern="{seq}", on=DAY)
        inner.rollback()
    assert numbering.take(session, "z", pattern="{seq}", on=DAY) == "1"


def test_a_pattern_without_a_sequence_is_refused(session) -> None:
    with pytest.raises(ValueError, match="seq"):
        numbering.take(session, "w", pattern="{yyyy}", on=DAY)


def test_many_at_once_never_get_the_same_number(own_app) -> None:
    taken: list[str] = []

    def work() -> None:
        with own_app.app_context(), writing():
            for _ in range(10):
                taken.append(numbering.take(db.session, "race", pattern="{seq}", on=DAY))
                db.session.commit()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, taken)) == list(range(1, 41))
