"""Senseless numbers and days, and names of several lines, at the doors of the desk."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.kernel.exchange import ImportBatch, ImportRow, Outcome


@pytest.mark.parametrize(
    ("name", "typed"),
    [("registered_capital", "-1"), ("staff_total", "-1"), ("founded_on", "0001-01-01"),
     ("founded_on", "2200-01-01")],
)  # fmt: skip
def test_the_form_says_so_beside_the_field(client_as: Any, name: str, typed: str) -> None:
    data = {"customer_name": "负数公司", name: typed}
    page = client_as("rep", "en").post("/customerview/add", data=data)
    assert page.status_code == 422
    assert "At least 0." in page.text or "between 1000-01-01 and 2199-12-31" in page.text
    assert f'value="{typed}"' in page.text


@pytest.mark.parametrize("sent", ["-5", "1e30", "1e999999999", "0.001"])
def test_the_import_says_so_in_the_row(client_as: Any, session: Any, sent: str) -> None:
    clerk = client_as("clerk")
    text = f"企业名称,注册日期,注册资金\n边界公司,0999-01-01,{sent}\n"
    file = (io.BytesIO(text.encode()), "a%0D%0Ab.csv")
    answer = clerk.post("/customerview/import", data={"file": file})
    branch = re.search(
        r'name="branch".*?<option value="(\d+)"', clerk.get(answer.location).text, re.S
    )
    assert branch
    matched = {"column-0": "customer_name", "column-1": "founded_on",
               "column-2": "registered_capital", "branch": branch[1]}  # fmt: skip
    clerk.post(f"{answer.location}/check", data=matched)
    batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()
    row = session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id)).one()
    assert batch.file_name == "a b.csv"
    assert row.outcome is Outcome.REFUSED
    assert {"founded_on", "registered_capital"} <= {found[0] for found in row.findings}


def test_an_account_is_called_one_thing_in_one_line(client_as: Any, session: Any) -> None:
    users = session.scalars(select(User).where(User.username == "rep2")).one()
    role = str(users.roles[0].id)
    data = {"name": "王\r\n\x1b五\u202e", "email": "", "active": "y", "roles": role}
    assert client_as("admin").post(f"/userview/edit/{users.id}", data=data).status_code == 302
    session.refresh(users)
    assert users.last_name == "王 五"
