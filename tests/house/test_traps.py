"""The framework's traps T1 to T25 are closed, or the old door is gone."""

from __future__ import annotations

import ast
import re
import threading
from importlib.metadata import version
from pathlib import Path

import pytest
from flask_appbuilder import Model
from sqlalchemy import func, select
from werkzeug.security import generate_password_hash

from app.customers import operations
from app.customers.models import Contact, Customer
from app.kernel.db import Stamped, db
from app.kernel.scope import SYSTEM, acting_as, sees
from tests.house.conftest import VIEWS, base

ROOT = Path(__file__).resolve().parents[2]


def rules(app) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


def foreign(session, viewer):
    with acting_as(SYSTEM):
        return next(c for c in session.scalars(select(Customer)) if not sees(viewer, c))


def test_t1_t2_the_frameworks_actions_are_gone_and_ours_keep_to_the_rows_in_reach(
    app, session, client_as, viewer_of
) -> None:
    assert not [rule for rule in rules(app) if "/action/" in rule or rule.endswith("/action_post")]
    row = foreign(session, viewer_of("manager2"))
    client_as("manager2").post(
        "/customerview/bulk/delete", data={"ids": [f"{row.id}:{row.version}"]}
    )
    with acting_as(SYSTEM):
        assert session.get(Customer, row.id) is not None


def test_t3_no_way_of_asking_leads_past_the_gate(session, client_as, viewer_of) -> None:
    row = foreign(session, viewer_of("rep"))
    client = client_as("rep")
    for path in (
        f"/customerview/show/{row.id}",
        f"/customerview/edit/{row.id}",
        f"/customerview/paper/{row.id}/archive",
    ):
        assert client.get(path).status_code == 404, path
    page = client.get("/customerview/list/?f.id.eq=" + str(row.id))
    assert row.customer_name not in page.text
    assert row.customer_name not in client.get("/customerview/chart/").text


def test_t3_a_posted_parent_out_of_reach_is_an_invalid_choice(
    session, client_as, viewer_of
) -> None:
    row = foreign(session, viewer_of("rep"))
    with acting_as(SYSTEM):
        before = session.scalar(select(func.count(Contact.id)).where(Contact.customer_id == row.id))
    client_as("rep").post("/contactview/add", data={"customer_id": row.id, "contact_name": "某"})
    with acting_as(SYSTEM):
        after = session.scalar(select(func.count(Contact.id)).where(Contact.customer_id == row.id))
    assert before == after


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_t4_no_list_is_narrowed_by_the_frameworks_filters(view, view_of) -> None:
    """It dropped those on a dotted collection without a word; the gate is the only guard."""
    assert not view_of(view)._base_filters.values
    assert not [name for name in view.search_columns if "." in name]


def test_t5_the_frameworks_shared_filters_are_made_anew_each_time(app, view_of) -> None:
    view = view_of(VIEWS[0])
    with app.test_request_context():
        assert view._filters is not view._filters


