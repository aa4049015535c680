"""A row of a file that looks like a record here: created, updated or skipped as a person chose; undo keeps what grew."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.desk import choosing
from app.kernel import notes
from app.kernel.exchange import Action, Choice, ImportBatch, ImportRow
from app.kernel.files.models import Attachment
from tests.desk.test_exchange import mapping, upload
from tests.kernel.test_import_updates import (  # noqa: F401  (fixtures)
    Bring,
    bring,
    card,
    clerk,
    here,
    outcomes,
    rows,
    table,
    walk,
)

pytestmark = pytest.mark.rule("R-060", "R-011")
HEADINGS = "企业名称|简称|电话|备注"


def choose(session: Any, batch: ImportBatch, viewer: Any, *choices: str) -> list[str]:
    """Post one choice a row and judge the file once more."""
    form = {
        f"{choosing.PREFIX}{row.id}": choice
        for row, choice in zip(rows(session, batch), choices, strict=True)
        if choice
    }
    choosing.take(session, batch, form, viewer)
    walk(session, batch, "check", viewer)
    return outcomes(session, batch)


def can(session: Any, batch: ImportBatch, viewer: Any) -> list[list[str]]:
    found = choosing.offered(session, batch, staged := rows(session, batch), viewer)
    return [[c.value for c in found[row.id][0]] if row.id in found else [] for row in staged]


def test_a_look_alike_is_created_updated_or_skipped(
    session: Any,
    here: Customer,  # noqa: F811
    bring: Bring,  # noqa: F811
    clerk: Any,  # noqa: F811
) -> None:
    lines = ["甲似公司|在库||一", "乙似公司|在库||二", "丙似公司|在库||三", "全新公司|||四"]
    batch = bring(table(HEADINGS, *lines), action=Action.ADD)
    assert outcomes(session, batch) == ["new"] * 4
    three = ["create", "update", "skip"]
    assert can(session, batch, clerk) == [three, three, three, []]
    assert [row.alike_id for row in rows(session, batch)] == [here.id] * 3 + [None]
    assert choose(session, batch, clerk, "create", "update", "skip", "skip") == [
        "new", "update", "skipped", "new",
    ], "what was not offered is passed over"  # fmt: skip
    walk(session, batch, "write", clerk)
    session.expire_all()
    assert (here.customer_name, here.remark) == ("乙似公司", "二")
    names = set(session.scalars(select(Customer.customer_name)))
    assert {"甲似公司", "全新公司"} <= names and "丙似公司" not in names
    walk(session, batch, "undo", clerk)
    session.expire_all()
    assert here.customer_name == "在库公司"


def test_what_is_here_by_its_key_is_skipped_or_updated_never_created_twice(
    session: Any,
    here: Customer,  # noqa: F811
    bring: Bring,  # noqa: F811
    clerk: Any,  # noqa: F811
) -> None:
    file = table(HEADINGS, "在库公司|||新备注")
    added = bring(file, action=Action.ADD)
    assert can(session, added, clerk) == [["skip", "update"]]
    assert choose(session, added, clerk, "create") == ["duplicate_of_base"]
    assert choose(session, added, clerk, "update") == ["update"]
    both = bring(file, action=Action.BOTH)
    assert can(session, both, clerk) == [["update", "skip"]]
    assert choose(session, both, clerk, "skip") == ["skipped"]
    assert choose(session, both, clerk, "update") == ["update"], "a choice can be changed"


def test_two_records_alike_leave_no_choice_of_which_to_update(
    session: Any,
    here: Customer,  # noqa: F811
    bring: Bring,  # noqa: F811
    clerk: Any,  # noqa: F811
) -> None:
    card(session, clerk, "又一公司", phone="028-1234567")
    batch = bring(table(HEADINGS, "似两家公司|在库|028-1234567|"), action=Action.ADD)
    assert can(session, batch, clerk) == [[]]
    (row,) = rows(session, batch)
    row.choice = Choice.UPDATE  # a choice from before, when it was clear
    session.flush()
    walk(session, batch, "check", clerk)
    assert outcomes(session, batch) == ["refused"]
    assert "not clear" in json.dumps(rows(session, batch)[0].findings)


def test_who_may_not_edit_is_offered_no_update(
    session: Any,
    here: Customer,  # noqa: F811
    bring: Bring,  # noqa: F811
    clerk: Any,  # noqa: F811
    monkeypatch: Any,
) -> None:
    batch = bring(table(HEADINGS, "甲似公司|在库||一"), action=Action.ADD)
    monkeypatch.setattr(type(clerk), "may", lambda self, what, view: what != "can_edit")
    assert can(session, batch, clerk) == [["create", "skip"]]
    assert choose(session, batch, clerk, "update") == ["new"]


@pytest.mark.parametrize("grown", ["paper", "note", "contact", "removed paper"])
def test_undo_keeps_what_others_have_hung_something_on(
    session: Any,
    bring: Bring,  # noqa: F811
    clerk: Any,  # noqa: F811
    grown: str,
) -> None:
    batch = bring(table("企业名称", "长大公司", "没变公司"), action=Action.ADD)
    walk(session, batch, "write", clerk)
    first = session.get_one(Customer, rows(session, batch)[0].row_id)
    if grown == "note":
        notes.write(session, first, "来电约谈")
    elif grown == "contact":
        session.add(Contact(customer_id=first.id, contact_name="许晚来", position="head"))
    else:
        paper = Attachment(row_table="customer", row_id=first.id, file_name="执照.pdf")
        paper.removed_at = first.created_at if grown == "removed paper" else None
        session.add(paper)
    session.flush()
    walk(session, batch, "undo", clerk)
    kept = [row for row in rows(session, batch) if row.row_id and not row.is_undone]
    assert [row.row_id for row in kept] == ([] if grown == "removed paper" else [first.id])
    assert all("belong to it now" in json.dumps(row.findings) for row in kept)


def test_the_choice_is_made_in_the_preview(session: Any, client_as: Any) -> None:
    client = client_as("clerk")
    place = upload(client, "企业名称,简称\n预览甲公司,预览\n", "一.csv").location
    client.post(f"{place}/check", data=mapping(client.get(place).text))
    client.post(f"{place}/write")
    place = upload(client, "企业名称,简称\n预览乙公司,预览\n", "二.csv").location
    client.post(f"{place}/check", data=mapping(client.get(place).text))
    page = client.get(f"{place}?show=warned").text
    staged = session.scalars(select(ImportRow).order_by(ImportRow.id.desc()).limit(1)).one()
    assert f'name="choice.{staged.id}"' in page and "应用并重新检查" in page
    answer = client.post(f"{place}/choose", data={f"choice.{staged.id}": "skip", "sheet": ""})
    assert answer.location == place
    session.expire_all()
    assert staged.outcome.value == "skipped"
    assert client_as("supervisor").post(f"{place}/choose").status_code == 404
    client.post(f"{place}/write")
    assert client.post(f"{place}/choose").status_code == 409
