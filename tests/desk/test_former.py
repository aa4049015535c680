"""Former values: each with who and when, figures as a line, secrets to nobody who may not read them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.kernel.scope import acting_as
from tests.factories.customers import card


@pytest.fixture
def grown(session: Any, user_id: Any, viewer_of: Any) -> Any:
    with acting_as(viewer_of("rep")):
        row = card(session, user_id("rep"), registered_capital=1_000_000, mobile="13900001111")
        for capital, mobile in ((2_500_000, "13900002222"), (5_000_000, "13900003333")):
            row.registered_capital, row.mobile = capital, mobile
            session.flush()
        session.commit()
    return row


@pytest.mark.rule("R-024")
def test_every_value_stands_with_who_and_a_figure_is_drawn(client_as: Any, grown: Any) -> None:
    page = client_as("rep").get(f"/customerview/former/{grown.id}?field=registered_capital").text
    island = json.loads(re.findall(r'id="chart-data">(.*?)</script>', page)[0])
    assert island["series"][0]["values"] == [1_000_000.0, 2_500_000.0, 5_000_000.0]
    assert "周敏" in page
    words = client_as("rep").get(f"/customerview/former/{grown.id}?field=mobile").text
    assert "13900001111" in words and "chart-data" not in words


@pytest.mark.rule("R-024", "C-24")
def test_a_field_nobody_may_read_has_no_former_values(client_as: Any, grown: Any) -> None:
    agent = client_as("agent").get(f"/customerview/former/{grown.id}")
    assert agent.status_code == 200
    assert "registered_capital" not in agent.text
    address = f"/customerview/former/{grown.id}?field=registered_capital"
    assert client_as("agent").get(address).status_code == 404
    assert client_as("rep3").get(address).status_code == 404
