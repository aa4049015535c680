"""NUL in addresses, forms and file names: never an error, whatever the database."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import MultiDict

from app.desk.office.accounts import MAIL_LENGTH
from app.desk.posted import PlainRequest


def test_words_and_file_names_come_without_nul() -> None:
    request = PlainRequest.from_values(
        query_string="a=1%002&a=3",
        method="POST",
        data=MultiDict([("b", "x\0y"), ("file", (io.BytesIO(b"\0"), "n\0.bin"))]),
    )
    assert request.args.getlist("a") == ["12", "3"]
    assert request.form["b"] == "xy"
    assert request.files["file"].filename == "n.bin"
    assert request.files["file"].read() == b"\0"
    assert request.values["a"] == "12"
    request.close()


@pytest.mark.parametrize("door", ["pick/region_id?q=%00", "list/?q=%00"])
def test_a_search_for_nul_finds_nothing_wrong(door, client_as) -> None:
    assert client_as("rep").get(f"/customerview/{door}").status_code == 200


def test_a_stranger_with_nul_is_refused(app, session) -> None:
    answer = app.test_client().post("/login/", data={"username": "a\0b", "password": "x\0"})
    assert answer.status_code == 401


@pytest.mark.parametrize("email", ['"a"<x>@b.cn', "a,b@c.cn"])
def test_an_account_takes_one_address_that_fits(email, client_as, user_id) -> None:
    data = {"name": "某人", "email": email, "active": "y"}
    answer = client_as("admin").post(f"/userview/edit/{user_id('rep2')}", data=data)
    assert answer.status_code == 422
    assert "电子邮件地址不正确" in answer.text


def test_an_address_is_as_long_as_mail_servers_take(client_as, user_id) -> None:
    page, longest = f"/userview/edit/{user_id('rep2')}", "x" * (MAIL_LENGTH - 5) + "@b.cn"
    data = {"name": "某人", "email": "x" + longest, "active": "y", "roles": "2147483648"}
    answer = client_as("admin").post(page, data=data)
    assert answer.status_code == 422 and "最多 254 个字符" in answer.text
    assert f'maxlength="{MAIL_LENGTH}"' in answer.text
    assert "电子邮件地址不正确" not in answer.text


@pytest.mark.parametrize(
    "link", ["_scheme=javascript&_external=1", "endpoint=x", "_method=NONE", "_anchor=x"]
)
def test_a_link_does_not_steer_where_save_and_new_leads(link, client_as) -> None:
    data = {"name": "又一分公司", "code": "YY", "then": "new"}
    answer = client_as("admin").post(f"/branchview/add?{link}", data=data)
    assert answer.status_code == 302, answer.text[:200]
    assert answer.location.startswith("/branchview/add?")
