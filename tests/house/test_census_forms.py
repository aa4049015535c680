"""The census of forms: nothing changed changes nothing, what is refused is kept, picks stay in reach."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import func, select

from app.desk.columns import named
from app.desk.office.rolebook import MARK
from app.kernel.scope import acting_as
from app.kernel.trail import TrailEntry
from tests.house import rows
from tests.house.conftest import LOCALES, VIEWS, base, who
from tests.house.paper_form import PostedForm

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OBEYING: dict[str, dict[str, Any]] = {
    "RoleView": {"name": f"sales_rep{MARK}census"},
    "GroupView": {"name": "census", "label": "census", "description": ""},
    "UserView": {"username": "census", "email": "census@example.com"},
    "ParameterValueView": {"valid_from": dt.date(2100, 1, 1)},
}
# more than keys are: one more than an integer holds, the longest number, and one that is longer
BEYOND = ("2147483648", str(2**63 - 1), "9" * 30)
ODD = ("\x00", "x" * 10_000, "%'; --", "张")


def changeable(session: Any, view: Any, shown: Any, viewer: Any) -> Any:
    """A row this person may change now; one is made when there is none."""
    model = view.datamodel.obj
    with acting_as(viewer):
        for row in session.scalars(view.datamodel.every().order_by(model.id.desc()).limit(200)):
            if not shown.locked_because(row):
                return row
    return rows.mine(session, model, viewer)


def told(session: Any) -> int:
    return session.scalar(select(func.count(TrailEntry.id))) or 0


def values_of(row: Any) -> dict[str, Any]:
    return {each.key: getattr(row, each.key) for each in type(row).__mapper__.column_attrs}


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_form_saved_as_it_was_changes_nothing(
    view, locale, view_of, viewers, client_as, session
) -> None:
    names = who(viewers, "can_edit", view)
    if not names:
        return  # nobody changes these
    client, viewer = client_as(names[0], locale), viewers[names[0]]
    row = other(session, view, view_of(view), viewer)
    where = f"{base(view)}/edit/{row.id}"
    page = client.get(where)
    assert page.status_code == 200, page.text[:300]
    form = PostedForm(page.text)
    session.refresh(row)
    before, entries = values_of(row), told(session)
    answer = client.post(where, data=form.filled())
    assert answer.status_code == 302, [*re.findall(r'class="hint"[^>]*>([^<]+)', answer.text)]
    session.refresh(row)
    assert values_of(row) == before
    assert told(session) == entries, [
        entry.changes for entry in session.scalars(
            select(TrailEntry).order_by(TrailEntry.id.desc()).limit(told(session) - entries))
    ]  # fmt: skip


def other(session: Any, view: Any, shown: Any, viewer: Any) -> Any:
    """The same; of the tables with a rule of their own, a row that obeys it."""
    model, given = view.datamodel.obj, OBEYING.get(view.__name__)
    if given is None:
        return changeable(session, view, shown, viewer)
    row = rows.make(session, model, **given)
    if hasattr(model, "roles"):
        row.roles = [session.scalars(select(Role).where(Role.name == "sales_rep")).one()]
        session.flush()
    return row


@pytest.mark.page
@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
@pytest.mark.parametrize("door", ["add", "edit"])
def test_refused_input_is_kept_and_labels_are_in_the_readers_language(
    view, door, view_of, viewers, client_as, session
) -> None:
    names = who(viewers, f"can_{door}", view)
    if not names:
        return
    viewer = viewers[names[0]]
    row = other(session, view, view_of(view), viewer) if door == "edit" else None
    where = f"{base(view)}/{door}" + (f"/{row.id}" if row else "")
    page = client_as(names[0], "en").get(where)
    assert page.status_code == 200
    form = PostedForm(page.text)
    assert form.controls and form.labels
    assert not [label for label in form.labels if CHINESE.search(label)]
    client = client_as(names[0])
    zh = PostedForm(client.get(where).text)
    latin = [label for label in zh.labels if not CHINESE.search(label) and label not in ("QQ",)]
    assert not latin, latin
    data, typed = form.filled(), {}
    for control in form.typed():
        typed[control.name] = f"kept {len(typed)} " + "长" * 4_100  # longer than any short field
        data[control.name] = typed[control.name]
    for control in form.controls:
        if control.kind in ("select", "radio") and (choices := [o for o in control.options if o]):
            data.setlist(control.name, [choices[-1]])
            typed[control.name] = choices[-1]
    assert typed
    answer = client.post(where, data=data)
    assert answer.status_code == 422, (answer.status_code, sorted(typed))
    again = PostedForm(answer.text)
    lost = [name for name, value in typed.items() if value not in again.holds(name)]
    assert not lost, lost
    assert 'role="alert"' in answer.text or "aria-invalid" in answer.text


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_form_and_key_bears_a_number_beyond_the_table(view, viewers, client_as) -> None:
    client = client_as(who(viewers, "can_list", view)[0])
    for number in BEYOND:
        for door in ("show", "edit"):
            assert client.get(f"{base(view)}/{door}/{number}").status_code in (403, 404)
    names = who(viewers, "can_add", view)
    if not names:
        return
    client, where = client_as(names[0], "en"), f"{base(view)}/add"
    form = PostedForm(client.get(where).text)
    for number in BEYOND:
        everywhere = {each.name: number for each in form.controls if each.name != "csrf_token"}
        assert client.post(where, data=everywhere).status_code < 500, number
        assert client.get(where, query_string=everywhere).status_code == 200, number


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.__name__)
def test_every_pick_list_keeps_to_the_reach(view, view_of, viewers, client_as, session) -> None:
    shown = view_of(view)
    fields = {(part, name) for part in ("", *(ln.name for ln in view.lines))
              for name in shown._pickable(part)
              if named(_model(view, part), name).target is not None}  # fmt: skip
    rights = ("can_add", "can_edit", "can_list")
    outsiders = [
        name for name, each in viewers.items()
        if not any(each.may(right, view.__name__) for right in rights)
    ]  # fmt: skip
    people = {
        name: client_as(name)
        for name in dict.fromkeys(
            [*who(viewers, "can_list", view)[:1], *who(viewers, "can_add", view)[-1:]]
        )
    }
    barred = {name: client_as(name) for name in outsiders[:1]}
    for part, name in sorted(fields):
        where = f"{base(view)}/pick/{part + '.' if part else ''}{name}"
        target = named(_model(view, part), name).target
        for turn, (person, client) in enumerate(people.items()):
            viewer = viewers[person]
            hidden = named(_model(view, part), name).treatment(viewer) != "show"
            narrows = shown._pick_of(f"{part + '.' if part else ''}{name}")[1].by.values()
            for number in BEYOND if narrows and not hidden else ():
                answer = client.get(where, query_string=dict.fromkeys(narrows, number))
                assert answer.status_code == 200, (where, number)
            for odd in ("", *ODD) if turn == 0 else ("",):
                answer = client.get(where, query_string={"q": odd})
                assert answer.status_code == (403 if hidden else 200), (where, person, odd[:9])
                items = [] if hidden else answer.json["items"]
                assert len(items) <= 20
                with acting_as(viewer):
                    ids = [int(item["value"]) for item in items]
                    reached = set(session.scalars(select(target.id).where(target.id.in_(ids))))
                assert reached == set(ids), (where, person)
        for person, client in barred.items():
            assert client.get(where).status_code == 403, (where, person)
    any_one = who(viewers, "can_list", view)[0]
    for nothing in ("nosuch", "id", "password", "a.b.c", "nosuch.id"):
        assert client_as(any_one).get(f"{base(view)}/pick/{nothing}").status_code == 404, nothing


def _model(view: Any, part: str) -> Any:
    return next((ln.model for ln in view.lines if ln.name == part), view.datamodel.obj)
