"""Every table people see is an archive with a list and a chart; what is not is named here."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_appbuilder import Model
from sqlalchemy import CheckConstraint

from app.desk.archive import ArchiveView

# pages that are not the list of a table
PAGES = {
    "AgendaView", "AttendanceView", "BackupView", "BadBoardView", "ClassesView", "CountsView", "DayPlanView", "FindView", "GainsView", "HomeView", "InboxView", "LanguageView", "LoadView", "MatrixView", "NoticeWishView", "OpinionSummaryView", "OwedView", "OwnershipView", "PersonView", "ProfileView", "QuotaView", "RequiredView", "ReturnRateView", "ReturnWeekView", "RoundsView", "SeenView", "SignInView", "SpreadView", "StorageView", "VisitPlanView",
}  # fmt: skip
# tables that only join two others
JOINS = {
    "ab_group_role", "ab_permission_view", "ab_permission_view_role", "ab_user_group", "ab_user_role",
}  # fmt: skip


def archives(app: Flask) -> list[Any]:
    return [v for v in app.extensions["appbuilder"].baseviews if isinstance(v, ArchiveView)]


def test_whatever_is_registered_is_an_archive_or_a_named_page(app: Flask) -> None:
    views = {type(view).__name__: view for view in app.extensions["appbuilder"].baseviews}
    others = {name for name, view in views.items() if not isinstance(view, ArchiveView)}
    with_rows = {name for name in others if getattr(views[name], "datamodel", None) is not None}
    assert not with_rows, "a list of a table that is no ArchiveView"
    assert others <= PAGES, "name the page, or make it an archive"


def test_every_archive_has_a_chart_of_its_own(app: Flask) -> None:
    endpoints = set(app.view_functions)
    for view in archives(app):
        assert f"{view.endpoint}.chart" in endpoints, view.endpoint
        names = [chart.name for chart in (*view.charts, *view._default_charts())]
        assert names != ["by_key"], f"{view.endpoint} draws nothing that says anything"
        assert view.datamodel.obj.__table__.name not in JOINS


def test_no_list_shows_a_key_in_place_of_a_name(app: Flask) -> None:
    bare = {
        f"{view.endpoint}.{name}"
        for view in archives(app)
        for name in (*view.list_columns, *view.search_columns)
        if (field := view.datamodel.field(name)) is not None
        and field.target is not None
        and not field.relation
    }
    assert bare == set(), "a relationship over the column names whom it leads to"


def test_the_joins_are_tables() -> None:
    assert set(Model.metadata.tables) >= JOINS


def test_a_check_of_one_name_stands_once_in_a_table() -> None:
    """SQLite takes it twice, PostgreSQL does not: a list used for several columns is ``checked=False``."""
    for table in Model.metadata.tables.values():
        named = [
            str(c.name) for c in table.constraints if isinstance(c, CheckConstraint) and c.name
        ]
        assert len(named) == len(set(named)), f"{table.name}: {sorted(named)}"
