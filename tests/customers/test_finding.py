"""Finding a customer by whatever a person remembers of it; the same on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.customers.models import Contact, Customer
from app.kernel import search
from app.kernel.bounds import refusal
from app.kernel.scope import acting_as
from tests.factories.customers import card, credit_code

NAME = "重庆渝岭物资贸易有限公司"


@pytest.fixture
def known(session: Any, user_id: Any, viewer_of: Any) -> Customer:
    with acting_as(viewer_of("rep")):
        row = card(
            session, user_id("rep"), customer_name=NAME, short_name="渝岭", phone="023-68241357",
            credit_code=credit_code(808),
        )  # fmt: skip
        session.add(Contact(customer_id=row.id, contact_name="欧阳芷若", mobile="13677889900"))
        session.flush()
    return row


TYPED = [
    *(NAME[: length + 1] for length in range(2, len(NAME))),  # 1…n characters that tell something
    "渝", "岭", "渝岭", "岭物资", "物资贸易",
    "yuling", "chongqingyuling", "yulingwuzi", "cqyl", "ylwz", "yl",
    "68241357", "1357", "241357",
]  # fmt: skip


@pytest.mark.rule("R-006", "R-018")
@pytest.mark.parametrize("typed", TYPED)
def test_a_customer_is_found_by_name_sound_initials_and_phone(
    session: Any, known: Customer, viewer_of: Any, typed: str
) -> None:
    with acting_as(viewer_of("rep")):
        assert known.id in search.ids(session, Customer, typed, 50)


@pytest.mark.rule("R-006", "R-018")
def test_a_customer_is_found_by_its_codes_and_by_whom_one_knows_there(
    session: Any, known: Customer, client_as: Any, viewer_of: Any
) -> None:
    with acting_as(viewer_of("rep")):
        for typed in (known.customer_code, known.customer_code[-4:], credit_code(808)):
            assert known.id in search.ids(session, Customer, typed, 50), typed
    session.commit()
    for typed in ("欧阳芷若", "芷若", "ouyang", "oyzr", "9900"):
        assert "欧阳芷若" in found(client_as("rep"), typed), typed
    assert found(client_as("rep3"), "欧阳芷若") == []


def found(client: Any, typed: str) -> list[str]:
    """What the search box of the top bar shows."""
    groups = client.get("/find/", query_string={"q": typed}).get_json()["groups"]
    return [row["text"] for group in groups for row in group["rows"]]


def test_an_old_house_may_be_older_than_others_days() -> None:
    columns = Customer.__table__.c
    assert refusal(columns.founded_on, dt.date(1669, 5, 1)) is None
    assert refusal(columns.founded_on, dt.date(900, 5, 1)) is not None
    assert refusal(columns.collected_on, dt.date(1669, 5, 1)) is not None
