"""The census: what holds for every table, so that a new one is tested before it is thought of."""

from __future__ import annotations

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_appbuilder import Model
from sqlalchemy import UniqueConstraint, inspect

from app import role_moves, roles
from app.kernel import search
from app.kernel.scope import SYSTEM, acting_as, owned_models
from tests.house import rows
from tests.house.conftest import LOCALES, PEOPLE, VIEWS, Statements, base

FLOWING = [view for view in VIEWS if view.flow is not None]


def name(value: Any) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("view", VIEWS, ids=name)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("person", ["admin", "gm", "manager", "rep", "clerk"])
def test_every_list_opens_for_whom_it_is_meant(view, locale, person, client_as, viewer_of) -> None:
    viewer = viewer_of(person)
    answer = client_as(person, locale).get(f"{base(view)}/list/")
    assert answer.status_code == (200 if viewer.may("can_list", view.__name__) else 403)
    if answer.status_code == 200 and locale == "zh":
        assert not re.search(r">\s*(List|Add|Edit|Show|Delete|None|True|False)\b", answer.text)


@pytest.mark.parametrize("view", VIEWS, ids=name)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_record_and_chart_opens(view, locale, client_as, viewer_of, session) -> None:
    for person in ("gm", "admin", "manager", "rep"):
        viewer = viewer_of(person)
        if not viewer.may("can_show", view.__name__):
            continue
        client = client_as(person, locale)
        may_chart = viewer.may("can_chart", view.__name__)
        assert client.get(f"{base(view)}/chart/").status_code == (200 if may_chart else 403)
        row = rows.shown(session, view, viewer)
        assert client.get(f"{base(view)}/show/{row.id}").status_code == 200
        return


@pytest.mark.page
@pytest.mark.parametrize("person", PEOPLE)
def test_roles_are_what_the_roles_page_says(person, client_as, viewer_of) -> None:
    viewer = viewer_of(person)
    client = client_as(person)
    for view in VIEWS:
        kind = getattr(view.datamodel.obj, "kind", None)
        if not (isinstance(kind, str) and kind in roles.MATRIX):
            continue
        may = any("can_list" in roles.permissions(role, kind) for role in viewer.roles)
        assert viewer.may("can_list", view.__name__) == may, view.__name__
        assert client.get(f"{base(view)}/list/").status_code == (200 if may else 403)


def test_an_administrator_sees_no_business_row(viewer_of) -> None:
    viewer = viewer_of("admin")
    business = [model for model in owned_models() if model.kind != "job"]  # the runner is his
    assert all(not viewer.breadth_of(model.kind) for model in business)


@pytest.mark.parametrize("view", FLOWING, ids=name)
def test_every_flow_is_sound(view) -> None:
    flow = view.flow
    reached, grown = {flow.initial}, True
    while grown:
        more = {m.to for m in flow.moves if m.to and m.from_ & reached} - reached
        reached, grown = reached | more, bool(more)
    assert {word.value for word in flow.states} == reached, "states nobody can reach"
    assert flow.finals <= reached and flow.finals
    for move in flow.moves:
        made_by = role_moves.MOVES.get(flow.name, {}).get(move.name)
        assert made_by, f"name who may {move.name} under {flow.name!r} in app/role_moves.py"


# reviews drafts of regulations (W-37), whose wing is not built; the register asks only for a yes
IDLE_REVIEWERS = {("parameter", "dept_manager")}


@pytest.mark.parametrize("view", FLOWING, ids=name)
def test_the_letter_a_and_the_moves_that_review_agree(view) -> None:
    """Nobody named for a review lacks the letter, none with the letter lacks a review."""
    kind, flow = view.datamodel.obj.kind, view.flow
    reviews = role_moves.REVIEWS.get(flow.name, ())
    assert set(reviews) <= {move.name for move in flow.moves}
    named = {role for move in reviews for role in role_moves.MOVES[flow.name][move]}
    lettered = {role for role in roles.ROLES if roles.reviews(role, kind)}
    assert named <= lettered, f"give them the letter A of {kind!r} in app/roles.py"
    flows_of_kind = [v.flow.name for v in FLOWING if v.datamodel.obj.kind == kind]
    deciders = {
        role for name in flows_of_kind for move in role_moves.REVIEWS.get(name, ())
        for role in role_moves.MOVES[name][move]
    }  # fmt: skip
    idle = {(kind, role) for role in lettered - deciders} - IDLE_REVIEWERS
    assert not idle, "they have the letter A and nothing to review"


@pytest.mark.parametrize("view", FLOWING, ids=name)
def test_what_another_must_do_is_a_review(view) -> None:
    """Four eyes: a move closed to whoever handed in is a review, or only takes in hand."""
    receipts = {("visit_slip", "hand_over")}
    apart = {(view.flow.name, move.name) for move in view.flow.moves if move.apart_from}
    said = {(view.flow.name, move) for move in role_moves.REVIEWS.get(view.flow.name, ())}
    assert apart - receipts <= said


