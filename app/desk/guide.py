"""The way into an empty system: what is still to be set up, counted from the data, gone when done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.desk.frame import may_open, views_by_name


@dataclass(frozen=True)
class Task:
    """One thing to set up: where, why, and how the data tell that it is done.

    Whoever may not open ``method`` of ``view`` reads who does it instead. An ``optional`` one
    stands in the list but does not keep it open.
    """

    title: Any
    help: Any
    view: str
    done: Callable[[Session], bool]
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
    # first what may keep the list open: most readers cost no further question
    own = {
        at: task.done(session)
        for at, (task, address) in enumerate(zip(tasks, addresses, strict=True))
        if address and not task.optional
    }
    if all(own.values()):
        return []
    return [
        Shown(task, own[at] if at in own else task.done(session), address)
        for at, (task, address) in enumerate(zip(tasks, addresses, strict=True))
    ]


def _address(view: Any, method: str) -> str:
    if view is None or not may_open(view, method):
        return ""
    return url_for(f"{view.endpoint}.{method}")
