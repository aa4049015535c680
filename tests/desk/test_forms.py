"""Forms: what is typed is kept, what is wrong is refused beside its field, nothing is half saved."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.customers.models import Customer
from app.customers.views import CustomerView
from app.customers.words import CardState, Tier
from app.desk import choices, fields
from app.desk.integrity import human
from app.kernel.scope import SYSTEM, acting_as
from tests.desk.cards import make_cards
from tests.desk.paper import card, faults, opened

ADD = "/customerview/add"


def found(session, name: str) -> Customer | None:
    with acting_as(SYSTEM):
        session.expire_all()
        return session.scalars(select(Customer).where(Customer.customer_name == name)).first()


def typed(kind: type, text: str, **options):
    """A field of ``kind`` after ``text`` was posted into it."""
    form = BaseForm({"x": kind("X", **options)})
    form.process(MultiDict([("x", text)]))
    return form["x"]


def test_a_card_is_saved_with_a_number_and_an_owner(client_as, session, user_id):
    answer = client_as("rep").post(
        ADD, data=card("锦华试样商行", remark="   ", short_name=" 锦华 ")
    )
    assert answer.status_code == 302, faults(answer.get_data(as_text=True))
    row = found(session, "锦华试样商行")
    assert row.customer_code and row.owner_id == user_id("rep") and row.branch_id
    assert row.remark is None, "nothing typed is NULL, not an empty text"
    assert row.short_name == "锦华"


def test_errors_stand_beside_their_fields_and_everything_typed_is_kept(client_as, session):
    post = card("  ", short_name="仍在这里", tier="no such", registered_capital="NaN")
    answer = client_as("rep").post(ADD, data=post)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "#customer_name" in faults(page) and "#registered_capital" in faults(page)
    assert 'value="仍在这里"' in page and 'value="NaN"' in page
    assert 'aria-describedby="registered_capital-e"' in page
    assert found(session, "") is None


def test_a_rule_speaks_beside_the_field_with_its_id(client_as):
    post = {**card("规则试样商行"), "collect_channel": ""}
    page = client_as("rep").post(ADD, data=post).get_data(as_text=True)
    assert "#collect_channel" in faults(page) and "R-029" in page


def test_a_warning_names_its_field_above_the_form_and_stands_beside_it(client_as):
    """A code one sign short is only a warning; it is told with the errors of the same post."""
    page = client_as("rep").post(ADD, data=card("  ", credit_code="91510104MA6CXXXX1")).text
    assert '<a href="#credit_code" data-jump>' in page
    assert page.count("信用代码应为 18 位，现为 17 位") == 2


def test_a_new_form_asks_and_counts_only_what_somebody_can_fill(client_as, session):
    client = client_as("rep")
    assert 'class="ro"' not in client.get(ADD).text, "no number and no owner to show yet"
    (number,) = make_cards(session, "rep", 1)
    page = client.get(f"/customerview/edit/{number}").text
    assert 'class="ro"' in page
    counted = sum(map(int, re.findall(r"<span data-all>(\d+)</span>", page)))
    assert counted == len(re.findall(r'class="kd-cell[^"]*" data-field=', page))


def test_what_is_absent_from_a_post_stays_and_a_box_can_be_unticked(client_as, session):
    client = client_as("rep")
    client.post(ADD, data=card("方框试样商行", is_core="y", phone="028-1"))
    row = found(session, "方框试样商行")
    assert row.is_core
    url = f"/customerview/edit/{row.id}"
    client.post(url, data={**opened(client, url), "is_core": ""})
    row = found(session, "方框试样商行")
    assert row.is_core is False and row.phone == "028-1", "T9, T10"


def test_a_word_can_be_taken_back(client_as, session):
    client = client_as("rep")
    client.post(ADD, data=card("等级试样商行", tier=Tier.IMPORTANT.value))
    row = found(session, "等级试样商行")
    assert row.tier is Tier.IMPORTANT
    url = f"/customerview/edit/{row.id}"
    assert client.post(url, data={**opened(client, url), "tier": ""}).status_code == 302, "T11"
    assert found(session, "等级试样商行").tier is None


def test_no_framework_form_and_no_first_row_is_ever_chosen(session):
    from wtforms import Form

    view = CustomerView()
    assert view.add_form is Form and view.edit_form is Form, "T9: no guessed columns"
    assert "contacts" not in view.edit_columns


def test_a_hidden_field_is_not_in_the_form_and_refused_in_a_post(client_as, session):
    (ident,) = make_cards(session, "rep", 1, start=9000)
    client, url = client_as("agent"), f"/customerview/edit/{ident}"
    page = client.get(url).get_data(as_text=True)
    assert 'name="short_name"' in page and 'name="key_point_feedback"' not in page
    post = {**opened(client, url), "key_point_feedback": "偷写", "short_name": "也不行"}
    answer = client.post(url, data=post)
    assert answer.status_code == 403 and "也不行" in answer.get_data(as_text=True)
    with acting_as(SYSTEM):
        session.expire_all()
        row = session.get(Customer, ident)
    assert row.key_point_feedback is None and row.short_name is None


def test_a_row_out_of_reach_answers_like_one_that_is_not_there(client_as, session):
    (ident,) = make_cards(session, "rep3", 1, start=9100)
    client = client_as("rep")
    for url in (
        "/customerview/edit/{}",
        "/customerview/show/{}",
        "/customerview/show/{}/part/trail",
    ):
        there, absent = client.get(url.format(ident)), client.get(url.format(99_999_999))
        assert there.status_code == absent.status_code == 404
        assert there.data == absent.data
    assert client.get("/customerview/edit/abc").status_code == 404


def test_a_record_that_its_flow_holds_is_not_edited(client_as, session):
    (ident,) = make_cards(session, "rep", 1, start=9200)
    with acting_as(SYSTEM):
        session.get(Customer, ident).state = CardState.INVALID
        session.commit()
    client = client_as("rep")
    refused = client.get(f"/customerview/edit/{ident}")
    assert refused.status_code == 403 and "只有在" in refused.text, (
        "says why, not that a right lacks"
    )
    assert client.post(f"/customerview/edit/{ident}", data={"short_name": "x"}).status_code == 403


def test_deleting_takes_a_post_and_the_version_seen(client_as, session):
    (ident,) = make_cards(session, "manager", 1, start=9300)
    client, url = client_as("manager"), f"/customerview/delete/{ident}"
    assert client.get(url).status_code == 405, "T19"
    client.post(url, data={"lock_version": "77"})
    with acting_as(SYSTEM):
        assert session.get(Customer, ident) is not None
    assert client.post(url, data={"lock_version": "1"}).status_code == 302
    with acting_as(SYSTEM):
        session.expire_all()
        assert session.get(Customer, ident) is None


def test_a_new_form_is_filled_from_the_address_only_within_reach(client_as, session):
    (mine,) = make_cards(session, "rep", 1, start=9400)
    (theirs,) = make_cards(session, "rep3", 1, start=9401)
    client = client_as("rep")
    page = client.get(f"/visitrequestview/add?customer_id={mine}").get_data(as_text=True)
    assert f'<option value="{mine}" selected>' in page
    page = client.get(f"/visitrequestview/add?customer_id={theirs}").get_data(as_text=True)
    assert f'value="{theirs}"' not in page


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (fields.Day, "2026/11/21", dt.date(2026, 11, 21)),
        (fields.Day, "2026年3月5日", dt.date(2026, 3, 5)),
        (fields.Whole, "１,２００", 1200),
        (fields.Amount, "¥1,234.50", Decimal("1234.50")),
        (fields.Money, "500万", Decimal(5_000_000)),
        (fields.Money, "1.2345 亿元", Decimal(123_450_000)),
        (fields.Clock, "9:05", dt.time(9, 5)),
        (fields.Text, "\u3000锦\x00华 ", "锦华"),
        (fields.Json, '{"a": 1}', {"a": 1}),
        (choices.YesNo, "0", False),
    ],
)
def test_what_people_type_is_understood(app, kind, text, value):
    with app.test_request_context():
        assert typed(kind, text).data == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (fields.Day, "2026-02-30"), (fields.Instant, "2026-11-21"), (fields.Instant, "0001-01-01 00:00"), (fields.Amount, "NaN"),
        (fields.Amount, "1e30"), (fields.Amount, "1.005"), (fields.Amount, "Infinity"),
        (fields.Money, "万"), (fields.Money, "几万"), (fields.Money, "0.0000001万"), (fields.Whole, "1.5"), (fields.Amount, "9" * 41), (fields.Json, "{a}"),
        (fields.Json, "NaN"), (choices.YesNo, "maybe"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_and_kept(app, kind, text):
    with app.test_request_context():
        field = typed(kind, text)
        assert field.process_errors and field.data is None and field.text == text


def test_a_moment_is_typed_in_the_companys_zone_and_kept_in_utc(app):
    with app.test_request_context():
        field = typed(fields.Instant, "2026-11-24 00:30")
        assert field.data == dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC), "T6"
        assert field.write(field.data) == "2026-11-24 00:30"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UNIQUE constraint failed: customer.customer_code", "customer_code"),
        ("NOT NULL constraint failed: customer.customer_name", "customer_name"),
        ("FOREIGN KEY constraint failed", ""),
    ],
)
def test_what_the_database_refuses_is_told_in_words(app, text, name):
    with app.test_request_context():
        error = IntegrityError("INSERT …", {}, sqlite3.IntegrityError(text))
        where, message = human(error, Customer)
        assert where == name and message and "constraint" not in message, "T13"
