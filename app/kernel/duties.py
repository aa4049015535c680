"""What several people do side by side before a flow goes on, and for whom a deputy does it."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.tasks import Step, Task
from app.kernel.viewer import Viewer


def open_duties(flow: str, waiting: Sequence[Task], beside: bool = False) -> set[str]:
    """Names of the duties not done yet: those that hold the flow up, or those ``beside`` as well."""
    tasks = (task for task in waiting if task.flow == flow and (beside or not task.is_beside))
    return {task.duty for task in tasks if task.duty}


def is_done(move: str, history: Sequence[Step]) -> bool:
    """True when a move was made since the row came into its present state."""
    for step in reversed(history):
        if step.move == move:
            return True
        if step.from_state != step.to_state:
            return False
    return False


def principal(asked: set[int], viewer: Viewer, waiting: Sequence[Task]) -> int | None:
    """For whom a deputy moves a row: the one the task names, or who holds its role (C-08).

    ``asked`` are the people the move belongs to. None when it is the viewer's own to make.
    """
    if not viewer.acts_for or viewer.user_id in asked:
        return None
    for task in waiting:
        if task.user_id in viewer.acts_for:
            return task.user_id
        if task.role and task.user_id is None and task.role not in viewer.own_roles:
            held = (who for who, roles in viewer.acts_for.items() if task.role in roles)
            return next(held, None)
    return min(asked & set(viewer.acts_for), default=None)
