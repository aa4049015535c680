"""The first day: an empty installation says what to do next, and stops saying it when it is done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from app import create_app
from app.kernel.db import db, writing
from app.kernel.scope import SYSTEM, acting_as
from app.organization.models import Branch, Staff
from tests.conftest import Visitor, _configured, sign_in


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    """An application as ``flask setup`` leaves it, with its first administrator."""
    app = create_app(_configured(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))
    app.test_client_class = Visitor
    runner = app.test_cli_runner()
    for command in (
        ["setup"],
        ["admin", "create", "--username", "first", "--password", "Blau-Krug-71-Tor"],
    ):
        done = runner.invoke(args=command)
        assert done.exit_code == 0, done.output
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def home(app: Flask, name: str) -> str:
    with app.app_context():
        ident = db.session.scalars(select(User.id).where(User.username == name)).one()
    answer = sign_in(app.test_client(), ident, app, "en").get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def open_tasks(page: str) -> list[str]:
    """The titles of what is still to be set up."""
    found = re.findall(r"<li( class=\"done\")?>.*?<b>([^<]+)</b>", page.split("kd-guide")[-1])
    return [title for done, title in found if not done] if "kd-guide" in page else []


def _staffed(app: Flask) -> None:
    """A branch and a clerk who belongs to it."""
    with app.app_context(), writing(), acting_as(SYSTEM):
        branch = Branch(code="CD", name="成都分公司")
        role = db.session.scalars(select(Role).where(Role.name == "clerk")).one()
        clerk = User(
            first_name="丽", last_name="孙", username="clerk", email="clerk@example.com",
            active=True, roles=[role],
        )  # fmt: skip
        db.session.add_all([branch, clerk])
        db.session.flush()
        db.session.add(Staff(user_id=clerk.id, branch_id=branch.id, staff_no="1", full_name="孙丽"))
        db.session.commit()


def test_an_empty_installation_leads_its_administrator(empty: Flask) -> None:
    page = home(empty, "first")
    assert open_tasks(page) == [
        "Branches", "Accounts and roles", "Staff", "Parameters", "Existing customers",
    ]  # fmt: skip
    guide = page.split("kd-guide")[1].split("</section>")[0]
    with empty.app_context():
        ident = db.session.scalars(select(User.id)).one()
    client = sign_in(empty.test_client(), ident, empty, "en")
    addresses = re.findall(r'class="btn" href="([^"]+)"', guide)
    assert len(addresses) == 4 and "/customerview/import" not in addresses
    assert [client.get(url).status_code for url in addresses] == [200] * 4
    _staffed(empty)
    assert open_tasks(home(empty, "first")) == [], "what is left is the clerk's"
    assert "Existing customers" in open_tasks(home(empty, "clerk"))


def test_a_company_at_work_is_not_guided(client_as: Any) -> None:
    for name in ("admin", "clerk", "rep"):
        assert "kd-guide" not in client_as(name).get("/").get_data(as_text=True)
