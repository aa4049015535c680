"""The warning while typing: what is there already, as far as the reader may know it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.desk import twins
from app.kernel.db import utcnow
from tests.factories.customers import card
from tests.factories.visits import slip

pytestmark = [pytest.mark.usefixtures("as_system"), pytest.mark.rule("R-011", "R-060")]
NAME = "成都双胞胎样例商贸有限公司"
PHONE = "028-77770001"
CODE = "91510104MA6C000012"


@pytest.fixture
def known(session: Any, user_id: Any) -> Any:
    """A customer of rep3, who works in another branch than rep, visited three days ago."""
    row = card(session, user_id("rep3"), customer_name=NAME, mobile=PHONE)
    visit = slip(session, row, user_id("rep3"))
    visit.returned_at = utcnow() - dt.timedelta(days=3)
    session.commit()
    return row


def asked(client: Any, **typed: str) -> list[dict[str, str]]:
    answer = client.post("/customerview/twins", data=typed)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:200]
    return list(answer.get_json()["items"])


@pytest.mark.parametrize(
    "typed",
    [
        {"customer_name": "成都 双胞胎样例商贸有限公司"},
        {"phone": "02877770001"},
        {"office_phone": " 028 7777 0001"},
    ],
)
def test_the_same_name_or_number_is_found(client_as: Any, known: Any, typed: Any) -> None:
    (found,) = asked(client_as("rep3"), **typed)
    assert [found["field"]] == list(typed)
    assert found["name"] == NAME and known.customer_code in found["code"]
    assert found["url"] == f"/customerview/show/{known.id}"
    assert "最近联系" in found["more"]


def test_of_a_row_out_of_reach_only_owner_and_last_contact_are_told(
    client_as: Any, known: Any
) -> None:
    for typed in ({"customer_name": NAME}, {"mobile": PHONE}):
        (found,) = asked(client_as("rep"), **typed)
        assert found["name"] != NAME and "*" in found["name"]
        assert not found["url"] and not found["code"]
        assert known.customer_code not in str(found) and "最近联系" in found["more"]


def test_a_like_name_is_looked_for_within_reach(client_as: Any, known: Any) -> None:
    typed = {"customer_name": "成都双胞胎样例商"}
    assert [each["name"] for each in asked(client_as("rep3"), **typed)] == [NAME]
    assert asked(client_as("rep"), **typed) == []
    assert asked(client_as("rep3"), customer_name="成都") == [], "a town is no customer"


def test_a_record_is_not_its_own_twin(client_as: Any, known: Any) -> None:
    assert asked(client_as("rep3"), customer_name=NAME, key=str(known.id)) == []
    assert asked(client_as("rep3"), customer_name=NAME, key="new") != []


def test_half_a_number_and_nothing_find_nothing(client_as: Any, known: Any) -> None:
    client = client_as("rep3")
    assert asked(client, phone="777700") == [] and asked(client) == []
    assert asked(client, customer_name="\x00", credit_code="不是代码") == []


def test_only_those_who_write_may_ask_and_only_where_there_are_twins(client_as: Any) -> None:
    assert client_as("credit").post("/customerview/twins", data={}).status_code == 403
    assert client_as("rep").post("/projectview/twins", data={}).status_code == 404


def test_asking_costs_the_same_however_many_there_are(
    session: Any, client_as: Any, user_id: Any, known: Any, counted: Any
) -> None:
    client, typed = client_as("rep3"), {"customer_name": NAME, "phone": PHONE}
    asked(client, **typed)
    before = counted(lambda: asked(client, **typed))
    for number in range(6):
        card(session, user_id("rep3"), customer_name=f"{NAME}{number}店", phone=PHONE)
    session.commit()
    assert len(asked(client, **typed)) == 5
    assert counted(lambda: asked(client, **typed)) <= before <= 16


def test_the_id_of_a_row_out_of_reach_stays_here(client_as: Any, known: Any) -> None:
    (found,) = asked(client_as("rep"), customer_name=NAME)
    assert found["mark"] and found["mark"] != str(known.id)
    assert found["url"] == found["code"] == ""


def test_who_asks_more_than_a_person_types_waits(
    app: Any, client_as: Any, known: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = SimpleNamespace(enabled=True, limiter=FixedWindowRateLimiter(MemoryStorage()))
    monkeypatch.setattr(app.appbuilder.sm, "limiter", limiter)
    monkeypatch.setattr(twins, "ASKED", parse_many("2 per hour"))
    client = client_as("rep")
    said = [client.post("/customerview/twins", data={"phone": PHONE}).status_code for _ in "abc"]
    assert said == [200, 200, 429]
    other = client_as("rep3").post("/customerview/twins", data={"phone": PHONE})
    assert other.status_code == 200
