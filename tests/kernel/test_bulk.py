"""Bulk: many rows at once leave what each saved alone would have left."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from app.customers.models import Contact, Customer
from app.customers.words import CardState
from app.kernel import search, trail
from app.kernel.bulk import bulk_write
from app.kernel.drafts import judged
from app.kernel.trail import TrailEntry

pytestmark = pytest.mark.usefixtures("as_system")


def rows(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"customer_name": f"批量（{at}）有限公司", **more} for at in range(count)]


def numbers(session: Any, ids: list[int]) -> list[int]:
    codes = session.scalars(
        select(Customer.customer_code).where(Customer.id.in_(ids)).order_by(Customer.id)
    )
    return [int(re.findall(r"\d+", code)[-1]) for code in codes]


def test_rows_get_ids_numbers_defaults_and_validators(session: Any) -> None:
    ids = bulk_write(session, Customer, rows(1_203))
    assert len(set(ids)) == 1_203
    found = numbers(session, ids)
    assert found == list(range(found[0], found[0] + 1_203)), (
        "numbers without gaps, in the order of the rows"
    )
    row = session.get(Customer, ids[7])
    assert (row.customer_name, row.name_key, row.state, row.version) == (
        "批量（7）有限公司", "批量(7)有限公司", CardState.DRAFT, 1,
    )  # fmt: skip
    assert row.created_at is not None


def test_every_row_is_in_the_trail(session: Any, viewer_of: Any) -> None:
    viewer = viewer_of("clerk")
    ids = bulk_write(session, Customer, rows(3, mobile="13912345678"), viewer)
    entries = trail.entries(session, session.get(Customer, ids[1]))
    assert [entry.action for entry in entries] == ["insert"]
    assert entries[0].actor_id == viewer.user_id
    assert entries[0].changes["customer_name"] == [None, "批量（1）有限公司"]
    assert "13912345678" not in str(entries[0].changes), "personal values are kept apart"
    assert trail.secret_values(session, [entries[0].id]) == {
        (entries[0].id, "mobile"): [None, "13912345678"],
        (entries[0].id, "phone_key"): [None, "13912345678"],
    }


def test_every_row_is_found(session: Any) -> None:
    ids = bulk_write(session, Customer, [{"customer_name": "奇峰瓴岚商贸"}])
    assert search.ids(session, Customer, "瓴岚") == ids
    assert search.ids(session, Customer, "qifenglinglan") == ids


def test_children_stand_where_their_parents_stand(session: Any, user_id: Any) -> None:
    parents = bulk_write(session, Customer, rows(2, owner_id=user_id("rep"), branch_id=1))
    children = [{"customer_id": parent, "contact_name": "张三"} for parent in parents]
    ids = bulk_write(session, Contact, children)
    for row in session.scalars(select(Contact).where(Contact.id.in_(ids))):
        assert (row.owner_id, row.branch_id) == (user_id("rep"), 1)


def test_a_row_that_fails_takes_its_batch_along(session: Any) -> None:
    before = session.scalar(select(func.count(TrailEntry.id)))
    twin = rows(1) * 2
    with pytest.raises(Exception, match=r"(?i)unique"), session.begin_nested():
        bulk_write(session, Customer, twin)
    assert session.scalar(select(func.count(TrailEntry.id))) == before
    assert search.ids(session, Customer, "批量") == []


def test_nothing_to_write_writes_nothing(session: Any) -> None:
    assert bulk_write(session, Customer, []) == []


def test_a_row_written_in_bulk_is_the_row_saved_alone(session: Any) -> None:
    told = {"customer_name": "重庆锦昱（集团）商贸有限公司", "phone": "028-8512 3456", "mobile": "13912345678",
            "credit_code": "91510107MA6CATMD-", "collected_by_id": 1}  # fmt: skip
    row = Customer(**told, customer_code="T-1")
    names = [each.key for each in Customer.__mapper__.column_attrs]
    alone = {name: row.__dict__[name] for name in names if row.__dict__.get(name) is not None}
    drafted = judged(Customer, {**told, "customer_code": "T-1"})
    assert {name: value for name, value in drafted.items() if value is not None} == alone
    assert alone["phone_key"] == "02885123456" and alone["owner_id"] == 1


def test_a_name_that_is_no_column_is_refused(session: Any) -> None:
    with pytest.raises(TypeError, match="no columns"):
        bulk_write(session, Customer, rows(1, customer_nmae="x"))
