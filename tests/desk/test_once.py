"""A form sent several times at once, or again later, makes one row and leads to it."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.desk import once
from app.desk.saved_views import SavedView
from app.kernel import submissions
from app.kernel.db import db, utcnow, writing
from app.kernel.exchange import ImportBatch
from app.kernel.files.models import Attachment
from app.kernel.notes import Note
from app.kernel.notices import Notice
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.submissions import Submission
from app.organization.models import Branch
from tests.conftest import sign_in
from tests.factories.customers import card
from tests.factories.files import picture
from tests.house.paper_form import PostedForm

PATIENCE = 60
TIMES = 4


class House:
    """A real server, and people who send the same form several times at the same moment."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.place = app, address.removeprefix("http://")
        with app.app_context(), acting_as(SYSTEM), writing():
            self.ids = dict(db.session.execute(select(User.username, User.id)).all())
            self.customer = card(db.session, self.ids["rep"]).id
            db.session.commit()

    def client(self, who: str) -> Any:
        return sign_in(self.app.test_client(), self.ids[who], self.app, "en")

    def at_once(self, who: str, path: str, **form: Any) -> list[tuple[int, str]]:
        """Status and place of each of the answers."""
        cookie = self.client(who).get_cookie("kedang")
        start = threading.Barrier(TIMES, timeout=PATIENCE)

        def send(_turn: int) -> tuple[int, str]:
            files = {n: FileStorage(io.BytesIO(v[0]), v[1]) if isinstance(v, tuple) else v for n, v in form.items()}  # fmt: skip
            boundary, body = encode_multipart(files)
            connection = HTTPConnection(self.place, timeout=PATIENCE)
            head = {"Cookie": f"kedang={cookie.value}"}
            head["Content-Type"] = f"multipart/form-data; boundary={boundary}"
            start.wait()
            connection.request("POST", path, body, head)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer.status, answer.headers.get("Location", "")

        with ThreadPoolExecutor(TIMES) as pool:
            return list(pool.map(send, range(TIMES)))

    def count(self, model: Any, *where: Any) -> int:
        with self.app.app_context(), acting_as(SYSTEM):
            return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


@pytest.fixture
def house(own_app: Flask, live: str) -> House:
    return House(own_app, live)


def test_each_form_that_makes_something_makes_it_once(house: House) -> None:
    """One server for all of them: it is the dear part of the test."""
    token, show = once.token(), f"/customerview/show/{house.customer}"
    made = house.at_once("admin", "/branchview/add", name="双击分公司", code="SJ", once=token)
    assert house.count(Branch, Branch.name == "双击分公司") == 1
    assert [status for status, _to in made] == [302] * TIMES
    assert len({to for _status, to in made}) == 1 and "/branchview/show/" in made[0][1]

    text = "@manager 请看"
    noted = house.at_once("rep", f"/customerview/note/{house.customer}", text=text, once=token)
    assert noted == [(302, f"{show}?tab=notes")] * TIMES
    assert house.count(Note, Note.row_id == house.customer) == 1
    assert house.count(Notice, Notice.user_id == house.ids["manager"], Notice.row_id == house.customer, Notice.row_table == "customer") == 1  # fmt: skip

    papers = f"/customerview/files/{house.customer}"
    hung = house.at_once("rep", papers, file=(picture(), "a.png"), once=token)
    assert hung == [(302, f"{show}?tab=files")] * TIMES
    assert house.count(Attachment, Attachment.row_id == house.customer) == 1

    rows = ("企业名称,注册日期\n一次公司,2019-01-16\n".encode(), "a.csv")
    brought = house.at_once("clerk", "/customerview/import", file=rows, once=token)
    assert house.count(ImportBatch) == 1 and len({to for _status, to in brought}) == 1

    role = PostedForm(house.client("admin").get("/userview/add").text)
    (role,) = [each.options[0] for each in role.controls if each.name == "roles"][:1]
    house.at_once("admin", "/userview/add", username="shuangji", name="双", active="y", roles=role, once=token)  # fmt: skip
    assert house.count(User, User.username == "shuangji") == 1

    kept = house.at_once("rep", "/customerview/views/save", title="双击", state="", once=token)
    assert house.count(SavedView, SavedView.title == "双击") == 1
    assert len({to for _status, to in kept}) == 1


