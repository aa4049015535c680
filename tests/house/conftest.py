"""What the census walks: the views of the menu, the demo people, a counter of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import event, select

from app.desk.archive import ArchiveView
from app.kernel.db import db
from app.kernel.viewer import Viewer
from app.menu import MENU
from app.organization.viewer import viewer_for

PEOPLE = (
    "admin", "gm", "manager", "manager2", "supervisor", "rep", "rep2", "rep3", "agent", "clerk",
    "dept", "marketing", "director", "custodian", "attendance", "credit", "finance", "legal",
    "quality",
)  # fmt: skip

# what is written beside a row does not change what is asked of the database
LOCALES = ["zh", pytest.param("en", marks=pytest.mark.page)]

VIEWS: list[type[ArchiveView]] = [
    item.view for group in MENU for item in group.items if issubclass(item.view, ArchiveView)
]


def base(view: type) -> str:
    """The path of a view."""
    return f"/{view.__name__.lower()}"


@pytest.fixture
def view_of(app: Flask) -> Callable[[type], Any]:
    """The registered instance of a view class."""
    views = {type(view): view for view in app.extensions["appbuilder"].baseviews}
    return lambda cls: views[cls]


@pytest.fixture(scope="session")
def viewers(app: Flask) -> dict[str, Viewer]:
    """Every demo person as a request would have him, by log-in."""
    with app.app_context():
        idents = dict(db.session.execute(select(User.username, User.id)).all())
        found = {name: viewer_for(idents[name], db.session) for name in PEOPLE}
        db.session.remove()
    return found


def who(viewers: Mapping[str, Viewer], right: str, view: type) -> list[str]:
    """Log-ins of those who have a right on a view; who sees most comes first."""
    widest = sorted(PEOPLE, key=lambda name: name != "gm")
    return [name for name in widest if viewers[name].may(right, view.__name__)]


class Statements(list[str]):
    """The SQL of a block, as the driver saw it; savepoints and pragmas are not counted."""

    @property
    def of_permissions(self) -> list[str]:
        marks = ("ab_permission_view", "ab_user_role")  # who it is, is asked apart
        return [sql for sql in self if any(mark in sql for mark in marks)]


@pytest.fixture
def counted(app: Flask) -> Callable[[], Any]:
    @contextmanager
    def block() -> Iterator[Statements]:
        seen = Statements()
        engine = db.engine.engine

        def note(_c: Any, _cur: Any, sql: str, *_rest: Any) -> None:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")):
                seen.append(sql)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return block
