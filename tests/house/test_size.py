"""Size: a list and a record cost the same statements at 200 rows and at 5,000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import UniqueConstraint, event, func, select

from app.customers.models import Contact, Customer
from app.demo import crowd
from app.kernel.db import db, writing
from app.kernel.persons.plan import is_engine
from app.kernel.scope import SYSTEM, Owned, acting_as
from app.visits.models import VisitRequest
from tests.conftest import sign_in
from tests.house.conftest import VIEWS, Statements

FEW, MANY = 200, 5_000
MODELS = [(view, view.datamodel.obj) for view in VIEWS]
BIG = [view for view, model in MODELS if issubclass(model, Owned) and not is_engine(model)]
KINDS = (Customer, Contact, VisitRequest)
LISTS = (
    "/customerview/list/?",
    "/customerview/list/?last=1",
    "/customerview/list/?f.tier.is=important",
    "/customerview/list/?sort=abc_grade",
    "/customerview/list/?sort=-customer_name&f.lifecycle_status.is=active&size=100",
    "/customerview/list/?q=锦",
    "/customerview/list/?q=公司",
    "/customerview/list/?q=锦&sort=abc_grade&f.tier.is=important",
    "/customerview/list/?q=锦&f.tier.is=nonsense&sort=abc_grade",
    "/contactview/list/?",
    "/contactview/list/?f.position.is=head",
    "/contactview/list/?sort=contact_name",
    "/contactview/list/?q=王",
    "/visitrequestview/list/?",
    "/visitrequestview/list/?f.state.is=recorded",
    "/visitrequestview/list/?sort=record_due_at",
    "/visitrequestview/list/?q=ZF",
)
RECORDS = ("/customerview/show/{Customer}", "/contactview/show/{Contact}", "/visitrequestview/show/{VisitRequest}")  # fmt: skip


@contextmanager
def noted(app: Flask) -> Iterator[Statements]:
    seen = Statements()

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            seen.append(sql)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def grow(app: Flask, rows: int) -> dict[str, int]:
    """So many rows of each kind; the newest id of each."""
    with app.app_context(), writing(), acting_as(SYSTEM):
        for _chunk in crowd.fill(db.session, rows, visits=rows, contacts=rows):
            db.session.commit()
        counts = [db.session.scalar(select(func.count(kind.id))) for kind in KINDS]
        assert counts == [rows] * len(KINDS)
        return {kind.__name__: db.session.scalar(select(func.max(kind.id))) for kind in KINDS}


def costs(app: Flask, client: Any, newest: dict[str, int]) -> dict[str, Statements]:
    found = {}
    for address in (*LISTS, *RECORDS):
        client.get(address.format_map(newest))  # what a first request looks up once
        with noted(app) as seen:
            assert client.get(address.format_map(newest)).status_code == 200, address
        found[address] = seen
    return found


@pytest.mark.slow
def test_the_number_of_rows_does_not_show_in_the_number_of_statements(own_app: Flask) -> None:
    newest = grow(own_app, FEW)
    with own_app.app_context():
        gm = db.session.scalars(select(User.id).where(User.username == "gm")).one()
    client = sign_in(own_app.test_client(), gm, own_app)
    few = costs(own_app, client, newest)
    grow(own_app, MANY)
    many = costs(own_app, client, newest)
    for address, statements in many.items():
        assert len(statements) == len(few[address]), (address, *statements)
        assert len(statements) <= (8 if address in RECORDS else 6), (address, *statements)
        assert len(statements.of_permissions) <= 2
        assert not any(re.search(r"OFFSET [1-9]", sql) for sql in statements)


@pytest.mark.parametrize("view", BIG, ids=lambda v: v.__name__)
def test_whatever_a_big_list_filters_or_sorts_by_leads_an_index(view: type) -> None:
    """Write ``*led_by("table", "column", …)`` into ``__table_args__`` (app.kernel.db)."""
    rows, table = view.datamodel, view.datamodel.obj.__table__
    led = {index.columns.keys()[0] for index in table.indexes}
    led |= {column.name for column in table.columns if column.unique or column.primary_key}
    unique = (c for c in table.constraints if isinstance(c, UniqueConstraint))
    led |= {next(iter(constraint.columns)).name for constraint in unique}
    for name in {*view.search_columns, *view.order_columns}:
        assert rows.field(name).column.key in led, f"{table.name}: no index begins with {name}"


def test_the_same_numbers_give_the_same_rows() -> None:
    names = [crowd.name_of(number) for number in range(3_000)]
    assert len(set(names)) == 3_000
    assert names[:2] == ["成都锦锦锦商贸有限公司", "成都锦蜀天物流销售中心"]
    assert crowd.name_of(crowd.NAMES + 1) == f"{names[1]}1分部"
