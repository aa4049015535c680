"""What waits for a person, counted by view for the bell and the sidebar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.desk.tasks import is_apart, mine, view_of
from app.kernel import notices
from app.kernel.tasks import Task
from app.kernel.viewer import Viewer


def counters(session: Session, viewer: Viewer, now: dt.datetime) -> dict[str, list[Any]]:
    """What waits, by view: [number, whether one is late]; one statement for bell and sidebar."""
    new = [
        notices.unread_count(viewer.user_id or 0, mentions).scalar_subquery().label(name)
        for name, mentions in (("unread", False), ("mentions", True))
    ]
    one = select(*new, literal(1)).subquery()
    query = (
        select(one.c.unread, one.c.mentions, Task.row_table, Task.due_at, Task.apart)
        .select_from(one.outerjoin(Task, mine(viewer)))
        .limit(1000)
    )
    found: dict[str, list[Any]] = {"InboxView": [0, False]}
    unread = mentioned = 0
    for unread, mentioned, table, due, apart in session.execute(query):  # noqa: B007
        if table is None or is_apart(apart, viewer):
            continue
        view = view_of(table)
        late = due is not None and due < now
        for name in ("InboxView", *([type(view).__name__] if view is not None else [])):
            number, hot = found.get(name, [0, False])
            found[name] = [number + 1, hot or late]
    found["notices"], found["mentions"] = [unread, False], [mentioned, False]
    return found