@pytest.mark.slow
def test_t5_lists_asked_for_at_the_same_time_answer_each_for_itself(own_app) -> None:
    from tests.conftest import sign_in

    with own_app.app_context(), acting_as(SYSTEM):
        from flask_appbuilder.security.sqla.models import User

        ids = dict(db.session.execute(select(User.username, User.id)).all())
        names = {
            who: set(db.session.scalars(
                select(Customer.customer_name).where(Customer.owner_id == ids[who])
            ))
            for who in ("rep", "rep3")
        }  # fmt: skip
        db.session.remove()
    wrong: list[str] = []

    def ask(who: str, other: str) -> None:
        client = sign_in(own_app.test_client(), ids[who], own_app)
        for _ in range(15):
            page = client.get("/customerview/list/").text
            wrong.extend(n for n in names[other] - names[who] if n in page)

    threads = [
        threading.Thread(target=ask, args=pair) for pair in [("rep", "rep3"), ("rep3", "rep")] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("script", ["ab.js", "ab_filters.js", "ab_actions.js"])
def test_t6_t7_t8_the_frameworks_pickers_filters_and_pick_lists_are_gone(app, script) -> None:
    assert not [rule for rule in rules(app) if rule.startswith("/static/appbuilder")]
    assert app.test_client().get(f"/static/appbuilder/js/{script}").status_code == 404
    raw = re.compile(r"(?i)datetimepicker|select2|jquery|appbuilder/js")
    used = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "app/static/js").glob("*.js")]
    assert not [path.name for path in used if raw.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_t10_t11_t12_no_form_is_the_frameworks(view, view_of) -> None:
    """Its boxes could not be unticked, its words had no blank, its pick lists took the first row."""
    made = view_of(view)
    for form in (made.add_form, made.edit_form, made.search_form):
        assert form is None or not [name for name in vars(form) if name in made.search_columns]


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_t9_columns_are_named_never_guessed(view) -> None:
    assert view.list_columns and view.sections
    related = {rel.key for rel in view.datamodel.obj.__mapper__.relationships if rel.uselist}
    assert not related & set(view.search_columns)


def test_t13_an_error_keeps_everything_typed(client_as) -> None:
    answer = client_as("rep").post(
        "/customerview/add", data={"customer_name": "", "address": "某某大街 8 号"}
    )
    assert answer.status_code == 422
    assert "某某大街 8 号" in answer.text


def test_t15_t16_files_are_not_fetched_by_name(app) -> None:
    assert not [rule for rule in rules(app) if "/download/" in rule]


def test_t17_rows_below_a_record_are_not_shown_by_the_frameworks_tabs(view_of) -> None:
    """They asked no right; ours do: tests/desk/test_attached.py."""
    assert not [view.__name__ for view in VIEWS if view_of(view)._related_views]


def test_t18_no_api_exists(app) -> None:
    assert not [rule for rule in rules(app) if rule.startswith("/api")]
    assert not [rule for rule in rules(app) if "swagger" in rule or "openapi" in rule]


def test_t19_a_get_never_deletes(app, session, client_as) -> None:
    with acting_as(SYSTEM):
        row = session.scalars(select(Customer)).first()
    assert client_as("custodian").get(f"/customerview/delete/{row.id}").status_code == 405
    with acting_as(SYSTEM):
        assert session.get(Customer, row.id) is not None


def test_t20_roles_in_code_name_whole_permissions(app) -> None:
    for views in (app.config.get("FAB_ROLES") or {}).values():
        for view, permission in views:
            assert view.startswith("^") and permission.endswith("$")


def test_t21_one_metadata_holds_all_tables() -> None:
    assert db.metadata is Model.metadata
    assert {"ab_user", "customer", "visit_request"} <= set(db.metadata.tables)


def test_t22_starting_makes_no_table(app) -> None:
    assert app.config["FAB_CREATE_DB"] is False and app.config["FAB_UPDATE_PERMS"] is False


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_t23_charts_are_drawn_from_groups_and_offline(view, client_as, viewer_of) -> None:
    for person in ("gm", "admin"):
        if viewer_of(person).may("can_chart", view.__name__):
            page = client_as(person).get(f"{base(view)}/chart/").text
            assert "gstatic" not in page and "google" not in page
            assert client_as(person).get(f"{base(view)}/chart/?chart=nosuch").status_code == 404
            return


def test_t24_the_system_may_write_without_a_user(session, as_system) -> None:
    row = operations.open_card(session, customer_name="无人录入有限公司")
    assert issubclass(Customer, Stamped) and row.created_by_id is None


def test_t25_wtforms_stays_below_the_version_that_breaks_the_framework() -> None:
    major, minor = map(int, version("WTForms").split(".")[:2])
    assert (major, minor) < (3, 4)


def test_a_hash_costs_more_outside_the_tests() -> None:
    from config import Config

    assert generate_password_hash("x", Config.FAB_PASSWORD_HASH_METHOD).startswith("scrypt")


def test_every_framework_view_is_rebased(app) -> None:
    """The framework's own screens are ours or gone."""
    raw = [
        type(view).__name__
        for view in app.extensions["appbuilder"].baseviews
        if type(view).__module__.startswith("flask_appbuilder")
        and not re.match(r"LocaleView|UtilView", type(view).__name__)
    ]
    assert raw == []


def test_every_trap_is_named_by_a_test() -> None:
    named: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named |= set(re.findall(r"(?<=_t)\d+(?=_)", node.name))
                named |= set(re.findall(r"\bT(\d+)\b", ast.unparse(node)))
    assert {str(number) for number in range(1, 26)} <= named