def test_what_only_one_may_have_is_taken_from_the_others_in_words(house: House) -> None:
    """Without tokens, as by several people: names, wishes and a first import of a shape."""
    client = house.client("admin")
    role = re.search(r'name="origin".*?value="(\d+)"', client.get("/roleview/add").text, re.S)
    assert role
    added = house.at_once("admin", "/roleview/add", name="同名", origin=role[1])
    assert sorted(status for status, _to in added) == [302, 422, 422, 422]
    copied = house.at_once("admin", f"/roleview/copy/{role[1]}")
    assert len({to for _status, to in copied}) == TIMES
    wished = house.at_once("rep", "/me/notices/", **{"mention.by_mail": "y"})
    assert {status for status, _to in wished} == {302}
    rows = ("企业名称,注册日期\n一次公司,2019-01-16\n".encode(), "a.csv")
    brought = house.at_once("clerk", "/customerview/import", file=rows)
    page = brought[0][1]
    branch = re.search(r'name="branch".*?value="(\d+)"', house.client("clerk").get(page).text, re.S)
    assert branch
    matched = {"column-0": "customer_name", "column-1": "founded_on", "branch": branch[1]}
    checked = house.at_once("clerk", f"{page}/check", **matched)
    assert checked == [(302, page)] * TIMES


def test_a_refused_form_uses_nothing_up_and_other_words_are_another_form(
    client_as: Any, session: Any
) -> None:
    admin, token = client_as("admin"), once.token()
    data = {"name": "", "code": "YC", "once": token}
    assert admin.post("/branchview/add", data=data).status_code == 422
    first = admin.post("/branchview/add", data=data | {"name": "甲分公司"})
    again = admin.post("/branchview/add", data=data | {"name": "甲分公司", "then": "new"})
    assert first.status_code == again.status_code == 302 and first.location == again.location
    other = admin.post("/branchview/add", data=data | {"name": "乙分公司", "code": "YI"})
    assert other.location != first.location
    names = select(func.count()).where(Branch.name.in_(["甲分公司", "乙分公司"]))
    assert session.scalar(names) == 2


def test_one_persons_token_is_nothing_to_another(client_as: Any, session: Any) -> None:
    token = once.token()
    pages = [client_as(who).post("/customerview/views/save", data={"title": "同", "once": token})
             for who in ("rep", "rep2")]  # fmt: skip
    assert len({page.location for page in pages}) == 2
    assert session.scalar(select(func.count()).where(SavedView.title == "同")) == 2


def test_what_is_kept_names_nobody_and_goes(client_as: Any, session: Any) -> None:
    data = {"name": "丙分公司", "code": "BF", "once": once.token(), "then": "new"}
    client_as("admin").post("/branchview/add?name=secret", data=data)
    row = session.scalars(select(Submission).order_by(Submission.at.desc()).limit(1)).one()
    assert row.led_to.startswith("/branchview/add?_saved=") and "secret" not in row.led_to
    assert submissions.sweep(session, utcnow() - dt.timedelta(hours=1), 10) == 0
    assert submissions.sweep(session, utcnow() + dt.timedelta(hours=1), 10**6) >= 1


@pytest.mark.parametrize(
    ("who", "page"),
    [("clerk", "/customerview/add"), ("admin", "/userview/add"), ("admin", "/groupview/add"),
     ("admin", "/roleview/add"), ("clerk", "/customerview/import"), ("rep", "/customerview/list/")],
)  # fmt: skip
def test_the_page_carries_a_token_of_its_own(client_as: Any, who: str, page: str) -> None:
    def token() -> str:
        text = client_as(who).get(page).text
        found = text.partition('name="once" value="')[2][:32]
        return str(uuid.UUID(found).hex)

    assert token() != token()
