"""What an archive holds beyond name and address, and what is asked of exporters (R-016, R-040)."""

from __future__ import annotations

from typing import Any

import pytest

from app.customers import rules
from app.customers.models import Customer
from app.customers.words import CardState, PartyKind
from app.kernel import policy
from tests.factories.customers import card

pytestmark = pytest.mark.usefixtures("as_system")


def said(row: Customer, **changed: Any) -> dict[str, str]:
    values = {each.key: getattr(row, each.key) for each in Customer.__mapper__.column_attrs}
    found = rules.customer({**values, **changed}, row)
    return {broken.rule: str(broken.message) for broken in found if broken.warning}


@pytest.fixture
def row(session: Any, user_id: Any) -> Customer:
    return card(session, user_id("rep"))


@pytest.mark.rule("R-016")
def test_a_reviewed_card_names_the_deeper_facts_it_lacks(row: Customer) -> None:
    assert "R-016" not in said(row), "a draft is only beginning"
    row.state = CardState.APPROVED
    every = policy.value("archive.deep_fields")
    labels = [str(Customer.__mapper__.columns[name].info["label"]) for name in every]
    assert all(label in said(row)["R-016"] for label in labels)
    known = dict.fromkeys(every[1:], "已知")
    assert labels[0] in said(row, **known)["R-016"] and labels[1] not in said(row, **known)["R-016"]
    assert "R-016" not in said(row, **dict.fromkeys(every, "已知"))
    assert "R-016" not in said(row, party_kind=PartyKind.INDIVIDUAL)


@pytest.mark.rule("R-040")
def test_of_exporters_the_policy_of_their_market_is_asked(row: Customer) -> None:
    assert "R-040" not in said(row)
    assert "R-040" in said(row, export_oriented=True)
    assert "R-040" not in said(row, export_oriented=True, market_area_policy="出口退税调整")