def test_a_review_without_the_letter_is_not_granted(monkeypatch) -> None:
    monkeypatch.setitem(roles.MATRIX, "campaign", {"gm": "aPX", "dept_manager": "aAP"})
    assert "can_approve" not in roles.moves("gm", "campaign", "campaign")
    assert "can_approve" in roles.moves("dept_manager", "campaign", "campaign")


@pytest.mark.page
@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_columns_speak_both_languages(view, app) -> None:
    from flask_babel import force_locale

    with app.test_request_context():
        for column in view.datamodel.obj.__table__.columns:
            said = column.info.get("label")
            if column.name in view.list_columns:
                assert said is not None, f"{column} has no label"
            if said is None:
                continue
            with force_locale("zh"):
                zh = str(said)
            chinese = re.search(r"[\u4e00-\u9fff]|^(QQ|URL|ID)", zh)
            assert chinese, f"{column}: {zh!r} is not Chinese (make translate)"


# tables that a company fills by working, or never
EMPTY_AT_FIRST = {
    "BadDecisionView", "ExportLogView", "GroupView", "JobView", "MailView", "ParameterValueView",
    "PrintLogView",
}  # fmt: skip


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_the_demo_company_has_rows_of_everything(view, session) -> None:
    with acting_as(SYSTEM):
        is_there = session.scalars(view.datamodel.every().limit(1)).first() is not None
    wanted = view.__name__ not in EMPTY_AT_FIRST
    assert is_there == wanted, f"{view.__name__}: a row in app/demo, or a name here"


READERS = ("gm", "admin", "manager", "rep", "custodian")
# the pages of the rights themselves read them as their content, beside asking what the reader may
ON_RIGHTS = ("RoleView", "GroupView", "UserView")


def cost(client, address, view, counted) -> Statements:
    """What a page costs whoever has been here before."""
    client.get(address)
    with counted() as statements:
        assert client.get(address).status_code == 200
    assert view.__name__ in ON_RIGHTS or len(statements.of_permissions) <= 2
    return statements


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_list_pages_cost_a_bounded_number_of_statements(
    view, client_as, viewer_of, counted
) -> None:
    people = [one for one in READERS if viewer_of(one).may("can_list", view.__name__)]
    if not people:
        pytest.skip("none of them lists it")
    for person in people:
        statements = cost(client_as(person), f"{base(view)}/list/", view, counted)
        assert len(statements) <= 6, "\n".join([person, *statements])


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_record_pages_cost_a_bounded_number_of_statements(
    view, client_as, viewer_of, session, counted
) -> None:
    """The note that a person's data were looked at is one of them (C-24)."""
    people = [one for one in READERS if viewer_of(one).may("can_show", view.__name__)]
    if not people:
        pytest.skip("none of them opens it")
    for person in people:
        row = rows.shown(session, view, viewer_of(person))
        session.commit()  # what was made for it is not what the page costs
        statements = cost(client_as(person), f"{base(view)}/show/{row.id}", view, counted)
        assert len(statements) <= 8, "\n".join([person, *statements])


def test_migrations_match_the_models(session) -> None:
    def ours(item: Any, label: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return not (kind == "table" and str(label).startswith("search_"))

    context = MigrationContext.configure(
        session.connection(), opts={"compare_type": True, "include_object": ours}
    )
    assert compare_metadata(context, Model.metadata) == []


@pytest.mark.parametrize("model", owned_models(), ids=name)
def test_every_scoped_table_has_its_reach_in_indexes(model) -> None:
    firsts = {index.columns.keys()[0] for index in model.__table__.indexes}
    assert {"owner_id", "branch_id"} <= firsts


@pytest.mark.parametrize("model", owned_models(), ids=name)
def test_somebody_may_read_every_kind(model) -> None:
    assert model.kind in roles.MATRIX, f"kind {model.kind!r} has no line in MATRIX of app/roles.py"


@pytest.mark.parametrize("model", [m for m in owned_models() if m.reach is not None], ids=name)
def test_a_child_finds_its_parent_by_an_index(model) -> None:
    table = model.__table__
    kept = [*table.indexes, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    assert model.reach.key in {each.columns.keys()[0] for each in kept if each.columns}


@pytest.mark.parametrize("model", list(search.searchable()), ids=name)
def test_every_searched_table_has_its_tokens(model, session) -> None:
    """The comparison of migrations passes over these: `make migration` writes them."""
    table = f"search_token_{model.__table__.name}"
    assert inspect(session.connection()).has_table(table), f"no revision makes {table}"


@pytest.mark.parametrize("view", VIEWS, ids=name)
def test_a_record_is_named_by_more_than_its_number(view) -> None:
    assert view.name_column != "id", f"{view.__name__} declares no name_column"


@pytest.mark.parametrize("view", VIEWS, ids=name)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_form_opens_for_whom_it_is_meant(view, locale, client_as, viewer_of) -> None:
    for person in ("rep", "clerk", "marketing", "admin"):
        viewer = viewer_of(person)
        client = client_as(person, locale)
        may_add = viewer.may("can_add", view.__name__)
        assert client.get(f"{base(view)}/add").status_code == (200 if may_add else 403), person
