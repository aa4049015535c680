"""The workbench: late things first, no empty boxes, every chart leads to its list."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.desk import tasks
from app.kernel.db import utcnow
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Task
from app.visits.models import VisitRequest
from tests.house.conftest import PEOPLE, VIEWS
from tests.house.rows import seen


def page(client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_stranger_is_led_to_the_log_in(app) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 302
    assert "/login/" in answer.location


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_role_has_a_workbench(session, client_as, locale: str) -> None:
    for name in session.scalars(select(User.username).where(User.active)).all():
        page(client_as(name, locale))


def test_the_manager_sees_what_is_due_with_its_rule(client_as) -> None:
    text = page(client_as("manager"))
    assert "到期与逾期" in text
    assert "待我办理" in text
    assert re.search(r'kd-rule"[^>]*>R-\d{3}', text)


def test_late_stands_before_today(client_as) -> None:
    text = page(client_as("manager", "en"))
    heads = re.findall(r'class="grp"><td colspan="5">([^<]+)<', text)
    order = ["Late", "Today", "Tomorrow", "Later", "No deadline"]
    assert heads == [head for head in order if head in heads]
    assert heads


def test_charts_lead_to_their_lists(client_as) -> None:
    client = client_as("manager")
    text = client.get("/home/charts/").get_data(as_text=True)
    islands = re.findall(r"data-chart='([^']+)'", text)
    assert 1 <= len(islands) <= 2
    for island in islands:
        data = json.loads(island)
        assert data["groups"]
        link = next(link for series in data["series"] for link in series["links"] if link)
        assert client.get(link).status_code == 200


def test_no_empty_boxes(client_as, session) -> None:
    """Who has nothing to do is told so, and where to begin."""
    session.execute(update(Task).values(closed_at=utcnow()))
    session.commit()
    text = page(client_as("legal"))
    assert "欢迎使用" in text
    assert "kd-duelist" not in text
    assert "今日走访" not in text


def test_the_administrator_sees_no_business(client_as) -> None:
    text = page(client_as("admin"))
    assert "今日走访" not in text
    assert "data-chart" not in text


@pytest.mark.parametrize("name", PEOPLE)
def test_it_costs_ten_statements_at_most(client_as, counted, session, name: str) -> None:
    client = client_as(name)
    assert client.get("/").status_code == 200  # the first request of a person notes that he came
    assert counted(lambda: client.get("/")) <= 10
    assert counted(lambda: client.get("/home/charts/")) <= 8


@pytest.mark.parametrize("name", ["manager", "gm"])
def test_no_kind_of_record_that_waits_costs_a_statement_of_its_own(
    client_as, counted, session, viewer_of, name: str
) -> None:
    viewer, client = viewer_of(name), client_as(name)
    kinds = [view for view in VIEWS if view.flow is not None]
    with acting_as(SYSTEM):
        session.execute(update(Task).values(closed_at=utcnow()))
        for number, view in enumerate(kinds):
            row = seen(session, view.datamodel.obj, viewer)
            wanted = {"flow": view.flow.name, "row_table": row.__tablename__, "row_id": row.id}
            what = {"title": "Decide", "subject": f"Nr. {number}", "opened_at": utcnow()}
            session.add(Task(user_id=viewer.user_id, **wanted, **what))
    session.commit()
    client.get("/")
    assert counted(lambda: client.get("/")) <= 10
    with acting_as(viewer):
        waiting = tasks.waiting(session, viewer, utcnow())
    assert {entry.task.row_table for entry in waiting} == {
        view.datamodel.obj.__tablename__ for view in kinds
    }
    assert all(entry.subject for entry in waiting)


@pytest.mark.parametrize("is_overdue", [True, False])
def test_the_own_numbers_stand_there_with_and_without_an_overdue_visit(
    client_as, session, user_id, is_overdue: bool
) -> None:
    """One statement asks for both, and nothing is lost where there is nothing of the other."""
    standing = {"lifecycle_status": Lifecycle.ACTIVE if is_overdue else Lifecycle.DORMANT}
    long_ago = utcnow() - dt.timedelta(days=4_000)
    with acting_as(SYSTEM):
        own = update(Customer).where(Customer.owner_id == user_id("rep"))
        session.execute(own.values(created_at=long_ago, **standing))
        session.execute(update(VisitRequest).values(departed_at=long_ago))
    session.commit()
    text = page(client_as("rep", "en"))
    assert "Cards collected this week" in text
    assert ("Not visited for long" in text) is is_overdue
