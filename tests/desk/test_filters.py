"""Filters: typed values, human operators, nothing that is not offered, never an error page."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.customers.models import Customer
from app.desk import filters
from app.desk.filters import Filter, clause, one, read, value_of
from app.desk.interface import rows_of
from app.desk.spans import Unreadable, span
from app.kernel import clock
from app.kernel.viewer import Viewer

pytestmark = pytest.mark.no_database

ROWS = rows_of(Customer)
VIEWER = Viewer(user_id=7)
FIELDS = {
    name: ROWS.field(name)
    for name in ("customer_name", "tier", "owner", "owner_id", "is_core", "created_at",
                 "collected_on", "registered_capital", "version", "key_point_feedback")
}  # fmt: skip


def sql(item: Filter, dialect: str = "sqlite") -> str:
    compiler = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()
    statement = select(Customer.id).where(clause(item, dialect, VIEWER))
    return " ".join(
        str(statement.compile(dialect=compiler, compile_kwargs={"literal_binds": False})).split()
    )


def made(name: str, op: str, *values: str) -> Filter:
    return one(name, op, values, FIELDS, VIEWER)


def test_kinds_follow_the_columns() -> None:
    kinds = {name: field.kind for name, field in FIELDS.items()}
    assert kinds["customer_name"] == "text" and kinds["tier"] == "words"
    assert kinds["owner"] == kinds["owner_id"] == "person"
    assert kinds["is_core"] == "bool" and kinds["created_at"] == "instant"
    assert kinds["collected_on"] == "day" and kinds["registered_capital"] == "number"
    assert kinds["version"] == "whole"


@pytest.mark.parametrize(
    ("name", "op", "values"),
    [
        ("tier", "is", ("no such word",)), ("tier", "any", ("important", "x")), ("tier", "gte", ("important",)),
        ("owner", "is", ("abc",)), ("owner", "is", ("9" * 40,)), ("owner", "is", ("１２",)), ("is_core", "is", ("yes",)),
        ("created_at", "gte", ("2026-13-40",)), ("created_at", "gte", ("99999-01-01",)), ("created_at", "is", ("0001-01-01",)),
        ("created_at", "between", ("2026-01-01",)), ("collected_on", "lte", ("today",)), ("registered_capital", "gte", ("NaN",)),
        ("registered_capital", "gte", ("1e99999",)), ("registered_capital", "is", ("Infinity",)), ("version", "is", ("1.5",)),
        ("customer_name", "starts", ()), ("customer_name", "starts", ("\x00",)), ("customer_name", "contains", ("x",)),
        ("nothing", "is", ("1",)), ("password", "is", ("1",)), ("", "", ()), ("tier", "is", ("important", "special")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_matches_nothing(name, op, values) -> None:
    item = made(name, op, *values)
    assert item.error
    assert str(filters.where([item], "sqlite", VIEWER)[0]) == "false"


def test_a_field_the_viewer_may_not_see_cannot_be_filtered_by() -> None:
    assert FIELDS["key_point_feedback"].treatment(VIEWER) != "show"
    assert made("key_point_feedback", "starts", "a").error
    told = Viewer(user_id=7, secrets={"confidential": "show"})
    assert not one("key_point_feedback", "starts", ("a",), FIELDS, told).error


def test_begins_with_is_a_range_on_sqlite_and_a_prefix_elsewhere() -> None:
    assert " LIKE " not in sql(made("customer_name", "starts", "锦昱"))
    assert "customer.customer_name >= ?" in sql(made("customer_name", "starts", "锦昱"))
    compiled = select(Customer.id).where(
        clause(made("customer_name", "starts", "50%_"), "postgresql", VIEWER)
    )
    params = compiled.compile(dialect=postgresql.dialect()).params
    assert "50/%/_" in set(params.values()), "wildcards people type are letters"


@pytest.mark.parametrize("op", [op.name for ops in filters.OPS.values() for op in ops])
def test_no_operator_scans_for_something_in_the_middle(op) -> None:
    for dialect in ("sqlite", "postgresql"):
        item = made("customer_name", op, "x")
        if not item.error:
            bound = select(Customer.id).where(clause(item, dialect, VIEWER)).compile().params
            assert not any(str(value).startswith("%") for value in bound.values())


def test_is_not_lets_rows_without_a_value_through() -> None:
    assert "IS NULL" in sql(made("tier", "not", "important"))


def test_mine_is_the_viewer() -> None:
    bound = (
        select(Customer.id).where(clause(made("owner", "mine"), "sqlite", VIEWER)).compile().params
    )
    assert list(bound.values()) == [7]


def test_days_of_an_instant_are_the_company_s(app) -> None:
    with app.app_context():
        item = made("created_at", "is", "2026-11-22")
        bound = select(Customer.id).where(clause(item, "sqlite", VIEWER)).compile().params
        first, last = sorted(bound.values())
        assert (last - first) == dt.timedelta(days=1)
        assert first.astimezone(clock.zone()).isoformat() == "2026-11-22T00:00:00+08:00"


def test_spans_of_the_calendar() -> None:
    sunday = dt.date(2026, 11, 22)
    assert span("week", (), sunday) == (dt.date(2026, 11, 16), sunday)
    assert span("month", (), dt.date(2028, 2, 3)) == (dt.date(2028, 2, 1), dt.date(2028, 2, 29))
    assert span("past", (), sunday) == (None, dt.date(2026, 11, 21))
    assert span("between", ("2026-03-02", "2026-01-01"), sunday)[0] == dt.date(2026, 1, 1)
    with pytest.raises(Unreadable):
        span("gte", (), sunday)


def test_repeated_values_are_kept_and_the_address_reads_back() -> None:
    items = read(
        [("f.tier.any", "important,special"), ("f.tier.any", "general"), ("q", "x")], FIELDS, VIEWER
    )
    assert [i.values for i in items] == [("important", "special", "general")]
    name, text = items[0].pair
    assert read([(name, text)], FIELDS, VIEWER) == items


def test_numbers_are_read_as_people_write_them() -> None:
    assert value_of(FIELDS["registered_capital"], "¥1,234.50") == value_of(
        FIELDS["registered_capital"], "1234.50"
    )
