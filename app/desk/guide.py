"""The way into an empty system: what is still to be set up, counted from the data, gone when done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.desk.frame import may_open, views_by_name
from app.kernel.scope import everything


@dataclass(frozen=True)
class Task:
    """One thing to set up: where, why, and the condition by which the data tell that it is done.

    Whoever may not open ``method`` of ``view`` reads who does it instead. An ``optional`` one
    stands in the list but does not keep it open.
    """

    title: Any
    help: Any
    view: str
    done: Callable[[], ColumnElement[bool]]
    by: Any
    method: str = "add"
    icon: str = "circle-check"
    optional: bool = False


@dataclass(frozen=True)
class Shown:
    """A thing to set up as this reader sees it; ``url`` is empty where he may not do it."""

    task: Task
    is_done: bool
    url: str


def guide(tasks: Sequence[Task], session: Session) -> list[Shown]:
    """The things to set up, for a reader who may do one that is still open; else nothing."""
    known = views_by_name()
    addresses = [_address(known.get(task.view), task.method) for task in tasks]
    holding = [
        bool(address) and not task.optional for task, address in zip(tasks, addresses, strict=True)
    ]
    if not any(holding):
        return []
    with everything():
        done = [bool(each) for each in session.execute(select(*(t.done() for t in tasks))).one()]
    if all(is_done for is_done, holds in zip(done, holding, strict=True) if holds):
        return []
    return [Shown(*each) for each in zip(tasks, done, addresses, strict=True)]


def _address(view: Any, method: str) -> str:
    if view is None or not may_open(view, method):
        return ""
    return url_for(f"{view.endpoint}.{method}")
