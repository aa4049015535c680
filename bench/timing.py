"""One job, done several times: wall and processor time, statements and bytes."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

Job = Callable[[], Any]


def timed(engine: Any, job: Job, rounds: int) -> dict[str, float]:
    """Fastest and median ms, fastest ms of processor, statements and kilobytes; a first turn is not counted."""
    statements: list[str] = []

    def note(_c: object, _u: object, sql: str, *_rest: object) -> None:
        if not sql.startswith("BEGIN"):
            statements.append(sql)

    event.listen(engine, "before_cursor_execute", note)
    walls, processor, size = [], [], 0
    for turn in range(rounds + 1):
        statements.clear()
        begun, used = time.perf_counter(), time.process_time()
        answer = job()
        if turn:  # the first compiles statements and templates
            walls.append((time.perf_counter() - begun) * 1000)
            processor.append((time.process_time() - used) * 1000)
        size = len(getattr(answer, "data", b""))
        assert getattr(answer, "status_code", 200) == 200, answer
    event.remove(engine, "before_cursor_execute", note)
    return {
        "min": min(walls), "median": statistics.median(walls), "cpu": min(processor),
        "statements": len(statements), "kilobytes": size / 1024,
    }  # fmt: skip


def once(job: Job) -> dict[str, float]:
    """Processor seconds, wall seconds and how many MB the process grew at its highest."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, used = time.perf_counter(), time.process_time()
    job()
    return {
        "cpu": time.process_time() - used, "wall": time.perf_counter() - begun,
        "mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }  # fmt: skip
