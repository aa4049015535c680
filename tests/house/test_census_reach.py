"""The census of reach: at every address with a record's key, one out of reach is one that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.desk import tasks as todo
from app.kernel.files.models import Attachment
from app.kernel.scope import SYSTEM, Owned, acting_as
from app.kernel.tasks import Task
from tests.house import rows
from tests.house.conftest import VIEWS, base

OWNED = [view for view in VIEWS if issubclass(view.datamodel.obj, Owned)]
MISSING = 999_999_999
OUTSIDERS = ("rep", "manager2", "attendance", "agent")


def bare(html: bytes) -> str:
    """A page without what differs from one request to the next."""
    text = html.decode()
    text = re.sub(r'(csrf-token" content=|csrf_token"[^>]*value=)"[^"]*"', "", text)
    return re.sub(r"/\d+(?=[/\"?])", "/N", re.sub(r"[0-9a-f]{16,}", "", text))


def hidden_from(session: Any, model: Any, viewer: Any) -> int | None:
    """The key of a row out of a viewer's reach, or None when he sees them all."""
    rows.first(session, model)
    with acting_as(viewer):
        seen = set(session.scalars(select(model.id)))
    with acting_as(SYSTEM):
        return next((key for key in session.scalars(select(model.id)) if key not in seen), None)


def doors(app: Any, shown: Any, paper: int) -> Iterator[tuple[str, str, str]]:
    """Method, address with ``{pk}`` for the record, and the right it needs."""
    flow = shown.flow
    parts = ["overview", "trail", "notes", "files", "warnings", *(ln.name for ln in shown.lines)]
    names = {
        "paper": [each.name for each in shown.all_papers()],
        "show_part": [*parts, *(section.name for section in shown.sections)],
    }
    for rule in app.url_map.iter_rules():
        view, _dot, door = rule.endpoint.partition(".")
        if view != shown.endpoint or "pk" not in rule.arguments:
            continue
        right = f"can_{getattr(getattr(shown, door), '_permission_name', door)}"
        fills = [{"name": name} for name in names.get(door, ["nosuch"])]
        if door == "move":
            fills = [{"move": move.name} for move in flow.moves] if flow is not None else []
        for fill in fills:
            given = {"pk": "{pk}", "ident": paper, "number": 1, "size": "small", "page": 1, **fill}
            address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), rule.rule)  # noqa: B023
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, address, right


@pytest.mark.page
@pytest.mark.parametrize("view", OWNED, ids=lambda v: v.__name__)
def test_a_row_out_of_reach_answers_like_a_missing_one(
    view, app, view_of, viewers, client_as, session
) -> None:
    model, tried = view.datamodel.obj, 0
    for person in OUTSIDERS:
        viewer, client = viewers[person], client_as(person)
        key = hidden_from(session, model, viewer)
        if key is None:
            continue
        hung = rows.make(session, Attachment, row_table=model.__tablename__, row_id=key)
        for method, door, right in doors(app, view_of(view), hung.id):
            if tried and "/show/" not in door:
                continue  # the first outsider tries every door, the others the front door
            hidden = client.open(door.format(pk=key), method=method)
            missing = client.open(door.format(pk=MISSING), method=method)
            due = 404 if viewer.may(right, view.__name__) else 403
            assert (hidden.status_code, missing.status_code) == (due, due), (person, method, door)
            assert bare(hidden.data) == bare(missing.data), (person, method, door)
            tried += 1
    assert tried, "everything of this kind is in everybody's reach: it need not be Owned"


@pytest.mark.page
@pytest.mark.parametrize(
    "view", [view for view in VIEWS if view.keeps_files], ids=lambda v: v.__name__
)
def test_a_paper_is_not_reached_through_another_record(view, viewers, client_as, session) -> None:
    model = view.datamodel.obj
    keys = {who: hidden_from(session, model, viewers[who]) for who in ("rep", "rep3", "manager2")}
    person = next((who for who, hidden in keys.items() if hidden is not None), None)
    if person is None:
        assert all("all" in viewers[who].breadth_of(model.kind) for who in keys)
        return
    key, viewer, client = keys[person], viewers[person], client_as(person)
    own = rows.seen(session, model, viewer).id
    paper = rows.make(session, Attachment, row_table=model.__tablename__, row_id=key)
    for door in ("", "/content/1", "/picture/1/small/1"):
        hidden = client.get(f"{base(view)}/files/{own}/{paper.id}{door}")
        missing = client.get(f"{base(view)}/files/{own}/{MISSING}{door}")
        assert (hidden.status_code, missing.status_code) == (404, 404), door
        assert bare(hidden.data) == bare(missing.data), door


def test_a_task_of_a_row_out_of_reach_is_a_missing_one(viewers, client_as, session) -> None:
    tried = 0
    for person in ("rep", "manager2", "agent"):
        viewer, client = viewers[person], client_as(person)
        with acting_as(SYSTEM):
            others = [
                each for each in session.scalars(select(Task)) if not todo.is_mine(each, viewer)
            ]
        for task in others[:2]:
            view = next(v for v in VIEWS if v.datamodel.obj.__tablename__ == task.row_table)
            with acting_as(viewer):
                found = select(view.datamodel.obj.id).where(view.datamodel.obj.id == task.row_id)
                if session.scalar(found) is not None:
                    continue
            for method, door in (("GET", "task"), ("GET", "hand"), ("POST", "hand")):
                hidden = client.open(f"/inbox/{door}/{task.id}", method=method)
                missing = client.open(f"/inbox/{door}/{MISSING}", method=method)
                assert (hidden.status_code, missing.status_code) == (404, 404), (person, door)
                assert bare(hidden.data) == bare(missing.data), (person, door)
                tried += 1
    assert tried
