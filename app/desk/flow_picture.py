"""The states of a record as a line: who did what when, where it stands, what is due and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.desk.facts import acting
from app.kernel.workflow import Step, Task, Workflow


@dataclass(frozen=True)
class Station:
    """One state on the line; ``place`` is done, now or ahead."""

    label: Any
    place: str
    by: str = ""
    at: dt.datetime | None = None
    due: dt.datetime | None = None
    late: bool = False
    rule: str = ""


def picture(
    flow: Workflow, row: Any, history: Sequence[Step], tasks: Sequence[Task],
    names: Mapping[int, str], now: dt.datetime,
) -> list[Station]:  # fmt: skip
    """The line of a flow for one record; a state off the main line ends it."""
    state = flow.state_of(row)
    line = list(flow.path) or [word.value for word in flow.states]
    if state not in line:
        reached = [
            s for s in line if s == flow.initial or any(step.to_state == s for step in history)
        ]
        line = [*reached, state]
    here = line.index(state)
    # a confirmation beside the flow leaves the state as it was: it reaches no station
    reached_by = {step.to_state: step for step in history if step.from_state != step.to_state}
    return [
        _station(flow, name, place - here, reached_by.get(name), row, tasks, names, now)
        for place, name in enumerate(line)
    ]


def _station(
    flow: Workflow, name: str, offset: int, step: Step | None, row: Any,
    tasks: Sequence[Task], names: Mapping[int, str], now: dt.datetime,
) -> Station:  # fmt: skip
    label = flow.states(name).label  # type: ignore[attr-defined]
    if offset > 0:
        return Station(label, "ahead")
    by, at = (step.by_id, step.at) if step is not None else (None, None)
    if step is None and name == flow.initial:
        by, at = getattr(row, "created_by_id", None), getattr(row, "created_at", None)
    who = acting(names, step) if step is not None else names.get(by, "") if by else ""
    if offset < 0:
        return Station(label, "done", who, at)
    # what stands beside the flow is named with the open tasks, not on the line
    task = next((t for t in tasks if t.flow == flow.name and not t.is_beside), None)
    due = task.due_at if task is not None else None
    return Station(label, "now", who, at, due, bool(due and due < now), task.rule if task else "")
